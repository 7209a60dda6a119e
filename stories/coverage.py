"""Which articles belong to a story, and the count that the label ``Updated (N articles)`` shows."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, transaction
from django.utils import timezone

from stories import ledger
from stories.facts import gather
from stories.models import LedgerDocument, LedgerEntry, Story, WorkflowEvent
from stories.people import Person

DECISIONS = ("accept_coverage", "reject_coverage", "join_coverage", "undo_coverage", "set_joining")
log = logging.getLogger(__name__)
# One rule for what is counted, said once: an accepted article that still stands, its text once where the desk
# wants copies to count once.
COUNTS_AS = "CASE WHEN s.copies_count_once THEN COALESCE(a.original_id, a.id) ELSE a.id END"
STANDS = "a.state NOT IN ('gone', 'retracted')"
COUNTED = f"""
    SELECT s.id, COUNT(DISTINCT {COUNTS_AS}) AS n
      FROM stories_story s
      LEFT JOIN stories_coverage c ON c.story_id = s.id AND c.state = 'accepted'
      LEFT JOIN sources_article a ON a.id = c.article_id AND {STANDS}
     WHERE s.state IN ('live', 'concern', 'closed', 'retracted') {{only}}
     GROUP BY s.id
    HAVING COUNT(DISTINCT {COUNTS_AS}) <> s.article_count
"""  # noqa: S608 - our own text
COUNT = f"""
    SELECT COUNT(DISTINCT {COUNTS_AS})
      FROM stories_story s
      JOIN sources_article a ON {STANDS} AND a.id IN (
           SELECT article_id FROM stories_coverage WHERE story_id = %s AND state = 'accepted'
            UNION
           SELECT id FROM sources_article WHERE public_id = ANY(%s))
     WHERE s.id = %s
"""  # noqa: S608
# Publishing waits for it: one statement, whether or not there is anything new.
ACCEPT = """
    INSERT INTO stories_coverage AS known
           (story_id, article_id, state, joined_itself, reasons, decided_by_id, decided_at, created_at)
    SELECT %(story)s, id, 'accepted', false, '[]', %(by)s, %(now)s, %(now)s
      FROM sources_article WHERE public_id = ANY(%(ids)s)
        ON CONFLICT (story_id, article_id) DO UPDATE
       SET state = excluded.state, decided_by_id = excluded.decided_by_id, decided_at = excluded.decided_at
     WHERE known.state <> excluded.state
"""
RECENT = 500  # events among which those are looked for that may have changed a count


def accept_cited(story: Story, document: Mapping[str, Any], *, by: Person, now: datetime) -> None:
    """Every article that a published text cites is accepted coverage of its story; what was so stays so."""
    ids = [source["article"] for source in document["sources"]]
    with connection.cursor() as cursor:
        cursor.execute(ACCEPT, {"story": story.pk, "by": by.pk, "now": now, "ids": ids})


def count_articles(story: Story, *, citing: Mapping[str, Any] | None = None) -> int:
    """Accepted articles of a story that still stand.

    With ``citing``, as many as there would be if that text were published: what it cites is accepted then.
    """
    sources = citing["sources"] if citing else []
    cited = [source["article"] for source in sources if source["article"]]
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [story.pk, cited, story.pk])
        (count,) = cursor.fetchone()
    return int(count) + len(sources) - len(cited)


def changed_counts(stories: Collection[int] | None = None) -> dict[int, int]:
    """Story ids whose stored count differs from their rows, with the right count; one statement."""
    if stories is not None and not stories:
        return {}
    only, values = ("", []) if stories is None else ("AND s.id = ANY(%s)", [list(stories)])
    with connection.cursor() as cursor:
        cursor.execute(COUNTED.format(only=only), values)
        return dict(cursor.fetchall())


def recently_decided() -> set[int]:
    """Stories whose coverage was decided about lately: theirs are the counts that have changed."""
    newest = WorkflowEvent.objects.order_by("-id").values("id")[:RECENT]
    decided = WorkflowEvent.objects.filter(pk__in=newest, action__in=DECISIONS)
    return set(decided.values_list("story", flat=True))


def refresh_counts(stories: Collection[int] | None = None, *, now: datetime | None = None) -> int:
    """Bring every label that is out of date into line; returns how many there were.

    A new label is a derived entry of the ledger: it moves no editorial time and takes no version.
    """
    changed = changed_counts(stories)
    for story_id in changed:
        try:
            _relabel(story_id, now or timezone.now())
        except ObjectDoesNotExist:
            log.exception("label_not_refreshed", extra={"story": story_id})  # and the next ones are
    return len(changed)


@transaction.atomic
def _relabel(story_id: int, now: datetime) -> None:
    story = Story.objects.select_for_update().get(pk=story_id)
    count = count_articles(story)
    if count == story.article_count:
        return
    story.article_count, story.as_of, story.updated_at = count, now, now
    story.save(update_fields=("article_count", "as_of", "updated_at"))
    append_derived(story, reason="label", at=now)


def append_derived(story: Story, *, reason: str, at: datetime) -> LedgerEntry:
    """Append what changed around a public text, not in it; the caller has the story locked."""
    newest = LedgerEntry.objects.filter(story=story).order_by("-seq")[0]
    document = LedgerDocument.objects.get(pk=newest.document_hash).body
    return ledger.append(
        story=story,
        kind=LedgerEntry.Kind.DERIVED,
        reason=reason,
        document=document,
        facts=gather(story, document),
        by=None,
        at=at,
    )
