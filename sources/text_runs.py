"""The difference of two readings of an article, paragraph by paragraph and in them word by word."""

from difflib import SequenceMatcher
from typing import Final

from sources import word_runs
from sources.word_runs import WORD, Op, Run

__all__ = ["Op", "Run", "runs"]
ALIKE: Final = 0.35  # two paragraphs with less in common are two, not one that was reworded


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
        found += (_words(one, other) for one, other in zip(gone[:both], come[:both], strict=True))
        found += ([Run(Op.DELETE, paragraph)] for paragraph in gone[both:] if paragraph)
        found += ([Run(Op.INSERT, paragraph)] for paragraph in come[both:] if paragraph)
    return [paragraph for paragraph in found if any(run.text for run in paragraph)]


def _words(old: str, new: str) -> list[Run]:
    """The runs of two wordings of one paragraph, or the two if they have too little in common."""
    found = word_runs.runs(old, new)
    kept = sum(len(WORD.findall(run.text)) for run in found if run.op is Op.EQUAL)
    total = len(WORD.findall(old)) + len(WORD.findall(new))
    if not total or 2 * kept / total < ALIKE:
        return [Run(Op.DELETE, old), Run(Op.INSERT, new)]
    return found
