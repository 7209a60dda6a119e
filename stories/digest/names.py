"""Learns from a whole digest which words are names, from how they are written in the middle of sentences."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from stories.digest.english import bare

LONGEST_TEXT: Final = 4000  # characters read of each text: names come early, and the work stays bounded
_BREAK: Final = re.compile(r"(?<=[.!?:;“”\"])\s+|\s+(?=[“\"(])|\s[–—]\s|\[\d+\]")

_PARTS: Final = (",", ";", ":", "’s", "'s")  # a word that ends so is the last of its name


@dataclass(frozen=True, slots=True)
class Names:
    """Words seen with a capital inside sentences, which of those follow each other, and words without."""

    inside: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    common: frozenset[str] = frozenset()

    def has(self, core: str) -> bool:
        """Whether the word was seen in a name."""
        return core in self.inside

    def starts(self, core: str) -> bool:
        """Whether the word was seen as the first of a name."""
        return core in self.openings

    def has_pair(self, first: str, second: str) -> bool:
        """Whether the two words were seen side by side in a name."""
        return (first, second) in self.pairs

    def is_common(self, lower: str) -> bool:
        """Whether the word was seen in lower case."""
        return lower in self.common


def learn(texts: Iterable[str]) -> Names:
    """What running texts (sentences, not headings) show about names."""
    inside: set[str] = set()
    openings: set[str] = set()
    pairs: set[tuple[str, str]] = set()
    common: set[str] = set()
    for text in texts:
        for stretch in _BREAK.split(text[:LONGEST_TEXT]):
            for position, before, core in _words_after(stretch):
                if not core[:1].isupper():
                    common.add(core)
                elif position:
                    inside.add(core)
                    if not before:
                        openings.add(core)
                        continue
                    pairs.add((before, core))
                    if position == 1:
                        openings.add(before)
    return Names(frozenset(inside), frozenset(openings), frozenset(pairs), frozenset(common))


def _words_after(stretch: str) -> Iterator[tuple[int, str, str]]:
    """Each word's position, the word before it if both have a capital and may be one name, and the word."""
    before = ""
    for position, raw in enumerate(stretch.split()):
        core = bare(raw)
        yield position, before, core
        before = core if core[:1].isupper() and not raw.endswith(_PARTS) else ""
