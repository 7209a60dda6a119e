"""Looks for a quotation in the text of an article, and says how well it is kept, word by word.

A ratio of letters alone would pass “small” for “large” and forgive a dropped “not”: so letters find the
passage, and words decide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from sources.folding import Folded, fold
from sources.negations import denies
from sources.quotation_marks import Quotation, quotations_in
from sources.quoted_places import Passage, Place, Segment, closest, places
from sources.quoted_words import only_misspelt, tokens

__all__ = [
    "AROUND",
    "Caution",
    "Difference",
    "Match",
    "Passage",
    "Quotation",
    "Verdict",
    "find",
    "quotations_in",
]

AROUND: Final = 32  # characters of prefix and suffix (W3C TextQuoteSelector)
MOST_GAPS: Final = 30  # of more, nothing can be said
FAR: Final = 40  # words; who leaves out more than these joins what does not belong together

_MARKER: Final = re.compile(r"[ \u00a0]?\[(?:@[a-z0-9]{4,8}|[0-9]{1,3}(?:, ?[0-9]{1,3})*)\]")
_SIC: Final = re.compile(r"[ \u00a0]?[\[(]sic!?[\])]", re.IGNORECASE)
_ELISION: Final = r"[\[(（［]\s*(?:…+|\.(?:\s?\.){2,}|中略|略)\s*[\])）］]|…+|\.(?:[ \u00a0]?\.){2,}"
_GAP: Final = re.compile(rf"(?P<elision>{_ELISION})|[\[［][^\[\]［］]{{0,200}}[\]］]")
_ATTACHED: Final = re.compile(r"\[(\w{1,20})\](?=\w)|(?<=\w)\[(\w{1,20})\]")
_ATTACHED_WORD: Final = re.compile(r"(?<!\w)\w{0,40}\[\w{1,20}\]\w{0,40}(?:\[\w{1,20}\]\w{0,40}){0,9}")


class Verdict(StrEnum):
    """How a quotation stands in an article."""

    EXACT = "exact"
    ELIDED = "elided"
    ALTERED = "altered"
    NEAR = "near"
    DIFFERENT = "different"
    NOT_FOUND = "not_found"
    TRANSLATED = "translated"
    NO_TEXT = "no_text"

    @property
    def stands(self) -> bool:
        """Whether the words are those of the article, but for what the quotation says it left out."""
        return self in {Verdict.EXACT, Verdict.ELIDED, Verdict.ALTERED}

    @property
    def found(self) -> bool:
        """Whether there is a passage to show."""
        return self.stands or self in {Verdict.NEAR, Verdict.DIFFERENT}

    @property
    def checked(self) -> bool:
        """Whether there was a text to look in, in the language of the quotation."""
        return self not in {Verdict.TRANSLATED, Verdict.NO_TEXT}


class Caution(StrEnum):
    """What an editor should look at although the words are there."""

    NEGATION = "negation"
    LEAVES_QUOTATION = "leaves_quotation"
    FAR_APART = "far_apart"


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of the quotation beside those of the article; the places are in the two original texts."""

    quoted: str
    article: str
    quoted_start: int
    quoted_end: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """What was found: ``passage[start:end]`` is ``exact``, between ``prefix`` and ``suffix``."""

    verdict: Verdict
    start: int = 0
    end: int = 0
    exact: str = ""
    prefix: str = ""
    suffix: str = ""
    score: float = 0.0
    differences: tuple[Difference, ...] = ()
    cautions: tuple[Caution, ...] = ()


def find(
    quotation: str, passage: "str | Passage", *, language: str = "", passage_language: str = ""
) -> Match:
    """Look for a quotation in the text of an article.

    ``language`` is that of the text which quotes, ``passage_language`` that of the article (BCP 47): words
    that cannot be found in an article of another language were translated, and cannot be checked.
    """
    if not isinstance(passage, Passage):
        passage = Passage(passage, passage_language or language)
    if not passage.text.strip():
        return Match(Verdict.NO_TEXT)
    found = _find(_SIC.sub(_blank, _MARKER.sub(_blank, quotation)), passage)
    if not found.verdict.stands and _translated(language, passage.language):
        return Match(Verdict.TRANSLATED)
    return found


def _blank(marker: re.Match[str]) -> str:
    """As many invisible characters, so that places stay what they are."""
    return "\u2060" * len(marker[0])


def _translated(one: str, other: str) -> bool:
    first, second = (_primary(tag) for tag in (one, other))
    return bool(first and second and first != second)


def _primary(tag: str) -> str:
    primary = tag.partition("-")[0].lower()
    return "no" if primary in {"nb", "nn"} else primary


def _find(quotation: str, passage: Passage) -> Match:
    best = Match(Verdict.NOT_FOUND)
    for segments, verdict in _readings(quotation):
        match = _match(segments, verdict, passage)
        if match.verdict.stands:
            return match
        if _rank(match) > _rank(best):
            best = match
    return best


def _rank(match: Match) -> tuple[bool, bool, float]:
    return (match.verdict == Verdict.NEAR, match.verdict.found, match.score)


def _readings(quotation: str) -> Iterator[tuple[list[Segment], Verdict]]:
    """What a quotation may mean: word for word; bracketed letters read; all in brackets left out."""
    if segment := _segment(quotation, 0, len(quotation)):
        yield [segment], Verdict.EXACT
    if not 0 < sum(1 for _ in _GAP.finditer(quotation)) <= MOST_GAPS:
        return
    read = _ATTACHED.sub(lambda m: f"\u2060{m[1] or m[2]}\u2060", quotation)  # the places stay the same
    readings = [read]
    if read != quotation:
        readings.append(_ATTACHED_WORD.sub(lambda m: f"[{'x' * (len(m[0]) - 2)}]", quotation))
    for text in readings:
        altered = text != quotation or any(not gap["elision"] for gap in _GAP.finditer(text))
        segments = _segments(text)
        if segments:
            yield segments, Verdict.ALTERED if altered else Verdict.ELIDED


def _segments(text: str) -> list[Segment]:
    starts, ends = [0], []
    for gap in _GAP.finditer(text):
        ends.append(gap.start())
        starts.append(gap.end())
    ends.append(len(text))
    made = (_segment(text, start, end) for start, end in zip(starts, ends, strict=True))
    return [segment for segment in made if segment]


def _segment(text: str, start: int, end: int) -> Segment | None:
    folded = fold(text[start:end])
    words = tokens(folded.text)
    if not words:
        return None
    return Segment(folded, start, (words[0].start, words[-1].end))


def _match(segments: Sequence[Segment], verdict: Verdict, passage: Passage) -> Match:
    candidates: list[list[Place]] = []
    for segment in segments:
        candidates.append(places(segment, passage))
        if not candidates[-1]:
            return Match(Verdict.NOT_FOUND)
    chain = closest(candidates)
    if chain is None:  # all is there, in another order
        return _shown(segments[:1], candidates[0][:1], Verdict.DIFFERENT, passage)
    blocks = [place.blocks for place in chain if place.blocks]
    if blocks:
        slips = all(only_misspelt(wrong, passage.language) for wrong in blocks)
        verdict = Verdict.NEAR if slips else Verdict.DIFFERENT
    return _shown(segments, chain, verdict, passage)


def _shown(segments: Sequence[Segment], chain: Sequence[Place], verdict: Verdict, passage: Passage) -> Match:
    start, end = passage.folded.span(chain[0].start, chain[-1].end)
    letters = [place.end - place.start for place in chain]
    score = sum(place.score * count for place, count in zip(chain, letters, strict=True)) / sum(letters)
    return Match(
        verdict,
        start,
        end,
        exact=passage.text[start:end],
        prefix=passage.text[max(0, start - AROUND) : start],
        suffix=passage.text[end : end + AROUND],
        score=round(score, 1),
        differences=tuple(_differences(segments, chain, passage)),
        cautions=tuple(_cautions(chain, (start, end), passage)),
    )


def _differences(
    segments: Sequence[Segment], chain: Sequence[Place], passage: Passage
) -> Iterator[Difference]:
    for segment, place in zip(segments, chain, strict=True):
        quoted_at, there_at = segment.core[0], place.start
        for block in place.blocks:
            ours = (block.quoted[0].start, block.quoted[-1].end) if block.quoted else (quoted_at, quoted_at)
            theirs = (block.there[0].start, block.there[-1].end) if block.there else (there_at, there_at)
            if not block.same:
                yield _difference(segment, ours, theirs, passage)
            quoted_at, there_at = ours[1], theirs[1]


def _difference(
    segment: Segment, ours: tuple[int, int], theirs: tuple[int, int], passage: Passage
) -> Difference:
    quoted_start, quoted_end = _span(segment.folded, *ours)
    start, end = _span(passage.folded, *theirs)
    return Difference(
        segment.folded.original[quoted_start:quoted_end],
        passage.text[start:end],
        segment.offset + quoted_start,
        segment.offset + quoted_end,
        start,
        end,
    )


def _span(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """Where a stretch stands in the original; an empty one stands behind what goes before it."""
    if start < end:
        return folded.span(start, end)
    at = folded.ends[start - 1] if start else 0
    return at, at


def _cautions(chain: Sequence[Place], span: tuple[int, int], passage: Passage) -> Iterator[Caution]:
    text = passage.folded.text
    gaps = [text[one.end : other.start] for one, other in pairwise(chain)]
    left_out = [[token.word for token in tokens(gap)] for gap in gaps]
    if any(denies(gap, words, passage.language) for gap, words in zip(gaps, left_out, strict=True)):
        yield Caution.NEGATION
    start, end = span
    if any(said.start <= start < said.end < end for said in passage.spoken):
        yield Caution.LEAVES_QUOTATION
    if any(len(words) > FAR for words in left_out):
        yield Caution.FAR_APART
