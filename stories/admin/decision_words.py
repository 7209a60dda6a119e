"""How a decision of two people is told: what waits and who can act on it, and how an old one ended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stories import decisions
from stories.admin.standing_words import Sheet, sheet_of
from stories.models import PendingDecision, PublishedStory, Story
from stories.people import Person
from stories.waiting import deciding


@dataclass(frozen=True, slots=True)
class Waiting:
    """A decision that waits, as one person sees it."""

    decision: PendingDecision
    sheet: Sheet
    told: str
    overdue: bool
    mine: bool
    may_confirm: bool
    may_withdraw: bool
    target: PublishedStory | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision that is over, and how it ended."""

    decision: PendingDecision
    state: str
    word: str


def waiting_for(story: Story, by: Person, now: datetime) -> list[Waiting]:
    """What waits for a second person, oldest first."""
    rows = story.decisions.waiting(now).select_related("proposed_by", "target").order_by("proposed_at")
    waiting = list(rows)
    ids = [decision.target.public_id for decision in waiting if decision.target]
    targets = PublishedStory.objects.in_bulk(ids) if ids else {}
    return [_as_seen(decision, story, by, now, targets) for decision in waiting]


def _as_seen(
    decision: PendingDecision, story: Story, by: Person, now: datetime, targets: Mapping[str, PublishedStory]
) -> Waiting:
    decision.story = story
    return Waiting(
        decision,
        sheet_of(decision),
        deciding(decision, now),
        decision.expires_at <= now,
        decision.proposed_by_id == by.pk,
        decisions.may_confirm(decision, by, now=now),
        decisions.may_withdraw(decision, by),
        targets.get(decision.target.public_id) if decision.target else None,
    )


def decided(story: Story, now: datetime, *, newest: int = 20) -> list[Decided]:
    """How the decisions on a story ended, newest first; those that nobody took in time included."""
    waiting = story.decisions.waiting(now).values("pk")
    rows = story.decisions.exclude(pk__in=waiting).telling_who_ended_it()
    rows = rows.select_related("proposed_by", "confirmed_by", "target")
    return [Decided(decision, *ending(decision, now)) for decision in rows[:newest]]


def ending(decision: PendingDecision, now: datetime) -> tuple[str, str]:
    """Where a decision stands: a mark and a word. It needs ``telling_who_ended_it``."""
    if decision.confirmed_at:
        return "approved", "Confirmed"
    ended = decision.withdrawn_at or now
    if getattr(decision, "taken_back", False):
        return "discarded", "Taken back"
    if decision.withdrawn_at and ended < decision.expires_at:
        return "discarded", "Overtaken"
    if ended < decision.expires_at:
        return "in_review", "Waiting"
    if decision.action != PendingDecision.Action.CONFIRM_TAKE_DOWN:
        return "discarded", "Expired"
    return ("discarded", "Overtaken") if decision.withdrawn_at else ("publish_failed", "Overdue")
