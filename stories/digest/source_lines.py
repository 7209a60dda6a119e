"""Reads the line of a source: the publisher, then where the title ends and the summary begins."""

import re
from typing import Final

from stories.digest import limits
from stories.digest.limits import keep_within
from stories.digest.lines import BLANKS, Line
from stories.digest.parts import CUT, DigestError, SourceLine

_HOW: Final = "write “Publisher:Title: summary”"
_CURLY: Final = r"“[^“”]*”|‘[^‘“”]*?’(?!\w)|(?<!\w)'[^']*'(?!\w)"
_QUOTED: Final = re.compile(_CURLY)
_QUOTED_STRAIGHT: Final = re.compile(rf'{_CURLY}|"[^"]*"')
# A summary opens with a capitalised verb in -s ("Details", "Re‑examines") and has six words or more.
_SUMMARY: Final = re.compile(r"([A-Z][a-z\u2010\u2011-]{2,}+)(?<=[a-rt-z]s)\s++(?:\S++\s++){4}\S")
_NO_VERBS: Final = frozenset({"This", "Thus", "His", "Its", "Was", "Has", "Always", "Perhaps", "Yes", "Plus"})


def read_source(number: int, line: Line) -> SourceLine:
    """The source of one line.

    Raises:
        DigestError: there is no publisher, no title or no summary, or one is too long to store.
    """
    publisher, colon, behind = line.text.partition(":")
    if not colon or not publisher.strip():
        raise DigestError(line.number, f"Source {number} names no publisher: {_HOW}.")
    rest = behind.lstrip(BLANKS)
    both = limits.TITLE + len(CUT) + limits.SUMMARY
    keep_within(both, len(rest), line.number, "Title and summary together")  # before the work of cutting
    cuts = _cuts(rest)
    if not cuts:
        raise DigestError(line.number, f"Source {number} has no title or no summary: {_HOW}.")
    source = SourceLine(number, publisher, behind[: len(behind) - len(rest)], rest, cuts)
    keep_within(limits.PUBLISHER, len(publisher), line.number, "The publisher")
    keep_within(limits.TITLE, len(source.title), line.number, "The title")
    keep_within(limits.SUMMARY, len(source.summary), line.number, "The summary")
    return source


def _cuts(rest: str) -> tuple[int, ...]:
    """Where a title may end, the best place first; inside quotation marks only if there is no other place."""
    places = _places(_without_quotations(rest), rest) or _places(rest, rest)
    if not places:
        return ()
    best = next((place for place in reversed(places) if _starts_summary(rest, place + len(CUT))), places[-1])
    return (best, *(place for place in reversed(places) if place != best))


def _places(searched: str, rest: str) -> list[int]:
    first = len(rest) - len(rest.lstrip())
    last = len(rest.rstrip()) - len(CUT)
    return [found.start() for found in re.finditer(CUT, searched) if first < found.start() < last]


def _without_quotations(rest: str) -> str:
    """The same text with every quotation blotted out; a straight mark left over (5" of snow) opens none."""
    quoted = _QUOTED if rest.count('"') % 2 else _QUOTED_STRAIGHT
    return quoted.sub(lambda found: "x" * len(found[0]), rest)


def _starts_summary(rest: str, place: int) -> bool:
    found = _SUMMARY.match(rest, place)
    return found is not None and found[1] not in _NO_VERBS
