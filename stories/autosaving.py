"""What somebody has typed and not saved: kept for them alone, offered back, never part of the history."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from stories.errors import Refused
from stories.models import Autosave, Edition
from stories.people import Person, require

Fields = list[list[str]]  # the form as it would be posted: name and value

LONGEST = 1_000_000  # characters of one buffer, names and values together
OPENING = "opening"  # the field that says which opening of the form a buffer belongs to
KEPT_FOR = timedelta(days=30)
STILL_UNDER_WAY = timedelta(seconds=10)


@transaction.atomic
def keep(
    *,
    edition: Edition,
    by: Person,
    fields: Iterable[tuple[str, str]],
    lock_version: int,
    now: datetime | None = None,
) -> Autosave | None:
    """Keep what a form holds; one buffer for each person and edition.

    Nothing is kept, and None returned, where the same person has saved a moment ago: the form was on its
    way while the save overtook it.

    Raises:
        NotAllowed: the person may not write.
        Refused: it is too long, or it would replace what another opening of the form has kept.
    """
    require(by, "change_edition")
    kept = _clean(fields)
    now = now or timezone.now()
    if _overtaken(edition, by, lock_version, now):
        return None
    before = Autosave.objects.select_for_update().filter(edition=edition, user=by.pk).first()
    if before and opening_of(before.fields) != opening_of(kept):
        raise Refused(
            "other_opening",
            f"Another window of yours keeps unsaved text of {before.saved_at:%H:%M} UTC: save there, or open "
            "this page anew to put that text back or throw it away.",
        )
    buffer = Autosave(edition=edition, user_id=by.pk, lock_version=lock_version, fields=kept, saved_at=now)
    Autosave.objects.bulk_create(
        [buffer],
        update_conflicts=True,
        unique_fields=("edition", "user"),
        update_fields=("lock_version", "fields", "saved_at"),
    )
    return buffer


def kept_for(*, edition: Edition, by: Person) -> Autosave | None:
    """What this person, and nobody else, can get back."""
    return Autosave.objects.filter(edition=edition, user=by.pk).first()


def forget(*, edition: Edition, by: Person, opening: str | None = None) -> bool:
    """Throw a buffer away; with ``opening``, only the one that this opening of the form has kept."""
    buffer = kept_for(edition=edition, by=by)
    if buffer is None or (opening is not None and opening_of(buffer.fields) != opening):
        return False
    buffer.delete()
    return True


def forget_old(*, now: datetime | None = None) -> int:
    """Throw away what nobody came back for; returns how many there were."""
    before = (now or timezone.now()) - KEPT_FOR
    return Autosave.objects.filter(saved_at__lt=before).delete()[0]


def opening_of(fields: Fields) -> str:
    """Which opening of the form a buffer belongs to."""
    return next((value for name, value in fields if name == OPENING), "")


def _clean(fields: Iterable[tuple[str, str]]) -> Fields:
    kept = [[name, value] for name, value in fields]
    if sum(len(name) + len(value) for name, value in kept) > LONGEST:
        raise Refused(
            "too_long", "This text is too long to be kept while you write: save it yourself, often."
        )
    if any("\0" in part for pair in kept for part in pair):
        raise Refused("bad_text", "A field holds a character that cannot be kept (NUL): take it out.")
    return kept


def _overtaken(edition: Edition, by: Person, lock_version: int, now: datetime) -> bool:
    if lock_version >= edition.lock_version:
        return False
    newest = edition.revisions.order_by("-number")[0]
    return newest.author_id == by.pk and now - newest.created_at < STILL_UNDER_WAY
