"""Going live: an approved text becomes the next version of its story, by a person or by the clock."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone

from stories import ledger
from stories.checks import blockers, desk_of, run
from stories.corrections import wording
from stories.coverage import accept_cited, count_articles
from stories.diff import compare, touches_substance
from stories.errors import NotAllowed, Refused, clean_reason
from stories.facts import gather
from stories.models import Correction, Edition, LedgerEntry, PreviewLink, Story, Waiver
from stories.people import Person
from stories.previews import revoke_all
from stories.revisions import latest_revision, live_revision
from stories.workflow import agree, begin, finish, still_approved

log = logging.getLogger(__name__)
Change = Edition.Change

KINDS: Mapping[str, str] = {
    Change.FIRST: LedgerEntry.Kind.PUBLISHED,
    Change.MINOR: LedgerEntry.Kind.MINOR,
    Change.UPDATE: LedgerEntry.Kind.UPDATED,
    Change.CLARIFICATION: LedgerEntry.Kind.CLARIFIED,
    Change.CORRECTION: LedgerEntry.Kind.CORRECTED,
}
HIDDEN = frozenset({Story.State.TAKEN_DOWN, Story.State.MERGED})
NOTED = frozenset({Change.CLARIFICATION, Change.CORRECTION})


def publish(*, edition: Edition, by: Person, now: datetime | None = None) -> LedgerEntry:
    """Make an approved text the live one, at once.

    Raises:
        NotAllowed: the person may not publish.
        Refused: not approved, not the approved text any more, under embargo, or a blocking check.
    """
    now = now or timezone.now()
    with transaction.atomic():
        edition = begin("publish", edition, by)
        return _go_live(edition, by=by, responsible=by, now=now)


def publish_urgently(
    *, edition: Edition, by: Person, reason: str, now: datetime | None = None
) -> LedgerEntry:
    """Make a text live before a second person has read it; it is marked until one has.

    Every desk check but the approval holds. The reason is put on record.
    """
    reason = clean_reason(reason, missing="Say why this cannot wait for a second person.")
    now = now or timezone.now()
    with transaction.atomic():
        edition = begin("publish_urgently", edition, by)
        edition.needs_second_eyes = True
        return _go_live(edition, by=by, responsible=by, now=now, reason=reason)


def approve_afterwards(*, edition: Edition, by: Person, seen: str, now: datetime | None = None) -> Edition:
    """Agree, as somebody who neither worked on it nor published it, to a text that is live already."""
    with transaction.atomic():
        edition = begin("approve_afterwards", edition, by)
        if not edition.needs_second_eyes:
            raise Refused("approved_already", "This text has been approved.")
        if by.pk == edition.published_by_id:
            raise NotAllowed("own_publication", "You published this: somebody else has to approve it.")
        agree(edition, by=by, seen=seen, now=now or timezone.now())
        edition.needs_second_eyes = False
        return finish("approve_afterwards", edition, by, now, details={"digest": seen})


def publish_due(*, now: datetime | None = None) -> dict[str, int]:
    """Publish every scheduled text whose moment has come, oldest first, each in its own transaction.

    Two workers may do this at once: a row that one holds is passed over by the other. A text that
    may not go live, or meets a fault of ours, is marked as failed with the reason and keeps its slot
    visible; the next one is not held up. Only a database that is away stops the round.
    """
    now = now or timezone.now()
    told = {"published": 0, "failed": 0, "faults": 0}
    due = Edition.objects.filter(state=Edition.State.SCHEDULED, scheduled_for__lte=now)
    for pk in due.order_by("scheduled_for", "pk").values_list("pk", flat=True):
        try:
            outcome = _publish_one_due(pk, now)
        except (OperationalError, InterfaceError):
            raise  # the database is away: everything is still due when it is back
        except Exception as fault:
            log.exception("publish_due_fault", extra={"edition": pk})
            _fail(
                pk,
                f"A fault of the system ({type(fault).__name__}): tell an administrator, then try again.",
                now,
            )
            outcome = "faults"
        if outcome:
            told[outcome] += 1
    return told


@transaction.atomic
def _publish_one_due(pk: int, now: datetime) -> str:
    story = Story.objects.select_for_update(skip_locked=True, of=("self",)).filter(editions=pk).first()
    edition = Edition.objects.select_for_update().filter(pk=pk, state=Edition.State.SCHEDULED).first()
    if story is None or edition is None:
        return ""  # another worker or a person has it in hand
    edition.story = story
    try:
        with transaction.atomic():
            _go_live(edition, by=None, responsible=edition.approved_by, now=now)
    except Refused as refusal:
        _fail(pk, refusal.message, now)
        return "failed"
    return "published"


@transaction.atomic
def _fail(pk: int, why: str, now: datetime) -> None:
    """Mark a due text as failed; its slot stays visible until somebody acts."""
    edition = Edition.objects.select_related("story").get(pk=pk)
    Story.objects.select_for_update().get(pk=edition.story_id)
    edition = Edition.objects.select_for_update(of=("self",)).select_related("story").get(pk=pk)
    if edition.state == Edition.State.SCHEDULED:
        edition.failure = why
        finish("due", edition, None, now, reason=why, to=Edition.State.PUBLISH_FAILED)


def _go_live(
    edition: Edition, *, by: Person | None, responsible: Person | None, now: datetime, reason: str = ""
) -> LedgerEntry:
    prefetch_related_objects([edition], Prefetch("waivers", Waiver.objects.select_related("by")))
    story, newest = edition.story, latest_revision(edition)
    document = newest.document
    if story.state in HIDDEN:
        raise Refused(
            "not_public", f"The story is {story.get_state_display().lower()}: nothing of it goes live."
        )
    if responsible is None:
        raise Refused("nobody_approved", "Nobody approved this text.")
    if not edition.needs_second_eyes and not still_approved(edition, newest):
        raise Refused(
            "not_the_approved_text", "The text is not the one that was approved: have it approved again."
        )
    live = live_revision(story.pk)
    before = live.document if live else None
    found = blockers(
        run(
            desk_of(
                edition, newest=newest, live=before, waivers=list(edition.waivers.all()), publishing_at=now
            )
        )
    )
    if found:
        raise Refused("blocked", "This cannot be published: " + "; ".join(issue.message for issue in found))
    _check_change(edition, before, document)
    if live:
        live.edition.state, live.edition.state_changed_at = Edition.State.SUPERSEDED, now
        live.edition.save(update_fields=("state", "state_changed_at"))
    advance(story, edition, now)
    if before is not None and (correction := noted_correction(edition, before, document, now)):
        correction.save(force_insert=True)
    accept_cited(story, document, by=responsible, now=now)
    _count(story, now)
    story.save()
    edition.published_version, edition.published_by_id = story.version, by.pk if by else None
    action = ("publish_urgently" if edition.needs_second_eyes else "publish") if by else "due"
    details = {"version": story.version}
    finish(action, edition, by, now, to=Edition.State.PUBLISHED, reason=reason, details=details)
    this = Edition.objects.filter(pk=edition.pk)
    revoke_all(editions=this, by=by, why=PreviewLink.Revoked.PUBLISHED, now=now)
    return ledger.append(
        story=story,
        kind=KINDS[edition.change_type],
        document=document,
        facts={**gather(story, document), "note": edition.change_note},
        by=by,
        at=now,
    )


def _check_change(edition: Edition, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> None:
    """Refuse a text that does not do what its change type says."""
    change = edition.change_type
    if (before is None) != (change == Change.FIRST):
        raise Refused(
            "change_type", "The change type does not fit: a public story gets an update or a correction."
        )
    if before is None:
        return
    if change in NOTED and not edition.change_note.strip():
        raise Refused("note_missing", f"A {change} needs a public note that says what was wrong.")
    if change in NOTED:
        _check_wording(edition, before, after)
    if change == Change.UPDATE and edition.story.state == Story.State.RETRACTED:
        raise Refused("retracted", "A retracted story can be corrected, not updated.")
    if change == Change.MINOR and (touched := touches_substance(compare(before, after))):
        raise Refused(
            "not_minor",
            "This is not a minor change: " + "; ".join(touched) + ". Choose update or correction.",
        )


def _check_wording(edition: Edition, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Refuse a correction bound to nothing, or one that leaves what it is bound to as it was."""
    keys = {
        row["key"] for document in (before, after) for row in (*document["sections"], *document["timeline"])
    }
    if edition.change_target and edition.change_target not in keys:
        raise Refused("bad_target", "Say which section or entry this corrects: that one is not in the text.")
    if not any(wording(before, after, edition.change_target)):
        raise Refused(
            "nothing_changed", f"This {edition.change_type} changes nothing in what it is bound to."
        )


def advance(story: Story, edition: Edition, now: datetime) -> None:
    """Give the story its next version and the times that go with it; the caller saves it."""
    story.version += 1
    story.updated_at = now
    if story.state == Story.State.UNPUBLISHED:
        story.state = Story.State.LIVE
        story.first_published_at = now
    if edition.change_type != Change.MINOR:
        story.content_updated_at = now


def noted_correction(
    edition: Edition, before: Mapping[str, Any], after: Mapping[str, Any], now: datetime
) -> Correction | None:
    """The public note of a correction or clarification, not saved; None for any other change."""
    if edition.change_type not in NOTED:
        return None
    old, new = wording(before, after, edition.change_target)
    return Correction(
        story=edition.story,
        version=edition.story.version,
        kind=edition.change_type,
        note=edition.change_note,
        target=edition.change_target,
        old=old,
        new=new,
        at=now,
    )


def _count(story: Story, now: datetime) -> None:
    count = count_articles(story)
    if count != story.article_count or story.as_of is None:
        story.article_count, story.as_of = count, now
