"""The difference of two readings of an article, paragraph by paragraph and in them word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby
from typing import Final

_WORD: Final = re.compile(r"\s*(?:[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]|\w+|\S)|\s+$")
_ALIKE: Final = 0.35  # two paragraphs with less in common are two, not one that was reworded
_MOST_PAIRS: Final = 400_000  # words of the one times words of the other that are compared in one go


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


def runs(old: str, new: str) -> list[list[Run]]:
    """For each paragraph of either text its runs, in order; a paragraph that is new or gone is one run."""
    before, after = old.split("\n\n"), new.split("\n\n")
    found: list[list[Run]] = []
    for op, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if op == "equal":
            found += ([Run(Op.EQUAL, paragraph)] for paragraph in before[i1:i2])
            continue
        gone, come = before[i1:i2], after[j1:j2]
        both = min(len(gone), len(come))
        found += (list(_words(one, other)) for one, other in zip(gone[:both], come[:both], strict=True))
        found += ([Run(Op.DELETE, paragraph)] for paragraph in gone[both:] if paragraph)
        found += ([Run(Op.INSERT, paragraph)] for paragraph in come[both:] if paragraph)
    return [paragraph for paragraph in found if any(run.text for run in paragraph)]


def _words(old: str, new: str) -> Iterator[Run]:
    """The runs of two wordings of one paragraph; those of one fate that follow each other are one."""
    for op, same in groupby(_changes(_WORD.findall(old), _WORD.findall(new)), key=lambda run: run.op):
        text = "".join(run.text for run in same)
        if text:
            yield Run(op, text)


def _changes(before: list[str], after: list[str]) -> Iterator[Run]:
    compared = None
    if len(before) * len(after) <= _MOST_PAIRS:
        compared = SequenceMatcher(None, before, after, autojunk=False)
    if compared is None or compared.ratio() < _ALIKE:
        yield Run(Op.DELETE, "".join(before))
        yield Run(Op.INSERT, "".join(after))
        return
    for op, i1, i2, j1, j2 in compared.get_opcodes():
        if op == "equal":
            yield Run(Op.EQUAL, "".join(after[j1:j2]))
            continue
        yield Run(Op.DELETE, "".join(before[i1:i2]))
        yield Run(Op.INSERT, "".join(after[j1:j2]))
