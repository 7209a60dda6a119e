"""An editor lets one finding of a desk check stand, with a reason that every reviewer sees."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from stories.checks import Issue, check_edition
from stories.errors import Refused, clean_reason
from stories.events import record
from stories.models import Edition, Story, Waiver
from stories.people import Person, require

OPEN = frozenset({Edition.State.DRAFT, Edition.State.CHANGES_REQUESTED, Edition.State.IN_REVIEW})


def waive(
    *,
    edition: Edition,
    code: str,
    place: str,
    subject: str,
    reason: str,
    by: Person,
    now: datetime | None = None,
) -> Waiver:
    """Let a finding stand; it holds for exactly that sentence at that place, in this edition.

    It belongs to what an approval covers: whoever has the text open for approval has to read it again.

    Raises:
        NotAllowed: the person may not waive.
        Refused: no reason, nothing like it is found, or the text is past review.
    """
    require(by, "waive_check")
    reason = clean_reason(reason, missing="Say why this may stand: the reviewer sees it.")
    now = now or timezone.now()
    with transaction.atomic():
        edition = _lock(edition)
        if not any(
            issue.waivable and (issue.code, issue.place, issue.subject) == (code, place, subject)
            for issue in check_edition(edition)
        ):
            raise Refused("not_found", "The desk no longer finds this in the saved text: look again.")
        waiver = Waiver.objects.create(
            edition=edition, code=code, place=place, subject=subject, reason=reason, by_id=by.pk, at=now
        )
        details = {"code": code, "place": place, "subject": subject}
        record("waive", story=edition.story, edition=edition, by=by, at=now, reason=reason, details=details)
    return waiver


def withdraw_waiver(*, waiver: Waiver, by: Person, now: datetime | None = None) -> None:
    """Take a waiver back: what it let stand is a blocker again.

    Raises:
        NotAllowed: the person may not waive.
        Refused: the text is past review, or somebody has taken it back already.
    """
    require(by, "waive_check")
    with transaction.atomic():
        edition = _lock(waiver.edition)
        gone, _ = Waiver.objects.filter(pk=waiver.pk).delete()
        if not gone:
            raise Refused("not_found", "This has been taken back already.")
        details = {"code": waiver.code, "place": waiver.place, "subject": waiver.subject}
        record(
            "withdraw_waiver",
            story=edition.story,
            edition=edition,
            by=by,
            at=now or timezone.now(),
            details=details,
        )


def waived(issues: list[Issue]) -> list[Waiver]:
    """The waivers that let something in a text stand now."""
    return [issue.waiver for issue in issues if issue.waiver]


def _lock(edition: Edition) -> Edition:
    """Story and edition, in the order of every other step; refused where the text is settled."""
    story = Story.objects.select_for_update().get(pk=edition.story_id)
    locked = Edition.objects.select_for_update().get(pk=edition.pk)
    locked.story = story
    if locked.state not in OPEN:
        raise Refused(
            "wrong_state",
            f"Not possible while the edition is {locked.get_state_display().lower()}: "
            "a finding is let stand before the approval.",
        )
    return locked
