"""A feed is where a publisher announces its articles; an item is one announcement."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Feed(models.Model):
    """One address that is polled; what happened at the last polls is kept with it."""

    class Kind(models.TextChoices):
        """What stands at the address."""

        RSS = "rss", "RSS"
        ATOM = "atom", "Atom"
        JSON = "json", "JSON Feed"
        SITEMAP = "sitemap", "News sitemap"

    class State(models.TextChoices):
        """Whether it is polled; a feed that fails is still polled, more and more seldom."""

        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        GONE = "gone", "Gone"

    FLAGGED_AFTER: ClassVar = timedelta(days=7)
    WEEKLY_AFTER: ClassVar = timedelta(days=30)

    publisher = models.ForeignKey("sources.Publisher", models.PROTECT, related_name="feeds")
    url = models.URLField(max_length=2048, unique=True)
    title = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.RSS, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # What the server is asked next time, word for word.
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    validators_since = models.DateTimeField(null=True, editable=False)
    body_hash = models.CharField(max_length=64, blank=True, editable=False)

    # When, and how it went.
    interval = models.DurationField(default=timedelta(hours=1), editable=False)
    next_poll_at = models.DateTimeField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    last_polled_at = models.DateTimeField(null=True, editable=False)
    last_success_at = models.DateTimeField(null=True, editable=False)
    last_new_at = models.DateTimeField(null=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    last_code = models.CharField(max_length=40, blank=True, editable=False)
    last_message = models.TextField(blank=True, editable=False)
    warnings = models.JSONField(default=list, blank=True, editable=False)

    # A lasting move, and an end, are believed only when they are said again.
    moving_to = models.URLField(max_length=2048, blank=True, editable=False)
    moving_since = models.DateTimeField(null=True, editable=False)
    moving_polls = models.PositiveIntegerField(default=0, editable=False)
    gone_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ("publisher__name", "title", "url")
        indexes = (
            models.Index(fields=("next_poll_at",), condition=Q(state="active"), name="feed_due"),
            models.Index(
                fields=("failing_since",), condition=Q(failing_since__isnull=False), name="feed_failing"
            ),
        )

    def __str__(self) -> str:
        return self.title or self.url


class FeedItem(models.Model):
    """One announcement in a feed; the same item is known again by its identity, whatever its headline."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="items")
    identity = models.CharField(max_length=64, help_text="SHA-256 of what tells it from the others.")
    guid = models.CharField(max_length=2048, blank=True)
    url = models.URLField(max_length=2048, blank=True)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True)
    published_raw = models.CharField(max_length=200, blank=True, help_text="The date as the feed wrote it.")
    article = models.ForeignKey("sources.Article", models.SET_NULL, null=True, related_name="announcements")
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-seen_at", "-id")
        constraints = (models.UniqueConstraint(fields=("feed", "identity"), name="feeditem_once"),)
        indexes = (models.Index(fields=("feed", "-seen_at"), name="feeditem_recent"),)

    def __str__(self) -> str:
        return self.title


class Host(models.Model):
    """A registrable domain that we ask politely: one request at a time, and not while it asks us to wait."""

    domain = models.CharField(max_length=253, unique=True)
    free_at = models.DateTimeField(help_text="Before this moment no further request begins.")
    leased_until = models.DateTimeField(null=True, help_text="A request is in flight, at most until then.")
    closed_until = models.DateTimeField(null=True, help_text="The server asked us to stay away until then.")
    closed_because = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.domain


class Robots(models.Model):
    """The rules for robots of one site (scheme, host, port), as last read."""

    origin = models.CharField(max_length=300, unique=True)
    status = models.PositiveIntegerField(default=0)
    body = models.TextField(blank=True)
    fetched_at = models.DateTimeField()
    good_until = models.DateTimeField()

    class Meta:
        verbose_name_plural = "robots"

    def __str__(self) -> str:
        return self.origin
