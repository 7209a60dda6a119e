"""A feed is where a publisher announces its articles; an item is one announcement."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from sources.intervals import FLAGGED_AFTER, MOVED_AFTER, MOVED_POLLS
from sources.models.article import Article


class FeedQuerySet(models.QuerySet["Feed"]):
    """Named reads of feeds."""

    def due(self, now: datetime) -> "FeedQuerySet":
        """Those to be polled now that nobody is polling, the longest overdue first."""
        free = Q(leased_until=None) | Q(leased_until__lt=now)
        return self.filter(free, state=Feed.State.ACTIVE, next_poll_at__lte=now).order_by(
            "next_poll_at", "pk"
        )

    def asking_to_move(self, now: datetime) -> "FeedQuerySet":
        """Those that have led to another site for so long that a person should say whether it is right."""
        return self.exclude(moving_to="").filter(
            ~Q(refused_move=F("moving_to")),
            state=Feed.State.ACTIVE,
            moving_polls__gte=MOVED_POLLS,
            moving_since__lte=now - MOVED_AFTER,
        )

    def in_trouble(self, now: datetime) -> "FeedQuerySet":
        """Those that somebody should look at: failing for a week, gone, or asking to move."""
        return self.filter(
            Q(state=Feed.State.GONE)
            | Q(state=Feed.State.ACTIVE, failing_since__lte=now - FLAGGED_AFTER)
            | Q(pk__in=self.model._default_manager.asking_to_move(now).values("pk"))
        )


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
    asks_for = models.DurationField(
        default=timedelta(0), editable=False, help_text="How long it asks to be left alone, in its own text."
    )
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
    refused_move = models.URLField(max_length=2048, blank=True, editable=False)
    gone_since = models.DateTimeField(null=True, editable=False)

    objects = FeedQuerySet.as_manager()

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

    def asks_to_move(self, now: datetime) -> bool:
        """Whether a person should say if another site is the right place for it."""
        return (
            bool(self.moving_to)
            and self.moving_to != self.refused_move
            and self.state == self.State.ACTIVE
            and self.moved_for_good(now)
        )

    def moved_for_good(self, now: datetime) -> bool:
        """Whether the move was said often enough, for long enough."""
        return (
            self.moving_since is not None
            and self.moving_polls >= MOVED_POLLS
            and now - self.moving_since >= MOVED_AFTER
        )


class FeedItem(models.Model):
    """One announcement in a feed; the same item is known again by its keys, whatever its headline."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="items")
    identity = models.CharField(max_length=64, help_text="The surest of its keys.")
    keys = ArrayField(
        models.CharField(max_length=64), default=list, help_text="Hashes of all that it is known by."
    )
    guid = models.CharField(max_length=2048, blank=True)
    url = models.URLField(max_length=2048, blank=True)
    canonical_url = models.CharField(max_length=2048, blank=True)
    title = models.CharField(max_length=500)
    summary = models.TextField(blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True)
    published_precision = models.CharField(
        max_length=10, choices=Article.Precision, default=Article.Precision.MINUTE
    )
    published_raw = models.CharField(max_length=200, blank=True, help_text="The date as the feed wrote it.")
    article = models.ForeignKey("sources.Article", models.SET_NULL, null=True, related_name="announcements")
    request = models.ForeignKey(
        "sources.ArticleRequest", models.SET_NULL, null=True, related_name="announcements"
    )
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ("-seen_at", "-id")
        constraints = (models.UniqueConstraint(fields=("feed", "identity"), name="feeditem_once"),)
        indexes = (
            models.Index(fields=("feed", "-seen_at"), name="feeditem_recent"),
            GinIndex(fields=("keys",), name="feeditem_keys"),
            models.Index(fields=("canonical_url",), condition=~Q(canonical_url=""), name="feeditem_address"),
            models.Index(
                fields=("request",), condition=Q(article=None, request__isnull=False), name="feeditem_open"
            ),
        )

    def __str__(self) -> str:
        return self.title or self.url


class FeedSearch(models.Model):
    """A site that somebody wants to follow, and the feeds that were found there for them to choose from."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "Waiting"
        LOOKING = "looking", "Looking"
        DONE = "done", "Done"

    address = models.CharField(max_length=2048)
    publisher = models.ForeignKey("sources.Publisher", models.CASCADE, null=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    leased_until = models.DateTimeField(null=True)
    site_name = models.CharField(max_length=200, blank=True)
    found = models.JSONField(default=list, help_text="The feeds: address, title, kind, newest entry.")
    message = models.TextField(blank=True, help_text="Why nothing, or not all, was found.")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        verbose_name_plural = "feed searches"
        indexes = (
            models.Index(
                fields=("asked_at",), condition=Q(state__in=("waiting", "looking")), name="feedsearch_open"
            ),
        )

    def __str__(self) -> str:
        return self.address


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
