"""Compares a quotation with a passage word by word: which words are the same, misspelt, or others."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from rapidfuzz.distance import OSA, Levenshtein

from sources.negations import is_negation

_ALONE: Final = (  # scripts that part no words, and Korean, whose particles stick to the word
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3040-\u30ff\u3130-\u318f"
    "\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGNS: Final = (  # vowels and accents that are no letters of their own
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u0900-\u0963\u0966-\u0dff"
)
LETTER: Final = rf"(?:(?![{_ALONE}_])\w|[{_SIGNS}])"
_TOKEN: Final = re.compile(
    rf"[{_ALONE}]"
    rf"|(?:[$€£¥₩₹]|(?<![\w.])[.+-](?=\d))?\d+(?:[.,:]\d+)*%?(?:-?(?!\d){LETTER}+)*"
    rf"|{LETTER}+(?:['-]{LETTER}+)*"
)
SHORTEST: Final = 5  # letters; a shorter word that differs in one is another word
LONG: Final = 9  # letters from which two may be wrong
MISSPELT: Final = 8  # one misspelt word in so many is a slip; more is another text


class Token(NamedTuple):
    """One word or figure of a folded text."""

    word: str
    start: int
    end: int


class Block(NamedTuple):
    """Words of a quotation, and what stands in their place; one of the two may be empty."""

    quoted: tuple[Token, ...]
    there: tuple[Token, ...]
    same: bool


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words and figures of a stretch of folded text."""
    end = len(text) if end is None else end
    return [Token(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text, start, end)]


def aligned(quoted: Sequence[Token], window: Sequence[Token]) -> list[Block]:
    """The quotation beside the window, without the words of the window around it."""
    codes = Levenshtein.opcodes(_spelt(quoted), _spelt(window))
    blocks: list[Block] = []
    for code in codes:
        ours, theirs = quoted[code.src_start : code.src_end], window[code.dest_start : code.dest_end]
        block = Block(tuple(ours), tuple(theirs), same=code.tag == "equal")
        if blocks and not blocks[-1].same and not block.same:
            block = Block(blocks[-1].quoted + block.quoted, blocks.pop().there + block.there, same=False)
        blocks.append(block)
    return _trimmed(_together(blocks))


def _together(blocks: list[Block]) -> list[Block]:
    """Words at an edge that stand a little way off stand nearer as well: “a” in “7 a.m. A survey”."""
    if len(blocks) > 2 and blocks[0].same and not blocks[1].quoted:
        edge, between = blocks[0], blocks[1].there
        nearer = between[-len(edge.there) :]
        if _spelt(nearer) == _spelt(edge.there):
            blocks = [Block(edge.quoted, nearer, same=True), *blocks[2:]]
    if len(blocks) > 2 and blocks[-1].same and not blocks[-2].quoted:
        edge, between = blocks[-1], blocks[-2].there
        nearer = between[: len(edge.there)]
        if _spelt(nearer) == _spelt(edge.there):
            blocks = [*blocks[:-2], Block(edge.quoted, nearer, same=True)]
    return blocks


def _spelt(row: Sequence[Token]) -> list[str]:
    return [token.word for token in row]


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Words at the edges that the quotation does not claim belong to the passage around it."""
    if blocks and not blocks[0].same:
        first = blocks[0]
        near = first.there[max(0, len(first.there) - len(first.quoted)) :]
        blocks[0] = Block(first.quoted, near, same=False)
    if blocks and not blocks[-1].same:
        last = blocks[-1]
        blocks[-1] = Block(last.quoted, last.there[: len(last.quoted)], same=False)
    return [block for block in blocks if block.quoted or block.there]


def only_misspelt(blocks: Iterable[Block], language: str = "") -> bool:
    """Whether all that differs is how some few words are spelt."""
    blocks = list(blocks)
    wrong = [block for block in blocks if not block.same and not _same_words(block)]
    words = sum(len(block.quoted) for block in blocks)
    return len(wrong) <= max(1, words // MISSPELT) and all(_misspelt(block, language) for block in wrong)


def _same_words(block: Block) -> bool:
    """Whether only the punctuation differs."""
    return _spelt(block.quoted) == _spelt(block.there)


def _misspelt(block: Block, language: str) -> bool:
    words = [*block.quoted, *block.there]
    if any(is_negation(token.word, language) or _is_figure(token.word) for token in words):
        return False
    quoted, there = ("".join(token.word for token in side) for side in (block.quoted, block.there))
    if _bare(quoted) == _bare(there):
        return True  # accents, an apostrophe, one word or two
    if len(block.quoted) != 1 or len(block.there) != 1:
        return False
    return _slip(quoted, there)


def _is_figure(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _bare(word: str) -> str:
    parted = unicodedata.normalize("NFD", word)
    return "".join(c for c in parted if c not in "'-" and not "\u0300" <= c <= "\u036f")


def _slip(one: str, other: str) -> bool:
    """Whether one word is the other with a letter wrong, and not another form of it or another word."""
    shorter = min(len(one), len(other))
    if shorter < SHORTEST or one[0] != other[0] or one[-1] != other[-1]:
        return sorted(one) == sorted(other) and shorter >= SHORTEST and OSA.distance(one, other) == 1
    return OSA.distance(one, other) <= (2 if shorter >= LONG else 1)
