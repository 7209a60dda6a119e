"""What the world sees of a story: one shape, made from an approved document and public facts."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NotRequired, TypedDict

import orjson

from stories.citations import find_markers
from stories.dates import FuzzyDate
from stories.markup import MarkerCounter, body_html, entry_html, plain
from stories.quoted import texts_of
from stories.text_fragments import passage_url

DEFAULT_BYLINE = "Newsroom desk"


class CorrectionFact(TypedDict):
    """A published correction or clarification."""

    version: int
    kind: str
    note: str
    at: str
    target: str
    old: str
    new: str


class NoticeFact(TypedDict):
    """Why and since when a notice stands over a story."""

    note: str
    at: str


class Facts(TypedDict):
    """All that the public page says beyond the text that was approved."""

    slug: str
    state: str
    version: int
    byline: str
    first_published_at: str
    content_updated_at: str
    updated_at: str
    article_count: int
    as_of: str
    publishers: dict[str, str]
    topics: dict[str, str]
    archived: list[str]
    corrections: list[CorrectionFact]
    concern: NoticeFact | None
    retraction: NoticeFact | None
    merged_into: str
    copies: NotRequired[dict[str, str]]  # cited articles that repeat another's text, and whose
    note: NotRequired[str]  # on the change that made this version; only in the entry that did


def iso(moment: datetime) -> str:
    """An aware moment as the API writes it: RFC 3339, UTC, always to the microsecond, so that it sorts."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def update_label(count: int) -> str:
    """The line under the headline: ``Updated (2 articles)``."""
    return f"Updated ({count} article{'' if count == 1 else 's'})"


def story_path(slug: str) -> str:
    """The path of a story's page on the public site."""
    return f"/stories/{slug}/"


def public_story(
    *, public_id: str, document: Mapping[str, Any], facts: Facts, base_url: str
) -> dict[str, Any]:
    """The public story but for its ``seq``, which only the ledger can give.

    The result depends on its arguments alone, so that it can be made again, byte for byte.
    """
    numbers = {source["key"]: rank for rank, source in enumerate(document["sources"], 1)}
    counter = MarkerCounter()
    sections = [_section(section, numbers, counter) for section in document["sections"]]
    timeline = [_entry(entry, numbers, counter) for entry in document["timeline"]]
    sources = [_source(source, numbers[source["key"]], facts) for source in document["sources"]]
    return {
        "id": public_id,
        "version": facts["version"],
        "seq": 0,
        "slug": facts["slug"],
        "url": base_url + story_path(facts["slug"]),
        "language": document["language"],
        "headline": document["headline"],
        "standfirst": document["standfirst"],
        "state": facts["state"],
        "byline": facts["byline"] or DEFAULT_BYLINE,
        "first_published_at": facts["first_published_at"],
        "updated_at": facts["updated_at"],
        "content_updated_at": facts["content_updated_at"],
        "update_label": {
            "text": update_label(facts["article_count"]),
            "article_count": facts["article_count"],
            "as_of": facts["as_of"],
        },
        "sections": sections,
        "sources": sources,
        "timeline": timeline,
        "quotes": quotes(document),
        "topics": [{"slug": slug, "name": facts["topics"].get(slug, slug)} for slug in document["topics"]],
        "image": document["image"],
        "corrections": [_correction(correction) for correction in facts["corrections"]],
        "concern": _notice(facts["concern"]),
        "retraction": _notice(facts["retraction"]),
        "diversity": diversity(sources, facts.get("copies", {})),
    }


def quotes(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The passages that quotations rest on: where each is cited, and the address that leads to it."""
    if not document["quotes"]:
        return []
    urls = {source["key"]: source["url"] for source in document["sources"]}
    anchors = _anchors(document)
    made = []
    for quote in document["quotes"]:
        citation = quote["citation"]
        place, key = citation["place"], citation["source"]
        selector = {name: quote[name] for name in ("exact", "prefix", "suffix")}
        made.append(
            {
                "place": place,
                "source": key,
                "anchor": anchors.get((place, citation["sentence"], key), ""),
                **selector,
                "url": passage_url(urls[key], **selector),
            }
        )
    return made


def _anchors(document: Mapping[str, Any]) -> dict[tuple[str, int, str], str]:
    """The id of the first marker of a source at each sentence, as the page has it."""
    counter = MarkerCounter()
    anchors: dict[tuple[str, int, str], str] = {}
    known = {source["key"] for source in document["sources"]}
    for place, text in texts_of(document).items():
        for marker in find_markers(text):
            if marker.key in known:
                anchors.setdefault((place, marker.sentence, marker.key), counter.next_id(marker.key))
    return anchors


def diversity(
    sources: Iterable[Mapping[str, Any]], copies: Mapping[str, str] | None = None
) -> dict[str, int]:
    """On how many articles, publishers and languages a story rests; retracted sources do not count.

    A text that several publishers carry speaks for one of them: for whoever had it first, where that one is
    cited too. ``copies`` says which articles repeat which.
    """
    standing = [source for source in sources if source["state"] == "cited"]
    known = copies or {}
    voices: dict[str, str] = {}
    for source in sorted(standing, key=lambda source: source["article"] in known):
        text = known.get(source["article"], source["article"]) or source["key"]
        voices.setdefault(text, source["publisher"]["slug"])
    return {
        "articles": len(standing),
        "publishers": len(set(voices.values())),
        "languages": len({source["language"] for source in standing if source["language"]}),
    }


def serialise(story: Mapping[str, Any]) -> bytes:
    """The bytes that are stored, served and hashed for the ETag."""
    return orjson.dumps(story)


def _notice(notice: NoticeFact | None) -> NoticeFact | None:
    """Field by field: a database gives the parts of a JSON value back in an order of its own."""
    return {"note": notice["note"], "at": notice["at"]} if notice else None


def _correction(correction: CorrectionFact) -> CorrectionFact:
    return {
        "version": correction["version"],
        "kind": correction["kind"],
        "note": correction["note"],
        "at": correction["at"],
        "target": correction["target"],
        "old": correction["old"],
        "new": correction["new"],
    }


def _section(
    section: Mapping[str, Any], numbers: Mapping[str, int], counter: MarkerCounter
) -> dict[str, Any]:
    body = section["body"]
    html, citations = body_html(body, numbers, counter)
    return {
        "key": section["key"],
        "heading": section["heading"],
        "body_text": plain(body, numbers),
        "body_html": html,
        "citations": citations,
    }


def _entry(entry: Mapping[str, Any], numbers: Mapping[str, int], counter: MarkerCounter) -> dict[str, Any]:
    date = FuzzyDate.from_json(entry["date"])
    html, citations = entry_html(entry["text"], numbers, counter)
    return {
        "key": entry["key"],
        "date": {
            "display": date.display(),
            "edtf": date.edtf(),
            "precision": date.precision.value,
            "start": _minute(date.start),
            "end": _minute(date.end),
            "datetime": date.datetime_attr(),
        },
        "text": plain(entry["text"], numbers),
        "html": html,
        "citations": citations,
    }


def _minute(moment: datetime) -> str:
    """A bound of a fuzzy date: those are whole minutes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _source(source: Mapping[str, Any], number: int, facts: Facts) -> dict[str, Any]:
    publisher, published = source["publisher"], source["published_at"]
    return {
        "key": source["key"],
        "number": number,
        "publisher": {
            "slug": publisher["slug"],
            "name": facts["publishers"].get(publisher["slug"], publisher["name"]),
        },
        "article": source["article"],
        "title": source["title"],
        "url": source["url"],
        "summary": source["summary"],
        "language": source["language"],
        "published_at": iso(datetime.fromisoformat(published)) if published else None,
        "archived": source["key"] in facts["archived"],
        "state": source["state"],
    }
