"""Doing one thing with many rows: each through its own action, in its own transaction, each answered."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import InterfaceError, OperationalError

from stories import workflow
from stories.editing import assign_story
from stories.errors import Refused
from stories.models import Edition, Story
from stories.people import Person
from stories.publishing import publish
from stories.standing import STANDINGS, change_standing

log = logging.getLogger(__name__)
LIMIT: Final = 500  # rows at once: what a person can still read the outcome of


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed once for all rows."""

    at: datetime | None = None
    reason: str = ""
    to: Person | None = None


@dataclass(frozen=True, slots=True)
class Bulk:
    """One thing that can be done with many rows: who may, from which states, what is asked, what is said."""

    key: str
    label: str
    permission: str
    start: frozenset[str]
    will: str
    done: str
    take: Callable[[Any, Person, Given], object]
    asks: frozenset[str] = frozenset()
    grave: bool = False

    def fits(self, row: Any) -> bool:
        """Whether the row is in a state that this starts from; its action may still refuse."""
        return row.state in self.start


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one row."""

    row: Any
    done: bool
    told: str


def carry_out(bulk: Bulk, rows: Iterable[Any], *, by: Person, given: Given) -> list[Outcome]:
    """Do it with each row, whatever becomes of the others.

    A refusal is told. A fault of ours is logged, told, and holds up nobody; only a database that is away
    ends the round.
    """
    return [_one(bulk, row, by, given) for row in rows]


def _one(bulk: Bulk, row: Any, by: Person, given: Given) -> Outcome:
    try:
        bulk.take(row, by, given)
    except Refused as refusal:
        return Outcome(row, False, refusal.message)
    except (OperationalError, InterfaceError):
        raise
    except Exception as fault:
        log.exception("bulk_fault", extra={"action": bulk.key, "row": row.pk})
        return Outcome(row, False, f"A fault of the system ({type(fault).__name__}): tell an administrator.")
    return Outcome(row, True, bulk.done)


def _text(
    key: str, will: str, done: str, take: Callable[[Edition, Person, Given], object], *asks: str
) -> Bulk:
    step = workflow.STEPS[key]
    grave = key == "discard"
    return Bulk(
        key, step.label, f"stories.{step.permission}", step.start, will, done, take, frozenset(asks), grave
    )


def _schedule(edition: Edition, by: Person, given: Given) -> None:
    if given.at is None:
        raise Refused("time_missing", "Choose the day and the time at which it goes live.")
    workflow.schedule(edition=edition, by=by, at=given.at)


def _standing(key: str, will: str, done: str) -> Bulk:
    standing = STANDINGS[key]

    def take(story: Story, by: Person, _given: Given) -> None:
        change_standing(action=key, story=story, by=by)

    return Bulk(key, standing.label, f"stories.{standing.permission}", standing.start, will, done, take)


def _assign(story: Story, by: Person, given: Given) -> None:
    assign_story(story=story, by=by, byline=None, assigned_to=given.to, assigned_until=given.at)


def _by_key(*bulks: Bulk) -> Mapping[str, Bulk]:
    return {bulk.key: bulk for bulk in bulks}


# An approval is not among them: it is of a text that one has read.
EDITIONS: Final = _by_key(
    _text(
        "submit",
        "Each is handed to the reviewers, if the desk checks let it pass.",
        "Submitted for review.",
        lambda edition, by, _: workflow.submit(edition=edition, by=by),
    ),
    _text(
        "publish",
        "Readers see each text at once.",
        "Published: readers see it now.",
        lambda edition, by, _: publish(edition=edition, by=by),
    ),
    _text(
        "schedule",
        "All go live at the same time; until then each text is frozen.",
        "Scheduled.",
        _schedule,
        "time",
    ),
    _text(
        "unschedule",
        "None goes live by itself any more; the approvals stay.",
        "Taken off the schedule.",
        lambda edition, by, _: workflow.unschedule(edition=edition, by=by),
    ),
    _text(
        "retry",
        "Each can be published or scheduled again, if it is still the text that was approved.",
        "Ready to try again.",
        lambda edition, by, _: workflow.retry(edition=edition, by=by),
    ),
    _text(
        "discard",
        "Each text is set aside; its revisions stay readable.",
        "Discarded.",
        lambda edition, by, given: workflow.discard(edition=edition, by=by, reason=given.reason),
        "reason",
    ),
)
STORIES: Final = _by_key(
    Bulk(
        "assign",
        "Assign to somebody",
        "stories.change_story",
        frozenset(Story.State.values),
        "The stories are given to one person; who had them before has them no more.",
        "Assigned.",
        _assign,
        frozenset({"person", "until"}),
    ),
    _standing("close", "Readers see that nothing more will come; the text stays.", "Closed."),
    _standing("reopen", "The stories are live again.", "Reopened."),
)
