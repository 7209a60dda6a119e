"""The lengths that a document allows, applied to a digest so that an excess is told with its line."""

from collections.abc import Sequence
from typing import Final

from stories.digest.lines import Line
from stories.digest.parts import DigestError
from stories.document import SCHEMA

KEY_MARKER_LENGTH: Final = len("[@y7k3y7k]")


def _of(*path: str) -> int:
    rule = SCHEMA
    for step in path:
        rule = rule[step]
    return int(rule.get("maxLength") or rule["maxItems"])


_SECTION: Final = ("properties", "sections", "items", "properties")
_SOURCE: Final = ("properties", "sources", "items", "properties")
HEADLINE: Final = _of("properties", "headline")
SECTIONS: Final = _of("properties", "sections")
HEADING: Final = _of(*_SECTION, "heading")
BODY: Final = _of(*_SECTION, "body")
SOURCES: Final = _of("properties", "sources")
PUBLISHER: Final = _of(*_SOURCE, "publisher", "properties", "name")
TITLE: Final = _of(*_SOURCE, "title")
SUMMARY: Final = _of(*_SOURCE, "summary")
ENTRIES: Final = _of("properties", "timeline")
ENTRY: Final = _of("properties", "timeline", "items", "properties", "text")


def keep_within(limit: int, length: int, line: int, what: str) -> None:
    """Raise DigestError for that line where ``what`` has more characters than the limit."""
    if length > limit:
        raise DigestError(line, f"{what} has {length:,} characters; {limit:,} are allowed: shorten it.")


def keep_few(limit: int, lines: Sequence[Line], what: str) -> None:
    """Raise DigestError for the first line beyond the limit where there are more lines than that."""
    if len(lines) > limit:
        raise DigestError(
            lines[limit].number, f"There are {len(lines):,} {what}; {limit:,} are allowed: split the story."
        )
