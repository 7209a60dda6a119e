"""Ranks where the heading of a section ends: heading and body share a line with nothing between them."""

import math
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from stories.digest.heading_features import Lead, features, lead_of
from stories.digest.names import Names, learn
from stories.digest.parts import Digest

SHOWN_CHOICES: Final = 6
SURE: Final = 0.9  # of 65 choices as likely as this, on lines not trained with, 1 was wrong
WEIGHTS: Final[dict[str, float]] = tomllib.loads(
    Path(__file__).with_name("heading_weights.toml").read_text("utf-8")
)
_NOTHING_KNOWN: Final = Names()


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to split a line: ``heading + " " + body`` is the line; an empty heading means all is body.

    ``score`` is how likely it is, from 0 to 1; ``sure`` tells that nobody needs to look at it.
    """

    heading: str
    body: str
    score: float
    sure: bool


def rank(line: str, known: Names = _NOTHING_KNOWN) -> list[Choice]:
    """The most likely splits of a line, at least one and at most six, the best first.

    ``known`` are the names of the whole digest; without them the ranking is less certain.
    """
    lead = lead_of(line)
    cuts = lead.cuts()
    scores = _likelihoods(
        [sum(WEIGHTS.get(name, 0.0) for name in features(lead, cut, known)) for cut in cuts]
    )
    ranked = sorted(zip(scores, cuts, strict=True), key=lambda item: (-item[0], item[1]))
    return [_choice(line, lead, cut, score) for score, cut in ranked[:SHOWN_CHOICES]]


def rank_sections(digest: Digest) -> list[list[Choice]]:
    """The choices for every section of a digest, in order."""
    known = names_of(digest)
    return [rank(line, known) for line in digest.sections]


def names_of(digest: Digest) -> Names:
    """The names that the running text of a digest shows."""
    return learn(
        [
            *(sentences_of(line) for line in digest.sections),
            *(source.summary for source in digest.sources),
            *(source.title for source in digest.sources if _is_sentence(source.title)),
            *(entry.text for entry in digest.timeline),
        ]
    )


def sentences_of(line: str) -> str:
    """The part of a section line that is surely no heading."""
    lead = lead_of(line)
    return line[lead.words[lead.end].start :]


def _is_sentence(title: str) -> bool:
    """Whether a title is written like a sentence, so that its capitals mean names."""
    words = title.split()
    return sum(word[0].islower() for word in words) > len(words) / 2


def _likelihoods(scores: list[float]) -> list[float]:
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    return [value / sum(grown) for value in grown]


def _choice(line: str, lead: Lead, cut: int, score: float) -> Choice:
    place = lead.words[cut].start if cut else 0
    return Choice(line[: max(place - 1, 0)], line[place:], round(score, 4), sure=score >= SURE)
