"""Reads the date of publication as a machine wrote it into a page, and says how exactly it is known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

_ISO: Final = re.compile(
    r"(?P<day>[0-9]{4}-[01]?[0-9]-[0-3]?[0-9]|[0-9]{4}[01][0-9][0-3][0-9])"
    r"(?:[T ]+(?P<hour>[0-2]?[0-9]):?(?P<minute>[0-5][0-9])(?::?(?P<second>[0-6][0-9])(?:[.,][0-9]+)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-][0-2]?[0-9](?::?[0-5][0-9])?)?)?",
    re.I,
)
_SLASHED: Final = re.compile(r"([0-9]{4})[/.]([01]?[0-9])[/.]([0-3]?[0-9])")
_EPOCH: Final = re.compile(r"([0-9]{10})(?:\.[0-9]+|([0-9]{3}))?")
_IN_PATH: Final = re.compile(r"/((?:19|20)[0-9]{2})[/-]?([01][0-9])[/-]?([0-3][0-9])(?=[/_.-]|$)")
FIRST_YEAR: Final = 1990  # a page from before the web carries a placeholder
SAME: Final = timedelta(hours=36)  # two writings of one date, in whatever zones, lie nearer than this


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published: the moment in UTC, or midnight UTC of a day; and as it was written."""

    at: datetime
    to_the_minute: bool
    raw: str

    @property
    def precision(self) -> str:
        """The word for it in the catalogue."""
        return "minute" if self.to_the_minute else "day"


def read(raw: str) -> Published | None:
    """The date that ``raw`` means, or None.

    A time without a zone is known to the day only: nobody can say which hour it was. So is midnight sharp,
    which systems write when they know no hour.
    """
    text = " ".join(raw.split())[:100]
    found = _iso(text) or _slashed(text) or _epoch(text) or _mail(text)
    return Published(*found, raw[:200].strip()) if found and found[0].year >= FIRST_YEAR else None


def best(candidates: Iterable[str], *, url: str = "") -> Published | None:
    """The first date that can be read, to the minute where any other writing of it is; else the URL's day."""
    known = [published for raw in candidates if raw and (published := read(raw))]
    if not known:
        return _in_path(url)
    first = known[0]
    if first.to_the_minute:
        return first
    finer = (other for other in known[1:] if other.to_the_minute and abs(other.at - _noon(first.at)) <= SAME)
    return next(finer, first)


def _noon(day: datetime) -> datetime:
    return day + timedelta(hours=12)


def _iso(text: str) -> tuple[datetime, bool] | None:
    found = _ISO.fullmatch(text)
    if not found:
        return None
    try:
        day = _day(found["day"])
        if found["hour"] is None:
            return day, False
        at = day.replace(hour=int(found["hour"]), minute=int(found["minute"]))
    except ValueError:
        return None
    if not found["zone"] or (at == day and int(found["second"] or 0) == 0):
        return day, False
    at -= _offset(found["zone"])
    return at, True


def _day(written: str) -> datetime:
    parts = written.split("-") if "-" in written else (written[:4], written[4:6], written[6:])
    year, month, day = (int(part) for part in parts)
    return datetime(year, month, day, tzinfo=UTC)


def _offset(zone: str) -> timedelta:
    if zone[0] not in "+-":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")
    length = timedelta(hours=int(hours), minutes=int(minutes))
    return length if zone[0] == "+" else -length


def _slashed(text: str) -> tuple[datetime, bool] | None:
    found = _SLASHED.match(text)
    try:
        return (_day("-".join(found.groups())), False) if found else None
    except ValueError:
        return None


def _epoch(text: str) -> tuple[datetime, bool] | None:
    found = _EPOCH.fullmatch(text)
    return (datetime.fromtimestamp(int(found[1]), UTC).replace(second=0), True) if found else None


def _mail(text: str) -> tuple[datetime, bool] | None:
    """``Wed, 25 Nov 2026 10:03:00 GMT``; zones by name are known to the day only, but for GMT and UTC."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    day = datetime.combine(date(at.year, at.month, at.day), datetime.min.time(), UTC)
    sure = at.tzinfo is not None and re.search(r"(?:GMT|UTC|Z|[+-][0-9]{4})$", text)
    if not sure or (at.hour, at.minute, at.second) == (0, 0, 0):
        return day, False
    return at.astimezone(UTC).replace(second=0, microsecond=0), True


def _in_path(url: str) -> Published | None:
    """The day that a path such as ``/2026/11/25/bridge`` names."""
    found = _IN_PATH.search(urlsplit(url).path)
    if not found:
        return None
    try:
        at = _day("-".join(found.groups()))
    except ValueError:
        return None
    return Published(at, False, found[0].strip("/"))
