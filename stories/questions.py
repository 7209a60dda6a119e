"""The questions that the desk asks every day; dashboard and lists give the same rows for an answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, NullIf

from sources.feed_health import TROUBLE, in_view
from sources.models import Article, ArticleChange
from stories.models import (
    Citation,
    CitedArticle,
    Coverage,
    Edition,
    Note,
    OutgoingMail,
    PendingDecision,
    Placing,
    PublishedStory,
    Revision,
    Story,
)
from stories.people import Person
from stories.watching import concerning, resting_on

State = Edition.State
LATE_REVIEW: Final = timedelta(hours=24)
LONGEST: Final = 5_000  # rows of an answer that is looked up by key
STALE_AFTER: Final = timedelta(days=14)
OVERDUE_AFTER: Final = timedelta(minutes=1)  # the clock rings each second: what is later than this is stuck
DEVELOPING: Final = (Story.State.LIVE, Story.State.CONCERN)
CURRENT: Final = (*Edition.WORKING, State.PUBLISHED)

Rows = QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its name, the rows that answer it, in which order, and what to do when there are none.

    ``needs`` names permissions; whoever holds one of them is concerned.
    """

    key: str
    title: str
    empty: str
    needs: tuple[str, ...]
    order: tuple[Any, ...]
    narrow: Callable[[Rows, Person, datetime], Rows]

    def concerns(self, person: Person) -> bool:
        """Whether the answer is something that this person can act on."""
        return any(person.has_perm(permission) for permission in self.needs)

    def rows(self, among: Rows, person: Person, now: datetime) -> Rows:
        """The answer, what matters most first."""
        return self.narrow(among, person, now).order_by(*self.order, "pk")


def _in(*states: str) -> Callable[[Rows, Person, datetime], Rows]:
    return lambda among, person, now: among.filter(state__in=states)


def _mine(among: Rows, person: Person, now: datetime) -> Rows:
    wrote = Exists(Revision.objects.filter(edition=OuterRef("pk"), author=person.pk))
    mine = Q(created_by=person.pk) | Q(story__assigned_to=person.pk) | Q(wrote)
    return among.filter(mine, state__in=Edition.WORKING)


def _failed(among: Rows, person: Person, now: datetime) -> Rows:
    overdue = Q(state=State.SCHEDULED, scheduled_for__lt=now - OVERDUE_AFTER)
    return among.filter(Q(state=State.PUBLISH_FAILED) | overdue)


def _second_eyes(among: Rows, person: Person, now: datetime) -> Rows:
    return among.filter(pk__in=Edition.objects.needing_second_eyes().values("pk"))


def _mentioned(among: Rows, person: Person, now: datetime) -> Rows:
    return among.filter(pk__in=open_notes_for(person).values("edition"))


def open_notes_for(person: Person) -> QuerySet[Note]:
    """Notes that call somebody by name and are not resolved."""
    return Note.objects.filter(mentioned=person.pk, resolved_at=None)


def _assigned(among: Rows, person: Person, now: datetime) -> Rows:
    gone = (Story.State.TAKEN_DOWN, Story.State.MERGED)
    return among.filter(assigned_to=person.pk).exclude(state__in=gone)


def _decisions(among: Rows, person: Person, now: datetime) -> Rows:
    waits = PendingDecision.objects.waiting(now)
    oldest = waits.filter(story=OuterRef("pk")).order_by("expires_at").values("expires_at")[:1]
    answer: Rows = among.filter(pk__in=waits.values("story")).annotate(decide_before=Subquery(oldest))
    return answer


def _single_publisher(among: Rows, person: Person, now: datetime) -> Rows:
    single = PublishedStory.objects.filter(publishers__len=1, state__in=DEVELOPING)
    newest = single.order_by("-content_updated_at").values("id")[:LONGEST]
    # An array and no subquery: its rows are then fetched by key, however many stories there are.
    among_them = Func(
        F("public_id"),
        ArraySubquery(newest),
        arg_joiner=" = ANY (",
        template="%(expressions)s)",
        output_field=BooleanField(),
    )
    return among.filter(among_them)


def _stale(among: Rows, person: Person, now: datetime) -> Rows:
    newer = Coverage.objects.filter(
        story=OuterRef("pk"),
        state=Coverage.State.ACCEPTED,
        decided_at__gt=OuterRef("content_updated_at"),
    )
    old = among.filter(state__in=DEVELOPING, content_updated_at__lt=now - STALE_AFTER)
    answer: Rows = old.annotate(has_newer=Exists(newer))
    return answer


def _changed_sources(among: Rows, person: Person, now: datetime) -> Rows:
    shaken = (Article.State.CHANGED, Article.State.GONE, Article.State.RETRACTED)
    # What the watch saw is asked about change by change; what is gone or retracted stays until it is settled.
    seen = ArticleChange.objects.filter(article=OuterRef("article"))
    return among.filter(
        state=CitedArticle.State.CITED,
        article__state__in=shaken,
        edition__state=State.PUBLISHED,
        edition__story__state__in=(*DEVELOPING, Story.State.CLOSED),
    ).exclude(Exists(seen), article__state=Article.State.CHANGED)


def _source_changes(among: Rows, person: Person, now: datetime) -> Rows:
    """One row for each article: the latest of what is open, which at one look is the gravest."""
    still = ArticleChange.objects.filter(article=OuterRef("article"), seen_at=None)
    later = Q(noticed_at__gt=OuterRef("noticed_at")) | Q(
        noticed_at=OuterRef("noticed_at"), pk__gt=OuterRef("pk")
    )
    return concerning(among.filter(~Exists(still.filter(later)), seen_at=None), person)


def with_headline(stories: Rows) -> Rows:
    """Stories with ``shown_as``: the headline of the text worked on, of the live one, or the address."""
    texts = Edition.objects.filter(story=OuterRef("pk"), state__in=CURRENT).order_by("-number")
    headline = NullIf(Subquery(texts.values("headline")[:1]), Value(""))
    named: Rows = stories.annotate(shown_as=Coalesce(headline, F("slug"), output_field=TextField()))
    return named


def with_headline_of_story(rows: Rows) -> Rows:
    """Rows that belong to a story, with its headline as ``shown_as``."""
    named = with_headline(Story.objects.filter(pk=OuterRef("story"))).values("shown_as")
    told: Rows = rows.annotate(shown_as=Subquery(named))
    return told


def with_sentences(cited: Rows) -> Rows:
    """Cited articles with ``sentences``: how many rest on each."""
    place = Func("section_id", "entry_id", "sentence", function="ROW", output_field=TextField())
    counted = Citation.objects.filter(cited_article=OuterRef("pk")).values("cited_article")
    resting = Subquery(counted.annotate(n=Count(place, distinct=True)).values("n"))
    told: Rows = cited.annotate(sentences=Coalesce(resting, 0))
    return told


def _to_place(among: Rows, person: Person, now: datetime) -> Rows:
    return among.filter(pk__in=Placing.objects.to_do().values("pk"))


def with_texts(changes: Rows) -> Rows:
    """Changes with ``text``, the headline of one that rests on the article, and ``stories``, how many do."""
    texts = resting_on().filter(article=OuterRef("article")).order_by("-edition__state", "-edition__number")
    stories = (
        texts.order_by().values("article").annotate(n=Count("edition__story", distinct=True)).values("n")
    )
    told: Rows = changes.annotate(
        text=Subquery(texts.values("edition__headline")[:1]), stories=Coalesce(Subquery(stories), 0)
    )
    return told


def _given_up(among: Rows, person: Person, now: datetime) -> Rows:
    return among.filter(state=OutgoingMail.State.DEAD)


WRITERS: Final = ("stories.change_edition",)
REVIEWERS: Final = ("stories.approve_edition", "stories.review_edition")
EDITIONS: Final = (
    Question(
        "failed",
        "Failed or overdue",
        "Every publication went through.",
        ("stories.publish_edition",),
        ("state_changed_at",),
        _failed,
    ),
    Question(
        "second-eyes",
        "Needs second eyes",
        "Everything that is live was read by two. What goes out urgently appears here until it is approved.",
        ("stories.approve_edition", "stories.take_down_story"),
        ("state_changed_at",),
        _second_eyes,
    ),
    Question(
        "mine",
        "My work",
        "You are not working on any text. Start a new story, or make a new edition of a live one.",
        WRITERS,
        ("-updated_at",),
        _mine,
    ),
    Question(
        "mentioned",
        "Notes for me",
        "No open note calls you by name.",
        ("stories.view_note",),
        ("-updated_at",),
        _mentioned,
    ),
    Question(
        "review",
        "Waiting for review",
        "Nothing waits for review. A text appears here when its writer chooses “Submit for review”.",
        REVIEWERS,
        ("state_changed_at",),
        _in(State.IN_REVIEW),
    ),
    Question(
        "approved",
        "Approved, not published",
        "No approved text waits. Publish or schedule a text once it is approved.",
        ("stories.publish_edition",),
        ("state_changed_at",),
        _in(State.APPROVED),
    ),
    Question(
        "scheduled",
        "Scheduled",
        "Nothing is scheduled. An approved text can be given a time with “Schedule”.",
        ("stories.view_edition",),
        ("scheduled_for",),
        _in(State.SCHEDULED),
    ),
)
STORIES: Final = (
    Question(
        "decisions",
        "Waits for a second person",
        "No decision waits. Retracting, lifting a concern, merging and restoring are proposed on the page of "
        "a story.",
        (
            *("stories.raise_concern", "stories.retract_story"),
            *("stories.take_down_story", "stories.merge_story"),
        ),
        ("decide_before",),
        _decisions,
    ),
    Question(
        "assigned",
        "Assigned to me",
        "No story is assigned to you. An editor assigns one on the page of the story.",
        WRITERS,
        (F("assigned_until").asc(nulls_last=True),),
        _assigned,
    ),
    Question(
        "single",
        "One publisher only",
        "No live story rests on one publisher alone.",
        ("stories.approve_edition", "sources.change_article"),
        ("-content_updated_at",),
        _single_publisher,
    ),
    Question(
        "stale",
        "Stale",
        f"Every live text is younger than {STALE_AFTER.days} days. Close a story that nothing more comes to.",
        WRITERS,
        (Story.RECOUNTED.desc(nulls_last=True), "content_updated_at"),
        _stale,
    ),
    Question(
        "live",
        "Live recently",
        "Nothing is public yet. Publish an approved text and it appears here.",
        ("stories.view_story",),
        ("-updated_at",),
        _in(*Story.READABLE),
    ),
)
SOURCES: Final = (
    Question(
        "changed",
        "Sources changed or gone",
        "Every source of a live story is as it was cited.",
        ("stories.change_edition", "sources.change_article", "stories.take_down_story"),
        ("-article__updated_at",),
        _changed_sources,
    ),
)
PLACING: Final = (
    Question(
        "to-place",
        "Articles to place",
        "No article waits. One appears here as soon as it may belong to a story.",
        ("stories.change_coverage",),
        ("-article_id",),
        _to_place,
    ),
)
FEEDS: Final = (
    Question(
        TROUBLE.key,
        TROUBLE.title,
        TROUBLE.empty,
        ("sources.change_feed", "stories.approve_edition"),
        (F("failing_since").asc(nulls_last=True),),
        lambda among, person, now: in_view(among, TROUBLE.key, now),
    ),
)
CHANGES: Final = (
    Question(
        "source-changes",
        "What sources changed",
        "No source of your stories has changed. Each is looked at again for as long as a story rests on it.",
        ("stories.change_edition", "sources.change_article", "stories.take_down_story"),
        ("-noticed_at",),
        _source_changes,
    ),
)
MAIL: Final = (
    Question(
        "mail",
        "Mail given up",
        "Every mail went out or is on its way.",
        ("stories.view_outgoingmail",),
        ("-id",),
        _given_up,
    ),
)
