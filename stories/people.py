"""Who may do what: one place to ask, whatever door the person came through."""

from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser

from stories.errors import NotAllowed
from stories.local_time import zone_named
from stories.models import Edition, Revision, WorkflowEvent

Person = AbstractUser


def require(by: Person, permission: str) -> None:
    """Refuse unless the person holds ``stories.<permission>``.

    Raises:
        NotAllowed: with the permission's own wording.
    """
    if not (by.is_active and by.has_perm(f"stories.{permission}")):
        wanted = permission.replace("_", " ")
        raise NotAllowed("no_permission", f"{by} may not {wanted}: ask an administrator for the role.")


def contributors(edition: Edition) -> set[int]:
    """Ids of all whose text or submission is in the edition, restored and copied texts included.

    Nobody in this set may approve the edition. The live text that a new edition starts from is
    not a contribution: two people have already agreed on it.
    """
    editions, seen = {edition.pk}, set[int]()
    while new := editions - seen:
        seen |= new
        copied = Revision.objects.filter(edition__in=new, copied_from__isnull=False)
        editions |= set(copied.values_list("copied_from__edition", flat=True))
    authors = Revision.objects.filter(edition__in=seen).values_list("author", flat=True)
    senders = WorkflowEvent.objects.filter(edition=edition, action="submit").values_list("by", flat=True)
    return {person for person in (*authors, *senders) if person}


def zone_of(person: object) -> ZoneInfo:
    """The zone in which somebody types and reads times; UTC for who has chosen none."""
    return zone_named(getattr(person, "time_zone", "UTC"))
