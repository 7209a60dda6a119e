"""Folds a text so that typography does not matter, and knows where each folded character came from."""

import re
import unicodedata
from array import array
from dataclasses import dataclass, field
from typing import Final

from sources.quotation_marks import MARKS

_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff"
)
_HYPHENS: Final = "\u2010\u2011\u2212\ufe63\uff0d-"
_DASHES: Final = "\u2012-\u2015\u2e3a\u2e3b\ufe58"
_APOSTROPHES: Final = frozenset("'’‘ʼ＇`´")
_JOINED: Final = "\u0300-\u036f\u1160-\u11ff\u3099\u309a"  # belong to the character before them
_RUN: Final = re.compile(
    rf"(?P<plain>[A-Za-z0-9.,;:!?()%$&/]+(?: [A-Za-z0-9.,;:!?()%$&/]+)*(?![{_JOINED}]))"  # most of a text
    rf"|(?P<gone>[{_INVISIBLE}]+)"
    rf"|(?P<dash>\s*(?:[{_DASHES}]|--+)\s*|\s+[{_HYPHENS}]\s+)"
    r"|(?P<space>\s+)"
    rf"|(?P<hyphen>[{_HYPHENS}])"
    rf"|(?P<mark>[{re.escape(MARKS)}ʼ＇`´])"
    rf"|(?P<word>(?:(?![{_INVISIBLE}])\w)+(?![{_JOINED}]))"
    rf"|(?P<other>.[{_JOINED}]*)",
    re.DOTALL,
)
_CLUSTER: Final = re.compile(rf"(?:.[{_JOINED}]*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; its character ``i`` stands for ``original[starts[i]:ends[i]]``."""

    original: str
    text: str
    starts: "array[int]" = field(repr=False)
    ends: "array[int]" = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text, not empty, stands in the original."""
        return self.starts[start], self.ends[end - 1]


class _Folding:
    """One pass over a text."""

    def __init__(self, original: str) -> None:
        self.original = original
        self.parts: list[str] = []
        self.starts: array[int] = array("L")
        self.ends: array[int] = array("L")

    def folded(self) -> Folded:
        for run in _RUN.finditer(self.original):
            getattr(self, f"_{run.lastgroup}")(run)
        return Folded(self.original, "".join(self.parts), self.starts, self.ends)

    def _add(self, text: str, start: int, end: int) -> None:
        self.parts.append(text)
        self.starts.extend([start] * len(text))
        self.ends.extend([end] * len(text))

    def _gone(self, run: re.Match[str]) -> None:
        """Nothing is left of it."""

    def _space(self, run: re.Match[str]) -> None:
        if self.parts and self.parts[-1][-1] != " ":
            self._add(" ", run.start(), run.end())

    def _dash(self, run: re.Match[str]) -> None:
        before = self.original[run.start() - 1 : run.start()]
        after = self.original[run.end() : run.end() + 1]
        if before.isalnum() and after.isalnum() and run[0] in "‒–":  # a range, a compound
            self._add("-", run.start(), run.end())
            return
        self._add("-" if self.parts and self.parts[-1][-1] == " " else " -", run.start(), run.end())
        self._add(" ", run.start(), run.end())

    def _hyphen(self, run: re.Match[str]) -> None:
        self._add("-", run.start(), run.end())

    def _mark(self, run: re.Match[str]) -> None:
        """An apostrophe within a word stays; quotation marks say nothing about the words."""
        before = self.original[run.start() - 1 : run.start()]
        after = self.original[run.end() : run.end() + 1]
        if run[0] in _APOSTROPHES and before.isalnum() and after.isalnum():
            self._add("'", run.start(), run.end())

    def _plain(self, run: re.Match[str]) -> None:
        self._same(run[0].lower(), run.start())

    def _word(self, run: re.Match[str]) -> None:
        word = run[0]
        if word.isascii():
            self._same(word.lower(), run.start())
        elif unicodedata.is_normalized("NFKC", word) and len(lower := word.casefold()) == len(word):
            self._same(lower, run.start())
        else:
            self._other(run)

    def _same(self, folded: str, start: int) -> None:
        self.parts.append(folded)
        self.starts.extend(range(start, start + len(folded)))
        self.ends.extend(range(start + 1, start + len(folded) + 1))

    def _other(self, run: re.Match[str]) -> None:
        for cluster in _CLUSTER.finditer(run[0]):
            folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster[0]).casefold())
            self._add(folded, run.start() + cluster.start(), run.start() + cluster.end())


def fold(text: str) -> Folded:
    """NFKC and caseless, one space for any run of them, no quotation marks, plain hyphens and dashes."""
    return _Folding(text).folded()
