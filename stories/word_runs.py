"""The difference of two texts of ours word by word, in which a citation marker is one word."""

from typing import Final

from sources import word_runs
from sources.word_runs import Op, Run
from stories.citations import KEY

__all__ = ["Op", "Run", "runs"]
_WORD: Final = word_runs.word(rf"\[@{KEY}\]")


def runs(old: str, new: str) -> list[Run]:
    """The kept and deleted runs together are the old text, the kept and inserted ones the new text."""
    return word_runs.runs(old, new, words=_WORD)
