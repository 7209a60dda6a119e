"""Shows where a story answers a question: a passage with the words marked, as pieces that are never HTML."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from newsroom.site.templating import unnumbered
from stories.search_terms import Part, Place, Question, places

PASSAGE: Final = 240  # characters
BEFORE: Final = 70  # of them before the first word that is marked
DULL: Final = frozenset(
    (
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "that",
        "the",
    )
)
LOOKED_AT: Final = 60_000  # characters of one story; no page waits for the rest of a very long one


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text, marked or not."""

    text: str
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """Where it stands, in a word or none, and its pieces."""

    label: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Hit:
    """Part number ``part`` of a question stands at ``text[start:end]``."""

    start: int
    end: int
    part: int


def marked(text: str, question: Question) -> list[Piece]:
    """A whole text with the words of a question marked."""
    return list(_pieces(text, hits(text, telling(question)), 0, len(text)))


def telling(question: Question) -> list[Part]:
    """The parts worth marking: words that every text holds only where there are no others."""
    parts = [part for part in question.wanted if len(part.terms) > 1 or part.terms[0] not in DULL]
    return parts or list(question.wanted)


def passage(story: Mapping[str, Any], question: Question) -> Passage | None:
    """The passage that holds most of what is looked for, the first of the best; none if there is none."""
    best: tuple[int, str, str, list[Hit]] | None = None
    wanted = telling(question)
    for label, text in _texts(story):
        found = hits(text, wanted)
        if not found:
            continue
        found = _densest(found)
        held = len({hit.part for hit in found})
        if best is None or held > best[0]:
            best = held, label, text, found
        if held == len(wanted):
            break
    if best is None:
        return None
    _, label, text, found = best
    return Passage(label, list(_cut(text, found)))


def hits(text: str, wanted: Sequence[Part]) -> list[Hit]:
    """Where the parts of a question stand in a text, in order."""
    found = list(places(text))
    first: dict[str, list[int]] = {}
    for number, part in enumerate(wanted):
        first.setdefault(part.terms[0], []).append(number)
    begins = [(part.terms[0], number) for number, part in enumerate(wanted) if part.begins]
    answer = []
    for at, place in enumerate(found):
        numbers = list(first.get(place.term, ()))
        numbers += [
            number for start, number in begins if number not in numbers and place.term.startswith(start)
        ]
        for number in numbers:
            if end := _stands(wanted[number], found, at):
                answer.append(Hit(place.start, end, number))
    return answer


def _stands(part: Part, found: Sequence[Place], at: int) -> int:
    """Where a part that stands at a place ends; 0 if it does not stand there."""
    end = place = 0
    last = len(part.terms) - 1
    for number, term in enumerate(part.terms):
        place = at if number == 0 else _next(found, place)
        if place >= len(found):
            return 0
        there = found[place]
        if there.term != term and not (number == last and part.begins and there.term.startswith(term)):
            return 0
        end = there.end
    return end


def _next(found: Sequence[Place], place: int) -> int:
    place += 1
    while place < len(found) and not found[place].step:
        place += 1
    return place


def _texts(story: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The texts of a story, what a reader looks for first before the rest, until there is enough."""
    left = LOOKED_AT
    texts: Iterable[tuple[str, str]] = (
        ("", story["standfirst"]),
        *(("", unnumbered(section["body_text"])) for section in story["sections"]),
        *(("", section["heading"]) for section in story["sections"]),
        *(("Timeline", unnumbered(entry["text"])) for entry in story["timeline"]),
        *(("Source", source["title"]) for source in story["sources"]),
    )
    for label, text in texts:
        line = " ".join(text[:left].split())
        left -= len(line)
        if line:
            yield label, line


def _densest(found: Sequence[Hit]) -> list[Hit]:
    """The hits that fit into one passage and hold most parts of the question."""
    best: list[Hit] = []
    for at, first in enumerate(found[:200]):
        fitting = []
        for hit in found[at : at + 40]:
            if hit.end - first.start > PASSAGE - BEFORE:
                break
            fitting.append(hit)
        fitting = fitting or [first]
        if len({hit.part for hit in fitting}) > len({hit.part for hit in best}):
            best = fitting
    return best


def _cut(text: str, found: Sequence[Hit]) -> Iterator[Piece]:
    """The passage around some hits, cut at words."""
    first, last = found[0].start, max(hit.end for hit in found)
    start = 0 if first <= BEFORE else _word_after(text, first - BEFORE, first)
    end = min(max(start + PASSAGE, last), len(text))
    if end < len(text):
        end = max(text.rfind(" ", last, end), last) if text.rfind(" ", last, end) > 0 else end
    if start:
        yield Piece("… ")
    yield from _pieces(text, found, start, end)
    if end < len(text):
        yield Piece(" …")


def _word_after(text: str, at: int, most: int) -> int:
    space = text.find(" ", at, most)
    return space + 1 if space >= 0 else at


def _pieces(text: str, found: Sequence[Hit], start: int, end: int) -> Iterator[Piece]:
    for hit in found:
        if hit.end <= start or hit.start >= end:
            continue
        if hit.start > start:
            yield Piece(text[start : hit.start])
        yield Piece(text[max(hit.start, start) : hit.end], marked=True)
        start = hit.end
    if start < end:
        yield Piece(text[start:end])
