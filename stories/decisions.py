"""What takes two people: one proposes, another one confirms, and only then it happens."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stories.errors import NotAllowed, Refused
from stories.events import record
from stories.models import LedgerEntry, PendingDecision, Story
from stories.people import Person, require
from stories.standing import STANDINGS, barrier, carry_out, checked_reason, lock_in_state

Action = PendingDecision.Action


def propose(
    *,
    story: Story,
    action: str,
    by: Person,
    reason: str,
    target: Story | None = None,
    now: datetime | None = None,
) -> PendingDecision:
    """Ask a second person to agree to something that cannot be one person's doing.

    ``target`` is the story that a merger leads to.

    Raises:
        NotAllowed: the person may not propose it.
        Refused: no reason, the wrong state, no fitting target, or already proposed.
    """
    if action not in STANDINGS or not STANDINGS[action].two_people:
        raise Refused("one_person", "This is not something that two people decide.")
    require(by, STANDINGS[action].permission)
    reason = checked_reason(action, reason)
    now = now or timezone.now()
    with transaction.atomic():
        _lock(story.pk, target.pk if target else None)
        story = lock_in_state(action, story)
        if action == Action.MERGE:
            _check_target(story, target)
        undecided = story.decisions.undecided().filter(action=action)
        if undecided.waiting(now).exists():
            raise Refused("already_proposed", "This has been proposed already and waits for a second person.")
        undecided.update(withdrawn_at=now)
        decision = PendingDecision.objects.create(
            story=story,
            action=action,
            reason=reason,
            target=target,
            proposed_by_id=by.pk,
            proposed_at=now,
            expires_at=now + PendingDecision.OPEN_FOR,
        )
        record(f"propose_{action}", story=story, by=by, at=now, reason=reason)
    return decision


def confirm(*, decision: PendingDecision, by: Person, now: datetime | None = None) -> LedgerEntry | None:
    """Agree as the second person; what was proposed happens at once.

    Returns the ledger entry, or None where it had happened already (a take-down is confirmed afterwards).

    Raises:
        NotAllowed: no permission, or the same person who proposed it.
        Refused: expired, withdrawn, already done, or the story is no longer in that state.
    """
    now = now or timezone.now()
    with transaction.atomic():
        _lock(decision.story_id, decision.target_id)
        story = Story.objects.get(pk=decision.story_id)
        decision = _close(decision, by, now)
        if wrong := barrier(decision.action, story, by):
            raise wrong
        if decision.action == Action.CONFIRM_TAKE_DOWN:
            record(decision.action, story=story, by=by, at=now)
            return None
        _prepare(story, decision, now)
        return carry_out(decision.action, story, by=by, reason=decision.reason, now=now)


def withdraw(*, decision: PendingDecision, by: Person, now: datetime | None = None) -> None:
    """Take back what one proposed oneself; a take-down that happened cannot be withdrawn."""
    now = now or timezone.now()
    with transaction.atomic():
        _lock(decision.story_id, None)
        decision = PendingDecision.objects.select_for_update().get(pk=decision.pk)
        if decision.proposed_by_id != by.pk or decision.action == Action.CONFIRM_TAKE_DOWN:
            raise NotAllowed("not_yours", "Only who proposed it can take it back.")
        if decision.confirmed_at or decision.withdrawn_at:
            raise Refused("not_open", "This decision is no longer open.")
        decision.withdrawn_at = now
        decision.save(update_fields=("withdrawn_at",))
        record(f"withdraw_{decision.action}", story=decision.story, by=by, at=now)


def possible(story: Story, by: Person, *, now: datetime) -> list[str]:
    """What this person may do to the story at once, or propose, as it stands now; ``rename`` is one of it.

    What waits for a second person already is not offered again.
    """
    waiting = set(story.decisions.waiting(now).values_list("action", flat=True))
    actions = (*STANDINGS, "rename")
    return [action for action in actions if action not in waiting and barrier(action, story, by) is None]


def may_confirm(decision: PendingDecision, by: Person, *, now: datetime) -> bool:
    """Whether this person can be the second one, as things stand now."""
    another = decision.proposed_by_id != by.pk and _is_open(decision, now)
    return another and barrier(decision.action, decision.story, by) is None


def may_withdraw(decision: PendingDecision, by: Person) -> bool:
    """Whether this person can take the proposal back."""
    undecided = decision.confirmed_at is None and decision.withdrawn_at is None
    return undecided and decision.proposed_by_id == by.pk and decision.action != Action.CONFIRM_TAKE_DOWN


def _is_open(decision: PendingDecision, now: datetime) -> bool:
    """Neither decided nor expired; a late confirmation of a take-down is better than none."""
    late = decision.expires_at <= now and decision.action != Action.CONFIRM_TAKE_DOWN
    return not (decision.confirmed_at or decision.withdrawn_at or late)


def _lock(story: int, target: int | None) -> None:
    """Lock a story and the one it may lead to, the older first: so no two mergers wait for each other."""
    both = Story.objects.select_for_update().filter(pk__in=(story, target or story))
    list(both.order_by("pk").values_list("pk"))


def _close(decision: PendingDecision, by: Person, now: datetime) -> PendingDecision:
    """The decision, locked and confirmed."""
    decision = PendingDecision.objects.select_for_update().get(pk=decision.pk)
    if decision.proposed_by_id == by.pk:
        raise NotAllowed("second_person", "You proposed this: a second person has to confirm it.")
    if not _is_open(decision, now):
        raise Refused("not_open", "This decision is no longer open: propose it again.")
    decision.confirmed_by_id, decision.confirmed_at = by.pk, now
    decision.save(update_fields=("confirmed_by", "confirmed_at"))
    return decision


def _prepare(story: Story, decision: PendingDecision, now: datetime) -> None:
    """What the story must say before its standing changes."""
    if decision.action == Action.RETRACT:
        story.retraction_note, story.retracted_at = decision.reason, now
    elif decision.action == Action.LIFT_CONCERN:
        story.concern_note, story.concern_at = "", None
    elif decision.action == Action.MERGE:
        _check_target(story, decision.target)
        story.merged_into = decision.target


def _check_target(story: Story, target: Story | None) -> None:
    """A merger leads to another story that readers can open: so there are no loops."""
    if target is None or target.pk == story.pk:
        raise Refused("no_target", "Choose the other story that this one becomes part of.")
    if Story.objects.select_for_update().get(pk=target.pk).state not in Story.READABLE:
        raise Refused("bad_target", f"“{target}” is not public: choose a story that readers can open.")
