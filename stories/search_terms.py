"""One rule for the terms of texts and of questions, so that what both hold is found, in any script."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

SEARCHED: Final = 100_000  # characters of each weight
MOST_BYTES: Final = 900_000  # a tsvector holds 1 MB in all
BETWEEN: Final = 8  # places between headline, summary and text: no phrase goes across
LONGEST_TERM: Final = 64  # characters; a longer one is cut, in texts and in questions
MOST_TERMS: Final = 24  # of one question
SHORTEST_PREFIX: Final = 3  # characters; fewer begin too many words

# Writing without spaces between words: Chinese, Japanese, Korean; Thai, Lao, Burmese, Khmer.
_UNSPACED: Final = (
    "\u0e01-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0002fa1f"
)


# Signs that belong to the letter before them, of which \w knows nothing: it would cut words at them.
_MARKS: Final = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u096f\u0971-\u0dff"
)
_RUN: Final = re.compile(rf"[\w{_MARKS}]+")
_WORD: Final = re.compile(rf"[{_UNSPACED}]+|[^{_UNSPACED}_]+")
_ACCENTS: Final = re.compile("[\u0300-\u036f\u0640\u064b-\u065f\u0670]")
_FIRST_UNSPACED: Final = re.compile(f"[{_UNSPACED}]")
_PIECE: Final = re.compile(r'(?P<minus>(?<!\S)[-−–](?=\S))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_QUOTES: Final = str.maketrans("“”„‟«»＂　", '"""""""' + " ")
_OR: Final = frozenset({"or", "OR"})


class Place(NamedTuple):
    """A term and where it stands: ``text[start:end]``; ``step`` is how far it is from the one before."""

    term: str
    start: int
    end: int
    step: int


def fold(word: str) -> str:
    """A word as it is compared: case, accents and widths do not count."""
    if word.isascii():
        return word.lower()[:LONGEST_TERM]
    apart = _ACCENTS.sub("", unicodedata.normalize("NFKD", word.casefold()))
    return unicodedata.normalize("NFKC", apart)[:LONGEST_TERM]


def places(text: str) -> Iterator[Place]:
    """The terms of a text in order; where words are not parted by spaces, each two characters that touch."""
    for run in _RUN.finditer(text):
        whole, start = run[0], run.start()
        if whole.isascii() and "_" not in whole:  # nearly all of most texts
            yield Place(whole.lower()[:LONGEST_TERM], start, run.end(), 1)
            continue
        for found in _WORD.finditer(whole):
            word, begin = found[0], start + found.start()
            if _FIRST_UNSPACED.match(word):
                yield from _pairs(word, begin)
            elif term := fold(word):
                yield Place(term, begin, begin + len(word), 1)


def _pairs(word: str, start: int) -> Iterator[Place]:
    for at in range(len(word) - 1):
        yield Place(fold(word[at : at + 2]), start + at, start + at + 2, 1)
    # A character by itself is found at the beginning of a pair, so the last one needs a place of its own.
    end = start + len(word)
    yield Place(fold(word[-1]), end - 1, end, 0 if len(word) > 1 else 1)


def vector(texts: Mapping[str, str]) -> str:
    """The search vector of a story as PostgreSQL reads it, from its texts by weight (A, B, C, D)."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    position = 0
    for weight, text in texts.items():
        for run in _RUN.findall(text[:SEARCHED]):
            if run.isascii() and run.isalnum():  # as in places(), but without them: publishing waits for this
                position += 1
                found[run.lower()[:LONGEST_TERM]].append(f"{position}{weight}")
                continue
            for place in places(run):
                position += place.step
                found[place.term].append(f"{position}{weight}")
        position += BETWEEN
    return " ".join(_written(found))


def _written(found: Mapping[str, Sequence[str]]) -> Iterator[str]:
    left = MOST_BYTES
    for term, at in found.items():
        left -= 8 + len(term.encode()) + 2 * len(at)
        if left < 0:
            return
        yield f"'{term}':{','.join(at)}" if term.isalnum() else f"{_quoted(term)}:{','.join(at)}"


def _quoted(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Part:
    """Terms that stand one after the other: a word, a phrase, or a word of a script without spaces."""

    terms: tuple[str, ...]
    excluded: bool = False
    begins: bool = False  # the last term may go on

    def query(self) -> str:
        """As PostgreSQL reads it."""
        written = [_quoted(term) for term in self.terms]
        if self.begins:
            written[-1] += ":*"
        return ("!" if self.excluded else "") + f"({' <-> '.join(written)})"


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody looks for: all parts of one of the groups."""

    groups: tuple[tuple[Part, ...], ...]

    @property
    def wanted(self) -> tuple[Part, ...]:
        """The parts that a text should hold."""
        return tuple(part for group in self.groups for part in group if not part.excluded)

    def query(self) -> str:
        """As PostgreSQL reads it; nothing where nothing is looked for."""
        return " | ".join(f"({' & '.join(part.query() for part in group)})" for group in self.groups)


def read_question(text: str, *, go_on: bool = False) -> Question:
    """Words, "phrases", -left out, and “or” between them; ``go_on`` lets the last word be unfinished.

    Never fails: signs that mean nothing here part words, and a group in which nothing is wanted is dropped.
    """
    groups: list[list[Part]] = [[]]
    left, last_is_word = MOST_TERMS, False
    for piece in _PIECE.finditer(text.translate(_QUOTES)):
        word = piece["word"]
        if word in _OR and not piece["minus"]:
            groups.append([])
            continue
        part = _part(word if word is not None else piece["phrase"], excluded=piece["minus"] is not None)
        if not part.terms or len(part.terms) > left:
            continue
        left -= len(part.terms)
        groups[-1].append(part)
        last_is_word = word is not None and not part.excluded
    asked = [_single(group) for group in groups if any(not part.excluded for part in group)]
    if go_on and last_is_word and asked and groups[-1]:
        asked[-1] = (*asked[-1][:-1], _unfinished(asked[-1][-1]))
    return Question(tuple(asked))


def headed_by(text: str) -> str:
    """The query for headlines with words that begin like those typed; nothing where no word is typed."""
    parts = [_part(found, excluded=False) for found in text.split()]
    begun = [
        f"{_quoted(term)}:{'A' if pair else '*A'}"
        for part in parts
        for term in part.terms
        for pair in (len(part.terms) > 1 and _FIRST_UNSPACED.match(term) is not None,)
    ]
    return " & ".join(begun[: MOST_TERMS // 2])


def _part(text: str, *, excluded: bool) -> Part:
    found = list(places(text))
    terms = tuple(place.term for place in found if place.step)
    alone = len(found) == 1 and len(found[0].term) == 1 and _FIRST_UNSPACED.match(found[0].term)
    return Part(terms, excluded, begins=bool(alone))


def _single(group: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(dict.fromkeys(group))


def _unfinished(part: Part) -> Part:
    term = part.terms[-1]
    long_enough = len(term) >= SHORTEST_PREFIX and not _FIRST_UNSPACED.match(term)
    return Part(part.terms, part.excluded, part.begins or long_enough)
