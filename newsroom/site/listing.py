"""What the pages of publishers, articles and days show, read from the read model and noted as it is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import F, QuerySet

from newsroom.site.reading import LONGEST_LIST, Reader
from newsroom.site.showing import timed, title_of
from newsroom.site.templating import day_of
from stories.citations import sentences_and_keys
from stories.models import (
    LedgerDocument,
    LedgerEntry,
    PublishedEntry,
    PublishedPublisher,
    PublishedSource,
    PublishedStory,
)

PAGE_SIZE: Final = 50  # stories on each page of an archive
COLUMNS: Final = ("id", "slug", "state", "language", "headline", "first_published_at", "content_updated_at")
MONTH: Final = timedelta(days=31)  # a date less exact than that says nothing of a day
MOST_ENTRIES: Final = 300  # on the page of one day
MOST_RESTING: Final = 200  # stories on the page of one article

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list: its stories, and what lies before and after them."""

    stories: list[Row]
    older: str  # paths; empty where there is nothing
    newer: str
    total: int = 0  # known on the first page alone, which changes with each story


def latest_of(reader: Reader, kind: str, slug: str) -> Listed:
    """The stories of a list that changed last; where it has more, its archive holds all of them."""
    reader.keys.add(f"{kind}:{slug}")
    members = _members(kind, slug)
    rows = _rows(reader, members.order_by("-content_updated_at", "id")[:LONGEST_LIST])
    total = members.count() if len(rows) == LONGEST_LIST else len(rows)
    return Listed(rows, archive_of(reader, kind, slug, total), "", total)


def archive_of(reader: Reader, kind: str, slug: str, total: int) -> str:
    """The path of the newest page of a list's archive, if it has one; it is asked for if it is not there."""
    if total <= LONGEST_LIST:
        return ""
    last = pages_in(total)
    reader.wants.append(_archive_want(kind, slug, last))
    return archive_path(kind, slug, last)


def archived(reader: Reader, kind: str, slug: str, number: int) -> Listed | None:
    """One page of the archive of a list, counted from the oldest story, so that it stays as it is."""
    reader.keys.add(f"{kind}:{slug}")
    first = (number - 1) * PAGE_SIZE
    inside = _members(kind, slug).order_by("first_published_at", "id")[first : first + PAGE_SIZE + 1]
    slugs = list(inside.values_list("id", flat=True))
    goes_on = len(slugs) > PAGE_SIZE
    if not slugs or (number == 1 and not goes_on):
        return None
    rows = _rows(reader, PublishedStory.objects.filter(id__in=slugs[:PAGE_SIZE]))
    rows.sort(key=lambda row: (row["first_published_at"], row["id"]), reverse=True)
    if number > 1:
        reader.wants.append(_archive_want(kind, slug, number - 1))
    if not goes_on:
        reader.keys.add(f"ends:{kind}/{slug}")
    newer = archive_path(kind, slug, number + 1) if goes_on else list_path(kind, slug)
    return Listed(rows, archive_path(kind, slug, number - 1) if number > 1 else "", newer)


def _archive_want(kind: str, slug: str, number: int) -> tuple[str, str, str]:
    return archive_path(kind, slug, number), f"{kind}_archive", f"{slug}/{number}"


def total_of(kind: str, slug: str) -> int:
    """How many stories a list has."""
    return _members(kind, slug).count()


def pages_in(total: int) -> int:
    """How many pages the archive of a list with so many stories has."""
    return -(-total // PAGE_SIZE) if total > LONGEST_LIST else 0


def list_path(kind: str, slug: str) -> str:
    """Where a list lives."""
    return f"/{kind}s/{slug}/"


def archive_path(kind: str, slug: str, number: int) -> str:
    """Where a page of its archive lives."""
    return f"{list_path(kind, slug)}archive/{number}/"


def publisher_name(slug: str) -> str | None:
    """The name of a publisher as it is now; None if none of this name was ever cited."""
    return PublishedPublisher.objects.filter(slug=slug).values_list("name", flat=True).first()


def with_articles(rows: Sequence[Row], publisher: str) -> list[Row]:
    """The stories with the articles of a publisher that each of them cites."""
    cited: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    sources = PublishedSource.objects.filter(publisher=publisher, story__in=[row["id"] for row in rows])
    for story, data in sources.order_by("story", "number").values_list("story", "data"):
        cited[story].append(data)
    return [{**row, "articles": cited[row["id"]]} for row in rows]


def resting_on(reader: Reader, article: str) -> tuple[Mapping[str, Any], list[Row]] | None:
    """An article as it was last cited, and the stories that rest on it with the sentences that do."""
    found = PublishedSource.objects.filter(article=article, story__state__in=PublishedStory.READABLE)
    sources = dict(found.order_by("-story__content_updated_at").values_list("story", "data")[:MOST_RESTING])
    if not sources:
        return None
    rows = _rows(reader, PublishedStory.objects.filter(id__in=sources).order_by("-content_updated_at", "id"))
    documents = _documents(sources)
    return sources[rows[0]["id"]], [
        {**row, "places": _places(documents[row["id"]], sources[row["id"]]["key"])} for row in rows
    ]


def _documents(stories: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """The texts as they stand in the ledger, where a citation is still a key."""
    seqs = dict(PublishedStory.objects.filter(id__in=list(stories)).values_list("seq", "id"))
    hashes = dict(LedgerEntry.objects.filter(seq__in=seqs).values_list("seq", "document_hash"))
    bodies = LedgerDocument.objects.in_bulk(set(hashes.values()))
    return {seqs[seq]: bodies[hash_].body for seq, hash_ in hashes.items()}


def _places(document: Mapping[str, Any], key: str) -> list[Row]:
    """Each sentence that cites a source, and where it stands; of a timeline entry all, with its date."""
    places = [
        {"anchor": f"s-{section['key']}", "text": " ".join(sentence.split()), "date": None}
        for section in document["sections"]
        for sentence, keys in sentences_and_keys(section["body"])
        if key in keys
    ]
    entries = [entry for entry in document["timeline"] if f"[@{key}]" in entry["text"]]
    return places + [{"anchor": f"t-{entry['key']}", **timed(entry)} for entry in entries]


def happened(reader: Reader, day: date) -> tuple[list[Row], list[Row]]:
    """What happened on a day, story by story, and what is only known to have happened around it."""
    reader.keys.add(f"day:{day.isoformat()}")
    on_day, around = [], []
    for story, data in _covering(day).values_list("story", "data")[:MOST_ENTRIES]:
        exact = day_of(data["date"])
        if exact == day.isoformat():
            on_day.append((story, data))
        elif not exact:
            around.append((story, data))
    if not on_day:
        return [], []
    stories = PublishedStory.objects.filter(id__in={story for story, _ in (*on_day, *around)})
    rows = {row["id"]: row for row in _rows(reader, stories)}
    return _by_story(on_day, rows), _by_story(around, rows)


def _covering(day: date) -> QuerySet[PublishedEntry]:
    """Entries whose time, as far as it is known, touches a day; the exact ones first."""
    after = day + timedelta(days=1)
    start = f"{day.isoformat()}T00:00:00Z"
    return (
        PublishedEntry.objects.filter(
            story__state__in=PublishedStory.READABLE,
            start__lt=f"{after.isoformat()}T00:00:00Z",
            start__gt=f"{(day - MONTH).isoformat()}T00:00:00Z",
            end__gt=start,
            end__lte=F("start") + MONTH,
        )
        .annotate(length=F("end") - F("start"))
        .order_by("length", "start", "story", "position")
    )


def _by_story(found: list[tuple[str, Row]], rows: Mapping[str, Row]) -> list[Row]:
    """The entries under their stories: in the order of time, by the first entry of each."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for story, data in sorted(found, key=lambda each: (each[1]["date"]["start"], each[0])):
        grouped[story].append(data)
    return [{**rows[story], "entries": entries} for story, entries in grouped.items()]


def _members(kind: str, slug: str) -> QuerySet[PublishedStory]:
    column = {"publisher": "publishers", "topic": "topics"}[kind]
    return PublishedStory.objects.readable().filter(**{f"{column}__contains": [slug]})


def _rows(reader: Reader, stories: QuerySet[PublishedStory]) -> list[Row]:
    rows = [title_of(row) for row in stories.values(*COLUMNS)]
    reader.keys.update(f"text:{row['id']}" for row in rows)
    return rows
