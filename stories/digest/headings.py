"""Ranks where the heading of a section ends: heading and body share a line with nothing between them."""

import re
from dataclasses import dataclass
from typing import Final

from stories.digest.parts import Digest

LONGEST_HEADING: Final = 16  # words
_WORD: Final = re.compile(r"\S+")
_SMALL: Final = frozenset({"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "the", "to"})
_OPENERS: Final = frozenset({"A", "An", "The", "This", "It", "He", "She", "They", "On", "In", "At"})
_NO_END: Final = _SMALL | {"Minister", "President", "South", "North", "East", "West", "New", "Saint"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to split a line: ``heading + " " + body`` is the line; an empty heading means all is body.

    ``score`` is how likely it is, from 0 to 1; ``sure`` tells that nobody needs to look at it.
    """

    heading: str
    body: str
    score: float
    sure: bool


def rank(line: str) -> list[Choice]:
    """Every plausible split of a line, the best first."""
    words = [(found[0], found.start()) for found in _WORD.finditer(line[:2000])][: LONGEST_HEADING + 1]
    places = [n for n in range(1, len(words)) if _may_start(words[n][0], words[n - 1][0])]
    opening = [n for n in places if words[n][0] in _OPENERS]
    ranked = opening + [n for n in reversed(places) if n not in opening]
    choices = [_choice(line, words[n][1], 1 / (rank + 1)) for rank, n in enumerate(ranked)]
    return [*choices, Choice("", line, 0.0, sure=False)]


def rank_sections(digest: Digest) -> list[list[Choice]]:
    """The choices for every section of a digest, in order."""
    return [rank(line) for line in digest.sections]


def _may_start(word: str, before: str) -> bool:
    return word[0].isupper() and before not in _NO_END and before.lower() not in _SMALL


def _choice(line: str, place: int, score: float) -> Choice:
    return Choice(line[: place - 1], line[place:], score, sure=False)
