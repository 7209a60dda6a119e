"""Takes digest files into the newsroom as stories, and on request through approval to the public."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from stories.citations import new_key
from stories.digest.documents import to_document
from stories.digest.grammar import Digest
from stories.editing import create_story, with_articles
from stories.models import Edition
from stories.people import Person
from stories.publishing import publish
from stories.workflow import approval_digest, approve, submit


@dataclass(frozen=True, slots=True)
class Approval:
    """Who agrees to an imported text, and through which door it was done (for the record)."""

    by: Person
    via: str


@transaction.atomic
def import_digest(
    *,
    digest: Digest,
    by: Person,
    headings: Sequence[str] | None = None,
    topics: Sequence[str] = (),
    now: datetime | None = None,
) -> Edition:
    """A draft made of a parsed digest; ``headings`` are the confirmed ones, one for each section.

    Without them the best guess is stored and the desk is warned of every guess that is not sure.

    Raises:
        NotAllowed: the person may not write.
        DocumentError: the digest holds more than a document can (names the place).
    """
    document, hints = to_document(digest, headings=headings, new_key=new_key)
    document["topics"] = sorted(topics)
    return create_story(document=with_articles(document), by=by, hints=hints, now=now)


@transaction.atomic
def publish_import(
    *, edition: Edition, by: Person, approval: Approval, now: datetime | None = None
) -> Edition:
    """Submit an imported draft as its writer, approve it as the second person, and make it live."""
    edition = submit(edition=edition, by=by, now=now)
    seen = approval_digest(edition)
    edition = approve(edition=edition, by=approval.by, seen=seen, via=approval.via, now=now)
    publish(edition=edition, by=approval.by, now=now)
    edition.refresh_from_db()
    return edition
