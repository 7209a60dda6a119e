"""Writes the Published* tables: by the ledger at each entry, and anew from the ledger as a whole."""

import hashlib
from collections.abc import Mapping
from typing import Any, cast

import orjson
from django.conf import settings
from django.contrib.postgres.search import SearchVectorField
from django.db import connection
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from stories.models import LedgerDocument, LedgerEntry, PublishedStory
from stories.public import Facts, public_story
from stories.search_terms import vector

HIDDEN = frozenset({"taken_down", "merged"})
# Publishing waits for these, and most rows stay as they were: one statement a table that writes what differs.
PARTS = """
    WITH given AS (SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS row ({typed})),
         gone AS (DELETE FROM {table} WHERE story_id = %(story)s AND key NOT IN (SELECT key FROM given))
    INSERT INTO {table} AS known (story_id, {columns})
    SELECT %(story)s, {columns} FROM given
        ON CONFLICT (story_id, key) DO UPDATE SET ({columns}) = ({new})
     WHERE ({old}) IS DISTINCT FROM ({new})
"""


def _parts(table: str, **columns: str) -> str:
    """The statement that makes a story's rows of a table those that it is given, as JSON."""
    return PARTS.format(
        table=table,
        typed=", ".join(f'"{name}" {kind}' for name, kind in columns.items()),
        columns=", ".join(f'"{name}"' for name in columns),
        old=", ".join(f'known."{name}"' for name in columns),
        new=", ".join(f'excluded."{name}"' for name in columns),
    )


SOURCES = _parts(
    "stories_publishedsource", key="text", number="int", article="text", publisher="text", data="jsonb"
)
ENTRIES = _parts(
    "stories_publishedentry",
    **{"key": "text", "position": "int", "start": "timestamptz", "end": "timestamptz", "data": "jsonb"},
)
NAMES = """
    WITH topics AS (
        INSERT INTO stories_publishedtopic AS known (slug, name) SELECT * FROM jsonb_each_text(%s::jsonb)
            ON CONFLICT (slug) DO UPDATE SET name = excluded.name WHERE known.name <> excluded.name)
    INSERT INTO stories_publishedpublisher AS known (slug, name) SELECT * FROM jsonb_each_text(%s::jsonb)
        ON CONFLICT (slug) DO UPDATE SET name = excluded.name WHERE known.name <> excluded.name
"""


def write_published(
    *, entry: LedgerEntry, public: Mapping[str, Any], facts: Facts, body: bytes, search: str
) -> None:
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
        search=None if hidden else Cast(Value(search, TextField()), SearchVectorField()),
    )
    fields = [f.name for f in PublishedStory._meta.concrete_fields if f.name != "id"]
    PublishedStory.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    _write_parts(row.id, {"sources": [], "timeline": []} if hidden else public)
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


def search_vector(public: Mapping[str, Any]) -> str:
    """What a public story is found by: its headline first, the titles of its sources last."""
    return vector(
        {
            "A": public["headline"],
            "B": " ".join([public["standfirst"], *(s["heading"] for s in public["sections"])]),
            "C": " ".join([s["body_text"] for s in public["sections"]]),
            "D": " ".join([e["text"] for e in public["timeline"]] + [s["title"] for s in public["sources"]]),
        }
    )


def _write_parts(story: str, public: Mapping[str, Any]) -> None:
    sources = [
        {
            "key": source["key"],
            "number": source["number"],
            "article": source["article"],
            "publisher": source["publisher"]["slug"],
            "data": source,
        }
        for source in public["sources"]
    ]
    entries = [
        {
            "key": entry["key"],
            "position": position,
            "start": entry["date"]["start"],
            "end": entry["date"]["end"],
            "data": entry,
        }
        for position, entry in enumerate(public["timeline"])
    ]
    with connection.cursor() as cursor:
        for statement, rows in ((SOURCES, sources), (ENTRIES, entries)):
            cursor.execute(statement, {"story": story, "rows": orjson.dumps(rows).decode()})


def write_names(facts: Facts) -> None:
    """Keep the names of topics and publishers as a ledger entry has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            NAMES, [orjson.dumps(names).decode() for names in (facts["topics"], facts["publishers"])]
        )
