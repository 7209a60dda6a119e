"""Reads the dates of feeds: many spellings, named zones, and no moment made up where none was said."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from sources.feeds.zones import offset

AHEAD: Final = timedelta(minutes=15)  # a clock may be wrong by that much
FIRST_YEAR: Final = 1971  # 1970 is a clock that was never set
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
LONGEST: Final = 100  # characters

_TIME = (
    r"(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?"
)
_ZONE = r"(?:\s*(?P<zone>(?:GMT|UTC)?[+\-−]\d{1,2}:?(?:\d{2})?|[A-Za-z]{1,5}))?(?:\s*\([^()]*\))?"
_SHAPES: Final = tuple(
    re.compile(shape)
    for shape in (
        # 2026-11-25T10:00:00+09:00
        rf"(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?(?:(?:\s*T\s*|\s+){_TIME}{_ZONE})?",
        # 20261125T100000Z
        rf"(?P<year>\d{{4}})(?P<month>\d{{2}})(?P<day>\d{{2}})(?:T?{_TIME}{_ZONE})?",
        # Wed, 25 Nov 2026 10:00:00 KST
        rf"(?:[^\W\d]+\.?,?\s*)?(?P<day>\d{{1,2}})[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?,?[\s-]+(?P<year>\d{{4}}|\d{{2}})"
        rf"(?:[\sT,]+{_TIME}{_ZONE})?",
        # November 25, 2026 10:00 am EST
        rf"(?:[A-Za-z]+,\s*)?(?P<month>[A-Za-z]{{3,9}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
        rf"(?:[\s,]+{_TIME}{_ZONE})?",
        # Wed Nov 25 10:00:00 UTC 2026
        rf"[A-Za-z]{{3}}\s+(?P<month>[A-Za-z]{{3}})\s+(?P<day>\d{{1,2}})\s+{_TIME}(?:\s+(?P<zone>[A-Za-z]{{1,5}}))?"
        r"\s+(?P<year>\d{4})",
    )
)


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A moment, or a day (its beginning in UTC); ``zone`` is the name of a zone that nobody knows."""

    at: datetime | None = None
    precision: str = ""
    zone: str = ""


UNREAD: Final = ReadDate()


def read_date(raw: str, country: str = "") -> ReadDate:
    """What is meant. Without a zone, or with one that is not known, only the day is sure."""
    text = " ".join(raw.split())
    if len(text) > LONGEST:
        return UNREAD
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _read(found.groupdict(), country)
    return UNREAD


def believed(at: datetime | None, seen_at: datetime) -> datetime | None:
    """The date, unless it lies ahead by more than a wrong clock explains: then when it was seen."""
    return seen_at if at is not None and at > seen_at + AHEAD else at


def _read(said: dict[str, str | None], country: str) -> ReadDate:
    try:
        day = datetime(_year(said["year"]), _month(said["month"]), int(said["day"] or 1), tzinfo=UTC)
    except ValueError:
        return UNREAD
    if day.year < FIRST_YEAR:
        return UNREAD
    clock = _clock(said)
    if clock is None:
        return ReadDate(day, "day") if said["day"] else UNREAD
    zone = said.get("zone") or ""
    ahead = _offset(zone, country)
    if ahead is None:
        return ReadDate(day, "day", zone)
    try:
        return ReadDate((day.replace(tzinfo=timezone(ahead)) + clock).astimezone(UTC), "minute")
    except (ValueError, OverflowError):
        return ReadDate(day, "day", zone)


def _year(said: str | None) -> int:
    year = int(said or 0)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _month(said: str | None) -> int:
    said = said or ""
    return int(said) if said.isdecimal() else MONTHS.index(said[:3].lower()) + 1


def _clock(said: dict[str, str | None]) -> timedelta | None:
    if not said.get("hour"):
        return None
    hour, minute, second = (int(said.get(part) or 0) for part in ("hour", "minute", "second"))
    half = (said.get("half") or "")[:1].lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or second > 60:
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _offset(zone: str, country: str) -> timedelta | None:
    found = re.fullmatch(r"(?:GMT|UTC)?([+\-−])(\d{1,2}):?(\d{2})?", zone, re.I)
    if not found:
        return offset(zone, country)
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return None
    ahead = timedelta(hours=hours, minutes=minutes)
    return ahead if found[1] == "+" else -ahead
