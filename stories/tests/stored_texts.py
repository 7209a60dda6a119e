"""Gives an article of the cast a stored text, as reading its page would."""

import hashlib
import zlib
from datetime import UTC, datetime

from sources.models import Snapshot, StoredBody

WIRE = (
    "MERROW, Oct 6 (Wire) — Harbour Bridge was closed to all traffic at 05:30 UTC on Tuesday.\n\n"
    "Inspectors found 14 cracks in the northern span on Monday night. "
    "The port authority asked for a second survey on September 14. A survey of 2019 found none."
)
LEDGER = "Queues at the tunnel grew to three kilometres on Wednesday. The authority named no date."


def store_text(
    article, text, *, title="", at=datetime(2026, 10, 6, 9, tzinfo=UTC), extractor="reader 1", body=None
):
    """The newest look at an article, which said this."""
    body = body if body is not None else text.encode()
    digest = hashlib.sha256(body).hexdigest()
    stored, _ = StoredBody.objects.get_or_create(
        sha256=digest, defaults={"compressed": zlib.compress(body), "size": len(body)}
    )
    article.newest = Snapshot.objects.create(
        article=article,
        fetched_at=at,
        requested_url=article.url,
        url=article.url,
        status=200,
        peer="203.0.113.7",
        body=stored,
        media_type="text/html",
        title=title or article.title,
        text=text,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        extractor=extractor,
    )
    article.save()
    return article.newest
