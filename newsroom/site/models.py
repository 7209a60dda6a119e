"""What is to be built, what was built, and what each built page shows."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils import timezone


class PageJob(models.Model):
    """A page to build; one row for each path, however many reasons there are."""

    class State(models.TextChoices):
        """Whether somebody still works on it."""

        OPEN = "open", "Open"
        DEAD = "dead", "Given up"

    path = models.CharField(max_length=500, unique=True)
    kind = models.CharField(max_length=30)
    object = models.CharField(max_length=200, blank=True)
    priority = models.PositiveSmallIntegerField()
    reason_seq = models.BigIntegerField(default=0, help_text="The newest ledger entry that asks for it.")
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=("priority", "run_after", "id"), condition=Q(state="open"), name="pagejob_next"
            ),
            models.Index(fields=("created_at",), condition=Q(state="dead"), name="pagejob_dead"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lease_until=None, lease_token=None)
                | Q(lease_until__isnull=False, lease_token__isnull=False),
                name="pagejob_lease_is_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.state})"


class Page(models.Model):
    """A page as it was last built."""

    path = models.CharField(max_length=500, primary_key=True)
    kind = models.CharField(max_length=30)
    object = models.CharField(max_length=200, blank=True)
    status = models.PositiveSmallIntegerField()
    hash = models.CharField(max_length=64, help_text="SHA-256 of the plain file; empty: to be written anew.")
    built_seq = models.BigIntegerField(help_text="The head of the ledger when its content was read.")
    built_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=("kind", "object"), name="page_by_object")]

    def __str__(self) -> str:
        return self.path


class PageDependency(models.Model):
    """A page shows a thing, noted while it was rendered: ``story:st_…``, ``topic:energy``, ``latest``."""

    path = models.CharField(max_length=500)
    key = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "page dependencies"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("key", "path"), name="pagedependency_once"),
        ]
        indexes: ClassVar = [models.Index(fields=("path",), name="pagedependency_by_path")]

    def __str__(self) -> str:
        return f"{self.path} shows {self.key}"


class SearchWord(models.Model):
    """A word of a public story, as search compares it; without it no misspelling can be put right."""

    word = models.CharField(max_length=32, primary_key=True)

    class Meta:
        indexes: ClassVar = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="searchword_likeness")]

    def __str__(self) -> str:
        return self.word


class ReaderReport(models.Model):
    """An error that a reader reported; what stands for the reader's address is dropped after a day."""

    class State(models.TextChoices):
        """Who has dealt with it."""

        NEW = "new", "New"
        LOOKED_AT = "looked_at", "Looked at"
        ANSWERED = "answered", "Answered"

    story = models.ForeignKey("stories.Story", models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(help_text="The version that was public then.")
    wrong = models.TextField("what is wrong")
    sentence = models.TextField(blank=True)
    email = models.EmailField("reader's address", blank=True)
    sender = models.CharField(max_length=64, blank=True, help_text="A keyed hash, for a day.")
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    created_at = models.DateTimeField("reported")
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    note = models.ForeignKey("stories.Note", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-created_at", "-id")
        indexes: ClassVar = [
            models.Index(fields=("created_at",), name="readerreport_when"),
            models.Index(fields=("story", "created_at"), condition=Q(state="new"), name="readerreport_new"),
            models.Index(fields=("created_at",), condition=~Q(sender=""), name="readerreport_sender"),
        ]

    def __str__(self) -> str:
        return self.wrong[:80]
