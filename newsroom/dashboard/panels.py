"""Which panels stand on whose dashboard, in which order, each made by two queries at most."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from newsroom.dashboard import rows
from newsroom.dashboard.rows import Row
from newsroom.site import reports
from newsroom.site.models import ReaderReport
from sources.models import ArticleChange, Feed
from stories import questions
from stories.models import CitedArticle, Edition, OutgoingMail, Placing, Story
from stories.people import Person
from stories.questions import Question

SHOWN: Final = 8  # rows of a panel; the rest is one click away
COUNTED: Final = 1_000  # a panel counts no further: who has more of it needs the list, not the figure


@dataclass(frozen=True, slots=True)
class Panel:
    """One question and its answer; ``empty`` says what to do when there is nothing."""

    key: str
    title: str
    empty: str
    rows: list[Row]
    count: int
    all_url: str
    alarm: bool
    standing: bool

    @property
    def capped(self) -> bool:
        """Whether there may be more than were counted."""
        return self.count >= COUNTED


@dataclass(frozen=True, slots=True)
class Kind:
    """How a question is shown: from which rows, under which list, told in which words."""

    question: Question
    among: Callable[[Person, datetime], QuerySet[Any]]
    told: Callable[[Any, Person, datetime], Row]
    listed: str
    alarm: bool = False
    standing: bool = False  # stays in its place when it is empty

    def panel(self, person: Person, now: datetime) -> Panel:
        """The answer for somebody at a moment."""
        question = self.question
        answer = question.rows(self.among(person, now), person, now)
        shown = [self.told(row, person, now) for row in answer[:SHOWN]]
        count = len(shown)
        if count == SHOWN:
            count = (
                question.rows(answer.model._default_manager.all(), person, now).order_by()[:COUNTED].count()
            )
        return Panel(
            question.key,
            question.title,
            question.empty,
            shown,
            count,
            f"{reverse(f'admin:{self.listed}')}?view={question.key}",
            self.alarm,
            self.standing,
        )


def _texts(_person: Person, _now: datetime) -> QuerySet[Any]:
    return Edition.objects.select_related("story", "created_by", "approved_by")


def _stories(_person: Person, _now: datetime) -> QuerySet[Any]:
    return questions.with_headline(Story.objects.all())


def _cited(_person: Person, _now: datetime) -> QuerySet[Any]:
    return questions.with_sentences(CitedArticle.objects.select_related("article", "edition__story"))


def _placings(_person: Person, _now: datetime) -> QuerySet[Any]:
    return Placing.objects.select_related("article__publisher").defer("article__sketch", "before")


def _feeds(_person: Person, _now: datetime) -> QuerySet[Any]:
    return Feed.objects.select_related("publisher")


def _changes(_person: Person, _now: datetime) -> QuerySet[Any]:
    changes = ArticleChange.objects.select_related("article__publisher").defer("detail", "article__sketch")
    return questions.with_texts(changes)


def _reports(_person: Person, _now: datetime) -> QuerySet[Any]:
    return questions.with_headline_of_story(ReaderReport.objects.all())


def _mail(_person: Person, _now: datetime) -> QuerySet[Any]:
    return OutgoingMail.objects.select_related("recipient").defer("text")


LISTS: Final = {
    questions.EDITIONS: ("stories_edition_changelist", _texts),
    questions.STORIES: ("stories_story_changelist", _stories),
    questions.SOURCES: ("stories_citedarticle_changelist", _cited),
    questions.PLACING: ("stories_coverage_triage", _placings),
    questions.CHANGES: ("sources_articlechange_changelist", _changes),
    questions.FEEDS: ("sources_feed_changelist", _feeds),
    reports.REPORTS: ("site_readerreport_changelist", _reports),
    questions.MAIL: ("stories_outgoingmail_changelist", _mail),
}
QUESTIONS: Final = {question.key: (question, *of) for asked, of in LISTS.items() for question in asked}


def _kind(
    key: str, told: Callable[[Any, Person, datetime], Row], *, among: Any = None, **options: bool
) -> Kind:
    question, listed, usual = QUESTIONS[key]
    return Kind(question, among or usual, told, listed, **options)


KINDS: Final = (
    _kind("failed", rows.failed, alarm=True),
    _kind("decisions", rows.decisions, among=rows.with_decision, alarm=True),
    _kind("second-eyes", rows.second_eyes, alarm=True),
    _kind("mail", rows.mail, alarm=True),
    _kind("assigned", rows.assigned),
    _kind("mine", rows.text, standing=True),
    _kind("mentioned", rows.mentioned, among=rows.with_note),
    _kind("review", rows.review, standing=True),
    _kind("approved", rows.text),
    _kind("reports", rows.report),
    _kind("to-place", rows.to_place),
    _kind("source-changes", rows.source_change),
    _kind("changed", rows.changed_source),
    _kind("feeds", rows.feed),
    _kind("scheduled", rows.text, standing=True),
    _kind("single", rows.live),
    _kind("stale", rows.stale),
    _kind("live", rows.live, standing=True),
)


def panels_for(person: Person, now: datetime | None = None) -> list[Panel]:
    """Every panel that concerns somebody, what went wrong first."""
    now = now or timezone.now()
    return [kind.panel(person, now) for kind in KINDS if kind.question.concerns(person)]
