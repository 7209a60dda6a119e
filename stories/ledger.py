"""Appends to the ledger and, in the same transaction, writes the read model that the public sees."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from stories.bell import ring_after_commit
from stories.document import canonical_json, digest
from stories.models import LedgerDocument, LedgerEntry, PublishedStory, Story
from stories.people import Person
from stories.public import Facts, iso, public_story, serialise
from stories.readmodel import etag_of, public_at, search_vector, write_names, write_published

LEDGER_LOCK = 0x6E65_7773  # "news": the advisory lock under which seq is given out
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Broken:
    """A place where the ledger does not add up."""

    seq: int
    what: str


@transaction.atomic(savepoint=False)
def append(
    *,
    story: Story,
    kind: str,
    document: Mapping[str, Any],
    facts: Facts,
    by: Person | None,
    at: datetime,
    reason: str = "",
) -> LedgerEntry:
    """Append one public event and make the read model say it.

    Everything dear is done before the lock is taken; under it only the head is read and rows are
    written, so that ``seq`` is in commit order and a follower that reads ``seq > n`` misses nothing.
    """
    document_hash, facts_hash = _keep(document, facts)
    public = public_story(
        public_id=story.public_id, document=document, facts=facts, base_url=settings.SITE_URL
    )
    search = search_vector(public)
    _take_ledger_lock()
    head = LedgerEntry.objects.order_by("-seq").only("seq", "hash").first()
    public["seq"] = head.seq + 1 if head else 1
    body = serialise(public)
    entry = LedgerEntry(
        seq=public["seq"],
        story=story,
        version=facts["version"],
        kind=kind,
        reason=reason,
        document_hash=document_hash,
        facts_hash=facts_hash,
        etag=etag_of(body),
        prev_hash=head.hash if head else GENESIS,
        actor_id=by.pk if by else None,
        at=at,
    )
    entry.hash = row_hash(entry, story.public_id)
    entry.save(force_insert=True)
    write_published(entry=entry, public=public, facts=facts, body=body, search=search)
    ring_after_commit()
    return entry


def _keep(*bodies: Mapping[str, Any]) -> list[str]:
    """Store those documents that are not there yet; returns their hashes: what is hashed is stored."""
    texts = [canonical_json(body) for body in bodies]
    hashes = [hashlib.sha256(text).hexdigest() for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO stories_ledgerdocument (hash, body, created_at)"
            " SELECT hash, body::jsonb, now() FROM unnest(%s::text[], %s::text[]) AS given (hash, body)"
            " ON CONFLICT DO NOTHING",
            [hashes, [text.decode() for text in texts]],
        )
    return hashes


def row_hash(entry: LedgerEntry, public_id: str) -> str:
    """SHA-256 over all that an entry says, the hash of the entry before it included."""
    said = {
        "seq": entry.seq,
        "story": public_id,
        "version": entry.version,
        "kind": entry.kind,
        "reason": entry.reason,
        "document": entry.document_hash,
        "facts": entry.facts_hash,
        "etag": entry.etag,
        "prev": entry.prev_hash,
        "actor": entry.actor_id,
        "at": iso(entry.at),
    }
    return hashlib.sha256(canonical_json(said)).hexdigest()


def verify(*, chunk: int = 1000) -> Iterator[Broken]:
    """Walk the whole chain and yield every place where it does not add up."""
    previous, expected = GENESIS, 1
    entries = LedgerEntry.objects.select_related("story").order_by("seq")
    for entry in entries.iterator(chunk_size=chunk):
        if entry.seq != expected:
            yield Broken(entry.seq, f"seq {expected} is missing")
        if entry.prev_hash != previous:
            yield Broken(entry.seq, "does not carry the hash of the entry before it")
        if entry.hash != row_hash(entry, entry.story.public_id):
            yield Broken(entry.seq, "its own hash does not cover what it says")
        previous, expected = entry.hash, entry.seq + 1
    for stored in LedgerDocument.objects.iterator(chunk_size=chunk):
        if digest(stored.body) != stored.hash:
            yield Broken(0, f"document {stored.hash[:12]} does not have its hash")
    yield from _missing(head=expected - 1)


def _missing(*, head: int) -> Iterator[Broken]:
    """Documents that an entry names and nobody has, and public rows that no entry accounts for."""
    known = LedgerDocument.objects.filter(hash=OuterRef("document_hash"))
    facts = LedgerDocument.objects.filter(hash=OuterRef("facts_hash"))
    for entry in LedgerEntry.objects.filter(~Exists(known) | ~Exists(facts)).order_by("seq").iterator():
        yield Broken(entry.seq, "its document is missing")
    for row in PublishedStory.objects.filter(seq__gt=head).only("id", "seq"):
        yield Broken(row.seq, f"{row.id} is public by an entry that does not exist")


def rebuild_published() -> Iterator[tuple[str, bool]]:
    """Make the read model anew from the ledger, yielding each story's id and whether it is as it was.

    The bytes depend on the ledger's documents and on ``SITE_URL`` alone: they differ from what was
    published only where the site moved or the way of rendering changed since. Publishing may go on
    meanwhile: each story is read and written under the ledger's lock.
    """
    for facts_hash in LedgerEntry.objects.order_by("seq").values_list("facts_hash", flat=True).iterator():
        if facts := LedgerDocument.objects.filter(pk=facts_hash).first():
            write_names(cast(Facts, facts.body))
    stories = LedgerEntry.objects.order_by("story").values_list("story", flat=True).distinct()
    for story in list(stories):
        yield _rebuild_story(story)
    with transaction.atomic():
        _take_ledger_lock()
        told = Story.objects.filter(ledger__isnull=False).values("public_id")
        PublishedStory.objects.exclude(id__in=told).delete()


@transaction.atomic
def _rebuild_story(story: int) -> tuple[str, bool]:
    _take_ledger_lock()
    entry = LedgerEntry.objects.filter(story=story).select_related("story").order_by("-seq")[0]
    public, facts = public_at(entry)
    body = serialise(public)
    write_published(entry=entry, public=public, facts=facts, body=body, search=search_vector(public))
    return entry.story.public_id, etag_of(body) == entry.etag


def _take_ledger_lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LEDGER_LOCK])
