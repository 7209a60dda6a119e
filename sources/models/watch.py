"""A watch looks again at an article for as long as a public story rests on it; a change is what it saw."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Watch(models.Model):
    """When an article is looked at next, and what was seen last."""

    class Outcome(models.TextChoices):
        """What the last look said."""

        UNSEEN = "", "Not looked at yet"
        SAME = "same", "Unchanged"
        CHANGED = "changed", "Changed"
        MISSING = "missing", "Missing"
        GONE = "gone", "Gone"
        SUSPECTED = "suspected", "Leads to another page"
        UNREADABLE = "unreadable", "Unreadable"
        UNKNOWN = "unknown", "Not known"

    article = models.OneToOneField("sources.Article", models.CASCADE, related_name="watch")
    active = models.BooleanField(default=True)
    began_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.UNSEEN, blank=True)
    code = models.CharField(max_length=40, blank=True)
    misses = models.PositiveIntegerField(default=0)
    missing_since = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "watches"
        indexes = (models.Index(fields=("next_at",), condition=Q(active=True), name="watch_due"),)

    def __str__(self) -> str:
        return f"watch of {self.article}"


class ArticleChange(models.Model):
    """Something happened to an article that a story may rest on; kept for ever, dismissed by a person."""

    class Kind(models.TextChoices):
        """What happened."""

        TITLE = "title", "The title changed"
        TEXT = "text", "The text changed"
        QUOTATION = "quotation", "A quoted passage changed"
        NOTICE = "notice", "A correction notice appeared"
        MOVED = "moved", "It leads to another page"
        GONE = "gone", "It is gone"
        RETRACTED = "retracted", "It was retracted"
        BACK = "back", "It is back"

    article = models.ForeignKey("sources.Article", models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=12, choices=Kind)
    before = models.ForeignKey("sources.Snapshot", models.PROTECT, null=True, related_name="+")
    after = models.ForeignKey("sources.Snapshot", models.PROTECT, null=True, related_name="+")
    detail = models.JSONField(default=dict, blank=True)
    noticed_at = models.DateTimeField()
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-noticed_at", "-id")
        indexes = (
            models.Index(fields=("article", "-noticed_at"), condition=Q(seen_at=None), name="change_unseen"),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.article}"
