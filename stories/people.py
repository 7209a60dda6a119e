"""Who may do what: one place to ask, whatever door the person came through."""

from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import connection
from django.db.models.expressions import RawSQL

from stories.errors import NotAllowed
from stories.local_time import zone_named
from stories.models import Edition

Person = AbstractUser

# Texts restored or copied into an edition bring their authors with them, however often they were copied.
CONTRIBUTORS = """
    WITH RECURSIVE text (edition_id) AS (
        SELECT %s::bigint
         UNION
        SELECT source.edition_id
          FROM text
          JOIN stories_revision AS taken ON taken.edition_id = text.edition_id
          JOIN stories_revision AS source ON source.id = taken.copied_from_id
    )
    SELECT author_id FROM stories_revision JOIN text USING (edition_id)
     UNION
    SELECT by_id FROM stories_workflowevent
     WHERE edition_id = %s AND action = 'submit' AND by_id IS NOT NULL
"""


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
    with connection.cursor() as cursor:
        cursor.execute(CONTRIBUTORS, [edition.pk, edition.pk])
        return {person for (person,) in cursor.fetchall()}


def contributor_ids(edition_id: int) -> RawSQL:
    """The same as a sub-query, for a statement that asks for more than the ids."""
    return RawSQL(CONTRIBUTORS, (edition_id, edition_id))  # noqa: S611 - our own text, bound parameters


def zone_of(person: object) -> ZoneInfo:
    """The zone in which somebody types and reads times; UTC for who has chosen none."""
    return zone_named(getattr(person, "time_zone", "UTC"))
