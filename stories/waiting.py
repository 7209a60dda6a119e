"""Says in words who waits for whom, since when: the line that every list row of the desk carries."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from stories.models import Edition

State = Edition.State
STEPS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def span(length: timedelta) -> str:
    """A length of time in its largest unit: ``3 hours``."""
    for step, word in STEPS:
        if count := length // step:
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return "a moment"


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago something was; empty where it never was."""
    return f"{span(now - at)} ago" if at else ""


def until(at: datetime, now: datetime) -> str:
    """How far ahead something is."""
    return f"in {span(at - now)}" if at > now else f"overdue since {span(now - at)}"


def waiting(edition: Edition, now: datetime) -> str:
    """Who must act on an edition and since when; empty where nobody must."""
    say = WORDS.get(edition.state)
    return say(edition, span(now - edition.state_changed_at), now) if say else ""


WORDS: Mapping[str, Callable[[Edition, str, datetime], str]] = {
    State.DRAFT: lambda e, since, now: f"{e.created_by} writes, last saved {ago(e.updated_at, now)}",
    State.IN_REVIEW: lambda e, since, now: f"waits for an editor since {since}",
    State.CHANGES_REQUESTED: lambda e, since, now: f"waits for {e.created_by} since {since}",
    State.APPROVED: lambda e, since, now: f"approved by {e.approved_by}, waits to be published since {since}",
    State.SCHEDULED: lambda e, since, now: (
        f"goes live {until(e.scheduled_for, now)}" if e.scheduled_for else ""
    ),
    State.PUBLISH_FAILED: lambda e, since, now: f"failed {since} ago, waits for an editor",
}
