"""Reads the demo stories: TOML files in an editor's own notation become one document for each edition."""

import copy
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, Final

from stories.citations import new_key, numbers_to_keys
from stories.dates import FuzzyDate, parse

FOLDER: Final = Path(__file__).parent / "demo"
PUBLIC: Final = frozenset({"live", "retracted"})  # states of a story whose first edition was published
SPAN: Final = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)?")

Document = dict[str, Any]


class DemoError(ValueError):
    """A demo file that does not say what it should; the message names the file."""


@dataclass(frozen=True, slots=True)
class DemoPublisher:
    """An invented publisher, with what the catalogue keeps of it."""

    name: str
    domain: str
    country: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class DemoEdition:
    """One text of a demo story, the state to bring it to, and when.

    ``ago`` is how long before the loading it was saved or, if ``state`` is published, went live;
    ``ahead`` is how long after the loading a scheduled one goes live.
    """

    document: Document
    change: str
    state: str
    ago: timedelta
    ahead: timedelta
    note: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class DemoStory:
    """A story with its editions in order; ``retracted`` is how long before the loading it was, if it was.

    New articles join it by themselves from the score ``joins_from`` on, if there is one.
    """

    slug: str
    byline: str
    state: str
    editions: tuple[DemoEdition, ...]
    retracted: timedelta | None
    retraction_note: str
    joins_from: float | None


def read_topics() -> dict[str, str]:
    """Names of the demo topics by slug."""
    return {topic["slug"]: topic["name"] for topic in _load(FOLDER / "topics.toml")["topic"]}


def read_publishers() -> tuple[DemoPublisher, ...]:
    """The invented publishers."""
    return tuple(DemoPublisher(**fields) for fields in _load(FOLDER / "publishers.toml")["publisher"])


def read_stories() -> tuple[DemoStory, ...]:
    """All demo stories, in the order of their file names.

    Raises:
        DemoError: a file lacks something or contradicts itself.
    """
    languages = {publisher.name: publisher.language for publisher in read_publishers()}
    return tuple(read_story(path, languages) for path in sorted((FOLDER / "stories").glob("*.toml")))


def read_story(path: Path, languages: Mapping[str, str]) -> DemoStory:
    """One demo story; ``languages`` are those of the publishers by name. The slug is the file's name.

    Raises:
        DemoError: the file lacks something or contradicts itself.
    """
    try:
        return _story(path.stem, _load(path), languages)
    except KeyError as error:
        raise DemoError(f"{path.name}: {error} is missing or unknown") from error
    except ValueError as error:
        raise DemoError(f"{path.name}: {error}") from error


def _load(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _story(slug: str, raw: Mapping[str, Any], languages: Mapping[str, str]) -> DemoStory:
    life = raw["life"]
    document = _first_document(raw, languages)
    first = "published" if life["state"] in PUBLIC else life["state"]
    editions = [_edition(document, {"change": "first", **life, "state": first}, target="")]
    for change in raw.get("edition", ()):
        document, target = _next_document(document, change, languages)
        bound = target if change["change"] in {"correction", "clarification"} else ""
        editions.append(_edition(document, change, target=bound))
    return DemoStory(
        slug=slug,
        byline=raw["byline"],
        state=life["state"],
        editions=tuple(editions),
        retracted=span(life["retracted"]) if life["state"] == "retracted" else None,
        retraction_note=life["note"] if life["state"] == "retracted" else "",
        joins_from=life.get("joins_from"),
    )


def _edition(document: Document, raw: Mapping[str, Any], *, target: str) -> DemoEdition:
    state = raw.get("state", "published")
    return DemoEdition(
        document=document,
        change=raw["change"],
        state=state,
        ago=span(raw["published" if state == "published" else "saved"]),
        ahead=span(raw["ahead"]) if state == "scheduled" else timedelta(0),
        note="" if raw["change"] == "first" else raw["note"],
        target=target,
        reason=raw["reason"] if state == "changes_requested" else "",
    )


def span(text: str) -> timedelta:
    """A span of time as the demo files write it, such as “2d 3h”."""
    found = SPAN.fullmatch(text)
    if not found or not text:
        raise ValueError(f"“{text}” is no span of time: write one like “2d 3h”")
    days, hours = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours)


def _first_document(raw: Mapping[str, Any], languages: Mapping[str, str]) -> Document:
    document: Document = {
        "schema": 1,
        "language": raw["language"],
        "headline": raw["headline"],
        "standfirst": _joined(raw["standfirst"]),
        "topics": sorted(raw["topics"]),
        "image": None,
        "sections": [],
        "sources": [],
        "timeline": [],
        "quotes": [],
    }
    _add(document, raw, languages)
    return document


def _next_document(
    before: Document, raw: Mapping[str, Any], languages: Mapping[str, str]
) -> tuple[Document, str]:
    """The text after an edition's changes, and the key of the first section or entry that was reworded."""
    document = copy.deepcopy(before)
    document["headline"] = raw.get("headline", document["headline"])
    document["standfirst"] = _joined(raw.get("standfirst", document["standfirst"]))
    _add(document, raw, languages)
    numbers = _numbers(document)
    places = [
        _replace(document, numbers_to_keys(old, numbers), numbers_to_keys(new, numbers))
        for old, new in raw.get("replace", ())
    ]
    return document, next(filter(None, places), "")


def _add(document: Document, raw: Mapping[str, Any], languages: Mapping[str, str]) -> None:
    """Add sources first, because sections and entries cite them; then the timeline is put in order."""
    for source in raw.get("source", ()):
        document["sources"].append(_source(document, source, languages))
    for section in raw.get("section", ()):
        document["sections"].insert(_place(document, section), _section(document, section))
    for entry in raw.get("entry", ()):
        document["timeline"].append(_entry(document, entry))
    document["timeline"].sort(key=lambda entry: FuzzyDate.from_json(entry["date"]).sort_key())


def _source(document: Document, raw: Mapping[str, Any], languages: Mapping[str, str]) -> Document:
    return {
        "key": _key(document),
        "article": "",
        "publisher": {"slug": "", "name": raw["publisher"]},
        "title": raw["title"],
        "url": raw["url"],
        "language": languages[raw["publisher"]],
        "published_at": raw["published"].astimezone(UTC).isoformat(),
        "summary": raw["summary"],
        "state": "cited",
    }


def _section(document: Document, raw: Mapping[str, Any]) -> Document:
    body = numbers_to_keys(_joined(raw["body"]), _numbers(document))
    return {"key": _key(document), "heading": raw["heading"], "body": body}


def _entry(document: Document, raw: Mapping[str, Any]) -> Document:
    text = numbers_to_keys(raw["text"], _numbers(document))
    return {"key": _key(document), "date": parse(raw["date"]).as_json(), "text": text}


def _place(document: Document, raw: Mapping[str, Any]) -> int:
    headings = [section["heading"] for section in document["sections"]]
    return headings.index(raw["after"]) + 1 if "after" in raw else len(headings)


def _key(document: Document) -> str:
    parts: Sequence[Document] = (*document["sections"], *document["sources"], *document["timeline"])
    return new_key({part["key"] for part in parts})


def _numbers(document: Document) -> dict[int, str]:
    return {number: source["key"] for number, source in enumerate(document["sources"], 1)}


def _replace(document: Document, old: str, new: str) -> str:
    """Reword the one place that holds ``old``; its key, or nothing for headline and standfirst."""
    rows = [(section, "body") for section in document["sections"]]
    rows += [(entry, "text") for entry in document["timeline"]]
    rows += [(document, "headline"), (document, "standfirst")]
    found = [(row, name) for row, name in rows if old in row[name]]
    if len(found) != 1:
        raise ValueError(f"“{old}” stands in {len(found)} places, not in one")
    row, name = found[0]
    row[name] = row[name].replace(old, new)
    return str(row.get("key", ""))


def _joined(text: str) -> str:
    """Sentences on lines of their own make a paragraph; a blank line parts paragraphs."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))
