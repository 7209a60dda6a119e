"""An edition is one worked-on text of a story: sections, cited articles, timeline."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from stories.dates import FuzzyDate, Part, Precision, Qualifier
from stories.models.story import Story, Topic


class EditionQuerySet(models.QuerySet["Edition"]):
    """Named reads of editions."""

    def working(self) -> "EditionQuerySet":
        """Editions that somebody still works on or that wait to go live."""
        return self.filter(state__in=Edition.WORKING)

    def needing_second_eyes(self) -> "EditionQuerySet":
        """Live texts that went out before anybody approved them, and that nobody has approved since."""
        return self.filter(state=Edition.State.PUBLISHED, needs_second_eyes=True)

    def second_eyes_overdue(self, now: datetime) -> "EditionQuerySet":
        """Of these, the ones that have waited too long: somebody has to be alerted."""
        return self.needing_second_eyes().filter(state_changed_at__lte=now - Edition.SECOND_EYES_WITHIN)


class Edition(models.Model):
    """One text of a story on its way to being public, numbered from 1 within the story."""

    class State(models.TextChoices):
        """Where the text stands between first word and archive."""

        DRAFT = "draft", "Draft"
        IN_REVIEW = "in_review", "In review"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        SCHEDULED = "scheduled", "Scheduled"
        PUBLISH_FAILED = "publish_failed", "Publishing failed"
        PUBLISHED = "published", "Published"
        SUPERSEDED = "superseded", "Superseded"
        DISCARDED = "discarded", "Discarded"

    class Change(models.TextChoices):
        """What a new edition does to a story that is already public."""

        FIRST = "first", "First publication"
        MINOR = "minor", "Minor change"
        UPDATE = "update", "Update"
        CLARIFICATION = "clarification", "Clarification"
        CORRECTION = "correction", "Correction"

    WORKING: ClassVar = (
        State.DRAFT,
        State.IN_REVIEW,
        State.CHANGES_REQUESTED,
        State.APPROVED,
        State.SCHEDULED,
        State.PUBLISH_FAILED,
    )
    EDITABLE: ClassVar = (
        State.DRAFT,
        State.IN_REVIEW,
        State.CHANGES_REQUESTED,
        State.APPROVED,
        State.PUBLISH_FAILED,
    )
    SECOND_EYES_WITHIN: ClassVar = timedelta(hours=24)

    story = models.ForeignKey(Story, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    headline = models.CharField(max_length=300)
    standfirst = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47, such as “en” or “pt-BR”.")
    topics = models.ManyToManyField(Topic, blank=True, related_name="editions")
    change_type = models.CharField(max_length=20, choices=Change, default=Change.FIRST)
    change_note = models.TextField(blank=True, help_text="Public: what changed, in a sentence.")
    change_target = models.CharField(
        max_length=8, blank=True, help_text="Key of the section or entry that a correction is bound to."
    )
    embargo_until = models.DateTimeField(null=True, blank=True)
    scheduled_for = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, editable=False)
    lock_version = models.PositiveIntegerField(default=0, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)
    needs_second_eyes = models.BooleanField(default=False, editable=False)
    published_version = models.PositiveIntegerField(null=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    state_changed_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+")
    created_at = models.DateTimeField(editable=False)
    updated_at = models.DateTimeField(editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at",)
        permissions = (
            ("submit_edition", "Can submit an edition for review"),
            ("review_edition", "Can request changes to an edition"),
            ("approve_edition", "Can approve an edition written by others"),
            ("publish_edition", "Can publish an approved edition"),
            ("schedule_edition", "Can schedule an approved edition"),
            ("publish_urgently", "Can publish before the approval, for second eyes afterwards"),
            ("discard_edition", "Can discard an edition that was never published"),
            ("waive_check", "Can let a finding of a desk check stand, with a reason"),
            ("share_preview", "Can make and revoke links to a preview"),
        )
        constraints = (
            models.UniqueConstraint(fields=("story", "number"), name="edition_number_once"),
            models.UniqueConstraint(
                fields=("story",),
                condition=Q(
                    state__in=(
                        "draft",
                        "in_review",
                        "changes_requested",
                        "approved",
                        "scheduled",
                        "publish_failed",
                    )
                ),
                name="edition_one_working",
            ),
            models.UniqueConstraint(
                fields=("story",), condition=Q(state="published"), name="edition_one_live"
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
                name="edition_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "scheduled")) | Q(approved_by__isnull=False),
                name="edition_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("published", "superseded")) | Q(published_version__isnull=False),
                name="edition_published_has_version",
            ),
        )
        indexes = (
            models.Index(fields=("scheduled_for",), condition=Q(state="scheduled"), name="edition_due"),
            models.Index(fields=("state", "state_changed_at"), name="edition_waiting"),
            models.Index(fields=("-updated_at",), name="edition_recent"),
            models.Index(
                fields=("state_changed_at",), condition=Q(needs_second_eyes=True), name="edition_second_eyes"
            ),
            models.Index(
                fields=("embargo_until",), condition=Q(embargo_until__isnull=False), name="edition_embargo"
            ),
            GinIndex(OpClass(Upper("headline"), name="gin_trgm_ops"), name="edition_headline_words"),
        )

    def __str__(self) -> str:
        return f"{self.headline} (edition {self.number})"


class Keyed(models.Model):
    """Something in an edition with a key that outlives reordering, and a place from 0."""

    edition = models.ForeignKey(Edition, models.CASCADE)
    key = models.CharField(max_length=8)
    position = models.PositiveIntegerField()

    class Meta:
        abstract = True
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=("edition", "key"), name="%(class)s_key_once"),
            models.UniqueConstraint(
                fields=("edition", "position"),
                name="%(class)s_place_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        )


class Section(Keyed):
    """A short run of paragraphs under a heading; the body holds citations as ``[@key]``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    heading = models.CharField(max_length=200, blank=True)
    body = models.TextField(max_length=20_000)

    class Meta(Keyed.Meta):
        pass

    def __str__(self) -> str:
        return self.heading or self.key


class CitedArticle(Keyed):
    """An article in an edition's list of sources, with all that is said of it as it was cited.

    What the catalogue learns later does not change a text under review; the editor takes it over by hand.
    """

    class State(models.TextChoices):
        """Whether it may still carry a claim."""

        CITED = "cited", "Cited"
        RETRACTED = "retracted", "Retracted (struck through)"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="cited_articles")
    article = models.ForeignKey("sources.Article", models.PROTECT, related_name="citings")
    publisher = models.ForeignKey("sources.Publisher", models.PROTECT, related_name="+")
    publisher_name = models.CharField(max_length=200)
    title = models.CharField(max_length=500)
    url = models.URLField(max_length=2048, blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True)
    summary = models.TextField(max_length=1000, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.CITED)

    class Meta(Keyed.Meta):
        pass

    def __str__(self) -> str:
        return self.title


class TimelineEntry(Keyed):
    """What happened at a time that is known exactly as precisely as it says."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="timeline")
    precision = models.CharField(max_length=10, choices=[(p.value, p.value) for p in Precision])
    start = models.DateTimeField(help_text="UTC, inclusive.")
    end = models.DateTimeField(help_text="UTC, exclusive.")
    part = models.CharField(max_length=10, blank=True, choices=[(p.value, p.value) for p in Part if p.value])
    qualifier = models.CharField(
        max_length=10, blank=True, choices=[(q.value, q.value) for q in Qualifier if q.value]
    )
    text = models.TextField(max_length=5_000)

    class Meta:
        ordering = ("position",)
        verbose_name_plural = "timeline entries"
        constraints = (
            *Keyed.Meta.constraints,
            models.CheckConstraint(
                condition=Q(start__lt=F("end")), name="timelineentry_starts_before_it_ends"
            ),
        )

    def __str__(self) -> str:
        return f"{self.date.display()} – {self.text}"[:100]

    @property
    def date(self) -> FuzzyDate:
        """When it happened."""
        return FuzzyDate(
            Precision(self.precision), self.start, self.end, Part(self.part), Qualifier(self.qualifier)
        )


class Citation(models.Model):
    """One marker in one text, derived from the document at each save; never edited by itself."""

    cited_article = models.ForeignKey(CitedArticle, models.PROTECT, related_name="citations")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="citations")
    entry = models.ForeignKey(TimelineEntry, models.CASCADE, null=True, related_name="citations")
    sentence = models.PositiveIntegerField(help_text="Index of the sentence it supports, from 0.")
    offset = models.PositiveIntegerField(help_text="Characters before the marker.")
    ordinal = models.PositiveIntegerField(
        help_text="The how-manieth marker of this source on the page, from 1."
    )
    exact = models.TextField(blank=True, help_text="W3C TextQuoteSelector: the quoted passage.")
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    verified_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(section__isnull=False, entry=None) | Q(section=None, entry__isnull=False),
                name="citation_in_section_or_entry",
            ),
        )

    def __str__(self) -> str:
        return f"[@{self.cited_article.key}] {self.ordinal}"


class PinnedQuote(models.Model):
    """A passage of a cited article that an editor pinned to the sentence that rests on it.

    ``place`` and ``sentence`` name the sentence that carries the marker; exact, prefix and suffix are a W3C
    TextQuoteSelector.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pinned_quotes")
    cited_article = models.ForeignKey(CitedArticle, models.CASCADE, related_name="pinned_quotes")
    position = models.PositiveIntegerField()
    place = models.CharField(max_length=8, help_text="Key of the section or entry.")
    sentence = models.PositiveIntegerField(help_text="Index of the sentence with the marker, from 0.")
    exact = models.TextField(max_length=5_000)
    prefix = models.CharField(max_length=32, blank=True)
    suffix = models.CharField(max_length=32, blank=True)
    verified_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True)

    class Meta:
        ordering = ("position",)
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("edition", "position"), name="pinnedquote_place_once"),
        )

    def __str__(self) -> str:
        return self.exact[:80]
