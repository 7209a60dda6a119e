"""Articles whose text is stored, for tests of quotations."""

import copy
import hashlib
import itertools
from datetime import UTC, datetime, timedelta

from sources.models import Article, Snapshot, StoredBody
from stories.editing import with_articles
from stories.tests.conftest import DOCUMENT

FETCHED = datetime(2026, 10, 6, 9, tzinfo=UTC)
BRIDGE = """Inspectors found 14 cracks in the northern span of the bridge on Monday, the authority said.

“We did not close the bridge lightly, and we won’t open it again until every weld has been tested,” said Marta Ruiz, who leads the authority. “Nobody knows today how long the repairs will take.”

The crossing carries 38,000 vehicles a day."""
SAID = "Marta Ruiz said: “We did not close the bridge lightly[@k7m2].” Nobody else spoke[@p4q8]."
QUOTED = "We did not close the bridge lightly"

_after = itertools.count(1)


def read(article, text, *, language="en", at=None):
    """Store a look at an article, as if it had been fetched."""
    body, _ = StoredBody.objects.get_or_create(
        sha256=hashlib.sha256(text.encode()).hexdigest(), defaults={"compressed": b"x", "size": len(text)}
    )
    article.newest = Snapshot.objects.create(
        article=article,
        fetched_at=at or FETCHED + timedelta(seconds=next(_after)),
        requested_url=article.url,
        url=article.url,
        status=200,
        peer="203.0.113.7",
        body=body,
        language=language,
        text=text,
        text_hash=hashlib.sha256(text.encode()).hexdigest(),
        extractor="test 1",
    )
    article.save(update_fields=("newest",))
    return article


def article_of(document, key="k7m2"):
    public_id = next(source["article"] for source in document["sources"] if source["key"] == key)
    return Article.objects.get(public_id=public_id)


def quoting_document(body=SAID, **parts):
    """The usual document, of which the first section quotes the first source; its text is stored."""
    document = copy.deepcopy(DOCUMENT)
    document["sections"][0]["body"] = body
    document = with_articles(document | parts)
    read(article_of(document), BRIDGE)
    return document
