"""Describes each possible end of a heading by named features, for a table of weights to rank."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from stories.digest.english import bare, closed_class, listed, open_class
from stories.digest.names import Names

LONGEST_HEADING: Final = 16  # words
LONGEST_LEAD: Final = 600  # characters of a line in which its heading has to end
_WORD: Final = re.compile(r"[^ ]+")
_INITIAL: Final = re.compile(r"(?:[A-Z]\.){1,3}")
_SMALL: Final = frozenset(
    (
        *(
            "a",
            "an",
            "and",
            "as",
            "at",
            "but",
            "by",
            "for",
            "from",
            "in",
            "into",
            "nor",
            "of",
            "off",
            "on",
            "or",
        ),
        *("over", "per", "than", "the", "to", "up", "via", "vs", "vs.", "with", "amid", "after", "before"),
    )
)
_OPENING_MARKS: Final = "“‘\"'("


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a line: as it stands, where it starts, and what its bare form is taken for."""

    raw: str
    start: int
    core: str
    lower: str
    kind: str

    @property
    def small(self) -> bool:
        """Whether a heading in Title Case may hold it in lower case."""
        return self.raw in _SMALL or listed("particle", self.raw)

    @property
    def plain(self) -> bool:
        """Whether it is in lower case throughout, as in a sentence."""
        first = self.raw.lstrip(_OPENING_MARKS)[:1]
        return first.islower() and self.core == self.lower


@dataclass(frozen=True, slots=True)
class Lead:
    """The words that a heading may be made of; ``end`` is the first that cannot be in one."""

    words: tuple[Word, ...]
    end: int

    def cuts(self) -> list[int]:
        """The numbers of words that a heading may have; 0 means that there is none."""
        last = min(self.end, len(self.words) - 1, LONGEST_HEADING)
        return [0, *(n for n in range(1, last + 1) if self._may_cut(n))]

    def _may_cut(self, cut: int) -> bool:
        """No heading ends in a small word, an article or an initial; no body starts with a small word."""
        before = self.words[cut - 1]
        open_ended = before.small or before.kind == "article" or _INITIAL.fullmatch(before.raw)
        return not (open_ended or self.words[cut].small)


def lead_of(line: str) -> Lead:
    """The lead of a line, up to a citation marker or the first word in lower case that is not a small one."""
    words: list[Word] = []
    for found in _WORD.finditer(line[:LONGEST_LEAD]):
        words.append(_word(found[0], found.start()))
        if len(words) > 1 and words[-1].plain and not words[-1].small:
            break
        if "[" in found[0] or len(words) > LONGEST_HEADING * 2:
            break
    return Lead(tuple(words), len(words) - 1)


def _word(raw: str, start: int) -> Word:
    core = bare(raw)
    lower = core.lower()
    return Word(raw, start, core, lower, _kind(raw, core, lower))


def _kind(raw: str, core: str, lower: str) -> str:
    if core[:1].isdigit() or core[:1] in "$€£¥":
        return "digits"
    if core[1:] != core[1:].lower() and "-" not in core and "‑" not in core:
        return "mixed"
    for name in ("title", "place", "modifier", "actor", "organisation"):
        if listed(name, lower):
            return name
    return closed_class(lower) or open_class(lower)


_TIGHT: Final = frozenset(
    {"title", "place", "modifier", "organisation", "number", "digits", "preposition", "day"}
)
_TIGHTEST: Final = frozenset({"title", "place", "modifier"})
_NAME_LIKE: Final = frozenset({"noun", "plural", "mixed", "title"})
_OPENER: Final = frozenset(
    {"preposition", "article", "adverb", "conjunction", "demonstrative", "pronoun", "quantity"}
)


def features(lead: Lead, cut: int, names: Names) -> Iterator[str]:
    """The names of everything that speaks for or against a heading of ``cut`` words; repeated ones add up."""
    if cut:
        yield from _heading_features(lead.words[:cut])
        yield from _seam_features(lead, cut, names)
    else:
        yield "none"
    yield from _body_features(lead, cut, names)


def _heading_features(heading: tuple[Word, ...]) -> Iterator[str]:
    yield f"length {min(len(heading), 10)}"
    last = heading[-1]
    yield f"last {last.kind}"
    if last.raw.endswith(("’s", "'s", "’", "'")):
        yield "last possessive"
    if last.raw.endswith((",", ";", ":")):
        yield "last comma"
    if any(_is_verb(word) for word in heading[1:]):
        yield "heading has verb"
    elif any(_is_verb(word) for word in heading[:1]):
        yield "heading starts with verb"
    lower_case_style = any(word.small for word in heading)
    for word in heading[1:]:
        if not word.small and word.kind in {"article", "pronoun", "demonstrative", "quantity", "adverb"}:
            yield f"inside {word.kind}"
        if not word.small and word.lower in _SMALL and lower_case_style:
            yield "inside small word in capitals"


def _is_verb(word: Word) -> bool:
    return listed("headline_verb", word.lower) or word.kind == "past"


def _seam_features(lead: Lead, cut: int, names: Names) -> Iterator[str]:
    before, first = lead.words[cut - 1], lead.words[cut]
    if names.has_pair(before.core, first.core):
        yield "splits a known name"
    yield from _known("last", before, names)
    seen = {word.core for word in lead.words[:cut] if len(word.core) > 2 and not word.small}
    for offset, word in enumerate(lead.words[cut : lead.end][:3]):
        if word.core in seen:
            yield f"echo {offset}"
    yield from _title_features(lead, cut, names)


def _title_features(lead: Lead, cut: int, names: Names) -> Iterator[str]:
    """What holds titles, places and bodies together with the names behind them."""
    before, first = lead.words[cut - 1], lead.words[cut]
    if before.kind in _TIGHT:
        yield f"seam {before.kind} {first.kind}"
        yield f"last {'tight' if before.kind in _TIGHTEST else 'loose'}"
    if first.kind in _TIGHT and _is_title_phrase(lead, cut):
        yield "first begins title phrase"
    titled = any(word.kind == "title" for word in lead.words[max(0, cut - 2) : cut])
    if titled and first.kind in _NAME_LIKE and not names.is_common(first.lower):
        yield "inside title phrase"


def _is_title_phrase(lead: Lead, cut: int) -> bool:
    """Whether a title and then a name begin here: "Home Affairs Minister K. Shanmugam"."""
    words = lead.words[cut : lead.end]
    titles = [n for n, word in enumerate(words[:4]) if word.kind == "title"]
    return (
        bool(titles)
        and titles[-1] + 1 < len(words)
        and all(not word.small for word in words[: titles[-1] + 2])
    )


def _body_features(lead: Lead, cut: int, names: Names) -> Iterator[str]:
    first = lead.words[cut]
    yield f"first {first.kind}"
    if first.raw[0] in _OPENING_MARKS:
        yield "first quoted"
    if first.plain:
        yield "first plain"
    if names.starts(first.core):
        yield "first opens known name"
    elif names.has(first.core):
        yield "first inside known name"
    if names.is_common(first.lower):
        yield "first known common"
    capitals = [word for word in lead.words[cut + 1 : lead.end] if not word.small]
    yield f"capitals {min(len(capitals), 6)}"
    for word in capitals:
        yield from _known("capital", word, names)
        yield f"capital {word.kind}"
    if cut + 1 < lead.end:
        yield from _second_word_features(first, lead.words[cut + 1], names, alone=not capitals)
    yield from _clause_features(lead, cut)


def _known(role: str, word: Word, names: Names) -> Iterator[str]:
    if names.has(word.core):
        yield f"{role} known name"
    if names.is_common(word.lower):
        yield f"{role} known common"


def _second_word_features(first: Word, second: Word, names: Names, *, alone: bool) -> Iterator[str]:
    if not alone and names.has_pair(first.core, second.core):
        yield "first begins known pair"
    if second.small:
        yield f"first {first.kind} then small"
    elif first.kind in _OPENER:
        yield f"opener then {'name' if names.has(second.core) else second.kind}"


def _clause_features(lead: Lead, cut: int) -> Iterator[str]:
    if cut >= lead.end:
        return
    first, after = lead.words[cut], lead.words[lead.end]
    if first.raw.endswith(",") and first.kind not in {"digits", "day"}:
        yield "first comma"
    last = max((n for n in range(cut, lead.end) if not lead.words[n].small), default=cut)
    if lead.words[last].raw.endswith(",") and first.kind not in _OPENER:
        yield f"comma after {min(last - cut + 1, 4)}"
    if not after.plain:
        return
    alone = "alone" if lead.end - cut == 1 else "run"
    yield f"{alone} {after.kind}"
    if alone == "alone":
        yield f"{first.kind} then {after.kind}"
