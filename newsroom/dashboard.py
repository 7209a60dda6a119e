"""What the dashboard shows: for each question of the day a short list, one query, a word for “nothing”."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from stories.models import Edition, PendingDecision, Revision, Story
from stories.people import Person
from stories.waiting import ago, until, waiting

SHOWN = 8  # rows of a panel; the rest is one click away
State = Edition.State


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a panel: where it leads, what state it is in, and what it waits for."""

    title: str
    url: str
    state: str
    word: str
    note: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Panel:
    """One question and its answer; ``empty`` says what to do when there is nothing."""

    key: str
    title: str
    empty: str
    rows: list[Row] = field(default_factory=list)
    all_url: str = ""
    alarm: bool = False


def panels_for(user: Person) -> list[Panel]:
    """Every panel of the dashboard, what went wrong first."""
    now = timezone.now()
    panels = [
        _failed(),
        _decisions(user, now),
        _second_eyes(now),
        _mine(user, now),
        _review(now),
        _approved(now),
        _scheduled(now),
        _live(now),
    ]
    hidden_when_empty = {"failed", "decisions", "eyes", "approved"}
    return [panel for panel in panels if panel.rows or panel.key not in hidden_when_empty]


def _editions(**filters: Any) -> QuerySet[Edition]:
    return Edition.objects.filter(**filters).select_related("story", "created_by", "approved_by")


def _row(edition: Edition, note: str) -> Row:
    return Row(
        title=edition.headline or "Without a headline",
        url=reverse("admin:stories_edition_change", args=(edition.pk,)),
        state=edition.state,
        word=edition.get_state_display(),
        note=note,
        at=edition.state_changed_at,
    )


def _rows(editions: Iterable[Edition], now: datetime) -> list[Row]:
    return [_row(edition, waiting(edition, now)) for edition in editions]


def _list_url(**parameters: str) -> str:
    return f"{reverse('admin:stories_edition_changelist')}?{urlencode(parameters)}"


def _mine(user: Person, now: datetime) -> Panel:
    wrote = Exists(Revision.objects.filter(edition=OuterRef("pk"), author=user.pk))
    mine = (
        Edition.objects.working()
        .filter(Q(created_by=user.pk) | Q(story__assigned_to=user.pk) | Q(wrote))
        .select_related("story", "created_by", "approved_by")
        .order_by("-updated_at")
    )
    return Panel(
        "mine",
        "My work",
        "You are not working on any text. Start a new story, or make a new edition of a live one.",
        _rows(mine[:SHOWN], now),
        _list_url(mine="yes"),
    )


def _review(now: datetime) -> Panel:
    rows = _rows(_editions(state=State.IN_REVIEW).order_by("state_changed_at")[:SHOWN], now)
    empty = "Nothing waits for review. A text appears here when its writer chooses “Submit for review”."
    return Panel("review", "Waiting for review", empty, rows, _list_url(state__exact=State.IN_REVIEW))


def _approved(now: datetime) -> Panel:
    rows = _rows(_editions(state=State.APPROVED).order_by("state_changed_at")[:SHOWN], now)
    return Panel("approved", "Approved, not published", "", rows, _list_url(state__exact=State.APPROVED))


def _scheduled(now: datetime) -> Panel:
    due = _editions(state=State.SCHEDULED).order_by("scheduled_for")[:SHOWN]
    rows = [
        _row(e, f"{e.scheduled_for:%a %-d %b %H:%M} UTC, {until(e.scheduled_for, now)}")
        for e in due
        if e.scheduled_for
    ]
    empty = "Nothing is scheduled. An approved text can be given a time with “Schedule”."
    return Panel("scheduled", "Scheduled", empty, rows, _list_url(state__exact=State.SCHEDULED))


def _failed() -> Panel:
    failed = _editions(state=State.PUBLISH_FAILED).order_by("state_changed_at")[:SHOWN]
    rows = [_row(e, e.failure) for e in failed]
    url = _list_url(state__exact=State.PUBLISH_FAILED)
    return Panel("failed", "Publishing failed", "", rows, url, alarm=True)


def _second_eyes(now: datetime) -> Panel:
    urgent = _editions(needs_second_eyes=True, state=State.PUBLISHED).order_by("state_changed_at")[:SHOWN]
    rows = [_row(e, f"live before approval, {ago(e.state_changed_at, now)}") for e in urgent]
    return Panel("eyes", "Needs second eyes", "", rows, alarm=True)


def _live(now: datetime) -> Panel:
    live = (
        Edition.objects.filter(state=State.PUBLISHED)
        .select_related("story")
        .order_by(F("story__updated_at").desc(nulls_last=True))[:SHOWN]
    )
    rows = [
        Row(
            title=e.headline,
            url=reverse("admin:stories_story_change", args=(e.story_id,)),
            state=e.story.state,
            word=e.story.get_state_display(),
            note=f"version {e.story.version}, {ago(e.story.updated_at, now)}",
            at=e.story.updated_at,
        )
        for e in live
    ]
    empty = "Nothing is public yet. Publish an approved text and it appears here."
    return Panel("live", "Live recently", empty, rows, reverse("admin:stories_story_changelist"))


def _decisions(user: Person, now: datetime) -> Panel:
    waits = (
        PendingDecision.objects.filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=now)
        .select_related("story", "proposed_by")
        .order_by("proposed_at")[:SHOWN]
    )
    rows = [
        Row(
            title=d.story.slug,
            url=reverse("admin:stories_story_change", args=(d.story_id,)),
            state=Story.State.CONCERN,
            word=d.get_action_display(),
            note=_decision_note(d, user, now),
            at=d.proposed_at,
        )
        for d in waits
    ]
    return Panel("decisions", "Waits for a second person", "", rows, alarm=True)


def _decision_note(decision: PendingDecision, user: Person, now: datetime) -> str:
    who = "you" if decision.proposed_by_id == user.pk else str(decision.proposed_by)
    return f"proposed by {who} {ago(decision.proposed_at, now)}, expires {until(decision.expires_at, now)}"
