"""The difference of two texts word by word, as runs that are kept, taken out or put in; pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import Final

_UNSPACED: Final = r"\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff"  # Thai, Lao, Japanese, Chinese

_STOPS: Final = frozenset(".!?…。！？؟۔।")
_MOST_PAIRS: Final = 250_000  # words of the one text times words of the other that are compared in one go


def word(*more: str) -> re.Pattern[str]:
    """What is one word: with the space before it, so that the space is no word of its own.

    Each character is one where words are not parted; ``more`` are patterns of what else is one.
    """
    kinds = "|".join((*more, rf"[{_UNSPACED}]", rf"[^\W{_UNSPACED}]+", r"\S", "$"))
    return re.compile(rf"\s*(?:{kinds})")


WORD: Final = word()


class Op(StrEnum):
    """What happened to a run of words."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that share one fate; never HTML."""

    op: Op
    text: str


def runs(old: str, new: str, *, words: re.Pattern[str] = WORD) -> list[Run]:
    """The kept and deleted runs together are the old text, the kept and inserted ones the new text."""
    before, after = words.findall(old), words.findall(new)
    head = _shared(before, after)
    tail = _shared(before[head:][::-1], after[head:][::-1])
    middle_before, middle_after = before[head : len(before) - tail], after[head : len(after) - tail]
    found = [Run(Op.EQUAL, "".join(before[:head]))]
    found += _changed(middle_before, middle_after)
    found.append(Run(Op.EQUAL, "".join(before[len(before) - tail :])))
    return list(_joined(found))


def _shared(before: list[str], after: list[str]) -> int:
    """How many words two texts share from their start."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _changed(before: list[str], after: list[str]) -> Iterator[Run]:
    if len(before) * len(after) > _MOST_PAIRS:
        yield from _changed_sentences(before, after)
        return
    for _, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from _fate(before[i1:i2], after[j1:j2])


def _fate(before: list[str], after: list[str]) -> Iterator[Run]:
    if before == after:
        yield Run(Op.EQUAL, "".join(before))
    else:
        yield Run(Op.DELETE, "".join(before))
        yield Run(Op.INSERT, "".join(after))


def _changed_sentences(before: list[str], after: list[str]) -> Iterator[Run]:
    """As above for long texts: sentences first, then the words of those that stand in for each other."""
    old, new = _in_sentences(before), _in_sentences(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for one, other in zip_longest(old[i1:i2], new[j1:j2], fillvalue=()):
            if tag == "replace" and 0 < len(one) * len(other) <= _MOST_PAIRS:
                yield from _changed(list(one), list(other))
            else:
                yield from _fate(list(one), list(other))


def _in_sentences(words: list[str]) -> list[tuple[str, ...]]:
    """Cut behind every full stop: where exactly does not matter here."""
    cuts = [place for place, word in enumerate(words, 1) if word[-1:] in _STOPS]
    return [tuple(words[a:b]) for a, b in pairwise([0, *cuts, len(words)]) if a < b]


def _joined(found: list[Run]) -> Iterator[Run]:
    """Without empty runs, and neighbours of one kind as one run."""
    last: Run | None = None
    for run in found:
        if not run.text:
            continue
        if last and last.op == run.op:
            last = Run(run.op, last.text + run.text)
            continue
        if last:
            yield last
        last = run
    if last:
        yield last
