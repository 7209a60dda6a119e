"""A sketch is a small set of numbers by which two texts are found to be the same, cut or added to.

Each run of four words (six characters where words are not parted by spaces) is hashed, and one hash of eight
is kept: always the same ones, so that what two texts share shows in what their sketches share, and a
database can look for it by index.
"""

import re
import unicodedata
from collections.abc import Collection
from enum import StrEnum
from hashlib import blake2b
from typing import Final

WORDS: Final = 4  # to a run
CHARACTERS: Final = 6  # to a run, in Chinese, Japanese, Thai and their like
ONE_OF: Final = 8  # runs, the one that is kept
MOST: Final = 4_000  # numbers in a sketch: those of 32,000 words
SAME_SHARE: Final = 0.5
ASKED_SHARE: Final = 0.4
HINT_SHARE: Final = 0.1
FEWEST_SHARED: Final = 4  # numbers without which two texts share a phrase, not a text

_WORD: Final = re.compile(r"\w+")
_UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


class Likeness(StrEnum):
    """What two sketches say of their texts."""

    SAME = "same"
    ASKED = "asked"  # a person should look
    HINT = "hint"  # they share passages
    OTHER = "other"


def sketch(text: str) -> list[int]:
    """The sketch of ``text``: signed 32-bit numbers in rising order; case and punctuation do not matter."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    letters = "".join(words)
    if len(_UNSPACED.findall(letters)) * 3 > len(letters):
        runs = {letters[at : at + CHARACTERS] for at in range(len(letters) - CHARACTERS + 1)}
    else:
        runs = {" ".join(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}
    return sorted(number for run in runs if (number := _hash(run)) % ONE_OF == 0)[:MOST]


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), signed=True)


def shared(one: Collection[int], other: Collection[int]) -> int:
    """How many numbers two sketches have in common."""
    return len(set(one) & set(other))


def containment(one: Collection[int], other: Collection[int]) -> float:
    """The share of the smaller sketch that the other holds, from 0 to 1."""
    smaller = min(len(set(one)), len(set(other)))
    return shared(one, other) / smaller if smaller else 0.0


def likeness(*, shared: int, share: float) -> Likeness:
    """What it means that two sketches have ``shared`` numbers in common, a ``share`` of the smaller one."""
    if share >= SAME_SHARE and shared >= FEWEST_SHARED:
        return Likeness.SAME
    if share >= ASKED_SHARE and shared >= FEWEST_SHARED:
        return Likeness.ASKED
    return Likeness.HINT if share >= HINT_SHARE else Likeness.OTHER
