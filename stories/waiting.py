"""Says in words who waits for whom, since when: the line that every list row of the desk carries."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from stories.local_time import both
from stories.models import Edition, PendingDecision

State = Edition.State
UTC = ZoneInfo("UTC")
UNITS = ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute"))


def span(length: timedelta) -> str:
    """A length of time in its largest unit: ``3 hours``."""
    for unit, word in UNITS:
        if count := length // unit:
            return f"{count} {word}" if count == 1 else f"{count} {word}s"
    return "a moment"


def ago(at: datetime | None, now: datetime) -> str:
    """How long ago something was; empty where it never was."""
    return f"{span(now - at)} ago" if at else ""


def until(at: datetime, now: datetime) -> str:
    """How far ahead something is."""
    return f"in {span(at - now)}" if at > now else f"overdue for {span(now - at)}"


def waiting(edition: Edition, now: datetime, zone: ZoneInfo = UTC) -> str:
    """Who must act on an edition and since when; empty where nobody must. ``zone`` is of who reads it."""
    since = span(now - edition.state_changed_at)
    words = {
        State.DRAFT: f"{edition.created_by} writes, last saved {ago(edition.updated_at, now)}",
        State.IN_REVIEW: f"has waited {since} for an editor",
        State.CHANGES_REQUESTED: f"has waited {since} for {edition.created_by}",
        State.APPROVED: f"approved by {edition.approved_by}, has waited {since} to be published",
        State.PUBLISH_FAILED: f"failed {since} ago, waits for an editor",
    }
    if edition.state == State.PUBLISHED and edition.needs_second_eyes:
        return f"live before approval for {since}, waits for an editor"
    if edition.state == State.SCHEDULED and edition.scheduled_for:
        return f"goes live {until(edition.scheduled_for, now)}: {both(edition.scheduled_for, zone)}"
    return words.get(State(edition.state), "")


def deciding(decision: PendingDecision, now: datetime) -> str:
    """Who asked for what two people decide, and until when somebody else can agree."""
    asked = f"{decision.proposed_by} asked {ago(decision.proposed_at, now)}"
    if decision.expires_at > now:
        return f"{asked}, expires {until(decision.expires_at, now)}"
    if decision.action == PendingDecision.Action.CONFIRM_TAKE_DOWN:
        return f"{asked}, {until(decision.expires_at, now)}"
    return f"{asked}, expired {ago(decision.expires_at, now)}"
