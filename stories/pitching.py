"""Beginning a story from an article that belongs to none: a draft that cites it, and its first coverage."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from sources.models import Article
from stories.citations import new_key
from stories.editing import create_story
from stories.models import Edition
from stories.people import Person, require
from stories.placing import hold, put, refuse_if_decided
from stories.revisions import catalogued
from stories.suggesting import Suggestion, by_words, query_of

LONGEST_HEADLINE = 300  # characters
ALIKE_FROM = 0.3  # from this score on, a story is so like the article that one is asked first


def alike(article: Article) -> list[Suggestion]:
    """The open stories that one should look at before beginning another."""
    return [suggestion for suggestion in by_words(query_of(article)) if suggestion.score >= ALIKE_FROM][:3]


@transaction.atomic
def pitch(*, article: Article, by: Person, now: datetime | None = None) -> Edition:
    """A new story in draft, headed like the article and citing it; the article is its first coverage.

    Raises:
        NotAllowed: the person may not decide about coverage, or not begin a story.
        Refused: somebody has decided about the article meanwhile.
    """
    require(by, "change_coverage")
    require(by, "add_story")
    now = now or timezone.now()
    placing = hold(article)
    refuse_if_decided(placing)
    edition = create_story(document=_document(article), by=by, now=now)
    put(placing, edition.story, by=by, now=now)
    return edition


def _document(article: Article) -> dict[str, Any]:
    known, publisher = catalogued(article)
    title = " ".join(article.title.split())
    source = {
        "key": new_key(()),
        "publisher": publisher,
        "title": article.title,
        "summary": "",
        "state": "cited",
        **known,
    }
    return {
        "schema": 1,
        "language": article.language or "en",
        "headline": title if len(title) <= LONGEST_HEADLINE else f"{title[: LONGEST_HEADLINE - 1].rstrip()}…",
        "standfirst": "",
        "topics": [],
        "image": None,
        "sections": [],
        "sources": [source],
        "timeline": [],
        "quotes": [],
    }
