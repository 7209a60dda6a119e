"""Doors for somebody outside to a text that is not public: made, opened, and when they are shut."""

import re
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from stories.errors import Refused
from stories.events import record
from stories.models import Edition, PreviewLink, Revision, Story
from stories.people import Person, require

LONGEST_DAYS = 14
LONGEST_RECIPIENT = 200  # characters
HIDDEN = frozenset({Story.State.TAKEN_DOWN, Story.State.MERGED})
SIGNED = re.compile(r"([0-9]{1,18})-([0-9]{1,18})")  # a link, and the save that it shows
SIGNER = Signer(salt="stories.previews", sep=".")


class NoDoor(Exception):
    """There is nothing to see behind a link; ``gone`` where there once was."""

    def __init__(self, *, gone: bool) -> None:
        super().__init__("gone" if gone else "unknown")
        self.gone = gone


def share_preview(
    *, revision: Revision, recipient: str, days: int, by: Person, now: datetime | None = None
) -> PreviewLink:
    """Make a link that shows somebody outside one save of a text, for some days.

    Raises:
        NotAllowed: the person may not share.
        Refused: no recipient, too long, or the text is public, set aside or taken down.
    """
    require(by, "share_preview")
    recipient = _clean(recipient)
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused("bad_days", f"A link is open for 1 to {LONGEST_DAYS} days.")
    now = now or timezone.now()
    with transaction.atomic():
        story = Story.objects.select_for_update(of=("self",)).get(editions=revision.edition_id)
        edition = Edition.objects.select_for_update().get(pk=revision.edition_id)
        if not is_shareable(story, edition):
            raise Refused(
                "not_shareable", f"This text is {edition.get_state_display().lower()}: it cannot be shared."
            )
        link = PreviewLink.objects.create(
            revision=revision,
            recipient=recipient,
            created_by_id=by.pk,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        details = {"link": link.pk, "revision": revision.number, "until": link.expires_at.isoformat()}
        record("share_preview", story=story, edition=edition, by=by, at=now, details=details)
    return link


def revoke(*, link: PreviewLink, by: Person, now: datetime | None = None) -> None:
    """Shut one door by hand."""
    require(by, "share_preview")
    now = now or timezone.now()
    with transaction.atomic():
        shut = PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(
            revoked_at=now, revoked_by=by.pk, revoked_why=PreviewLink.Revoked.BY_HAND
        )
        if not shut:
            raise Refused("revoked_already", "This link leads nowhere already.")
        edition = link.revision.edition
        record(
            "revoke_preview", story=edition.story, edition=edition, by=by, at=now, details={"link": link.pk}
        )


def revoke_all(*, editions: QuerySet[Edition], by: Person | None, why: str, now: datetime) -> int:
    """Shut every door to any text of these editions; what is shut already keeps its own reason.

    ``why`` is one of ``PreviewLink.Revoked``; ``by`` is None where the clock did it. The caller's
    transaction holds it together with what made the doors wrong. Returns how many were shut.
    """
    doors = PreviewLink.objects.filter(revision__edition__in=editions, revoked_at=None)
    return doors.update(revoked_at=now, revoked_by_id=by.pk if by else None, revoked_why=why)


def token(link: PreviewLink) -> str:
    """What the address of a link ends with: which link, to which save, and our signature."""
    return SIGNER.sign(f"{link.pk}-{link.revision_id}")


def preview_path(link: PreviewLink) -> str:
    """The address of a link, without the host."""
    return f"/preview/{token(link)}/"


def open_preview(given: str, *, now: datetime | None = None) -> PreviewLink:
    """The link behind a token, with its save and who made it; changes nothing.

    Raises:
        NoDoor: not signed by us, unknown, expired, revoked, or the text is no longer one to be shown.
    """
    now = now or timezone.now()
    try:
        named = SIGNED.fullmatch(SIGNER.unsign(given))
    except BadSignature:
        named = None
    known = PreviewLink.objects.select_related("revision__edition__story", "created_by")
    link = named and known.filter(pk=int(named[1]), revision=int(named[2])).first()
    if not link:
        raise NoDoor(gone=False)
    edition = link.revision.edition
    if link.revoked_at or link.expires_at <= now or not is_shareable(edition.story, edition):
        raise NoDoor(gone=True)
    return link


def count_opening(*, link: PreviewLink, now: datetime | None = None) -> None:
    """Note that a link was opened."""
    PreviewLink.objects.filter(pk=link.pk).update(
        opened=F("opened") + 1, last_opened_at=now or timezone.now()
    )


def is_shareable(story: Story, edition: Edition) -> bool:
    """Whether anybody outside may be shown this text before it is public."""
    return edition.state in Edition.WORKING and story.state not in HIDDEN


def _clean(recipient: str) -> str:
    recipient = " ".join(recipient.split())
    if not recipient:
        raise Refused("recipient_missing", "Say for whom the link is: a name, or what they do.")
    if len(recipient) > LONGEST_RECIPIENT or not recipient.isprintable():
        raise Refused("bad_recipient", f"Give a name of at most {LONGEST_RECIPIENT} characters.")
    return recipient
