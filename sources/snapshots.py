"""Keeps what an article said when it was looked at: the bytes once for each content, and their reading."""

import zlib
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction

from sources.fetching import Answer
from sources.models import Article, Snapshot, StoredBody
from sources.text_changes import text_hash

LEVEL: Final = 6  # of zlib: a page of 200 kB takes a few milliseconds and comes to a fifth
READ: Final = ("title", "byline", "language", "published_at", "text_hash", "extractor", "status")


@transaction.atomic
def keep(article: Article, answer: Answer, page: Mapping[str, Any]) -> Snapshot:
    """The snapshot of ``article`` that ``answer`` makes, of which ``page`` was read.

    Where the newest one reads just the same, that one is returned and nothing is stored: pages change with
    every look in ways that no reader sees. The caller sets ``article.newest``.
    """
    fields = {
        "status": answer.status,
        "title": page["title"][:500],
        "byline": page["byline"][:300],
        "language": page["language"],
        "published_at": moment(page["published_at"]),
        "text_hash": text_hash(page["text"]),
        "extractor": page["extractor"][:60],
    }
    newest = article.newest
    if newest is not None and all(getattr(newest, name) == fields[name] for name in READ):
        return newest
    return Snapshot.objects.create(
        article=article,
        fetched_at=answer.fetched_at,
        requested_url=answer.requested_url,
        url=answer.url,
        headers=[[_storable(name), _storable(value)] for name, value in answer.headers],
        peer=answer.peer,
        media_type=answer.media_type[:100],
        body=store(answer.body),
        text=page["text"],
        **fields,
    )


def store(body: bytes) -> StoredBody:
    """The stored body of these bytes, made if they are new."""
    digest = sha256(body).hexdigest()
    known = StoredBody.objects.filter(pk=digest).only("pk").first()
    if known:
        return known
    made = {"compressed": zlib.compress(body, LEVEL), "size": len(body)}
    return StoredBody.objects.get_or_create(sha256=digest, defaults=made)[0]


def body_of(snapshot: Snapshot) -> bytes:
    """The bytes that the server sent, as they were decoded."""
    return zlib.decompress(snapshot.body.compressed)


def moment(written: str | None) -> datetime | None:
    """A moment as a page's reading hands it over."""
    return datetime.fromisoformat(written) if written else None


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
