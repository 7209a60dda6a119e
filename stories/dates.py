"""Reading fuzzy dates: our own grammar, from what an editor types or a digest holds to a `FuzzyDate`."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from stories import date_refusals
from stories.date_words import DASH, END, FLAGS, MONTH, MONTH_NUMBERS, PARTS, QUALIFIERS, TO, WS, YEAR
from stories.fuzzy_dates import (
    DAY,
    MINUTE,
    PART_STARTS,
    DateError,
    FuzzyDate,
    Part,
    Precision,
    Qualifier,
    day_text,
    later,
    months_later,
    part_end,
    reading_back,
)

__all__ = [
    "DateError",
    "FuzzyDate",
    "Part",
    "Precision",
    "Qualifier",
    "match_prefix",
    "parse",
    "reading_back",
]

LONGEST_TEXT: Final = 120  # characters; no date is longer, and it bounds the work on foreign text


def parse(text: str) -> FuzzyDate:
    """Read one date as an editor types it; raises DateError, and nothing else, on what is no date."""
    text = text.strip()
    found = _scan(text, 0) if len(text) <= LONGEST_TEXT else None
    if found is None or found[1] != len(text):
        raise DateError(_why_not(text))
    return found[0]


def match_prefix(text: str) -> tuple[FuzzyDate, int]:
    """The longest date expression that ``text`` starts with, and its length in characters.

    So that ``Dec 28 – Dec 30 2025 – The vote`` splits behind the range and not inside it. Raises DateError
    where there is none, or where a clock time that cannot be read follows the date.
    """
    head = text[:LONGEST_TEXT]
    found = _scan(head, 0)
    if found is None or date_refusals.CLOCK_FOLLOWS.match(head, found[1]):
        raise DateError(_why_not(re.split(r" [-–—] ", head, maxsplit=1)[0]))
    return found


def _why_not(text: str) -> str:
    """What to type instead of a text that is no date; finds the day beside a clock time for the advice."""
    clock = date_refusals.CLOCK.search(text[:LONGEST_TEXT])
    day = None
    if clock:
        rest = date_refusals.without(clock)
        found = _scan(rest, 0)
        if found and found[1] == len(rest) and found[0].precision == "day":
            day = found[0].start
    return date_refusals.advice(text, clock, day)


# The grammar: each form is a regular expression and the function that makes a date of its groups.

_D: Final = rf"([0-9]{{1,2}})(?:st|nd|rd|th)?{END}"
_Y: Final = rf",?{WS}{{1,3}}({YEAR}){END}"
_MD: Final = rf"({MONTH}){WS}{{0,3}}{_D}"
_DM: Final = rf"{_D}{WS}{{1,3}}(?:of{WS}{{1,3}})?({MONTH})"
_ISO: Final = rf"({YEAR})-([0-9]{{2}})-([0-9]{{2}})"
_ZONE: Final = rf"(?:{WS}{{0,3}}(?:UTC|GMT|Z){END}|\+00:?00{END})"
_CLOCK: Final = rf"([0-9]{{1,2}}):([0-9]{{2}})(?::00(?:\.0{{1,6}})?)?{_ZONE}"
_AT: Final = rf"(?:,?{WS}{{1,3}}(?:at{WS}{{1,3}})?{_CLOCK})?"


def _moment(year: str, month: int, day: str, hour: str = "0", minute: str = "0") -> datetime:
    try:
        return datetime(int(year), month, int(day), int(hour), int(minute), tzinfo=UTC)
    except ValueError as error:
        message = date_refusals.no_such_moment(int(year), month, int(day), int(hour), int(minute))
        raise DateError(message) from error


def _day(year: str, month: int, day: str, hour: str | None, minute: str | None) -> FuzzyDate:
    if hour is None or minute is None:
        start = _moment(year, month, day)
        return FuzzyDate(Precision.DAY, start, later(start, DAY))
    start = _moment(year, month, day, hour, minute)
    return FuzzyDate(Precision.MINUTE, start, later(start, MINUTE))


def _range(first: tuple[str | None, int, str], last: tuple[str, int, str]) -> FuzzyDate:
    end = _moment(*last)
    start = _moment(first[0] or last[0], *first[1:])
    if start == end:
        raise DateError(f"That is a single day: type {day_text(start)}.")
    if start > end:
        raise DateError(date_refusals.reversed_range(start, end, typed_year=first[0] is not None))
    return FuzzyDate(Precision.RANGE, start, later(end, DAY))


def _part(part: str, month: str, year: str) -> FuzzyDate:
    name = Part(PARTS[part.lower()])
    start = _moment(year, _number(month), str(PART_STARTS[name]))
    return FuzzyDate(Precision.PART, start, part_end(start), name)


def _months(precision: Precision, year: str, month: int, count: int) -> FuzzyDate:
    start = _moment(year, month, "1")
    return FuzzyDate(precision, start, months_later(start, count))


def _number(month: str) -> int:
    return MONTH_NUMBERS[month[:3].lower()]


_Form = tuple[re.Pattern[str], Callable[..., FuzzyDate]]


def _form(pattern: str, make: Callable[..., FuzzyDate]) -> _Form:
    return re.compile(pattern, FLAGS), make


# Longest first: the first form that matches wins.
_LETTER_FORMS: Final[tuple[_Form, ...]] = (
    _form(_MD + TO + _D + _Y, lambda m, a, b, y: _range((y, _number(m), a), (y, _number(m), b))),
    _form(
        rf"{_MD}(?:{_Y})?{TO}{_MD}{_Y}",
        lambda m, a, y, n, b, z: _range((y, _number(m), a), (z, _number(n), b)),
    ),
    _form(_MD + _Y + _AT, lambda m, d, y, h, i: _day(y, _number(m), d, h, i)),
    _form(rf"({MONTH}){_Y}", lambda m, y: _months(Precision.MONTH, y, _number(m), 1)),
    _form(rf"(early|mid|middle|late)(?:{WS}{{1,3}}(?:in{WS}{{1,3}})?|{DASH})({MONTH}){_Y}", _part),
    _form(
        rf"Q([1-4])(?:,?{WS}{{1,3}}|{DASH})({YEAR}){END}",
        lambda q, y: _months(Precision.QUARTER, y, int(q) * 3 - 2, 3),
    ),
)
_DIGIT_FORMS: Final[tuple[_Form, ...]] = (
    _form(
        rf"{_ISO}(?:{TO}|{WS}?/{WS}?){_ISO}{END}",
        lambda y, m, a, z, n, b: _range((y, int(m), a), (z, int(n), b)),
    ),
    _form(rf"{_ISO}T{_CLOCK}", lambda y, m, d, h, i: _day(y, int(m), d, h, i)),
    _form(_ISO + END + _AT, lambda y, m, d, h, i: _day(y, int(m), d, h, i)),
    _form(
        rf"({YEAR})-([0-9]{{2}}){END}(?!-)",
        lambda y, m: _months(Precision.MONTH, y, int(m), 1),
    ),
    _form(
        rf"({YEAR})(?:{WS}{{1,3}}|{DASH})Q([1-4]){END}",
        lambda y, q: _months(Precision.QUARTER, y, int(q) * 3 - 2, 3),
    ),
    _form(_D + TO + _DM + _Y, lambda a, b, m, y: _range((y, _number(m), a), (y, _number(m), b))),
    _form(
        rf"{_DM}(?:{_Y})?{TO}{_DM}{_Y}",
        lambda a, m, y, b, n, z: _range((y, _number(m), a), (z, _number(n), b)),
    ),
    _form(_DM + _Y + _AT, lambda d, m, y, h, i: _day(y, _number(m), d, h, i)),
    _form(rf"({YEAR}){END}(?!{DASH}[0-9]|[/.:][0-9])", lambda y: _months(Precision.YEAR, y, 1, 12)),
)
_ABOUT: Final = re.compile(
    rf"(?:(about|around|approximately|approx|circa)\.?{WS}{{1,3}}|(ca?)(?:\.{WS}{{0,3}}|{WS}{{1,3}})|(~){WS}{{0,3}})",
    FLAGS,
)
_BEHIND: Final = re.compile(rf"{WS}{{0,3}}\((unconfirmed|uncertain)\)", FLAGS)


def _scan(text: str, position: int) -> tuple[FuzzyDate, int] | None:
    """The longest date expression at a position, and where it ends."""
    before = _ABOUT.match(text, position)
    position = before.end() if before else position
    found = _core(text, position)
    if found is None:
        if before and _ABOUT.match(text, position):
            raise DateError(date_refusals.TWO_QUALIFIERS)
        return None
    date, position = found
    behind = _BEHIND.match(text, position)
    if behind is None:
        word = before and next(filter(None, before.groups()))
        return (_qualified(date, word), position) if word else found
    if before or _BEHIND.match(text, behind.end()):
        raise DateError(date_refusals.TWO_QUALIFIERS)
    return _qualified(date, behind[1]), behind.end()


def _core(text: str, position: int) -> tuple[FuzzyDate, int] | None:
    forms = _DIGIT_FORMS if text[position : position + 1].isdigit() else _LETTER_FORMS
    for pattern, make in forms:
        if match := pattern.match(text, position):
            return make(*match.groups()), match.end()
    return None


def _qualified(date: FuzzyDate, word: str) -> FuzzyDate:
    qualifier = Qualifier(QUALIFIERS[word.lower()])
    return FuzzyDate(date.precision, date.start, date.end, date.part, qualifier)
