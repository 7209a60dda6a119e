"""Which passages of some articles support a sentence, best first: words, figures and names, no model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from stories.sentences import sentences
from stories.terms import Rarity, Worded

LONGEST: Final = 40_000  # characters of one article that are searched
LEAST: Final = 0.22  # share of the sentence's meaning that a passage must hold
SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one article, under the name by which its passages are told."""

    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of an article, or two that follow one another.

    ``text[start:end]`` of the article; ``share`` is how much of the asked sentence it holds, from 0 to 1;
    ``missing`` are figures of the asked sentence that it does not have.
    """

    article: str
    text: str
    start: int
    end: int
    score: float
    share: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Window:
    article: str
    text: Worded
    start: int
    end: int


class Library:
    """The sentences of some articles, read once for all the sentences that are asked about."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.windows: list[_Window] = []
        singles: list[Worded] = []
        for source in sources:
            text = source.text[:LONGEST]
            spans = sentences(text)
            for place, span in enumerate(spans):
                one = _Window(source.article, Worded(text[slice(*span)]), *span)
                singles.append(one.text)
                self.windows.append(one)
                if place + 1 < len(spans) and "\n" not in text[span.end : spans[place + 1].start]:
                    end = spans[place + 1].end
                    two = Worded(text[span.start : end])
                    self.windows.append(_Window(source.article, two, span.start, end))
        self.rarity = Rarity(singles)

    def supporting(self, sentence: str, *, shown: int = SHOWN) -> list[Passage]:
        """The passages that hold most of a sentence; none that overlaps a better one."""
        asked = Worded(sentence)
        if not asked.distinct:
            return []
        scored = [found for window in self.windows if (found := self._scored(asked, window))]
        scored.sort(key=lambda passage: (-passage.score, len(passage.text), passage.article, passage.start))
        best: list[Passage] = []
        for passage in scored:
            if len(best) == shown:
                break
            if not any(_overlap(passage, better) for better in best):
                best.append(passage)
        return best

    def _scored(self, asked: Worded, window: _Window) -> Passage | None:
        if not asked.distinct & window.text.distinct:
            return None
        share = self.rarity.share(asked, window.text)
        if share < LEAST:
            return None
        missing = asked.figures - window.text.figures
        names = asked.names
        named = len(names & window.text.distinct) / len(names) if names else 1.0
        # A figure that is not there is the surest sign of another fact; a long passage says much by chance.
        right = 1 - len(missing) / (len(asked.figures) or 1)
        compact = min(1.0, 1.5 * len(asked.all) / (len(window.text.all) or 1))
        score = share * (0.5 + 0.3 * right + 0.2 * named) * (0.85 + 0.15 * compact)
        return Passage(
            window.article,
            window.text.text,
            window.start,
            window.end,
            round(score, 4),
            round(share, 4),
            tuple(sorted(missing)),
        )


def _overlap(one: Passage, other: Passage) -> bool:
    return one.article == other.article and one.start < other.end and other.start < one.end
