"""Who has an edition open, and what was saved since one opened it: told early, and nobody is locked out."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from stories.models import Autosave, Edition, Presence, Revision
from stories.people import Person

PRESENT_FOR = timedelta(seconds=45)
TYPING_FOR = timedelta(seconds=20)
REMEMBERED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody else who has the same edition open."""

    name: str
    typing: bool


def seen(*, edition: Edition, by: Person, now: datetime | None = None) -> None:
    """Note that a person has an edition open."""
    Presence.objects.bulk_create(
        [Presence(edition=edition, user_id=by.pk, seen_at=now or timezone.now())],
        update_conflicts=True,
        unique_fields=("edition", "user"),
        update_fields=("seen_at",),
    )


def others(*, edition: Edition, by: Person, now: datetime | None = None) -> list[Other]:
    """Everybody else who has it open, and whether they type; by name."""
    now = now or timezone.now()
    typing = Autosave.objects.filter(
        edition=OuterRef("edition"), user=OuterRef("user"), saved_at__gt=now - TYPING_FOR
    )
    present = (
        Presence.objects.filter(edition=edition, seen_at__gt=now - PRESENT_FOR)
        .exclude(user=by.pk)
        .select_related("user")
        .annotate(typing=Exists(typing))
    )
    return sorted((Other(str(row.user), row.typing) for row in present), key=lambda other: other.name)


def saved_since(*, edition: Edition, lock_version: int) -> Revision | None:
    """The newest save of an edition, if it is newer than what somebody opened."""
    newer = edition.revisions.select_related("author").filter(number__gt=lock_version)
    return newer.order_by("-number").first()


def forget_old(*, now: datetime | None = None) -> int:
    """Drop the notes of those who left long ago; returns how many there were."""
    before = (now or timezone.now()) - REMEMBERED_FOR
    return Presence.objects.filter(seen_at__lt=before).delete()[0]
