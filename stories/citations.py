"""Citations in a text: stored as opaque keys, ``[@y7k3]``, shown and typed as numbers, ``[1]``.

A number is the rank of a source in its story and changes with the order; a key stays with its article, so
that reordering sources rewrites no text.
"""

import re
import secrets
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from stories.sentences import Span, sentences

__all__ = [
    "DATE",
    "KEY",
    "NUMBER",
    "CitationError",
    "Marker",
    "Span",
    "citing",
    "find_markers",
    "keys_to_numbers",
    "new_key",
    "numbers_to_keys",
    "repoint",
    "sentences",
    "sentences_and_keys",
    "strip_markers",
    "uncited_facts",
    "unknown_keys",
]

KEY: Final = r"(?=[0-9]{0,7}[a-z])[a-z0-9]{4,8}"
_KEY_MARKER: Final = re.compile(rf"\[@({KEY})\]")
_SPACE_AND_MARKER: Final = re.compile(rf"[ \t\u00a0]{{0,3}}\[@{KEY}\]")
_NUMBER_MARKER: Final = re.compile(r"\[([0-9]{1,3}(?:[ \u00a0]?,[ \u00a0]?[0-9]{1,3})*)\]")
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like another character
_LETTERS: Final = _ALPHABET[:23]

# What a reader would check: the facts of a sentence that want a source.
NUMBER: Final = re.compile(
    r"[$€£¥₩₹]?\d+(?:[.,:]\d+)*%?|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|(?:m|b|tr)illions?|half|twice|per ?cent)\b",
    re.IGNORECASE,
)
DATE: Final = re.compile(
    r"\b(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|(?:in|on|of|since|until|by|last|next|early|mid|late)[ -]May|May(?= \d)|(?<=\d )May"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?=\.? \d)"
    r"|(?<=\d )(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
    r"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today)\b"
)
_QUOTATION: Final = re.compile(r"[“”„«»「」『』]|\"[^\"]+\"|‘[^’]{3,300}’")


class CitationError(ValueError):
    """A marker that points nowhere; the message names it and what there is."""


class Marker(NamedTuple):
    """One ``[@key]`` in a text: its place, the sentence it supports, its rank among those of its key."""

    key: str
    start: int
    end: int
    sentence: int
    ordinal: int


def find_markers(text: str) -> list[Marker]:
    """Every marker in order; sentences count from 0, ordinals from 1 for each key in this text."""
    return _markers(text, sentences(text))


def _markers(text: str, spans: Sequence[Span]) -> list[Marker]:
    ends = [span.end for span in spans]
    counts: Counter[str] = Counter()
    markers, sentence = [], 0
    for match in _KEY_MARKER.finditer(text):
        while sentence + 1 < len(ends) and match.end() > ends[sentence]:
            sentence += 1
        counts[match[1]] += 1
        markers.append(Marker(match[1], match.start(), match.end(), sentence, counts[match[1]]))
    return markers


def numbers_to_keys(text: str, keys: Mapping[int, str]) -> str:
    """Typed ``[1]``, ``[1][2]`` and ``[1, 2]`` as key markers; a bracketed year such as [2025] is text.

    Raises CitationError on a number that no source has.
    """

    def replace(match: re.Match[str]) -> str:
        return "".join(_key_marker(number.strip(), keys) for number in match[1].split(","))

    return _NUMBER_MARKER.sub(replace, text)


def keys_to_numbers(text: str, numbers: Mapping[str, int]) -> str:
    """Key markers as ``[1]``; raises CitationError on a key that no source has."""

    def replace(match: re.Match[str]) -> str:
        if match[1] not in numbers:
            raise CitationError(f"[@{match[1]}] points to no source of this story.")
        return f"[{numbers[match[1]]}]"

    return _KEY_MARKER.sub(replace, text)


def unknown_keys(text: str, known: Collection[str]) -> list[str]:
    """The keys cited in a text that are not known, each once, in order."""
    return [key for key in dict.fromkeys(_KEY_MARKER.findall(text)) if key not in known]


def new_key(taken: Collection[str]) -> str:
    """A random key of four characters (more when those run short) that is not taken and holds a letter."""
    length = 4
    while True:
        for _ in range(20):
            tail = "".join(secrets.choice(_ALPHABET) for _ in range(length - 1))
            key = secrets.choice(_LETTERS) + tail
            if key not in taken:
                return key
        length = min(length + 1, 8)


def strip_markers(text: str) -> str:
    """The text without key markers and the space before them."""
    return _SPACE_AND_MARKER.sub("", text)


def citing(text: str, key: str) -> list[Span]:
    """The sentences that cite a source, in order: what an editor must settle before it can go."""
    spans = sentences(text)
    return [spans[index] for index in dict.fromkeys(m.sentence for m in find_markers(text) if m.key == key)]


def repoint(text: str, key: str, to: str) -> str:
    """The text with every marker of one source pointing to another; with ``to`` empty they are taken out."""
    if to:
        return text.replace(f"[@{key}]", f"[@{to}]")
    marker = rf"(?:\[@{re.escape(key)}\])+"
    return re.sub(rf"[ \t\u00a0]{{0,3}}{marker}(?!\[@)|{marker}", "", text)


def uncited_facts(text: str, *, closing_supports_all: bool = False) -> list[Span]:
    """Sentences that hold a number, a date or a quotation and no marker.

    In a timeline entry the closing markers support the whole entry: say so by ``closing_supports_all``.
    """
    spans = sentences(text)
    cited = {marker.sentence for marker in find_markers(text)}
    if closing_supports_all and len(spans) - 1 in cited:
        return []
    return [
        span for index, span in enumerate(spans) if index not in cited and _is_factual(text[slice(*span)])
    ]


def sentences_and_keys(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each sentence without its markers, and the keys that it cites."""
    spans = sentences(text)
    keys: dict[int, list[str]] = {}
    for marker in _markers(text, spans):
        keys.setdefault(marker.sentence, []).append(marker.key)
    return [
        (strip_markers(text[slice(*span)]), tuple(dict.fromkeys(keys.get(index, ()))))
        for index, span in enumerate(spans)
    ]


def _key_marker(number: str, keys: Mapping[int, str]) -> str:
    key = keys.get(int(number)) if number == str(int(number)) else None
    if key is None:
        there = ", ".join(f"[{known}]" for known in sorted(keys)) or "none"
        raise CitationError(f"There is no source [{number}]. The sources are: {there}.")
    return f"[@{key}]"


def _is_factual(sentence: str) -> bool:
    return any(pattern.search(sentence) for pattern in (NUMBER, DATE, _QUOTATION))
