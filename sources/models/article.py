"""An article is one published text that a story can cite."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from sources.identifiers import public_id


def article_id() -> str:
    """A new public id of an article."""
    return public_id("ar")


class ArticleQuerySet(models.QuerySet["Article"]):
    """Named reads of articles."""

    def standing(self) -> "ArticleQuerySet":
        """Those that still stand: neither gone from the web nor retracted by their publisher."""
        return self.exclude(state__in=(Article.State.GONE, Article.State.RETRACTED))


class Article(models.Model):
    """One text of one publisher; without a URL it is known by publisher and normalised title."""

    class State(models.TextChoices):
        """What became of it since it was first seen."""

        LIVE = "live", "Live"
        CHANGED = "changed", "Changed"
        GONE = "gone", "Gone"
        RETRACTED = "retracted", "Retracted"

    class FoundBy(models.TextChoices):
        """How it came into the catalogue."""

        HAND = "hand", "Typed by hand"
        DIGEST = "digest", "From a digest"
        ADDRESS = "address", "From its address"
        FEED = "feed", "From a feed"

    class Precision(models.TextChoices):
        """How exactly it is known when it was published."""

        MINUTE = "minute", "To the minute"
        DAY = "day", "To the day"

    public_id = models.CharField(max_length=20, unique=True, default=article_id, editable=False)
    publisher = models.ForeignKey("sources.Publisher", models.PROTECT, related_name="articles")
    url = models.URLField(max_length=2048, blank=True)
    canonical_url = models.CharField(max_length=2048, null=True, blank=True, editable=False)  # noqa: DJ001 - null is "no URL", unique otherwise
    title = models.CharField(max_length=500)
    title_key = models.CharField(max_length=500, editable=False)
    byline = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, such as “en” or “pt-BR”.")
    published_at = models.DateTimeField(null=True, blank=True)
    accessed_at = models.DateTimeField(null=True, blank=True)
    published_precision = models.CharField(max_length=10, choices=Precision, default=Precision.MINUTE)
    published_raw = models.CharField(
        max_length=200, blank=True, editable=False, help_text="The date as the page wrote it."
    )
    state = models.CharField(max_length=20, choices=State, default=State.LIVE)
    found_by = models.CharField(max_length=10, choices=FoundBy, default=FoundBy.HAND, editable=False)
    corrected = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        editable=False,
        help_text="Fields that the desk has put right: reading the page again does not change them.",
    )
    newest = models.ForeignKey(
        "sources.Snapshot", models.PROTECT, null=True, editable=False, related_name="+"
    )
    sketch = ArrayField(
        models.IntegerField(), default=list, blank=True, editable=False, help_text="Of its text."
    )
    original = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="copies",
        help_text="The article whose text this one repeats (syndication).",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("canonical_url",), name="article_canonical_url_once"),
            models.CheckConstraint(
                condition=Q(original=None) | ~Q(original=F("pk")), name="article_copies_another"
            ),
            models.UniqueConstraint(
                fields=("publisher", "title_key"),
                condition=Q(canonical_url=None),
                name="article_without_url_once",
            ),
        )
        indexes = (
            models.Index(fields=("publisher", "title_key"), name="article_by_title"),
            models.Index(
                fields=("-updated_at",),
                condition=Q(state__in=("changed", "gone", "retracted")),
                name="article_shaken",
            ),
            models.Index(fields=("original",), condition=Q(original__isnull=False), name="article_copies"),
            models.Index(fields=("-created_at",), name="article_recent"),
            GinIndex(fields=("sketch",), name="article_sketch"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="article_title_words"),
            GinIndex(OpClass(Upper("url"), name="gin_trgm_ops"), name="article_url_words"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def written_date(self) -> str:
        """The date as the page wrote it; “” where that only spells the same moment for machines."""
        try:
            same = datetime.fromisoformat(self.published_raw) == self.published_at
        except (ValueError, TypeError):  # no such spelling, or one without a time zone
            same = False
        return "" if same else self.published_raw


class ArticleAddress(models.Model):
    """A web address (canonical form) under which an article is known: given, redirected to, or its own."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="addresses")
    canonical_url = models.CharField(max_length=2048, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "article addresses"

    def __str__(self) -> str:
        return self.canonical_url
