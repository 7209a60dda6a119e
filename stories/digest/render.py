"""Writes a document as a digest file: the bytes that were imported wherever nothing was changed."""

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stories.citations import keys_to_numbers
from stories.dates import DateError, FuzzyDate, parse
from stories.digest.lines import BOM
from stories.digest.parts import CUT, DASH, DATE_SEPARATOR, SOURCES_LABEL, TIMELINE_LABEL, UPDATED_LABEL

_LINE_BREAK: Final = re.compile(r"[ \t]*+[\r\n]\s*+")
_NO_PADDING: Final = ("", "", 0)


def export(document: Mapping[str, Any], hints: Mapping[str, Any] | None = None) -> bytes:
    """The digest of a document, in UTF-8.

    A document that was never imported is written plainly: paragraphs joined by a blank, dates in their
    display form, ``Publisher: Title: summary``, one line feed at the end of each line. ``hints`` are those
    made at import; each is applied only while the part that it describes is unchanged.

    Raises:
        CitationError: a text cites a key that no source has.
    """
    hints = hints or {}
    newline: str = hints.get("newline", "\n")
    padding = hints.get("padding", {})
    lines: list[str] = []
    for role, text in lines_of(document, hints):
        before, after, checksum = padding.get(role, _NO_PADDING)
        padded = role in padding and checksum == zlib.crc32(text.encode())
        lines.append(before + text + after if padded else text)
    mark = BOM if hints.get("bom") else ""
    final_newlines: int = hints.get("final_newlines", 1)
    return (mark + newline.join(lines) + newline * final_newlines).encode()


def lines_of(document: Mapping[str, Any], hints: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every line of a digest with its role, such as ``source y7k3``: a name that outlives a new order."""
    numbers = {source["key"]: number for number, source in enumerate(document["sources"], 1)}
    yield "headline", _one_line(document["headline"])
    yield "updated", _label(UPDATED_LABEL, len(numbers), "updated", hints)
    for section in document["sections"]:
        if text := _section(section, numbers):
            yield f"section {section['key']}", text
    yield "sources", _label(SOURCES_LABEL, len(numbers), "sources", hints)
    for source in document["sources"]:
        key = source["key"]
        yield f"dash {key}", DASH
        yield f"number {key}", f"[{numbers[key]}]"
        yield f"source {key}", _source(source, hints)
    yield "timeline", TIMELINE_LABEL
    for entry in document["timeline"]:
        text = _one_line(keys_to_numbers(entry["text"], numbers))
        yield f"entry {entry['key']}", _date(entry, hints) + DATE_SEPARATOR + text


def _label(word: str, count: int, role: str, hints: Mapping[str, Any]) -> str:
    plural = count != 1 or role in hints.get("plural_of_one", ())
    return f"{word} ({count} article{'s' if plural else ''})"


def _section(section: Mapping[str, Any], numbers: Mapping[str, int]) -> str:
    body = _one_line(keys_to_numbers(section["body"], numbers))
    return " ".join(filter(None, (_one_line(section["heading"]), body)))


def _source(source: Mapping[str, Any], hints: Mapping[str, Any]) -> str:
    name = source["publisher"]["name"]
    hint = hints.get("gaps", {}).get(source["key"])
    gap = hint["gap"] if hint and hint["publisher"] == name else " "
    return _one_line(name + ":" + gap + CUT.join(filter(None, (source["title"], source["summary"]))))


def _date(entry: Mapping[str, Any], hints: Mapping[str, Any]) -> str:
    date = FuzzyDate.from_json(entry["date"])
    written = hints.get("dates", {}).get(entry["key"])
    return written if written and _means(written, date) else date.display()


def _means(written: str, date: FuzzyDate) -> bool:
    try:
        return parse(written) == date
    except DateError:
        return False


def _one_line(text: str) -> str:
    """The text with every paragraph or line break as a blank."""
    return _LINE_BREAK.sub(" ", text) if "\n" in text or "\r" in text else text
