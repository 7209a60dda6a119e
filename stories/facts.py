"""Gathers what a public page says beyond the approved text: address, state, label, names, corrections."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Value

from sources.models import Article, Publisher
from stories.models import Correction, Story, Topic
from stories.public import CorrectionFact, Facts, NoticeFact, iso


def gather(story: Story, document: Mapping[str, Any]) -> Facts:
    """The public facts of a story as its rows have them now."""
    publishers, topics, copies = _names(document)
    more: dict[str, dict[str, str]] = {"copies": copies} if copies else {}
    return {
        "slug": story.slug,
        "state": story.state,
        "version": story.version,
        "byline": story.byline,
        "first_published_at": _iso(story.first_published_at),
        "content_updated_at": _iso(story.content_updated_at),
        "updated_at": _iso(story.updated_at),
        "article_count": story.article_count,
        "as_of": _iso(story.as_of),
        "publishers": publishers,
        "topics": topics,
        "archived": [],
        "corrections": [correction_fact(row) for row in story.corrections.all()],
        "concern": _notice(story.concern_note, story.concern_at),
        "retraction": _notice(story.retraction_note, story.retracted_at),
        "merged_into": story.merged_into.public_id if story.merged_into else "",
        **more,  # type: ignore[typeddict-item]  # one key or none
    }


def _names(document: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """What publishers and topics are called now, and whose text a cited copy repeats; in one statement."""
    slugs = {source["publisher"]["slug"] for source in document["sources"]}
    ids = [source["article"] for source in document["sources"]]
    publishers = Publisher.objects.filter(slug__in=slugs).order_by().values_list(Value(0), "slug", "name")
    topics = (
        Topic.objects.filter(slug__in=document["topics"]).order_by().values_list(Value(1), "slug", "name")
    )
    copies = Article.objects.filter(public_id__in=ids, original__isnull=False).order_by()
    repeated = copies.values_list(Value(2), "public_id", "original__public_id")
    found: tuple[dict[str, str], ...] = ({}, {}, {})
    for kind, key, value in publishers.union(topics, repeated, all=True):
        found[kind][key] = value
    return found[0], found[1], found[2]


def _iso(moment: datetime | None) -> str:
    return iso(moment) if moment else ""


def _notice(note: str, since: datetime | None) -> NoticeFact | None:
    return {"note": note, "at": iso(since)} if since else None


def correction_fact(row: Correction) -> CorrectionFact:
    """A correction as facts hold it."""
    return {
        "version": row.version,
        "kind": row.kind,
        "note": row.note,
        "at": iso(row.at),
        "target": row.target,
        "old": row.old,
        "new": row.new,
    }
