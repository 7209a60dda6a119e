"""What to tell an editor whose text is no date: each message says what to type instead."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from stories.date_words import DASH, FLAGS, MONTH, MONTH_NUMBERS, MONTHS, WS, ZONES, Zone

EXAMPLES: Final = (
    "Dec 25 2025, Dec 25 2025 02:51 UTC, Dec 1–10 2025, Early Dec 2025, Dec 2025, Q4 2025 or 2025"
)
YEARS: Final = "Years go from 1000 to 9999: type the year with four digits, such as Dec 25 2025."
LAST_DAY: Final = "That ends after Dec 30 9999, the last day that can be kept: type an earlier date."
TWO_QUALIFIERS: Final = (
    "A date takes one qualifier: type either About before it or (unconfirmed) after it, "
    "such as About Dec 2025 or Dec 25 2025 (unconfirmed)."
)
_UTC_NAMES: Final = ("UTC", "GMT", "Z")
_SHORT: Final = 60  # characters of a refused text that a message repeats

CLOCK: Final = re.compile(
    rf"(?:,?{WS}{{0,3}}(?:\bat{WS}{{1,3}})?|T)"
    r"(?<![0-9.:])(?P<hour>[0-9]{1,2})[:h.](?P<minute>[0-9]{2})(?![0-9])"
    rf"(?P<seconds>:[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?(?:{WS}{{0,3}}(?P<half>[ap]\.?m(?:\.|\b)))?"
    rf"(?:{WS}{{0,3}}\(?(?P<zone>(?:UTC|GMT)?[+\u2212-][0-9]{{1,2}}(?::?[0-9]{{2}})?(?![0-9])"
    rf"|(?!UTC[+\u2212-]|GMT[+\u2212-]|on\b|{MONTH})[A-Z]{{1,5}}(?![A-Za-z]))\)?)?(?:{WS}{{1,3}}on\b)?",
    FLAGS,
)
CLOCK_FOLLOWS: Final = re.compile(rf",?{WS}{{1,3}}(?:at{WS}{{1,3}})?[0-9]{{1,2}}[:h][0-9]{{2}}", FLAGS)
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+\u2212-])([0-9]{1,2}):?([0-9]{2})?", FLAGS)


def without(clock: re.Match[str]) -> str:
    """The text around a clock time: the day, it is to be hoped."""
    return f"{clock.string[: clock.start()]} {clock.string[clock.end() :]}".strip(" ,")


def advice(text: str, clock: re.Match[str] | None, day: datetime | None) -> str:
    """The message for a text that is no date; ``day`` is what stands beside its clock time, where known."""
    if not text.strip():
        return f"Type a date: {EXAMPLES}."
    if clock and (day or not _DOTTED.search(text)):
        return _clock_advice(clock, day)
    for refusal in _REFUSALS:
        if message := refusal(text[:200]):
            return message
    return f"“{_shortened(text)}” is not a date we understand: type one such as {EXAMPLES}."


def no_such_moment(year: int, month: int, day: int, hour: int, minute: int) -> str:
    """Why the calendar or the clock does not have this."""
    if not 1 <= month <= 12:
        return f"There is no month {month:02}: months go from 01 to 12, such as {year}-12."
    name, days = MONTHS[month - 1], monthrange(year, month)[1]
    if not 1 <= day <= days:
        last = f"{name} {days} {year}"
        return (
            f"There is no {name} {day} {year}, as {name} {year} ends on {last}: type a day from 1 to {days}."
        )
    return (
        f"There is no {hour:02}:{minute:02}: hours go from 00 to 23 and minutes from 00 to 59, "
        f"such as {name} {day} {year} 23:59 UTC."
    )


def reversed_range(start: datetime, end: datetime, *, typed_year: bool) -> str:
    """A range that ends before it starts; one that spans New Year most often lacks its first year."""
    if typed_year or start.year == 1000:
        return f"That range ends before it starts: type {_day(end)} – {_day(start)}, the earlier day first."
    first = f"{MONTHS[start.month - 1]} {start.day} {start.year - 1}"
    return f"That range ends before it starts: type both years, {first} – {_day(end)}."


def _day(moment: datetime) -> str:
    return f"{MONTHS[moment.month - 1]} {moment.day} {moment.year}"


def _shortened(text: str) -> str:
    shown = "".join(character if character.isprintable() else "\ufffd" for character in text[:_SHORT])
    return shown if len(text) <= _SHORT else f"{shown}…"


# Clock times


def _clock_advice(clock: re.Match[str], day: datetime | None) -> str:
    hour, minute = int(clock["hour"]), int(clock["minute"])
    if clock["half"]:
        if not 1 <= hour <= 12:
            return f"There is no {hour}:{minute:02} {clock['half']}: type the time as 00:00 to 23:59 in UTC."
        hour = hour % 12 + (12 if clock["half"][0] in "pP" else 0)
    if hour > 23 or minute > 59:
        return f"There is no {hour:02}:{minute:02}: hours go from 00 to 23 and minutes from 00 to 59."
    zone = clock["zone"]
    if zone is None:
        return (
            f"{hour:02}:{minute:02} in which time zone? Times are kept in UTC: convert it and "
            f"type {_typed(day, hour, minute)} if that is already UTC."
        )
    if zone.upper() in _UTC_NAMES:
        return _utc_advice(clock, day, hour, minute)
    return _zone_advice(zone.upper(), day, hour, minute)


def _utc_advice(clock: re.Match[str], day: datetime | None, hour: int, minute: int) -> str:
    if day is None:
        return (
            f"A time needs one exact day with its year: type {_typed(None, hour, minute)}, with your day, "
            f"or leave the time out."
        )
    why = "Seconds are not kept" if clock["seconds"] else "Put the time behind the day, on a 24-hour clock"
    return f"{why}: type {_typed(day, hour, minute)}."


def _zone_advice(zone: str, day: datetime | None, hour: int, minute: int) -> str:
    readings = _readings(zone)
    if not readings:
        return (
            f"The time zone {zone} is not one we know. Times are kept in UTC: convert "
            f"{hour:02}:{minute:02} {zone} to UTC and type it like {_typed(day, 2, 51)}."
        )
    offers = [_offer(reading, day, hour, minute) for reading in readings]
    clock = f"{hour:02}:{minute:02} {zone}"
    if len(offers) == 1:
        utc, typed = offers[0]
        return f"{clock} is {utc} UTC: type {typed}."
    choices = " ".join(
        f"{reading.place[0].upper()}{reading.place[1:]}: {utc} UTC, type {typed}."
        for reading, (utc, typed) in zip(readings, offers, strict=True)
    )
    return f"{clock} has {len(offers)} readings. {choices}"


def _readings(zone: str) -> tuple[Zone, ...]:
    offset = _OFFSET.fullmatch(zone)
    if offset is None:
        return ZONES.get(zone, ())
    sign, hours, minutes = offset.groups()
    if int(hours) > 14 or int(minutes or 0) > 59:
        return ()
    total = int(hours) * 60 + int(minutes or 0)
    return (Zone(zone, total if sign == "+" else -total),)


def _offer(zone: Zone, day: datetime | None, hour: int, minute: int) -> tuple[str, str]:
    """A time in another zone as UTC: the clock alone, and the whole text to type."""
    moved = hour * 60 + minute - zone.minutes
    days, left = divmod(moved, 24 * 60)
    utc_hour, utc_minute = divmod(left, 60)
    utc = f"{utc_hour:02}:{utc_minute:02}"
    if day:
        return utc, _typed(day + timedelta(days=days), utc_hour, utc_minute)
    beside = {-1: " on the day before", 0: "", 1: " on the next day"}[days]
    return utc, _typed(None, utc_hour, utc_minute) + beside


def _typed(day: datetime | None, hour: int, minute: int) -> str:
    text = _day(day) if day else "Dec 25 2025"
    example = "" if day else "a day and time such as "
    return f"{example}{text} {hour:02}:{minute:02} UTC"


# Days and longer


_DOTTED: Final = re.compile(r"(?<![0-9])([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})(?![0-9])")
_HAS_MONTH: Final = re.compile(rf"(?<![a-z]){MONTH}", FLAGS)
_HAS_YEAR: Final = re.compile(r"(?<![0-9])[1-9][0-9]{3}(?![0-9])")
_ODD_YEAR: Final = re.compile(
    r"(?<![0-9:])(?:0[0-9]{3}|[0-9]{3}|[0-9]{5,})(?![0-9:])|['’][0-9]{2}\b|[0-9] ?(?:BCE?|AD|CE)\b", FLAGS
)
_YEAR_PART: Final = re.compile(
    r"(?:early|mid|middle|late|beginning|start|end|first half|second half|H[12])\b", FLAGS
)
_SEASON: Final = re.compile(r"\b(?:spring|summer|autumn|fall|winter|christmas|easter|ramadan)\b", FLAGS)
_DECADE: Final = re.compile(r"[0-9]{2}0['’]?s\b|\bcentury\b", FLAGS)
_RELATIVE: Final = re.compile(
    r"\b(?:today|yesterday|tomorrow|now|tonight|ago|last|next|this|recently|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)\b)",
    FLAGS,
)
_QUARTER: Final = re.compile(r"\bQ[0-9]|\bquarter\b", FLAGS)
_JOINED: Final = re.compile(rf"{DASH}|\bto\b|\buntil\b|\bthrough\b|\band\b|/", FLAGS)


def _numeric(text: str) -> str:
    """03/04/2025 and its like: every reading that the calendar allows."""
    match = _DOTTED.search(text)
    if match is None:
        return ""
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    typed = {
        f"{MONTHS[month - 1]} {day} {year}"
        for year, month, day in ((first, second, third), (third, first, second), (third, second, first))
        if 1000 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    }
    if not typed:
        return f"“{match[0]}” is not a date we understand: write the month as a word, such as Dec 25 2025."
    why = "can be read in two ways" if len(typed) > 1 else "has no month in words"
    return f"“{match[0]}” {why}: type {' or '.join(sorted(typed))}."


def _odd_year(text: str) -> str:
    return YEARS if _ODD_YEAR.search(text) and not _HAS_YEAR.search(text) else ""


def _relative(text: str) -> str:
    if not _RELATIVE.search(text):
        return ""
    return f"“{_shortened(text)}” changes its meaning with time: type the day itself, such as Dec 25 2025."


def _yearless(text: str) -> str:
    if _HAS_YEAR.search(text) or not (_HAS_MONTH.search(text) or _QUARTER.search(text)):
        return ""
    return f"“{_shortened(text)}” has no year: type it with its year, such as Dec 25 2025 or Q4 2025."


def _part_of_year(text: str) -> str:
    year = _HAS_YEAR.search(text)
    if not year or _HAS_MONTH.search(text) or not (_YEAR_PART.search(text) or _SEASON.search(text)):
        return ""
    return (
        f"A part of a year is not kept: type a quarter such as Q1 {year[0]}, "
        f"a month such as Jan {year[0]} or days such as Jan 1 – Mar 31 {year[0]}."
    )


def _decade(text: str) -> str:
    if not _DECADE.search(text):
        return ""
    return "Decades and centuries are not kept: type a year such as 1995 or Jan 1 1990 – Dec 31 1999."


def _quarter(text: str) -> str:
    year = _HAS_YEAR.search(text)
    if not year or not _QUARTER.search(text):
        return ""
    return f"Quarters are Q1 to Q4: type one such as Q4 {year[0]}."


def _range_of_months(text: str) -> str:
    """Two months, parts, quarters or years with a dash between them: only days make a range."""
    year = _HAS_YEAR.search(text)
    if not year or not _JOINED.search(text):
        return ""
    months = [MONTH_NUMBERS[found[0][:3].lower()] for found in _HAS_MONTH.finditer(text)]
    if len(months) < 2:
        return f"Ranges are of days: type one such as Dec 1–10 {year[0]} or Nov 28 – Dec 2 {year[0]}."
    first, last = sorted((months[0], months[-1]))
    days = monthrange(int(year[0]), last)[1]
    return (
        f"Ranges are of days, with the year at the end: type one such as "
        f"{MONTHS[first - 1]} 1 – {MONTHS[last - 1]} {days} {year[0]}."
    )


_REFUSALS: Final[tuple[Callable[[str], str], ...]] = (
    _numeric,
    _decade,
    _odd_year,
    _relative,
    _part_of_year,
    _yearless,
    _quarter,
    _range_of_months,
)
