"""Where in an article the words of a quotation may stand: as they are, or nearly."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from sources.folding import Folded, fold
from sources.quotation_marks import Quotation, quotations_in
from sources.quoted_words import LETTER, Block, Token, aligned, only_misspelt, tokens

LIKE_ENOUGH: Final = 70.0  # letters in common, of 100, for a passage to be worth comparing word by word
SAME_WORDS: Final = 0.6  # share of words that a passage must have in common to be the one that was meant
PROBED: Final = 300  # letters of a long segment that are enough to find it by
LONGEST: Final = 300_000  # characters of an article that are looked at
TRIED: Final = 200  # places of one segment that are tried
_WITHIN: Final = re.compile(LETTER)
_TYPOGRAPHY: Final = re.compile(r"[\s'\-]+")


class Passage:
    """The text of an article, made ready once for many quotations."""

    def __init__(self, text: str, language: str = "") -> None:
        self.text, self.language = text, language

    @cached_property
    def folded(self) -> Folded:
        """The text in which is searched."""
        return fold(self.text[:LONGEST])

    @cached_property
    def spoken(self) -> list[Quotation]:
        """What the article itself puts in quotation marks."""
        return quotations_in(self.text[:LONGEST], self.language)


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words of a quotation, and how it parts from the one before."""

    folded: Folded
    offset: int  # of its original text within the quotation
    core: tuple[int, int]  # the folded text without punctuation at its edges


class Place(NamedTuple):
    """A stretch of the folded passage that a segment may be; ``blocks`` where it is not word for word."""

    start: int
    end: int
    score: float = 100.0
    blocks: tuple[Block, ...] = ()


def places(segment: Segment, passage: Passage) -> list[Place]:
    """Where the words stand as they are, or else the one place whose words are most alike."""
    return [Place(*place) for place in _exact(segment, passage)] or _alike(segment, passage)


def _exact(segment: Segment, passage: Passage) -> Iterator[tuple[int, int]]:
    """Where the words stand as they are, whole words only."""
    sought = segment.folded.text[slice(*segment.core)]
    text = passage.folded.text
    start, tried = text.find(sought), 0
    while start >= 0 and tried < TRIED:
        if _whole(text, start, start + len(sought)):
            yield start, start + len(sought)
        start, tried = text.find(sought, start + 1), tried + 1


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a stretch neither begins nor ends within a word or a number."""
    if _WITHIN.match(text, start) and _cuts_before(text, start):
        return False
    return not (_WITHIN.match(text, end - 1) and _cuts_after(text, end)) and text[end : end + 1] != "%"


def _cuts_before(text: str, start: int) -> bool:
    before, joint = text[max(0, start - 2) : max(0, start - 1)], text[max(0, start - 1) : start]
    if not joint:
        return False
    if _WITHIN.match(joint):
        return True
    if text[start].isdigit() and joint in "-+.,:":
        return before.isdigit() or joint in "-+."  # within a number, or behind its sign
    return joint in "'-" and _WITHIN.match(before) is not None


def _cuts_after(text: str, end: int) -> bool:
    after = text[end : end + 2]
    if not after:
        return False
    if _WITHIN.match(after):
        return True
    if after == "'s" and not _WITHIN.match(text, end + 2):
        return False  # “the minister” in “the minister's plan”
    joins = "'-.,:" if text[end - 1].isdigit() else "'-"
    if len(after) > 1 and after[0] in joins and _WITHIN.match(after, 1):
        return after[0] in "'-" or after[1].isdigit()
    return False


def closest(candidates: Sequence[Sequence[Place]]) -> list[Place] | None:
    """One place for each segment, in order, as close together as they stand anywhere."""
    starts = [[place.start for place in row] for row in candidates]
    best: list[Place] | None = None
    for first in candidates[0]:
        chain = [first]
        for row, at in zip(candidates[1:], starts[1:], strict=True):
            following = bisect_left(at, chain[-1].end)
            if following == len(row):
                return best  # neither has any later beginning an end
            chain.append(row[following])
        if best is None or _length(chain) < _length(best):
            best = chain
    return best


def _length(chain: Sequence[Place]) -> int:
    return chain[-1].end - chain[0].start


def _alike(segment: Segment, passage: Passage) -> list[Place]:
    """The place whose letters are most alike, if enough of its words are the same."""
    text, (start, end) = passage.folded.text, segment.core
    sought = segment.folded.text[start:end]
    located = _located(sought, text)
    if located is None:
        return []
    at, until = located
    quoted = tokens(segment.folded.text, start, end)
    blocks = aligned(quoted, tokens(text, *_widened(text, at, until)))
    there = [token for block in blocks for token in block.there]
    same = sum(len(block.quoted) for block in blocks if block.same)
    if not there or (same < SAME_WORDS * len(quoted) and not only_misspelt(blocks, passage.language)):
        return []
    at, until = there[0].start, there[-1].end
    if all(block.same for block in blocks):
        if not _whole(text, at, until):
            return [_cut(blocks, text, at, until)]
        if _letters(sought) == _letters(text[at:until]):
            return [Place(at, until)]
        blocks = _punctuated(blocks, segment.folded.text, text)
    return [Place(at, until, fuzz.ratio(sought, text[at:until]), tuple(blocks))]


def _located(sought: str, text: str) -> tuple[int, int] | None:
    """Where the letters are most alike; of very many, those at the beginning or at the end are sought."""
    if len(sought) > len(text):
        return 0, len(text)
    if len(sought) <= 2 * PROBED:
        found = fuzz.partial_ratio_alignment(sought, text, score_cutoff=LIKE_ENOUGH)
        return (found.dest_start, found.dest_end) if found else None
    if head := fuzz.partial_ratio_alignment(sought[:PROBED], text, score_cutoff=LIKE_ENOUGH):
        return head.dest_start, min(head.dest_start + len(sought), len(text))
    if tail := fuzz.partial_ratio_alignment(sought[-PROBED:], text, score_cutoff=LIKE_ENOUGH):
        return max(tail.dest_end - len(sought), 0), tail.dest_end
    return None


def _cut(blocks: Sequence[Block], text: str, start: int, end: int) -> Place:
    """Where the quotation begins or ends within a word of the article: that word, whole, is another."""
    after = text.find(" ", end)
    start, end = text.rfind(" ", 0, start) + 1, len(text) if after < 0 else after
    whole = Token(text[start:end], start, end)
    ours = tuple(token for block in blocks for token in block.quoted)
    return Place(start, end, LIKE_ENOUGH, (Block(ours, (whole,), same=False),))


def _letters(text: str) -> str:
    return _TYPOGRAPHY.sub("", text)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch to the ends of its outer words, and one word more on either side."""
    for _ in range(2):
        start = max(text.rfind(" ", 0, max(start, 0)), 0)
    for _ in range(2):
        after = text.find(" ", min(end + 1, len(text)))
        end = len(text) if after < 0 else after
    return start, end


def _punctuated(blocks: Sequence[Block], quoted: str, there: str) -> list[Block]:
    """The same words in both, parted where the punctuation behind one differs."""
    ours = [token for block in blocks for token in block.quoted]
    theirs = [token for block in blocks for token in block.there]
    made: list[Block] = []
    for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
        behind = [
            text[token.end : row[index + 1].start].strip() if index + 1 < len(row) else ""
            for text, token, row in ((quoted, one, ours), (there, other, theirs))
        ]
        if _letters(behind[0]) == _letters(behind[1]):
            made.append(Block((one,), (other,), same=True))
            continue
        ends = (token.end + len(mark) for token, mark in zip((one, other), behind, strict=True))
        marked = [token._replace(end=end) for token, end in zip((one, other), ends, strict=True)]
        made.append(Block((marked[0],), (marked[1],), same=False))
    return made
