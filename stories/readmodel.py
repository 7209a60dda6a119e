"""Writes the Published* tables: by the ledger at each entry, and anew from the ledger as a whole."""

import hashlib
import operator
from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Any, cast

from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db.models import Value

from stories.models import (
    LedgerDocument,
    LedgerEntry,
    PublishedEntry,
    PublishedPublisher,
    PublishedSource,
    PublishedStory,
    PublishedTopic,
)
from stories.public import Facts, public_story

SEARCHED = 100_000  # characters of each weight: a tsvector holds 1 MB in all
HIDDEN = frozenset({"taken_down", "merged"})


def write_published(*, entry: LedgerEntry, public: Mapping[str, Any], facts: Facts, body: bytes) -> None:
    """Make the read model show one ledger entry; the caller holds the ledger's lock."""
    hidden = facts["state"] in HIDDEN
    row = PublishedStory(
        id=public["id"],
        slug=facts["slug"],
        state=facts["state"],
        seq=entry.seq,
        version=facts["version"],
        language=public["language"],
        headline="" if hidden else public["headline"],
        standfirst="" if hidden else public["standfirst"],
        topics=[] if hidden else [topic["slug"] for topic in public["topics"]],
        publishers=[] if hidden else sorted({s["publisher"]["slug"] for s in public["sources"]}),
        article_count=facts["article_count"],
        as_of=facts["as_of"],
        first_published_at=facts["first_published_at"],
        content_updated_at=facts["content_updated_at"],
        updated_at=facts["updated_at"],
        merged_into=facts["merged_into"],
        body=b"" if hidden else body,
        etag=etag_of(body),
        search=None if hidden else _search_vector(public),
    )
    fields = [f.name for f in PublishedStory._meta.concrete_fields if f.name != "id"]
    PublishedStory.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    _write_parts(row, {"sources": [], "timeline": []} if hidden else public)
    write_names(facts)


def etag_of(body: bytes) -> str:
    """The strong entity tag of bytes as they are served (before any content encoding)."""
    return hashlib.sha256(body).hexdigest()[:32]


def public_at(entry: LedgerEntry) -> tuple[dict[str, Any], Facts]:
    """The public story as it was at a ledger entry, and the facts of that moment."""
    bodies = LedgerDocument.objects.in_bulk([entry.document_hash, entry.facts_hash])
    facts = cast(Facts, bodies[entry.facts_hash].body)
    public = public_story(
        public_id=entry.story.public_id,
        document=bodies[entry.document_hash].body,
        facts=facts,
        base_url=settings.SITE_URL,
    )
    public["seq"] = entry.seq
    return public, facts


def _search_vector(public: Mapping[str, Any]) -> Any:
    texts = {
        "A": public["headline"],
        "B": " ".join([public["standfirst"], *(s["heading"] for s in public["sections"])]),
        "C": " ".join([s["body_text"] for s in public["sections"]]),
        "D": " ".join([e["text"] for e in public["timeline"]] + [s["title"] for s in public["sources"]]),
    }
    vectors = (
        SearchVector(Value(text[:SEARCHED]), weight=weight, config="simple") for weight, text in texts.items()
    )
    return reduce(operator.add, vectors)


def _write_parts(row: PublishedStory, public: Mapping[str, Any]) -> None:
    PublishedSource.objects.filter(story=row).delete()
    PublishedEntry.objects.filter(story=row).delete()
    PublishedSource.objects.bulk_create(
        PublishedSource(
            story=row,
            key=source["key"],
            number=source["number"],
            article=source["article"],
            publisher=source["publisher"]["slug"],
            data=source,
        )
        for source in public["sources"]
    )
    PublishedEntry.objects.bulk_create(
        PublishedEntry(
            story=row,
            key=entry["key"],
            position=position,
            start=datetime.fromisoformat(entry["date"]["start"]),
            end=datetime.fromisoformat(entry["date"]["end"]),
            data=entry,
        )
        for position, entry in enumerate(public["timeline"])
    )


def write_names(facts: Facts) -> None:
    """Keep the names of topics and publishers as a ledger entry has them."""
    for model, names in ((PublishedTopic, facts["topics"]), (PublishedPublisher, facts["publishers"])):
        manager: Any = model._default_manager
        known = dict(manager.filter(slug__in=names).values_list("slug", "name"))
        changed = [model(slug=slug, name=name) for slug, name in names.items() if known.get(slug) != name]
        manager.bulk_create(changed, update_conflicts=True, unique_fields=["slug"], update_fields=["name"])
