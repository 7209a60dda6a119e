"""Cutting a text into sentences, so that a citation can say which sentence it supports.

Good enough for news in English and for scripts with a full stop of their own; it needs no model, and it
never cuts inside a word. Markers behind a full stop belong to the sentence that the stop ends.
"""

import re
from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher
from typing import Final, NamedTuple

MARKER: Final = r"\[(?:@[a-z0-9]{4,8}|[0-9]{1,3}(?:, ?[0-9]{1,3})*)\]"
ALIKE: Final = 0.6  # share of words that two wordings of one sentence have in common, from 0 to 1
REACH: Final = 25  # sentences; a reworded one that moved further counts as new, which bounds the work

_CLOSERS: Final = r"(?:[\"'”“’»›)\uff09」』】〉》]|[ \u00a0\u202f]»)"
_STOP: Final = re.compile(
    rf"(?:(?P<wide>[。！？｡؟۔।॥።]+)|(?P<narrow>[.!?…‼⁇]+)){_CLOSERS}{{0,4}}"
    rf"(?P<markers>(?:[ \u00a0]{{0,2}}{MARKER})*)(?P<gap>\s+|$)?|(?P<blank>\n[ \t]*\n\s*)"
)
_WORD_BEFORE: Final = re.compile(r"[^\s\"“‘(\[–—]+$")
_NEXT_WORD: Final = re.compile(r"[\"'“‘«„(\[¿¡]*([\w'’-]{0,40})")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Titles and short forms that a name or a number follows: their stop never ends a sentence.
_NEVER: Final = _words(
    "dr mr mrs ms mx prof sen rep gov gen lt col maj sgt capt cmdr adm rev hon pres supt insp det st "
    "ste mt ft vs approx ca cf e.g i.e viz fig figs vol pp ed eds dept univ messrs mme mlle nr bzw z.b "
    "d.h u.a sra dra"
)
# Short forms that may also close a sentence: the next word decides.
_SOMETIMES: Final = _words(
    "inc ltd co corp plc llc bros jr sr etc al u.s u.k u.n e.u d.c u.a.e ee.uu ph.d m.d b.a m.a esq ave "
    "blvd rd est jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun"
)
_BEFORE_NUMBER: Final = _words("no nos art sec ch p para col §")
_DAY_HALVES: Final = frozenset({"a.m", "p.m"})
_STARTERS: Final = _words(
    "the this that these those he she it they we you but and or yet in on at after before when while if "
    "its his her their our however meanwhile officials police according as for with an there both some "
    "most many not since under last later earlier now then so to by from what who why how where "
    "although because despite during among"
)
_WORD: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|[^\w\s]")  # Chinese and Japanese: each character
_CALENDAR: Final = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
)
_GERMAN_MONTH: Final = re.compile(
    r"(?:Januar|Jänner|Februar|März|April|Mai|Ju[nl]i|August|\w+(?:mber|tober))$"
)


class Span(NamedTuple):
    """A stretch of a text: ``text[start:end]``."""

    start: int
    end: int


class _Worded:
    """A sentence as words, prepared once for many comparisons."""

    def __init__(self, text: str) -> None:
        self.words = words(text)
        self.distinct = frozenset(self.words)
        self.repeated = len(self.words) - len(self.distinct)

    def may_be_like(self, other: "_Worded") -> bool:
        """A cheap upper bound of the likeness, so that long texts are compared in little time."""
        needed = ALIKE * (len(self.words) + len(other.words))
        if 2 * min(len(self.words), len(other.words)) < needed:
            return False
        shared = len(self.distinct & other.distinct) + min(self.repeated, other.repeated)
        return 2 * shared >= needed

    def likeness(self, other: "_Worded") -> float:
        """From 0, nothing in common, to 1, the same words in the same order."""
        return SequenceMatcher(None, self.words, other.words, autojunk=False).ratio()


def words(sentence: str) -> list[str]:
    """The words of a sentence; of Chinese and Japanese each character."""
    return _WORD.findall(sentence)


def sentences(text: str) -> list[Span]:
    """The sentences of a text in order, without the space around them; blank lines always separate."""
    spans, start = [], _skip_space(text, 0)
    for stop in _STOP.finditer(text):
        if stop.start() < start or not _ends_sentence(text, stop):
            continue
        end = stop.start() if stop["blank"] else stop.end() - len(stop["gap"] or "")
        end = start + len(text[start:end].rstrip())
        if end > start:
            spans.append(Span(start, end))
        start = _skip_space(text, stop.end())
    if start < len(text):
        spans.append(Span(start, len(text.rstrip())))
    return spans


def pair(old: list[str], new: list[str]) -> dict[int, int]:
    """Which new sentence each old one became, by index: the same words first, else the most alike.

    Sentences that went or came have no pair. Each is paired once.
    """
    places: dict[str, list[int]] = {}
    for index in range(len(new) - 1, -1, -1):
        places.setdefault(new[index], []).append(index)
    pairs = {index: places[text].pop() for index, text in enumerate(old) if places.get(text)}
    taken = set(pairs.values())
    left = [(i, _Worded(text)) for i, text in enumerate(old) if i not in pairs]
    open_ = [(j, _Worded(text)) for j, text in enumerate(new) if j not in taken]
    places_left = [j for j, _ in open_]
    scores = sorted(
        (-before.likeness(after), abs(i - j), i, j)
        for i, before in left
        for j, after in open_[bisect_left(places_left, i - REACH) : bisect_right(places_left, i + REACH)]
        if before.may_be_like(after)
    )
    for score, _, i, j in scores:
        if -score >= ALIKE and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _ends_sentence(text: str, stop: re.Match[str]) -> bool:
    if stop["blank"] or stop["wide"]:
        return True
    if stop["gap"] is None:
        return False
    if stop.end() == len(text) or stop["gap"].count("\n") > 1:
        return True
    next_match = _NEXT_WORD.match(text, stop.end())
    following = next_match[1] if next_match else ""
    if following[:1].islower():
        return False
    if stop["narrow"] != "." or stop["markers"]:
        return True
    return _full_stop_ends(text[max(0, stop.start() - 24) : stop.start()], following)


def _full_stop_ends(before: str, following: str) -> bool:
    """Whether a lone stop between these words is a full stop and not part of a short form."""
    found = _WORD_BEFORE.search(before)
    word = found[0] if found else ""
    lower = word.lower()
    if lower in _NEVER:
        return False
    if lower in _BEFORE_NUMBER:
        return not following[:1].isdigit()
    if lower in _DAY_HALVES:
        return not (following.isupper() and 1 < len(following) < 5) and not _CALENDAR.match(following)
    if lower in _SOMETIMES or _is_initial(word):
        return following.lower() in _STARTERS
    return not (word.isdigit() and len(word) < 3 and _GERMAN_MONTH.match(following))


def _is_initial(word: str) -> bool:
    """``J``, ``J.K``, ``U.S``: single capitals with stops between."""
    return all(len(letter) == 1 and letter.isupper() for letter in word.split(".")) if word else False
