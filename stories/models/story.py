"""A story is the permanent public thing; its texts are editions."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Upper

from sources.identifiers import public_id


def story_id() -> str:
    """A new public id of a story."""
    return public_id("st")


class Topic(models.Model):
    """A subject that stories are filed under; the slug never changes, the name may."""

    name = models.CharField(max_length=120)
    slug = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class StoryQuerySet(models.QuerySet["Story"]):
    """Named reads of stories."""

    def public(self) -> "StoryQuerySet":
        """Stories that readers can open now."""
        return self.filter(state__in=Story.READABLE)


class Story(models.Model):
    """One id and one address for ever; what it says is in its editions."""

    class State(models.TextChoices):
        """What readers are shown."""

        UNPUBLISHED = "unpublished", "Unpublished"
        LIVE = "live", "Live"
        CONCERN = "concern", "Expression of concern"
        CLOSED = "closed", "Closed"
        RETRACTED = "retracted", "Retracted"
        TAKEN_DOWN = "taken_down", "Taken down"
        MERGED = "merged", "Merged"

    READABLE: ClassVar = (State.LIVE, State.CONCERN, State.CLOSED, State.RETRACTED)
    RECOUNTED: ClassVar = ExpressionWrapper(
        Q(as_of__gt=F("content_updated_at")), output_field=models.BooleanField()
    )  # whether its articles changed after its text

    public_id = models.CharField(max_length=20, unique=True, default=story_id, editable=False)
    slug = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=20, choices=State, default=State.UNPUBLISHED)
    byline = models.CharField(
        max_length=200, blank=True, help_text="Who answers for it in public; empty: Newsroom desk."
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    first_published_at = models.DateTimeField(null=True, editable=False)
    content_updated_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(null=True, editable=False)
    article_count = models.PositiveIntegerField(default=0, editable=False)
    as_of = models.DateTimeField(null=True, editable=False)
    retraction_note = models.TextField(blank=True, editable=False)
    retracted_at = models.DateTimeField(null=True, editable=False)
    concern_note = models.TextField(blank=True, editable=False)
    concern_at = models.DateTimeField(null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged_from"
    )
    joins_from = models.FloatField(
        null=True,
        blank=True,
        validators=(MinValueValidator(0.1), MaxValueValidator(1.0)),
        help_text="A new article that scores at least this joins by itself, marked so; empty: none does.",
    )
    copies_count_once = models.BooleanField(
        default=False, help_text="Copies of one text (syndication) count once in “Updated (N articles)”."
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_stories"
    )
    assigned_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = StoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stories"
        ordering = ("-created_at",)
        permissions = (
            ("retract_story", "Can propose and confirm the retraction of a story"),
            ("raise_concern", "Can raise and lift a concern about a story"),
            ("take_down_story", "Can take a story down at once"),
            ("merge_story", "Can merge a story into another"),
            ("close_story", "Can close and reopen a story"),
            ("rename_story", "Can give a published story another slug"),
        )
        indexes = (
            GinIndex(OpClass(Upper("slug"), name="gin_trgm_ops"), name="story_slug_words"),
            models.Index(
                fields=("-updated_at",),
                condition=Q(state__in=("live", "concern", "closed", "retracted")),
                name="story_live_recently",
            ),
            models.Index(
                ExpressionWrapper(
                    Q(as_of__gt=F("content_updated_at")), output_field=models.BooleanField()
                ).desc(nulls_last=True),
                F("content_updated_at"),
                condition=Q(state__in=("live", "concern")),
                name="story_stale",
            ),
            models.Index(
                fields=("assigned_until",), condition=Q(assigned_to__isnull=False), name="story_due"
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state="unpublished", version=0) | (~Q(state="unpublished") & Q(version__gt=0)),
                name="story_public_has_version",
            ),
            models.CheckConstraint(
                condition=Q(version=0)
                | Q(first_published_at__isnull=False, content_updated_at__isnull=False),
                name="story_public_has_times",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into=None)),
                name="story_merged_has_target",
            ),
        )

    def __str__(self) -> str:
        return self.slug


class Redirect(models.Model):
    """An address that was public once and leads to a story for ever."""

    slug = models.CharField(max_length=120, unique=True)
    story = models.ForeignKey(Story, models.PROTECT, related_name="redirects")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Coverage(models.Model):
    """An article belongs to a story: suggested, then accepted or rejected by somebody."""

    class State(models.TextChoices):
        """What the desk said of it."""

        SUGGESTED = "suggested", "Suggested"
        ACCEPTED = "accepted", "Accepted"
        REJECTED = "rejected", "Rejected"

    story = models.ForeignKey(Story, models.PROTECT, related_name="coverage")
    article = models.ForeignKey("sources.Article", models.PROTECT, related_name="coverage")
    state = models.CharField(max_length=20, choices=State, default=State.SUGGESTED)
    score = models.FloatField(null=True, blank=True)
    joined_itself = models.BooleanField(
        default=False, editable=False, help_text="Nobody decided: its score was enough."
    )
    reasons = models.JSONField(default=list, blank=True, editable=False, help_text="Why it may belong here.")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "coverage"
        constraints = (models.UniqueConstraint(fields=("story", "article"), name="coverage_once"),)
        indexes = (
            models.Index(fields=("story", "state"), name="coverage_by_state"),
            models.Index(fields=("article",), condition=Q(state="suggested"), name="coverage_undecided"),
        )

    def __str__(self) -> str:
        return f"{self.article} in {self.story}"
