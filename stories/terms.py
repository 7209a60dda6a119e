"""What a sentence is about, as far as counting can tell: its words, figures and names, the rare ones most."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from stories.date_words import END, FLAGS, LONG_MONTHS, MONTH, MONTHS, WS, YEAR
from stories.sentences import words


def _listed(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_DULL: Final = _listed(
    "a about above after again against all also am among an and any are as at be because been before "
    "being below between both but by can could did do does doing down during each few for from further "
    "had has have having he her here hers him his how i if in into is it its itself just may me might "
    "more most must my near new no nor not now of off on once one only or other our out over own per said "
    "same say says saying she should since so some such than that the their them then there these they "
    "this those though through to too told under until up upon us very was we were what when where which "
    "while who whom why will with within would yet you your according added adding mr mrs ms dr people "
    "year years day days week weeks month months time today yesterday tomorrow"
)
_CALENDAR: Final = frozenset(
    word.lower()
    for word in (
        *LONG_MONTHS,
        *MONTHS,
        *("Sept", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    )
)
_SPELLED: Final = (
    *(
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_TENS: Final = {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80"}
_FIGURES: Final = {word: str(number) for number, word in enumerate(_SPELLED)} | _TENS
_WHEN: Final = re.compile(
    rf"\b[0-9]{{1,2}}:[0-9]{{2}}\b|{MONTH}{WS}{{0,3}}[0-9]{{1,2}}(?:st|nd|rd|th)?{END}(?:,?{WS}{YEAR}{END})?"
    rf"|\b[0-9]{{1,2}}(?:st|nd|rd|th)?{WS}(?:of{WS})?{MONTH}(?:,?{WS}{YEAR}{END})?",
    FLAGS,
)
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_LARGE: Final = r"[A-ZÀ-ÖØ-Þ][\w’'-]*"
_BETWEEN: Final = r"(?:(?:of|the|de|la|al|and|for)[ \u00a0]){0,2}"
_NAME: Final = re.compile(rf"{_LARGE}\.?(?:[ \u00a0]{_BETWEEN}{_LARGE})*")
_ENDINGS: Final = (
    *("ations", "ation", "ions", "ion", "ors", "or"),
    *("ings", "ing", "ies", "ied", "edly", "ers", "ed", "es", "er", "ly", "s"),
)


@dataclass(frozen=True)
class Worded:
    """A sentence as terms, read once and compared often."""

    text: str

    @cached_property
    def all(self) -> list[str]:
        """Every term in order."""
        return terms(self.text)

    @cached_property
    def distinct(self) -> frozenset[str]:
        """Every term once."""
        return frozenset(self.all)

    @cached_property
    def figures(self) -> frozenset[str]:
        """The numbers, however they are spelled; not those of a date."""
        return figures(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of names; the first word of a sentence is large anyway and is none."""
        found: set[str] = set()
        for name in _NAME.finditer(self.text):
            parts = [stem(part) for part in words(name[0]) if part[0].isupper()]
            found |= set(parts if name.start() else parts[1:])
        return frozenset(found - _DULL - _CALENDAR)


def terms(text: str) -> list[str]:
    """The words that carry meaning, without their endings; figures as digits; nothing of dates and times."""
    found = []
    for word in words(_WHEN.sub(" ", text).replace("’", "'").replace("'s", " ")):
        low = word.lower()
        if not low[0].isalnum() or low in _DULL or low in _CALENDAR:
            continue
        found.append(_FIGURES.get(low) or stem(low))
    return found


def stem(word: str) -> str:
    """A word without its common English endings: crude, and the same for both sides of a comparison."""
    low = word.lower()
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 4:
            return low[: -len(ending)].rstrip("e")
    return low.rstrip("e") if len(low) > 4 else low


def figures(text: str) -> frozenset[str]:
    """The numbers of a text, not of its dates: “1,200” as 1200, “fourteen” as 14; “one” is none."""
    text = _WHEN.sub(" ", text)
    found = {number.replace(",", "") for number in _FIGURE.findall(text)}
    found |= {_FIGURES[low] for word in words(text) if (low := word.lower()) in _FIGURES and low != "one"}
    return frozenset(found)


class Rarity:
    """How much a term tells: the rarer among the sentences at hand, the more."""

    def __init__(self, sentences: Iterable[Worded]) -> None:
        self.counts: Counter[str] = Counter()
        lengths = []
        for sentence in sentences:
            self.counts.update(sentence.distinct)
            lengths.append(len(sentence.all))
        self.total = len(lengths)
        self.mean_length = sum(lengths) / len(lengths) if lengths else 1.0

    def of(self, term: str) -> float:
        """The weight of a term, never negative."""
        count = self.counts[term]
        return math.log(1 + (self.total - count + 0.5) / (count + 0.5))

    def weight(self, of: Iterable[str]) -> float:
        """The sum over some terms, in one order so that it is the same in every process."""
        return sum(self.of(term) for term in sorted(of))

    def share(self, part: Worded, whole: Worded) -> float:
        """How much of what ``part`` says is also in ``whole``, from 0 to 1."""
        return self.weight(part.distinct & whole.distinct) / (self.weight(part.distinct) or 1.0)

    def bm25(self, asked: Worded, sentence: Worded, *, k1: float = 1.2, b: float = 0.5) -> float:
        """Okapi BM25 of a sentence for the terms of another."""
        counted = Counter(sentence.all)
        length = k1 * (1 - b + b * len(sentence.all) / (self.mean_length or 1.0))
        return sum(
            self.of(term) * counted[term] * (k1 + 1) / (counted[term] + length)
            for term in sorted(asked.distinct & sentence.distinct)
        )
