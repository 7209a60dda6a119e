"""The only way for a page to learn something: reads of the read model that note what the page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery

from stories.models import LedgerDocument, LedgerEntry, PublishedStory, PublishedTopic
from stories.public import Facts, iso, public_story

Kind = LedgerEntry.Kind
TEXT_KINDS = (Kind.PUBLISHED, Kind.MINOR, Kind.UPDATED, Kind.CLARIFIED, Kind.CORRECTED)
OWNED_UP = (Kind.CLARIFIED, Kind.CORRECTED, Kind.RETRACTED)
ON_FRONT = ("live", "concern", "closed")
LONGEST_LIST = 50
CARDS = 13  # one lead and twelve cards; the rest of a list is headlines


@dataclass(frozen=True, slots=True)
class Version:
    """One published text of a story, from the ledger."""

    number: int
    kind: str
    at: str
    document_hash: str
    document: Mapping[str, Any] | None
    facts: Facts | None


def public_id_of_entry() -> Subquery:
    """For a query of ledger entries: the public id of each one's story, out of the read model alone."""
    newest = LedgerEntry.objects.filter(story_id=OuterRef(OuterRef("story_id"))).order_by("-seq")
    return Subquery(PublishedStory.objects.filter(seq=Subquery(newest.values("seq")[:1])).values("id")[:1])


class Reader:
    """Reads for one page; ``keys`` tells afterwards what the page shows."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.keys: set[str] = set()
        self.wants: list[tuple[str, str, str]] = []  # path, kind, object of pages that this one leads to

    def story(self, public_id: str) -> PublishedStory | None:
        """A story whose text, label or state the page shows."""
        self.keys.add(f"story:{public_id}")
        return _stories().filter(id=public_id).first()

    def text(self, public_id: str) -> PublishedStory | None:
        """A story of which the page shows everything but the label, which changes most often."""
        self.keys.add(f"text:{public_id}")
        return _stories().filter(id=public_id).first()

    def standing(self, public_id: str) -> PublishedStory | None:
        """A story of which the page shows only where it lives and whether it stands."""
        self.keys.add(f"standing:{public_id}")
        return _stories().filter(id=public_id).first()

    def versions(self, story: PublishedStory, *, only: int | None = None) -> list[Version]:
        """The published texts of a story, oldest first; ``only`` one of them if its number is given."""
        self.keys.add(f"versions:{story.id}" if only is None else f"standing:{story.id}")
        same = LedgerEntry.objects.filter(seq=story.seq).values("story_id")
        entries = LedgerEntry.objects.filter(story_id=Subquery(same), kind__in=TEXT_KINDS).order_by("seq")
        if only is not None:
            entries = entries.filter(version=only)
        return _with_documents(list(entries))

    def legal(self, story: PublishedStory) -> bool:
        """Whether the entry that last took a story down says that the law demanded it."""
        same = LedgerEntry.objects.filter(seq=story.seq).values("story_id")
        taken_down = LedgerEntry.objects.filter(story_id=Subquery(same), kind=Kind.TAKEN_DOWN)
        return taken_down.order_by("-seq").values_list("reason", flat=True).first() == "legal"

    def latest(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The front: the newest stories in full and those after them as headlines."""
        self.keys.add("latest")
        return self._list(PublishedStory.objects.filter(state__in=ON_FRONT))

    def of_topic(self, slug: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """The same for one topic, retracted stories included."""
        self.keys.add(f"topic:{slug}")
        return self._list(
            PublishedStory.objects.filter(state__in=PublishedStory.READABLE, topics__contains=[slug])
        )

    def topic_names(self, slugs: list[str]) -> dict[str, str]:
        """The names of topics as they are now."""
        return dict(PublishedTopic.objects.filter(slug__in=slugs).values_list("slug", "name"))

    def corrections(self) -> list[dict[str, Any]]:
        """The latest corrections, clarifications and retractions of stories that can be read."""
        self.keys.add("corrections")
        entries = list(
            LedgerEntry.objects.filter(kind__in=OWNED_UP)
            .annotate(public_id=public_id_of_entry())
            .order_by("-seq")[:LONGEST_LIST]
        )
        self.keys.update(f"standing:{entry.public_id}" for entry in entries)
        stories = _stories().in_bulk({entry.public_id for entry in entries})
        hashes = {hash_ for entry in entries for hash_ in (entry.document_hash, entry.facts_hash)}
        bodies = LedgerDocument.objects.in_bulk(hashes)
        return [
            {
                "kind": entry.kind,
                "version": entry.version,
                "slug": stories[entry.public_id].slug,
                "document": bodies[entry.document_hash].body,
                "facts": bodies[entry.facts_hash].body,
            }
            for entry in entries
            if stories[entry.public_id].state in PublishedStory.READABLE
            and {entry.document_hash, entry.facts_hash} <= bodies.keys()
        ]

    def _list(self, stories: QuerySet[PublishedStory]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        newest = stories.order_by("-content_updated_at", "id")
        full = [
            cast(dict[str, Any], orjson.loads(body)) for body in newest.values_list("body", flat=True)[:CARDS]
        ]
        headlines = _headlines(newest) if len(full) == CARDS else []
        self.keys.update(f"story:{story['id']}" for story in (*full, *headlines))
        return full, headlines


def body_of(story: PublishedStory) -> dict[str, Any]:
    """The public story as the API serves it."""
    return cast(dict[str, Any], orjson.loads(story.body))


def body_at(story: PublishedStory, version: Version) -> dict[str, Any]:
    """The public story as a version had it; where it lives and whether it stands are of today."""
    if version.document is None or version.facts is None:
        raise LookupError(f"version {version.number} of {story.id} is sealed")
    public = public_story(
        public_id=story.id, document=version.document, facts=version.facts, base_url=settings.SITE_URL
    )
    today = body_of(story)
    of_today = ("slug", "url", "state", "concern", "retraction")
    return {**public, **{name: today.get(name) for name in of_today}}


def _headlines(newest: QuerySet[PublishedStory]) -> list[dict[str, Any]]:
    columns = ("id", "slug", "headline", "language", "state", "article_count", "content_updated_at")
    return [
        {**row, "content_updated_at": iso(row["content_updated_at"])}
        for row in newest.values(*columns)[CARDS:LONGEST_LIST]
    ]


def _stories() -> QuerySet[PublishedStory]:
    return PublishedStory.objects.defer("search")


def _with_documents(entries: list[LedgerEntry]) -> list[Version]:
    hashes = {hash_ for entry in entries for hash_ in (entry.document_hash, entry.facts_hash)}
    bodies = LedgerDocument.objects.in_bulk(hashes)
    return [
        Version(
            number=entry.version,
            kind=entry.kind,
            at=iso(entry.at),
            document_hash=entry.document_hash,
            document=bodies[entry.document_hash].body if entry.document_hash in bodies else None,
            facts=cast(Facts, bodies[entry.facts_hash].body) if entry.facts_hash in bodies else None,
        )
        for entry in entries
    ]
