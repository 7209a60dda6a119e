"""What takes two people: one proposes, another one confirms, and only then it happens."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from stories import ledger
from stories.errors import NotAllowed, Refused
from stories.events import record
from stories.facts import gather
from stories.models import Edition, LedgerEntry, PendingDecision, Story
from stories.people import Person, require
from stories.revisions import latest_revision

Action = PendingDecision.Action
EXPIRES = timedelta(hours=24)
PERMISSIONS: Mapping[str, str] = {Action.RETRACT: "retract_story"}


def propose(
    *, story: Story, action: str, by: Person, reason: str, now: datetime | None = None
) -> PendingDecision:
    """Ask a second person to agree to something that cannot be one person's doing.

    Raises:
        NotAllowed: the person may not propose it.
        Refused: no reason, the wrong state, or already proposed.
    """
    require(by, PERMISSIONS[action])
    if not reason.strip():
        raise Refused("reason_missing", "Say why, in words that can stand in public.")
    now = now or timezone.now()
    with transaction.atomic():
        story = Story.objects.select_for_update().get(pk=story.pk)
        _check_state(story, action)
        if story.decisions.filter(
            action=action, confirmed_at=None, withdrawn_at=None, expires_at__gt=now
        ).exists():
            raise Refused("already_proposed", "This has been proposed already and waits for a second person.")
        story.decisions.filter(action=action, confirmed_at=None, withdrawn_at=None).update(withdrawn_at=now)
        decision = PendingDecision.objects.create(
            story=story,
            action=action,
            reason=reason,
            proposed_by_id=by.pk,
            proposed_at=now,
            expires_at=now + EXPIRES,
        )
        record(f"propose_{action}", story=story, by=by, at=now, reason=reason)
    return decision


def confirm(*, decision: PendingDecision, by: Person, now: datetime | None = None) -> LedgerEntry:
    """Agree as the second person; what was proposed happens at once.

    Raises:
        NotAllowed: no permission, or the same person who proposed it.
        Refused: expired, withdrawn, already done, or the story is no longer in that state.
    """
    require(by, PERMISSIONS[decision.action])
    now = now or timezone.now()
    with transaction.atomic():
        story = Story.objects.select_for_update().get(pk=decision.story_id)
        decision = PendingDecision.objects.select_for_update().get(pk=decision.pk)
        if decision.proposed_by_id == by.pk:
            raise NotAllowed("second_person", "You proposed this: a second person has to confirm it.")
        if decision.confirmed_at or decision.withdrawn_at or decision.expires_at <= now:
            raise Refused("not_open", "This decision is no longer open: propose it again.")
        _check_state(story, decision.action)
        decision.confirmed_by_id, decision.confirmed_at = by.pk, now
        decision.save()
        return CARRY_OUT[decision.action](story, decision, by, now)


def _check_state(story: Story, action: str) -> None:
    if action == Action.RETRACT and story.state not in {Story.State.LIVE, Story.State.CONCERN}:
        raise Refused(
            "wrong_state", f"A story that is {story.get_state_display().lower()} cannot be retracted."
        )


def _retract(story: Story, decision: PendingDecision, by: Person, now: datetime) -> LedgerEntry:
    before, story.state = story.state, Story.State.RETRACTED
    story.retraction_note, story.retracted_at, story.updated_at = decision.reason, now, now
    story.save()
    live = story.editions.get(state=Edition.State.PUBLISHED)
    document = latest_revision(live).document
    record(
        "retract",
        story=story,
        by=by,
        at=now,
        from_state=before,
        to_state=story.state,
        reason=decision.reason,
    )
    return ledger.append(
        story=story,
        kind=LedgerEntry.Kind.RETRACTED,
        document=document,
        facts=gather(story, document),
        by=by,
        at=now,
    )


CARRY_OUT: Mapping[str, Callable[[Story, PendingDecision, Person, datetime], LedgerEntry]] = {
    Action.RETRACT: _retract
}
