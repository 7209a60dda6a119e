"""The steps of an edition: who may take which, from where to where, and what is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from stories.checks import blockers, check_edition
from stories.document import digest
from stories.errors import NotAllowed, Refused, clean_reason
from stories.events import record
from stories.models import Edition, PreviewLink, Revision, Story
from stories.people import Person, contributors, require
from stories.previews import revoke_all
from stories.revisions import edition_document, latest_revision

State = Edition.State


@dataclass(frozen=True, slots=True)
class Step:
    """One step: the states it starts from, the state it leads to, the permission it needs."""

    label: str
    start: frozenset[str]
    to: str
    permission: str
    needs: frozenset[str] = field(default_factory=frozenset)


def _step(label: str, start: tuple[str, ...], to: str, permission: str, *needs: str) -> Step:
    return Step(label, frozenset(start), to, permission, frozenset(needs))


STEPS: Mapping[str, Step] = {
    "submit": _step(
        "Submit for review", (State.DRAFT, State.CHANGES_REQUESTED), State.IN_REVIEW, "submit_edition"
    ),
    "request_changes": _step(
        "Request changes", (State.IN_REVIEW,), State.CHANGES_REQUESTED, "review_edition", "reason"
    ),
    "approve": _step("Approve", (State.IN_REVIEW,), State.APPROVED, "approve_edition"),
    "publish": _step("Publish now", (State.APPROVED,), State.PUBLISHED, "publish_edition"),
    "publish_urgently": _step(
        "Publish before approval",
        (State.DRAFT, State.IN_REVIEW),
        State.PUBLISHED,
        "publish_urgently",
        "reason",
    ),
    "approve_afterwards": _step(
        "Approve what is live", (State.PUBLISHED,), State.PUBLISHED, "approve_edition"
    ),
    "schedule": _step("Schedule", (State.APPROVED,), State.SCHEDULED, "schedule_edition", "time"),
    "unschedule": _step("Take off the schedule", (State.SCHEDULED,), State.APPROVED, "schedule_edition"),
    "retry": _step("Try again", (State.PUBLISH_FAILED,), State.APPROVED, "publish_edition"),
    "discard": _step(
        "Discard",
        (State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED, State.PUBLISH_FAILED),
        State.DISCARDED,
        "change_edition",
    ),
}


def submit(*, edition: Edition, by: Person, now: datetime | None = None) -> Edition:
    """Hand a text to the reviewers; only somebody who worked on it can, and only without blockers."""
    with transaction.atomic():
        edition = begin("submit", edition, by)
        if by.pk not in contributors(edition):
            raise NotAllowed("not_contributor", "Only somebody who worked on this text can submit it.")
        _refuse_blockers(edition, "submitted")
        return finish("submit", edition, by, now)


def request_changes(*, edition: Edition, by: Person, reason: str, now: datetime | None = None) -> Edition:
    """Send a text back to its writers; the reason says what to change."""
    reason = clean_reason(reason, missing="Say what should change: the writers see it.")
    with transaction.atomic():
        edition = begin("request_changes", edition, by)
        return finish("request_changes", edition, by, now, reason=reason)


def approve(
    *, edition: Edition, by: Person, seen: str, via: str = "", now: datetime | None = None
) -> Edition:
    """Agree to exactly the text that one has read.

    ``seen`` is the ``approval_digest`` of what was shown; ``via`` is put on record where the approval did
    not come through the desk. Nobody may approve what they worked on, superusers included.

    Raises:
        NotAllowed: no permission, or a contributor.
        Refused: the text changed since it was opened, or it is not in review.
    """
    with transaction.atomic():
        edition = begin("approve", edition, by)
        agree(edition, by=by, seen=seen, now=now or timezone.now())
        details = {"digest": seen} | ({"via": via} if via else {})
        return finish("approve", edition, by, now, details=details)


def agree(edition: Edition, *, by: Person, seen: str, now: datetime) -> None:
    """Bind a locked edition to the text that this person read; the caller saves it."""
    if by.pk in contributors(edition):
        raise NotAllowed("own_text", "You worked on this text: somebody else has to approve it.")
    if approval_digest(edition) != seen:
        raise Refused("text_changed", "The text changed after you opened it: read it again, then approve.")
    edition.approved_by_id = by.pk
    edition.approved_at = now
    edition.approved_digest = seen


def schedule(*, edition: Edition, by: Person, at: datetime, now: datetime | None = None) -> Edition:
    """Let an approved text go live by itself at a given moment; until then it is frozen."""
    if at <= (now or timezone.now()):
        raise Refused("time_past", "That moment has passed: choose a later one, or publish now.")
    with transaction.atomic():
        edition = begin("schedule", edition, by)
        if edition.embargo_until and at < edition.embargo_until:
            raise Refused("embargo", f"Under embargo until {edition.embargo_until:%b %-d %Y %H:%M} UTC.")
        edition.scheduled_for = at
        return finish("schedule", edition, by, now, details={"for": at.isoformat()})


def unschedule(*, edition: Edition, by: Person, now: datetime | None = None) -> Edition:
    """Take an approved text off the schedule; the approval stays."""
    with transaction.atomic():
        edition = begin("unschedule", edition, by)
        edition.scheduled_for = None
        return finish("unschedule", edition, by, now)


def retry(*, edition: Edition, by: Person, now: datetime | None = None) -> Edition:
    """Bring a text whose publishing failed back to approved, or to draft if it is no longer that text."""
    with transaction.atomic():
        edition = begin("retry", edition, by)
        edition.failure, edition.scheduled_for = "", None
        if still_approved(edition, latest_revision(edition)):
            return finish("retry", edition, by, now)
        void_approval(edition)
        return finish("retry", edition, by, now, to=State.DRAFT)


def discard(*, edition: Edition, by: Person, reason: str = "", now: datetime | None = None) -> Edition:
    """Set a text aside that was never published; its revisions stay readable."""
    with transaction.atomic():
        edition = begin("discard", edition, by)
        if not _may_discard(by, contributors(edition)):
            raise NotAllowed("not_contributor", "Only who worked on this text, or an editor, can discard it.")
        edition = finish("discard", edition, by, now, reason=reason and clean_reason(reason))
        this = Edition.objects.filter(pk=edition.pk)
        revoke_all(editions=this, by=by, why=PreviewLink.Revoked.DISCARDED, now=edition.state_changed_at)
        return edition


def begin(action: str, edition: Edition, by: Person | None) -> Edition:
    """Lock story and edition, always in this order, and check permission and state.

    ``by`` is None for the clock, which needs no permission.

    Raises:
        NotAllowed: the person lacks the permission.
        Refused: the edition is not in a state that this step starts from.
    """
    step = STEPS[action]
    if by:
        require(by, step.permission)
    story = Story.objects.select_for_update().get(pk=edition.story_id)
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    locked.story = story
    if locked.state not in step.start:
        raise Refused(
            "wrong_state",
            f"{step.label}: not possible while the edition is {locked.get_state_display().lower()}. "
            "Somebody may have acted before you: reload the page.",
        )
    return locked


def finish(
    action: str,
    edition: Edition,
    by: Person | None,
    now: datetime | None,
    *,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    to: str = "",
) -> Edition:
    """Move a locked edition to where the step leads, and write the event."""
    before = edition.state
    edition.state = to or STEPS[action].to
    edition.state_changed_at = now or timezone.now()
    edition.save()
    record(
        action,
        story=edition.story,
        edition=edition,
        by=by,
        at=edition.state_changed_at,
        from_state=before,
        to_state=edition.state,
        reason=reason,
        details=details,
    )
    return edition


def void_approval(edition: Edition) -> None:
    """Forget who approved, the slot and what failed in it; the caller saves the edition."""
    edition.approved_by, edition.approved_at, edition.approved_digest = None, None, ""
    edition.failure, edition.scheduled_for = "", None


def possible(edition: Edition, by: Person) -> dict[str, Step]:
    """The steps that this person may take on this edition now, in the order of the table."""
    authors = contributors(edition)
    barred = {"approve", "approve_afterwards"} if by.pk in authors else {"submit"}
    if not edition.needs_second_eyes or by.pk == edition.published_by_id:
        barred.add("approve_afterwards")
    if not _may_discard(by, authors):
        barred.add("discard")
    return {
        action: step
        for action, step in STEPS.items()
        if edition.state in step.start and action not in barred and by.has_perm(f"stories.{step.permission}")
    }


def _may_discard(by: Person, authors: set[int]) -> bool:
    return by.pk in authors or by.has_perm("stories.discard_edition")


def approval_digest(edition: Edition, document: Mapping[str, Any] | None = None) -> str:
    """SHA-256 of all that an approval covers: text, public note on the change, embargo, byline and waivers.

    ``document`` spares reading the rows of a fresh ``edition`` again.
    """
    if document is None:
        edition = Edition.objects.select_related("story").get(pk=edition.pk)
        document = edition_document(edition)
    embargo = edition.embargo_until
    covered: dict[str, Any] = {
        "document": document,
        "change": [edition.change_type, edition.change_note, edition.change_target],
        "embargo": embargo.astimezone(UTC).isoformat() if embargo else "",
        "byline": edition.story.byline,
    }
    if edition.pk and (
        waivers := sorted((w.code, w.place, w.subject, w.reason) for w in edition.waivers.all())
    ):
        covered["waivers"] = waivers
    return digest(covered)


def still_approved(edition: Edition, newest: Revision) -> bool:
    """Whether the newest save, which nobody can alter, is the text that was approved."""
    return approval_digest(edition, newest.document) == edition.approved_digest


def _refuse_blockers(edition: Edition, done: str) -> None:
    found = blockers(check_edition(edition))
    if found:
        listed = "; ".join(issue.message for issue in found)
        raise Refused("blocked", f"This edition cannot be {done} yet: {listed}")
