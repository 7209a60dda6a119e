"""Builds the pages that are asked for: claims a job, reads, renders, writes, records."""

import logging
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from time import monotonic

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from newsroom.site import jobs
from newsroom.site.failpoints import failpoint
from newsroom.site.jobs import Claim, enqueue
from newsroom.site.kinds import KINDS, STRAY, Wanted, build
from newsroom.site.models import Page, PageDependency
from newsroom.site.storage import Built, SiteFolder

log = logging.getLogger(__name__)
BATCH = 16
BUSY = 1.0  # seconds until a page that another worker has in hand is looked at again
LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('page:' || %s, 0))"
BEFORE = """
    SELECT (SELECT count(*) FROM site_pagejob WHERE id = %s AND lease_token = %s) = 1,
           (SELECT COALESCE(max(seq), 0) FROM stories_ledgerentry),
           (SELECT hash FROM site_page WHERE path = %s),
           (SELECT status FROM site_page WHERE path = %s),
           ARRAY(SELECT key FROM site_pagedependency WHERE path = %s)
"""
RECORD = """
    INSERT INTO site_page (path, kind, object, status, hash, built_seq, built_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (path) DO UPDATE SET
           kind = EXCLUDED.kind, object = EXCLUDED.object, status = EXCLUDED.status,
           hash = EXCLUDED.hash, built_seq = EXCLUDED.built_seq, built_at = EXCLUDED.built_at
"""


class LeadsOnError(Exception):
    """A page leads to others that nobody has asked for yet."""

    def __init__(self, pages: list[Wanted]) -> None:
        """``pages`` should be built as well."""
        super().__init__(", ".join(page.path for page in pages))
        self.pages = pages


@dataclass(slots=True)
class Drained:
    """What a drain did, by outcome: written, same, removed, failed, busy, lost."""

    outcomes: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def built(self) -> int:
        """Pages that are now as the read model has them."""
        return sum(self.outcomes[outcome] for outcome in ("written", "same", "removed"))

    def as_json(self) -> dict[str, float]:
        """For logs and the results of tasks."""
        return {**self.outcomes, "seconds": round(self.seconds, 3)}


@dataclass(frozen=True, slots=True)
class Former:
    """What was known of a page when its turn came."""

    held: bool
    head: int
    hash: str | None
    status: int | None
    keys: frozenset[str]


@cache
def site_folder() -> SiteFolder:
    """The folder of the public site."""
    return SiteFolder(settings.SITE_ROOT, durable=settings.FSYNC)


def drain(limit: int | None = None, until: datetime | None = None) -> Drained:
    """Build due pages, most urgent first, until there is none, or ``limit`` were tried, or it is ``until``.

    Any number of workers may do this at once. A page that fails is put off and the others go on; a
    fault of the database ends the drain and is raised: the leases run out and the jobs are found again.
    """
    drained, started = Drained(), monotonic()
    with jobs.quick_commits():
        while limit is None or limit > drained.outcomes.total():
            most = BATCH if limit is None else min(BATCH, limit - drained.outcomes.total())
            claimed = jobs.claim(most) if until is None or timezone.now() < until else []
            if not claimed:
                break
            failpoint("claimed")
            for job in claimed:
                drained.outcomes[_work_off(job)] += 1
    drained.seconds = monotonic() - started
    return drained


def _work_off(job: Claim) -> str:
    if job.attempts > jobs.MOST_ATTEMPTS:
        jobs.failed(job, "The worker died each time it built this page.")
        return "failed"
    try:
        outcome = _build_with_what_it_leads_to(job)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("page_failed", extra={"path": job.path, "attempts": job.attempts})
        jobs.failed(job, f"{type(error).__name__}: {error}")
        return "failed"
    if outcome == "busy":
        jobs.postpone(job, seconds=BUSY)
    return outcome


def _build_with_what_it_leads_to(job: Claim) -> str:
    """Pages that a page leads to are asked for before it is recorded, and while no row is held."""
    try:
        return _build_page(job)
    except LeadsOnError as found:
        enqueue((page, 0) for page in found.pages)
    return _build_page(job, asked=True)


@transaction.atomic
def _build_page(job: Claim, *, asked: bool = False) -> str:
    """One page in one transaction, which holds the lock on its path and nothing that others wait for."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [job.path])
        if not cursor.fetchone()[0]:
            return "busy"
    failpoint("locked")
    former = _former(job)
    if not former.held:
        return "lost"
    built, read = build(job.kind, job.path, job.object)
    failpoint("rendered")
    if built is None:
        return _removed(job, former)
    if not asked and (missing := _missing(read.wants)):
        raise LeadsOnError(missing)
    outcome = _put_in_place(job, former, built)
    if outcome == "lost":
        return outcome
    _record(job, former, built, read.keys)
    failpoint("recorded")
    return outcome


def _missing(wants: list[tuple[str, str, str]]) -> list[Wanted]:
    """Those of the pages that a page leads to which are not there yet."""
    if not wants:
        return []
    there = set(Page.objects.filter(path__in=[path for path, _, _ in wants]).values_list("path", flat=True))
    return [
        Wanted(path, kind, object_, KINDS[kind].priority)
        for path, kind, object_ in wants
        if path not in there
    ]


def _former(job: Claim) -> Former:
    """Read after the lock is held, in a statement of its own: no older than what the last holder left."""
    with connection.cursor() as cursor:
        cursor.execute(BEFORE, [job.id, job.token, job.path, job.path, job.path])
        held, head, hash_, status, keys = cursor.fetchone()
    return Former(held, head, hash_, status, frozenset(keys))


def _put_in_place(job: Claim, former: Former, built: Built) -> str:
    folder = site_folder()
    if (former.hash, former.status) == (built.hash, built.status) and folder.exists(job.path):
        return "same"
    with folder.staged(job.path, built) as staged:
        if not jobs.held(job):
            return "lost"  # this worker was away too long and another has the page
        staged.commit()
    return "written"


def _record(job: Claim, former: Former, built: Built, keys: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            RECORD, [job.path, job.kind, job.object, built.status, built.hash, former.head, timezone.now()]
        )
    _record_keys(job.path, former.keys, keys)
    jobs.done(job, read_seq=former.head)


def _record_keys(path: str, former: Iterable[str], keys: set[str]) -> None:
    gone, new = set(former) - keys, keys - set(former)
    if gone:
        PageDependency.objects.filter(path=path, key__in=gone).delete()
    if new:
        PageDependency.objects.bulk_create(
            [PageDependency(path=path, key=key) for key in sorted(new)], ignore_conflicts=True
        )


def _removed(job: Claim, former: Former) -> str:
    if not jobs.held(job):
        return "lost"
    if job.kind == STRAY and former.hash is not None:  # it was built since: no stray
        jobs.done(job, read_seq=former.head)
        return "same"
    site_folder().remove(job.path)
    Page.objects.filter(path=job.path).delete()
    _record_keys(job.path, former.keys, set())
    jobs.done(job, read_seq=former.head)
    return "removed"
