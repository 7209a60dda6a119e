"""Sentences of articles that may belong in the timeline of a story: dated, of the story, told once."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from stories.dates import FuzzyDate, Precision
from stories.dates_in_text import DateFound, dates_in
from stories.sentences import sentences
from stories.terms import Rarity, Worded

LONGEST: Final = 30_000  # characters of one article that are read
LEAST: Final = 0.3  # score below which a sentence is not offered
SAME: Final = 0.5  # share of meaning that two tellings of one event have in common
KNOWN: Final = 0.4  # the same between a sentence and an entry that is there already
SHORTEST, LONGEST_ENTRY = 5, 70  # words


@dataclass(frozen=True, slots=True)
class Told:
    """The text of one article, and the day on which it appeared where it was written."""

    article: str
    text: str
    said_on: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Something that need not be offered: an entry that is there, or an offer that was turned down.

    ``least`` is the share of meaning from which a sentence about that time says the same.
    """

    date: FuzzyDate
    text: str
    least: float = KNOWN


@dataclass(frozen=True, slots=True)
class Likely:
    """One event: the sentence that tells it best, its date, and who else tells it.

    ``entry`` is the sentence without the words of its date, ``reading`` says how the date was understood
    where it is not written in full, ``also`` are the articles that tell the same.
    """

    key: str
    article: str
    sentence: str
    entry: str
    date: FuzzyDate
    said: str
    reading: str
    score: float
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sentence:
    likely: Likely
    worded: Worded


def likely_entries(
    articles: Sequence[Told], *, story: str, known: Iterable[Known] = (), least: float = LEAST
) -> list[Likely]:
    """What the timeline may want, the likeliest first.

    ``story`` is all that the story says so far: by its words a sentence is seen to belong to it.
    """
    found, rarity = _dated_sentences(articles, story)
    there = [(one, Worded(one.text)) for one in known]
    groups: list[list[_Sentence]] = []
    for one in sorted(found, key=lambda s: (-s.likely.score, s.likely.key)):
        if any(_is_known(one, entry, rarity) for entry in there):
            continue
        group = next((g for g in groups if _same(g[0], one, rarity)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    offers = [offer for group in groups if (offer := _offer(group)).score >= least]
    return sorted(offers, key=lambda offer: (-offer.score, offer.key))


def every_one(articles: Sequence[Told], *, story: str) -> dict[str, Likely]:
    """Each dated sentence under its key, whether or not it would be offered: to find again what was."""
    return {one.likely.key: one.likely for one in _dated_sentences(articles, story)[0]}


def _dated_sentences(articles: Sequence[Told], story: str) -> tuple[list[_Sentence], Rarity]:
    cut = [(told, _cut(told.text)) for told in articles]
    rarity = Rarity(worded for _, parts in cut for worded in parts)
    about = frozenset(Worded(story).distinct | _shared(parts for _, parts in cut))
    return [one for told, parts in cut for one in _dated(told, parts, about, rarity)], rarity


def key_of(article: str, sentence: str, when: FuzzyDate) -> str:
    """The name under which an offer is remembered: the same sentence with the same date of one article."""
    told = "\n".join((article, " ".join(sentence.split()), when.display()))
    return hashlib.sha256(told.encode()).hexdigest()[:24]


# Cutting


_DATELINE: Final = re.compile(
    r"^(?:[A-ZÀ-Þ][A-ZÀ-Þ .,'’-]{2,40}|[A-ZÀ-Þ][\w .'’-]{2,30}, (?:[A-Z][a-z]{2,8}\.? \d{1,2}))"
    r"(?:, [\w. ]{3,20})?(?: ?\([^)]{2,40}\))? ?[–—-]{1,2} "
)
_BOILERPLATE: Final = re.compile(
    r"^(?:photo|image|picture|file photo|copyright|©|subscribe|sign up|read more|related|advert|updated|"
    r"published|posted|last modified|editing by|reporting by|additional reporting|follow us|correction|"
    r"click|share this|by [A-Z]\w+ [A-Z]|this (?:article|story) was)\b",
    re.IGNORECASE,
)


def _cut(text: str) -> list[Worded]:
    text = text[:LONGEST]
    cut = []
    for span in sentences(text):
        sentence = " ".join(text[slice(*span)].split())
        cut.append(Worded(_DATELINE.sub("", sentence)))
    return cut


# Scoring


_SAID: Final = re.compile(
    r"\b(?:said|says|told|added|wrote|noted|according to)\b(?:[^,.;:]|\b[A-Z]\.){0,45}$", re.IGNORECASE
)
_LIMIT: Final = re.compile(r"\b(?:until|till|since|before|after|by)(?: the)?[ \u00a0]$", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(
    r"^(?:Elsewhere|Separately|In (?:a|an) (?:separate|unrelated|other) )", re.IGNORECASE
)
_SILENCE: Final = re.compile(
    r"\b(?:(?:did|has|have|had) not (?:\w+ ){0,2}(?:answer|respond|reply|comment)|declined to"
    r"|could not be reached|not available for)",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    r"\b(?:\w{2,}ed|was|were|had|began|broke|came|cut|fell|found|gave|grew|held|hit|led|left|lost|made|met|"
    r"put|ran|rose|sank|sent|set|shut|shook|spoke|struck|took|went|won|withdrew|died|became|brought|built|"
    r"bought|sold|fled|flew|forced|kept|paid|quit|resigned|sought|stood|told|wore|wrote)\b"
)
_POINTING: Final = re.compile(r"^(?:He|She|They|It|This|That|These|Those|His|Her|Their|Its|But|And|So)\b")
_OPEN_QUOTE: Final = re.compile(r"^[“\"‘«„]")
_PRECISIONS: Final = {
    Precision.MINUTE: 1.0,
    Precision.DAY: 1.0,
    Precision.RANGE: 0.9,
    Precision.PART: 0.9,
    Precision.MONTH: 0.8,
    Precision.QUARTER: 0.65,
    Precision.YEAR: 0.6,
}


def _shared(articles: Iterable[Sequence[Worded]]) -> frozenset[str]:
    """The terms that several articles use: what the story is about, even where it does not say so yet."""
    counts: Counter[str] = Counter()
    for parts in articles:
        counts.update(frozenset[str]().union(*(worded.distinct for worded in parts)))
    return frozenset(term for term, count in counts.items() if count > 1)


def _dated(told: Told, parts: Sequence[Worded], about: frozenset[str], rarity: Rarity) -> Iterator[_Sentence]:
    for place, worded in enumerate(parts):
        length = len(worded.text.split())
        if not SHORTEST <= length <= LONGEST_ENTRY or _BOILERPLATE.match(worded.text):
            continue
        dates = dates_in(worded.text, said_on=told.said_on)
        if not dates:
            continue
        best = max(dates, key=lambda found: (_dating(worded.text, found), -found.start))
        score = _relevance(worded, about, rarity, place) * _dating(worded.text, best) * _event(worded.text)
        entry = _entry(worded.text, best)
        yield _Sentence(
            Likely(
                key=key_of(told.article, worded.text, best.date),
                article=told.article,
                sentence=worded.text,
                entry=entry,
                date=best.date,
                said=worded.text[best.start : best.end],
                reading=best.reading,
                score=score,
            ),
            worded,
        )


def _relevance(worded: Worded, about: frozenset[str], rarity: Rarity, place: int) -> float:
    """From 0 to 1: what the story speaks of already, whom it names, and how early the article says it."""
    names = worded.names
    named = len(names & about) / len(names) if names else 0.5
    shared = rarity.weight(worded.distinct & about) / (rarity.weight(worded.distinct) or 1)
    return 0.3 + 0.4 * min(1.0, 1.4 * shared) + 0.15 * named + 0.15 / (1 + place / 8)


def _dating(sentence: str, found: DateFound) -> float:
    """How well a date says when the event was; the day on which somebody said something is a poor one."""
    weight = _PRECISIONS[found.date.precision]
    if _SAID.search(sentence[: found.start]):
        weight *= 0.6
    if _LIMIT.search(sentence[: found.start]):
        weight *= 0.7
    return weight * (0.85 if found.date.qualifier else 1.0)


def _event(sentence: str) -> float:
    """Whether something happened, told in a sentence that stands by itself."""
    weight = 1.0 if _PAST.search(sentence) else 0.75
    weight *= 0.8 if _POINTING.match(sentence) else 1.0
    weight *= 0.4 if _SILENCE.search(sentence) else 1.0
    weight *= 0.5 if _ELSEWHERE.match(sentence) else 1.0
    weight *= 0.7 if _OPEN_QUOTE.match(sentence) else 1.0
    return weight * (0.4 if sentence.endswith("?") else 1.0)


# One event told twice


def _same(one: _Sentence, other: _Sentence, rarity: Rarity) -> bool:
    if not one.likely.date.overlaps(other.likely.date):
        return False
    shared = max(rarity.share(one.worded, other.worded), rarity.share(other.worded, one.worded))
    return shared >= SAME or (shared >= 0.35 and bool(one.worded.figures & other.worded.figures))


def _is_known(one: _Sentence, entry: tuple[Known, Worded], rarity: Rarity) -> bool:
    there, worded = entry
    if not there.date.overlaps(one.likely.date):
        return False
    return max(rarity.share(one.worded, worded), rarity.share(worded, one.worded)) >= there.least


def _offer(group: Sequence[_Sentence]) -> Likely:
    """The best telling of a group; that others tell it too makes it likelier."""
    best = group[0].likely
    others = tuple(dict.fromkeys(s.likely.article for s in group if s.likely.article != best.article))
    more = 1 + 0.12 * min(3, len(others))
    return replace(best, also=others, score=round(min(1.0, best.score * more), 4))


# The words of an entry


_LED: Final = re.compile(r"(?:^|[ \u00a0])(?:on|in|during|at)[ \u00a0]$", re.IGNORECASE)
_BOUND: Final = re.compile(
    r"\b(?:the|of|since|until|till|by|from|before|after|between|to|for|and|this|that|a|its|their)[ \u00a0]$",
    re.IGNORECASE,
)


def _entry(sentence: str, found: DateFound) -> str:
    """The sentence without its date where that can be taken out and leaves a sentence."""
    before, behind = sentence[: found.start], sentence[found.end :]
    led = _LED.search(before)
    if behind[:1] in {"'", "’", "-"} or _BOUND.search(before) or not (led or found.reading):
        return sentence
    before = before[: led.start()] if led else before
    if not before.strip():
        rest = behind.lstrip(" ,;:–—")
        return rest[:1].upper() + rest[1:] if rest else sentence
    if before.rstrip().endswith(",") and behind[:1] in {",", "."}:
        before = before.rstrip().rstrip(",")
    return before.rstrip() + (behind if behind[:1] in {",", ".", ";", ":", ")"} else f" {behind.lstrip()}")
