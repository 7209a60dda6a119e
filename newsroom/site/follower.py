"""The pages follower: reads the ledger from where it stopped and asks for the pages that entries change."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from newsroom.site.jobs import enqueue, quick_commits
from newsroom.site.kinds import (
    KINDS,
    NOTICE,
    PAST,
    Wanted,
    feed_pages,
    publisher_page,
    standing_pages,
    story_pages,
    topic_pages,
)
from newsroom.site.machine import is_news
from newsroom.site.mentioned import mentioned_by
from newsroom.site.models import Page, PageDependency
from newsroom.site.reading import OWNED_UP, TEXT_KINDS, public_id_of_entry
from stories.models import Follower, LedgerDocument, LedgerEntry, PublishedStory

NAME = "pages"
BATCH = 200  # ledger entries for each transaction
LABEL_PAUSE = 5.0  # seconds between two builds of a story for a changed label alone
Kind = LedgerEntry.Kind

JOINS_LISTS = frozenset({Kind.PUBLISHED, Kind.UPDATED, Kind.CLARIFIED, Kind.CORRECTED, Kind.RESTORED})
CHANGES_STANDING = frozenset(
    {
        Kind.CONCERN,
        Kind.CONCERN_LIFTED,
        Kind.RETRACTED,
        Kind.TAKEN_DOWN,
        Kind.RESTORED,
        Kind.MERGED,
        Kind.RENAMED,
        Kind.CLOSED,
        Kind.REOPENED,
    }
)
MOVES_LISTS = frozenset({*TEXT_KINDS, Kind.TAKEN_DOWN, Kind.RESTORED, Kind.MERGED})
LIST_KINDS = ("topic", "topic_archive", "publisher", "publisher_archive")
URGENT = frozenset({Kind.CONCERN, Kind.RETRACTED, Kind.TAKEN_DOWN, Kind.MERGED})


@dataclass(frozen=True, slots=True)
class Event:
    """A ledger entry with what the read model says of its story now."""

    entry: LedgerEntry
    story: PublishedStory

    @property
    def keys(self) -> set[str]:
        """What changed, as pages note what they show."""
        kind, id_ = self.entry.kind, self.story.id
        changed = {f"story:{id_}"}
        if (kind, self.entry.reason) != (Kind.DERIVED, "label"):
            changed.add(f"text:{id_}")
        if kind in TEXT_KINDS:
            changed.add(f"versions:{id_}")
        if kind in CHANGES_STANDING:
            changed.add(f"standing:{id_}")
        if kind in OWNED_UP:
            changed.add("corrections")
        if kind in JOINS_LISTS:
            changed.add("latest")
        if kind == Kind.PUBLISHED:
            changed |= {f"ends:{key.replace(':', '/', 1)}" for key in self.lists}
        return changed | self._of_sitemaps

    @property
    def _of_sitemaps(self) -> set[str]:
        if self.entry.kind == Kind.DERIVED:
            return set()
        changed = {f"sitemap:{self.story.first_published_at:%Y-%m}"}
        if self.entry.kind == Kind.PUBLISHED or self.entry.kind in CHANGES_STANDING:
            changed.add("sitemaps")
        if is_news(self.story, self.entry):
            changed.add("news")
        return changed

    @property
    def own_pages(self) -> list[Wanted]:
        """The pages that must exist because of this entry, whether or not they do yet."""
        story, kind = self.story, self.entry.kind
        lists = [page for slug in story.topics for page in topic_pages(slug)]
        lists += [publisher_page(slug) for slug in story.publishers]
        if kind in TEXT_KINDS or kind == Kind.RESTORED:
            lists += feed_pages("story_feed", story.id)
        if kind in TEXT_KINDS:
            return [*story_pages(story.id, story.slug, [self.entry.version]), *lists]
        if kind == Kind.RENAMED:
            return story_pages(story.id, story.slug, range(1, self.entry.version + 1))
        first = story_pages(story.id, story.slug, ())[:1]
        return [*first, *lists] if kind in JOINS_LISTS else first

    @property
    def calls_for_mentions(self) -> bool:
        """Whether there may have to be pages of articles and days that were not there before."""
        return self.entry.kind in TEXT_KINDS or self.entry.kind == Kind.RESTORED

    @property
    def lists(self) -> set[str]:
        """The lists that the story is in now, as their pages note it."""
        return {f"topic:{slug}" for slug in self.story.topics} | {
            f"publisher:{slug}" for slug in self.story.publishers
        }


def follow() -> int:
    """Ask for the pages of all entries since the last time; returns how many entries there were.

    The cursor moves in the transaction that asks. Whoever comes second waits for the first, rather
    than passing it by, so that an entry written meanwhile is read by one of them.
    """
    if not Follower.objects.filter(name=NAME).exists():
        _begin()
    total = 0
    with quick_commits():
        while (read := _follow_some()) == BATCH:
            total += read
    return total + read


@transaction.atomic
def _begin() -> None:
    """Ask for what is there before any entry: together with the cursor or not at all."""
    _, first = Follower.objects.get_or_create(name=NAME)
    if first:
        enqueue((page, 0) for page in standing_pages())


@transaction.atomic
def _follow_some() -> int:
    follower = Follower.objects.select_for_update().get(name=NAME)
    entries = list(
        LedgerEntry.objects.filter(seq__gt=follower.seq)
        .annotate(public_id=public_id_of_entry())
        .order_by("seq")[:BATCH]
    )
    if not entries:
        return 0
    stories = PublishedStory.objects.defer("body", "search").in_bulk({entry.public_id for entry in entries})
    events = [Event(entry, stories[entry.public_id]) for entry in entries]
    enqueue(wanted(events))
    follower.seq = entries[-1].seq
    follower.save(update_fields=("seq", "updated_at"))
    return len(entries)


def wanted(events: list[Event]) -> list[tuple[Wanted, int]]:
    """The pages that some events ask for, each with the entry that does.

    A page may come twice, for a changed label and for more than that: it then waits for neither.
    """
    labels = [event for event in events if event.entry.kind == Kind.DERIVED]
    others = [event for event in events if event.entry.kind != Kind.DERIVED]
    return [*_urgent_first(_asked(others), others), *_paced(_asked(labels), labels)]


def _asked(events: list[Event]) -> list[tuple[Wanted, int]]:
    if not events:
        return []
    seqs = {key: event.entry.seq for event in events for key in event.keys}
    asked = [(page, event.entry.seq) for event in events for page in event.own_pages]
    asked += [(page, event.entry.seq) for event in events for page in former_pages(event)]
    mentioned = mentioned_by({event.story.id for event in events if event.calls_for_mentions})
    for event in events:
        if event.calls_for_mentions:
            asked += [(page, event.entry.seq) for page in mentioned[event.story.id].pages]
            seqs |= dict.fromkeys(mentioned[event.story.id].around, event.entry.seq)
    return asked + _dependent(seqs) + _dependent(_changed_lists(events))


def _changed_lists(events: list[Event]) -> dict[str, int]:
    """The lists that a story joined or left after its first publication: it may move all their pages.

    Which ones it was in, their pages know. One that is new comes last and changes the last page alone.
    """
    new = {event.story.id for event in events if event.entry.kind == Kind.PUBLISHED}
    later = {
        event.story.id: event
        for event in events
        if event.entry.kind in MOVES_LISTS and event.story.id not in new
    }
    if not later:
        return {}
    keys = {f"{prefix}:{id_}": id_ for id_ in later for prefix in ("text", "story")}
    shown = defaultdict(set)
    for path, key in PageDependency.objects.filter(key__in=keys).values_list("path", "key"):
        shown[path].add(keys[key])
    former = defaultdict(set)
    for page in Page.objects.filter(path__in=shown, kind__in=LIST_KINDS).only("path", "kind", "object"):
        for id_ in shown[page.path]:
            former[id_].add(f"{page.kind.removesuffix('_archive')}:{page.object.partition('/')[0]}")
    return {key: event.entry.seq for id_, event in later.items() for key in event.lists ^ former[id_]}


def former_pages(event: Event) -> list[Wanted]:
    """For a renamed story: its pages under the slugs that it had before."""
    if event.entry.kind != Kind.RENAMED:
        return []
    former = LedgerEntry.objects.filter(story_id=event.entry.story_id, seq__lt=event.entry.seq)
    slugs = (
        LedgerDocument.objects.filter(hash__in=former.values("facts_hash"))
        .exclude(body__slug=event.story.slug)
        .values_list("body__slug", flat=True)
        .distinct()
    )
    versions = range(1, event.entry.version + 1)
    return [page for slug in slugs for page in story_pages(event.story.id, slug, versions)]


def _dependent(seqs: Mapping[str, int]) -> list[tuple[Wanted, int]]:
    """The built pages that show what changed."""
    shown = PageDependency.objects.filter(key__in=seqs).values_list("path", "key")
    newest: dict[str, int] = {}
    for path, key in shown:
        newest[path] = max(newest.get(path, 0), seqs[key])
    return [
        (Wanted(page.path, page.kind, page.object, KINDS[page.kind].priority), newest[page.path])
        for page in Page.objects.filter(path__in=newest).only("path", "kind", "object")
    ]


def _urgent_first(asked: Iterable[tuple[Wanted, int]], events: list[Event]) -> list[tuple[Wanted, int]]:
    """What readers must know at once comes before all else: first the story's pages, then the lists."""
    urgent = {event.story.id for event in events if event.entry.kind in URGENT}
    if not urgent:
        return list(asked)
    return [(replace(page, priority=NOTICE) if _is_of(page, urgent) else page, seq) for page, seq in asked]


def _is_of(page: Wanted, stories: set[str]) -> bool:
    """Whether a page is one of a story's own that people read, not its feed."""
    return page.priority <= PAST and page.object.partition("/")[0] in stories


def _paced(asked: list[tuple[Wanted, int]], events: list[Event]) -> list[tuple[Wanted, int]]:
    """Hold back what changed labels ask for, if the story was built in the last seconds."""
    if not asked:
        return []
    labels = {event.entry.seq: event.story.id for event in events}
    built = dict(
        Page.objects.filter(kind="story", object__in=set(labels.values())).values_list("object", "built_at")
    )
    now = timezone.now()
    delays = {
        seq: max(0.0, LABEL_PAUSE - (now - built[story]).total_seconds())
        for seq, story in labels.items()
        if story in built
    }
    return [(replace(page, delay=delays.get(seq, 0.0)), seq) for page, seq in asked]
