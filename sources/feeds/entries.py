"""What a feed says, in the one shape that every format is read into; it can cross to another process."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Self

MOST_ENTRIES: Final = 1_000  # of one document; the newest are kept
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_RAW_DATE = 500, 1_000, 200  # characters
LONGEST_GUID: Final = 2_048


@dataclass(frozen=True, slots=True)
class Entry:
    """One announcement; ``published_at`` is ISO 8601 in UTC, or empty where it is not known."""

    guid: str = ""
    url: str = ""
    title: str = ""
    summary: str = ""
    published_at: str = ""
    precision: str = ""  # "minute" or "day"
    published_raw: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something that is wrong with a feed and was put up with; the text is for editors."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A whole document. ``kind`` is rss, atom, json, sitemap, sitemap_index, or empty: no feed at all."""

    kind: str
    title: str = ""
    home: str = ""
    language: str = ""
    entries: tuple[Entry, ...] = ()
    parts: tuple[str, ...] = ()  # of a sitemap index: the newest maps
    ttl: int = 0  # seconds for which it asks not to be polled again
    total: int = 0  # entries in the document, also those that were left out
    warnings: tuple[Warned, ...] = field(default_factory=tuple)

    def as_json(self) -> dict[str, Any]:
        """Plain dicts and lists."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> Self:
        """What ``as_json`` made."""
        return cls(
            **{
                **{name.name: given[name.name] for name in fields(cls) if name.name in given},
                "entries": tuple(Entry(**entry) for entry in given["entries"]),
                "parts": tuple(given["parts"]),
                "warnings": tuple(Warned(**warned) for warned in given["warnings"]),
            }
        )


def newest(entries: list[Entry]) -> tuple[Entry, ...]:
    """At most ``MOST_ENTRIES``, the newest by date; those without one count as new. Their order stays."""
    if len(entries) <= MOST_ENTRIES:
        return tuple(entries)
    ranked = sorted(range(len(entries)), key=lambda place: entries[place].published_at or "9", reverse=True)
    return tuple(entries[place] for place in sorted(ranked[:MOST_ENTRIES]))
