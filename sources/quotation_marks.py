"""Finds what stands in quotation marks, whatever marks a language uses, and takes no apostrophe for one."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_CLOSERS: Final[Mapping[str, str]] = {
    "“": "”",
    "„": '“”"',
    "‟": "”",
    "”": "”",  # Swedish and Finnish open and close alike
    '"': '"',
    "＂": "＂",
    "‘": "’",
    "‚": "‘’",
    "'": "'",
    "«": "»",
    "»": "«»",  # German and Danish books; Swedish closes as it opens
    "‹": "›",
    "›": "‹›",
    "「": "」",
    "『": "』",
    "《": "》",
    "〈": "〉",
}
MARKS: Final = "".join(sorted(set("".join([*_CLOSERS, *_CLOSERS.values()]))))
_NESTS: Final = frozenset("«»‹›「『《〈")  # these stand inside their own kind; of others, one was left open
_ACROSS: Final = frozenset("「『《〈")  # these need no new mark at the next paragraph
_SINGLES: Final = frozenset("‘‚'")
_EVENT: Final = re.compile(rf"[{re.escape(MARKS)}]|\n[^\S\n]*\n\s*")
_SHORTENED: Final = re.compile(
    r"(?:\d0s|tis|twas|em|til|cause|n|cos|bout|round|cept|neath|tween)\b", re.IGNORECASE
)
_BEFORE_OPENING: Final = re.compile(r"[\s(\[{–—―/\-:“„«‹\"‘‚'…]")
DEEPEST: Final = 8  # quotations within quotations
_STARTED: Final = 400  # characters in which a single quotation mark must be closed to be one


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two marks: ``text[start:end]``, the marks not included."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Open:
    mark: str
    start: int


def quotations_in(text: str, language: str = "") -> list[Quotation]:
    """The outermost quotations of a text, in order; those within them belong to them.

    A quotation may go on over paragraphs if each of them begins with the mark again. One that is never
    closed is none. ``language`` (BCP 47) is asked where a mark means one thing here and another there.
    """
    found: list[Quotation] = []
    stack: list[_Open] = []
    skip_to = 0
    for event in _EVENT.finditer(text):
        at = event.start()
        if at < skip_to:
            continue
        if "\n" in event[0]:
            stack, skip_to = _carried_on(text, event.end(), stack)
        elif (place := _closed_by(text, at, stack)) is not None:
            outermost = stack[0]
            del stack[place:]
            inside = text[outermost.start : at]
            if not stack and any(character.isalnum() for character in inside):
                found.append(Quotation(inside, outermost.start, at))
        elif _opens(text, at, language):
            _open(stack, event[0], event.end())
    return found


def _carried_on(text: str, start: int, stack: list[_Open]) -> tuple[list[_Open], int]:
    """What is still open in a new paragraph, and the place behind the mark that says so."""
    if not stack or stack[0].mark in _ACROSS:
        return stack, start
    again, outer = text[start : start + 1], stack[0]
    if again and (again == outer.mark or (outer.mark == "«" and again == "»")):
        return [outer], start + 1
    return [], start


def _closed_by(text: str, at: int, stack: list[_Open]) -> int | None:
    """Which open mark this one closes, by its place in the stack."""
    mark = text[at]
    for place in range(len(stack) - 1, -1, -1):
        if mark in _CLOSERS[stack[place].mark]:
            if stack[place].mark in _SINGLES and not _closes_single(text, at):
                return None
            if stack[place].mark == mark and mark in "»›" and text[at - 1].isspace():
                return None
            return place
    return None


def _closes_single(text: str, at: int) -> bool:
    """Whether this is the closing mark and not an apostrophe (don’t, the ministers’ plan)."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if after.isalnum() or before.isspace():
        return False
    if before in "sS" and after == " " and text[at + 2 : at + 3].isalpha():
        later = re.search(rf"{re.escape(text[at])}(?!\w)|[‘‚\n]", text[at + 1 : at + 1 + _STARTED])
        return not (later and later[0] == text[at])
    return True


def _opens(text: str, at: int, language: str) -> bool:
    mark, before, after = text[at], text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if mark not in _CLOSERS or not after:
        return False
    free = not before or bool(_BEFORE_OPENING.match(before)) or _is_wide(before)
    if mark in "\"＂'":
        return free and not after.isspace() and not (mark == "'" and _shortens(text, at))
    if mark == "‘":
        return not before.isalnum() and not _shortens(text, at)
    if mark == "”":
        return free and not after.isspace() and language.partition("-")[0].lower() in {"", "sv", "fi"}
    return mark not in "»›" or (free and not after.isspace())


def _shortens(text: str, at: int) -> bool:
    """Whether letters were left out here (’90s, ’em) and nothing is quoted."""
    if not _SHORTENED.match(text, at + 1):
        return False
    return not re.match(r"\w{2,}['’]", text[at + 1 : at + 12])


def _is_wide(character: str) -> bool:
    """Chinese, Japanese and Korean letters and marks: no space parts them."""
    return "\u2e80" <= character <= "\ud7af" or "\uff00" <= character <= "\uffef"


def _open(stack: list[_Open], mark: str, start: int) -> None:
    if mark not in _NESTS:
        for place, one in enumerate(stack):
            if one.mark == mark:  # the former was never closed
                del stack[place:]
                break
    if len(stack) < DEEPEST:
        stack.append(_Open(mark, start))
