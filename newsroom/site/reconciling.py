"""Compares what should be there with what is: read model, records of pages, files; asks for repairs."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TypeVar

from newsroom.site.drain import site_folder
from newsroom.site.follower import follow
from newsroom.site.jobs import enqueue
from newsroom.site.kinds import REPAIR, STRAY, Wanted
from newsroom.site.models import Page, PageJob
from newsroom.site.rebuilding import all_pages
from newsroom.site.storage import BadPathError
from stories.models import PublishedStory

log = logging.getLogger(__name__)
CHUNK = 500
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Differing:
    """A page that is not as it should be."""

    path: str
    what: str
    explained: bool  # an open job is about to put it right


@dataclass(slots=True)
class Report:
    """What a reconciliation found and did."""

    checked: int = 0
    queued: int = 0
    swept: int = 0
    given_up: int = 0
    differences: list[Differing] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)  # files that no build made: perhaps somebody else's

    @property
    def unexplained(self) -> list[Differing]:
        """What nobody was about to put right: somebody should look into it."""
        return [found for found in self.differences if not found.explained]

    def as_json(self) -> dict[str, object]:
        """For logs and the results of tasks; all numbers, and the first differences as examples."""
        return {
            **asdict(self),
            "differences": len(self.differences),
            "unexplained": len(self.unexplained),
            "strays": len(self.strays),
            "examples": [f"{found.path}: {found.what}" for found in self.unexplained[:20]],
        }


def reconcile(*, dry_run: bool = False, remove_strays: bool = False) -> Report:
    """Check every page; ask for those that differ to be built anew, last in the queue.

    Nothing is written here: repairs go through the queue like all else. ``dry_run`` asks for none.
    Files that no build made (a robots.txt, say) are told and stay, unless ``remove_strays``.
    """
    if not dry_run:
        follow()
    report = Report(given_up=PageJob.objects.filter(state=PageJob.State.DEAD).count())
    for chunk in all_pages():
        report.checked += len(chunk)
        _note(report, list(_should_be(chunk)), dry_run=dry_run)
    for pages in _chunks(Page.objects.exclude(hash="").order_by("path").iterator(chunk_size=CHUNK)):
        _note(report, list(_differing_files(pages)), dry_run=dry_run)
    for paths in _chunks(site_folder().paths()):
        report.strays += _strays(paths)
    if remove_strays and not dry_run:
        report.queued += enqueue((Wanted(path, STRAY, "", REPAIR), 0) for path in _removable(report.strays))
    if not dry_run:
        report.swept = site_folder().sweep()
    _log(report)
    return report


def _log(report: Report) -> None:
    for found in report.unexplained:
        log.error("reconcile_difference", extra={"path": found.path, "what": found.what})
    for path in report.strays:
        log.warning("stray_file", extra={"path": path})


def _should_be(chunk: list[Wanted]) -> Iterator[tuple[Wanted, str]]:
    """Pages that the read model calls for and that were never built, or before it last changed."""
    built = Page.objects.in_bulk([page.path for page in chunk])
    ids = {page.object for page in chunk if page.kind == "story"}
    seqs = dict(PublishedStory.objects.filter(id__in=ids).values_list("id", "seq"))
    for page in chunk:
        if page.path not in built:
            yield page, "was never built"
        elif page.kind == "story" and built[page.path].built_seq < seqs.get(page.object, 0):
            yield page, "is older than the read model"


def _differing_files(pages: list[Page]) -> Iterator[tuple[Wanted, str]]:
    for page in pages:
        found = site_folder().find(page.path)
        repair = Wanted(page.path, page.kind, page.object, REPAIR)
        if found is None:
            yield repair, "has no file"
        elif (found.hash, found.status) != (page.hash, page.status):
            yield repair, "is not the file that was built"
        elif not found.whole:
            yield repair, "has a compressed form or a marker that does not fit"


def _strays(paths: list[str]) -> list[str]:
    """Which files nobody built; jobs are read before pages, as a page is recorded when its job ends."""
    in_hand = set(PageJob.objects.filter(path__in=paths).values_list("path", flat=True))
    built = set(Page.objects.filter(path__in=paths).values_list("path", flat=True))
    return sorted(set(paths) - in_hand - built)


def _removable(paths: Iterable[str]) -> Iterator[str]:
    """Those that could be pages: what else lies there is nothing that this site ever wrote."""
    for path in paths:
        with suppress(BadPathError):
            site_folder().file_of(path)
            yield path


def _note(report: Report, found: list[tuple[Wanted, str]], *, dry_run: bool) -> None:
    paths = [page.path for page, _what in found]
    open_ = set(
        PageJob.objects.filter(path__in=paths, state=PageJob.State.OPEN).values_list("path", flat=True)
    )
    report.differences += [Differing(page.path, what, page.path in open_) for page, what in found]
    if dry_run or not found:
        return
    Page.objects.filter(path__in=paths).update(hash="")  # or an unchanged text would not be written
    repairs = [Wanted(page.path, page.kind, page.object, REPAIR) for page, _what in found]
    report.queued += enqueue((page, 0) for page in repairs if page.path not in open_)


def _chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    rest = iter(items)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk
