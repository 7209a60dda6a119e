"""The queue of pages to build: one row for each path, claimed under a lease, never lost."""

import random
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db import connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from newsroom.site.kinds import LIST, Wanted
from newsroom.site.models import PageJob

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 8
FEW = 4
LONGEST_WAIT = 900.0  # seconds
LONGEST_ERROR = 4000  # characters

ENQUEUE = """
    INSERT INTO site_pagejob AS job
           (path, kind, object, priority, reason_seq, attempts, run_after, state, last_error, created_at)
    SELECT path, kind, object, priority, seq, 0, statement_timestamp() + delay * interval '1 second',
           'open', '', statement_timestamp()
      FROM unnest(%s::text[], %s::text[], %s::text[], %s::int[], %s::bigint[], %s::float[])
           AS wanted(path, kind, object, priority, seq, delay)
     ORDER BY path
    ON CONFLICT (path) DO UPDATE SET
           kind = CASE EXCLUDED.kind WHEN 'stray' THEN job.kind ELSE EXCLUDED.kind END,
           object = CASE EXCLUDED.kind WHEN 'stray' THEN job.object ELSE EXCLUDED.object END,
           priority = LEAST(job.priority, EXCLUDED.priority),
           reason_seq = GREATEST(job.reason_seq, EXCLUDED.reason_seq),
           run_after = LEAST(job.run_after, EXCLUDED.run_after),
           attempts = 0,
           state = 'open'
"""
# A job that failed before is claimed alone: should it kill the worker, no other is blamed for it. Of lists
# and what comes after them only a few are claimed at once: a story published meanwhile waits for no more.
CLAIM = """
    WITH due AS (
        SELECT id, priority, run_after, attempts FROM site_pagejob
         WHERE state = 'open' AND run_after <= statement_timestamp()
           AND (lease_until IS NULL OR lease_until < statement_timestamp())
         ORDER BY priority, run_after, id LIMIT %s FOR UPDATE SKIP LOCKED
    ), ranked AS (
        SELECT id, priority,
               row_number() OVER (ORDER BY priority, run_after, id) AS place,
               bool_or(attempts > 0) OVER (ORDER BY priority, run_after, id) AS tried
          FROM due
    )
    UPDATE site_pagejob AS job
       SET attempts = attempts + 1, lease_token = %s,
           lease_until = statement_timestamp() + %s * interval '1 second'
      FROM ranked
     WHERE job.id = ranked.id AND (ranked.place = 1 OR NOT ranked.tried)
       AND (ranked.priority < %s OR ranked.place <= %s)
    RETURNING job.id, job.path, job.kind, job.object, job.reason_seq, job.attempts, ranked.place
"""


HELD = "SELECT count(*) FROM site_pagejob WHERE id = %s AND lease_token = %s"
COVERED = "DELETE FROM site_pagejob WHERE id = %s AND lease_token = %s AND kind = %s AND reason_seq <= %s"


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker holds under a lease."""

    id: int
    path: str
    kind: str
    object: str
    reason_seq: int
    attempts: int
    token: uuid.UUID


def enqueue(wanted: Iterable[tuple[Wanted, int]]) -> int:
    """Ask for pages, each for the reason of a ledger entry; returns for how many paths.

    A path that is asked for already keeps its place, or moves up; one given up is taken up again. To
    remove a stray never takes the place of a page to build.
    """
    chosen: dict[str, tuple[Wanted, int]] = {}
    for page, seq in wanted:
        former, newest = chosen.get(page.path, (page, seq))
        priority, delay = min(page.priority, former.priority), min(page.delay, former.delay)
        chosen[page.path] = (replace(page, priority=priority, delay=delay), max(seq, newest))
    if not chosen:
        return 0
    pages, seqs = zip(*chosen.values(), strict=True)
    columns = [
        [page.path for page in pages],
        [page.kind for page in pages],
        [page.object for page in pages],
        [page.priority for page in pages],
        list(seqs),
        [page.delay for page in pages],
    ]
    with connection.cursor() as cursor:
        cursor.execute(ENQUEUE, columns)
    return len(chosen)


def claim(limit: int) -> list[Claim]:
    """Take up to ``limit`` due jobs, most urgent first; the attempt is counted and committed with it."""
    token = uuid.uuid4()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [limit, token, LEASE.total_seconds(), LIST, FEW])
        found = sorted(cursor.fetchall(), key=lambda row: row[-1])
    return [
        Claim(id_, path, kind, object_, seq, attempts, token)
        for id_, path, kind, object_, seq, attempts, _place in found
    ]


def held(claimed: Claim) -> bool:
    """Whether the lease is still this worker's: no other has taken the job over."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [claimed.id, claimed.token])
        return bool(cursor.fetchone()[0])


def done(claimed: Claim, *, read_seq: int) -> None:
    """Delete a job that a page built from the ledger up to ``read_seq`` covers; else leave it to the next.

    Where another worker took over meanwhile, the page is asked for again: whoever wrote last, the
    newest content wins.
    """
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [claimed.id, claimed.token, claimed.kind, read_seq])
        if cursor.rowcount:
            return
    if not _mine(claimed).update(lease_until=None, lease_token=None, attempts=0):
        enqueue([(Wanted(claimed.path, claimed.kind, claimed.object, 0), read_seq)])


def postpone(claimed: Claim, *, seconds: float) -> None:
    """Give a job back unworked, as another worker has its page in hand."""
    _mine(claimed).update(
        lease_until=None,
        lease_token=None,
        attempts=F("attempts") - 1,
        run_after=Now() + timedelta(seconds=seconds),
    )


def failed(claimed: Claim, error: str) -> None:
    """Note why a page could not be built: it is tried again later, or given up after eight times."""
    given_up = claimed.attempts >= MOST_ATTEMPTS
    _mine(claimed).update(
        lease_until=None,
        lease_token=None,
        last_error=error[:LONGEST_ERROR],
        state=PageJob.State.DEAD if given_up else PageJob.State.OPEN,
        run_after=Now() + timedelta(seconds=backoff(claimed.attempts)),
    )


def backoff(attempts: int) -> float:
    """Seconds until the next try: 1 · 4ⁿ, at most 15 minutes, a quarter more or less."""
    return min(4.0 ** (attempts - 1), LONGEST_WAIT) * random.uniform(0.75, 1.25)  # noqa: S311 - only jitter


def revive() -> int:
    """Take up again all that was given up."""
    dead = PageJob.objects.filter(state=PageJob.State.DEAD)
    return dead.update(state=PageJob.State.OPEN, attempts=0, run_after=Now())


@contextmanager
def quick_commits() -> Iterator[None]:
    """Do not wait for the disk at each commit of the queue.

    Should PostgreSQL itself die, the last moments of the queue are forgotten together: a job that was
    done is done again, which nobody can see. The ledger is never written under this.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET synchronous_commit")


def _mine(claimed: Claim) -> QuerySet[PageJob]:
    return PageJob.objects.filter(id=claimed.id, lease_token=claimed.token)
