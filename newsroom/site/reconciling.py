"""Compares what should be there with what is: read model, records of pages, files; asks for repairs."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import TypeVar

from newsroom.site.drain import site_folder
from newsroom.site.follower import follow
from newsroom.site.jobs import enqueue
from newsroom.site.kinds import REPAIR, Wanted
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

    @property
    def unexplained(self) -> list[Differing]:
        """What nobody was about to put right: somebody should look into it."""
        return [found for found in self.differences if not found.explained]

    def as_json(self) -> dict[str, object]:
        """For logs and the results of tasks; all numbers, and the first differences as examples."""
        return {
            **{name: value for name, value in asdict(self).items() if name != "differences"},
            "differences": len(self.differences),
            "unexplained": len(self.unexplained),
            "examples": [f"{found.path}: {found.what}" for found in self.unexplained[:20]],
        }


def reconcile(*, dry_run: bool = False) -> Report:
    """Check every page; ask for those that differ to be built anew, last in the queue.

    Nothing is written here: repairs go through the queue like all else. ``dry_run`` asks for none.
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
        _note(report, list(_strays(paths)), dry_run=dry_run)
    if not dry_run:
        report.swept = site_folder().sweep()
    for found in report.unexplained:
        log.error("reconcile_difference", extra={"path": found.path, "what": found.what})
    return report


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


def _strays(paths: list[str]) -> Iterator[tuple[Wanted, str]]:
    known = set(Page.objects.filter(path__in=paths).values_list("path", flat=True))
    for path in paths:
        if path in known:
            continue
        try:
            site_folder().file_of(path)
        except BadPathError:
            log.warning("not_a_page", extra={"path": path})
        else:
            yield Wanted(path, "stray", "", REPAIR), "is a file that nobody built"


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
