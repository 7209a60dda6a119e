"""The read model: all that public code may read, written only together with the ledger."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Q

from stories.search_terms import headed_by, read_question


class WrittenQuery(SearchQuery):
    """A query that our own rule has written, so that PostgreSQL parses no words."""

    template = "(%(expressions)s)::tsquery"


class PublishedStoryQuerySet(models.QuerySet["PublishedStory"]):
    """Named reads of what is public."""

    def readable(self) -> "PublishedStoryQuerySet":
        """Stories with a page that answers 200."""
        return self.filter(state__in=PublishedStory.READABLE)

    def holding(self, text: str) -> "PublishedStoryQuerySet":
        """Stories that answer a question: words, "phrases", -what is left out, “or”."""
        query = read_question(text).query()
        return self.filter(search=WrittenQuery(query, search_type="raw")) if query else self.none()

    def headed(self, text: str) -> "PublishedStoryQuerySet":
        """Stories whose headline has words that begin like those typed, newest first."""
        query = headed_by(text)
        if not query:
            return self.none()
        return self.filter(search=WrittenQuery(query, search_type="raw")).order_by(
            "-content_updated_at", "id"
        )


class PublishedStory(models.Model):
    """The latest public state of one story, with the bytes that the API serves."""

    READABLE: ClassVar = ("live", "concern", "closed", "retracted")

    id = models.CharField(max_length=20, primary_key=True, help_text="The story's public id.")
    slug = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=20)
    seq = models.BigIntegerField(unique=True, help_text="The ledger entry that wrote this row.")
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=35)
    headline = models.CharField(max_length=300)
    standfirst = models.TextField(blank=True)
    topics = ArrayField(models.CharField(max_length=120), default=list)
    publishers = ArrayField(models.CharField(max_length=120), default=list)
    article_count = models.PositiveIntegerField(default=0)
    as_of = models.DateTimeField(null=True)
    first_published_at = models.DateTimeField()
    content_updated_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    merged_into = models.CharField(max_length=20, blank=True)
    body = models.BinaryField(help_text="The public story as JSON, ready to serve; empty when taken down.")
    etag = models.CharField(max_length=64)
    search = SearchVectorField(null=True)

    objects = PublishedStoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "published stories"
        indexes = (
            models.Index(
                fields=("-content_updated_at",), condition=Q(publishers__len=1), name="published_single"
            ),
            GinIndex(fields=("search",), name="published_search"),
            GinIndex(fields=("topics",), name="published_topics"),
            GinIndex(fields=("publishers",), name="published_publishers"),
            models.Index(
                fields=("-content_updated_at", "id"),
                condition=Q(state__in=("live", "concern", "closed", "retracted")),
                name="published_by_update",
            ),
            models.Index(
                fields=("-first_published_at", "id"),
                condition=Q(state__in=("live", "concern", "closed", "retracted")),
                name="published_by_first",
            ),
        )

    def __str__(self) -> str:
        return self.slug


class PublishedSource(models.Model):
    """One numbered source of a public story."""

    story = models.ForeignKey(PublishedStory, models.CASCADE, related_name="sources")
    key = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    article = models.CharField(max_length=20, db_index=True, help_text="The article's public id.")
    publisher = models.CharField(max_length=120, db_index=True, help_text="The publisher's slug.")
    data = models.JSONField()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("story", "key"), name="published_source_once"),)

    def __str__(self) -> str:
        return f"[{self.number}] {self.story_id}"


class PublishedEntry(models.Model):
    """One timeline entry of a public story, found by when it happened."""

    story = models.ForeignKey(PublishedStory, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=8)
    position = models.PositiveIntegerField()
    start = models.DateTimeField()
    end = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        verbose_name_plural = "published entries"
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=("story", "key"), name="published_entry_once"),)
        indexes = (models.Index(fields=("start", "end"), name="published_entry_when"),)

    def __str__(self) -> str:
        return f"{self.story_id} {self.key}"


class PublishedTopic(models.Model):
    """A topic that a public story was ever filed under."""

    slug = models.CharField(max_length=120, primary_key=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class PublishedPublisher(models.Model):
    """A publisher that a public story ever cited."""

    slug = models.CharField(max_length=120, primary_key=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name
