"""The working text as rows, and the same text as one document: how the two become one another."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sources.models import Article, Publisher
from stories.citations import find_markers
from stories.dates import FuzzyDate
from stories.errors import Refused
from stories.models import (
    Citation,
    CitedArticle,
    Edition,
    PinnedQuote,
    Revision,
    Section,
    TimelineEntry,
    Topic,
)


def edition_document(edition: Edition) -> dict[str, Any]:
    """The canonical document of the rows of an edition."""
    cited = edition.cited_articles.select_related("article", "publisher")
    return {
        "schema": 1,
        "language": edition.language,
        "headline": edition.headline,
        "standfirst": edition.standfirst,
        "topics": sorted(edition.topics.values_list("slug", flat=True)),
        "image": None,
        "sections": [{"key": s.key, "heading": s.heading, "body": s.body} for s in edition.sections.all()],
        "sources": [source_of(row) for row in cited],
        "timeline": [
            {"key": e.key, "date": e.date.as_json(), "text": e.text} for e in edition.timeline.all()
        ],
        "quotes": [quote_of(row) for row in edition.pinned_quotes.select_related("cited_article")],
    }


def source_of(row: CitedArticle) -> dict[str, Any]:
    """One source of a document, as it was cited."""
    return {
        "key": row.key,
        "article": row.article.public_id,
        "publisher": {"slug": row.publisher.slug, "name": row.publisher_name},
        "title": row.title,
        "url": row.url,
        "language": row.language,
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "summary": row.summary,
        "state": row.state,
    }


def quote_of(row: PinnedQuote) -> dict[str, Any]:
    """One pinned quotation of a document."""
    return {
        "citation": {"place": row.place, "sentence": row.sentence, "source": row.cited_article.key},
        "exact": row.exact,
        "prefix": row.prefix,
        "suffix": row.suffix,
        "verified_at": row.verified_at.isoformat() if row.verified_at else None,
        "score": row.score,
    }


def catalogued(article: Article) -> tuple[dict[str, Any], dict[str, str]]:
    """What a document says of an article that is cited now, and of its publisher."""
    known = {
        "article": article.public_id,
        "url": article.url,
        "language": article.language,
        "published_at": article.published_at.isoformat() if article.published_at else None,
    }
    return known, {"slug": article.publisher.slug, "name": article.publisher.name}


def latest_revision(edition: Edition) -> Revision:
    """The newest save of an edition; every edition has one."""
    return edition.revisions.order_by("-number")[0]


def live_revision(story_id: int) -> Revision | None:
    """The save of a story whose text is public now, with its edition; None before the first publication."""
    public = Revision.objects.filter(edition__story=story_id, edition__state=Edition.State.PUBLISHED)
    return public.select_related("edition").order_by("-number").first()


def write_rows(edition: Edition, document: Mapping[str, Any]) -> None:
    """Make the rows of an edition say what a valid document says; the edition itself is not saved.

    Raises:
        Refused: the document names a topic, an article or a publisher that does not exist.
    """
    if document["image"]:
        raise Refused("not_yet", "Images cannot be kept yet: remove them.")
    edition.headline = document["headline"]
    edition.standfirst = document["standfirst"]
    edition.language = document["language"]
    edition.topics.set(_topics(document["topics"]))
    Citation.objects.filter(cited_article__edition=edition).delete()
    edition.pinned_quotes.all().delete()
    _sync(Section, edition, [_section(edition, n, s) for n, s in enumerate(document["sections"])])
    _sync(TimelineEntry, edition, [_entry(edition, n, e) for n, e in enumerate(document["timeline"])])
    cited = _cited_articles(edition, document["sources"])
    _sync(CitedArticle, edition, cited)
    sources = {row.key: row for row in edition.cited_articles.all()}
    _write_citations(edition, sources)
    _write_quotes(edition, sources, document["quotes"])


def _topics(slugs: Sequence[str]) -> list[Topic]:
    topics = list(Topic.objects.filter(slug__in=slugs))
    if unknown := set(slugs) - {topic.slug for topic in topics}:
        raise Refused("unknown_topic", f"There is no topic “{min(unknown)}”: make it first.")
    return topics


def _articles(ids: Sequence[str]) -> dict[str, Article]:
    articles = {article.public_id: article for article in Article.objects.filter(public_id__in=ids)}
    if unknown := set(ids) - set(articles):
        raise Refused("unknown_article", f"There is no article “{min(unknown)}” in the catalogue.")
    return articles


def _publishers(slugs: Sequence[str]) -> dict[str, Publisher]:
    publishers = {publisher.slug: publisher for publisher in Publisher.objects.filter(slug__in=slugs)}
    if unknown := set(slugs) - set(publishers):
        raise Refused("unknown_publisher", f"There is no publisher “{min(unknown)}” in the catalogue.")
    return publishers


def _section(edition: Edition, position: int, section: Mapping[str, Any]) -> Section:
    return Section(edition=edition, position=position, **section)


def _entry(edition: Edition, position: int, entry: Mapping[str, Any]) -> TimelineEntry:
    date = FuzzyDate.from_json(entry["date"])
    return TimelineEntry(
        edition=edition,
        position=position,
        key=entry["key"],
        text=entry["text"],
        precision=date.precision,
        start=date.start,
        end=date.end,
        part=date.part,
        qualifier=date.qualifier,
    )


def _cited_articles(edition: Edition, sources: Sequence[Mapping[str, Any]]) -> list[CitedArticle]:
    articles = _articles([source["article"] for source in sources])
    publishers = _publishers([source["publisher"]["slug"] for source in sources])
    return [
        CitedArticle(
            edition=edition,
            position=position,
            key=source["key"],
            article=articles[source["article"]],
            publisher=publishers[source["publisher"]["slug"]],
            publisher_name=source["publisher"]["name"],
            title=source["title"],
            url=source["url"],
            language=source["language"],
            published_at=source["published_at"] and datetime.fromisoformat(source["published_at"]),
            summary=source["summary"],
            state=source["state"],
        )
        for position, source in enumerate(sources)
    ]


def _sync(
    model: type[Section] | type[CitedArticle] | type[TimelineEntry],
    edition: Edition,
    rows: Sequence[Section] | Sequence[CitedArticle] | Sequence[TimelineEntry],
) -> None:
    """Insert, update or delete by key, so that a row keeps its identity from save to save."""
    manager: Any = model._default_manager
    manager.filter(edition=edition).exclude(key__in=[row.key for row in rows]).delete()
    if rows:
        columns = [f.name for f in model._meta.concrete_fields if f.name not in {"id", "edition", "key"}]
        manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["edition", "key"], update_fields=columns
        )


def _write_quotes(
    edition: Edition, sources: Mapping[str, CitedArticle], quotes: Sequence[Mapping[str, Any]]
) -> None:
    if quotes:
        PinnedQuote.objects.bulk_create(
            PinnedQuote(
                edition=edition,
                cited_article=sources[quote["citation"]["source"]],
                position=position,
                place=quote["citation"]["place"],
                sentence=quote["citation"]["sentence"],
                exact=quote["exact"],
                prefix=quote["prefix"],
                suffix=quote["suffix"],
                verified_at=quote["verified_at"] and datetime.fromisoformat(quote["verified_at"]),
                score=quote["score"],
            )
            for position, quote in enumerate(quotes)
        )


def _write_citations(edition: Edition, sources: Mapping[str, CitedArticle]) -> None:
    counts: dict[str, int] = dict.fromkeys(sources, 0)
    rows = []
    texts: list[tuple[str, Section | None, TimelineEntry | None]] = [
        *((s.body, s, None) for s in edition.sections.all()),
        *((e.text, None, e) for e in edition.timeline.all()),
    ]
    for text, section, entry in texts:
        for marker in find_markers(text):
            if marker.key in sources:  # an unknown key is a desk check's matter, not a lost text
                counts[marker.key] += 1
                rows.append(
                    Citation(
                        cited_article=sources[marker.key],
                        section=section,
                        entry=entry,
                        sentence=marker.sentence,
                        offset=marker.start,
                        ordinal=counts[marker.key],
                    )
                )
    Citation.objects.bulk_create(rows)
