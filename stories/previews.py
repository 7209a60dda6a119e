"""Doors for somebody outside to a text that is not public, and when they are shut."""

from datetime import datetime

from django.db.models import QuerySet

from stories.models import Edition, PreviewLink
from stories.people import Person


def revoke_all(*, editions: QuerySet[Edition], by: Person | None, why: str, now: datetime) -> int:
    """Shut every door to any text of these editions; what is shut already keeps its own reason.

    ``why`` is one of ``PreviewLink.Revoked``; ``by`` is None where the clock did it. The caller's
    transaction holds it together with what made the doors wrong. Returns how many were shut.
    """
    doors = PreviewLink.objects.filter(revision__edition__in=editions, revoked_at=None)
    return doors.update(revoked_at=now, revoked_by_id=by.pk if by else None, revoked_why=why)
