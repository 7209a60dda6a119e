"""Where articles may belong: what each open story is about, and how far each article has been placed."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from stories.models.story import Story


class StoryWords(models.Model):
    """What an open story is about, as words with their shares; made anew from its texts and articles."""

    story = models.OneToOneField(Story, models.CASCADE, primary_key=True, related_name="words")
    words = ArrayField(models.CharField(max_length=80), default=list)
    shares = models.JSONField(default=dict, help_text="Of each word: how many of the story's titles hold it.")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "story words"
        default_permissions = ()
        indexes = (GinIndex(fields=("words",), name="storywords_words", fastupdate=False),)

    def __str__(self) -> str:
        return f"words of {self.story_id}"


class WordUse(models.Model):
    """In how many open stories a word is used: the fewer, the more it tells."""

    word = models.CharField(max_length=80, primary_key=True)
    stories = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.word}: {self.stories}"


class Cursor(models.Model):
    """How far one reader of saves, steps or articles has come; the ledger has followers of its own."""

    name = models.CharField(max_length=40, primary_key=True)
    seen = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.name} at {self.seen}"


class PlacingQuerySet(models.QuerySet["Placing"]):
    """Named reads of what is to be placed."""

    def to_do(self) -> "PlacingQuerySet":
        """Articles that may belong to a story and that nobody has decided about; each text once."""
        return self.filter(state=Placing.State.OPEN, best__isnull=False, article__original=None)


class Placing(models.Model):
    """How far one article is: whether stories were looked for, and what somebody decided."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "To place"
        PLACED = "placed", "Placed"
        DECLINED = "declined", "Belongs nowhere"

    article = models.OneToOneField(
        "sources.Article", models.CASCADE, primary_key=True, related_name="placing"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    best = models.FloatField(null=True, help_text="The highest score of its suggestions.")
    considered_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    before = models.JSONField(
        default=list, help_text="What the last decision changed, so that it can be undone."
    )

    objects = PlacingQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=("article",), condition=Q(state="open", best__isnull=False), name="placing_to_do"
            ),
            models.Index(
                fields=("decided_by", "-decided_at"),
                condition=Q(decided_at__isnull=False),
                name="placing_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.article_id}: {self.get_state_display()}"
