"""The fuzzy date itself: when something happened, never shown more precise than it is known.

A date is a half-open interval of UTC time with a precision. What readers see (``display``), EDTF (ISO
8601-2) and the ``datetime`` attribute of HTML's ``<time>`` are generated from it and never stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from stories import date_refusals
from stories.date_words import LONG_MONTHS, MONTHS

FIRST_YEAR: Final = 1000
DAY: Final = timedelta(days=1)
MINUTE: Final = timedelta(minutes=1)
PART_STARTS: Final = {"early": 1, "mid": 11, "late": 21}


class DateError(ValueError):
    """A text or a value that is no date of ours; the message says what to type instead."""


class Precision(StrEnum):
    """How exactly the time of an event is known."""

    MINUTE = "minute"
    DAY = "day"
    PART = "part"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    RANGE = "range"


class Part(StrEnum):
    """The third of a month: early is 1–10, mid 11–20, late 21 to the end."""

    NONE = ""
    EARLY = "early"
    MID = "mid"
    LATE = "late"


class Qualifier(StrEnum):
    """What the sources say about the date itself."""

    NONE = ""
    APPROX = "approx"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """An interval of UTC time, ``start`` inclusive and ``end`` exclusive, that fits its precision.

    A range is of two days or more; other precisions fix the end by the start. Raises DateError otherwise.
    """

    precision: Precision
    start: datetime
    end: datetime
    part: Part = Part.NONE
    qualifier: Qualifier = Qualifier.NONE

    def __post_init__(self) -> None:
        self._coerce()
        if self.start.utcoffset() or self.end.utcoffset() or None in (self.start.tzinfo, self.end.tzinfo):
            raise DateError("A date is kept in UTC: give start and end with the UTC zone.")
        if self.start.year < FIRST_YEAR:
            raise DateError(date_refusals.YEARS)
        if (self.part != "") != (self.precision == "part"):
            raise DateError("Early, mid or late goes with the precision “part”, and only with it.")
        if not _fits(self):
            raise DateError(f"From {self.start} to {self.end} is not one {self.precision}.")

    def _coerce(self) -> None:
        """Take the plain strings that rows and documents hold."""
        if (type(self.precision), type(self.part), type(self.qualifier)) == (Precision, Part, Qualifier):
            return
        try:
            object.__setattr__(self, "precision", Precision(self.precision))
            object.__setattr__(self, "part", Part(self.part))
            object.__setattr__(self, "qualifier", Qualifier(self.qualifier))
        except ValueError as error:
            raise DateError(f"A date cannot hold this: {error}.") from error

    def display(self) -> str:
        """What readers see, such as ``Mid Dec 2025``; `parse` reads it back to an equal date."""
        text = _DISPLAYS[self.precision](self)
        if self.qualifier == "approx":
            return f"About {text}"
        return f"{text} (unconfirmed)" if self.qualifier else text

    def edtf(self) -> str:
        """Extended Date/Time Format (ISO 8601-2), which cannot mark a time: a qualified minute is its day."""
        mark = {"": "", "approx": "~", "uncertain": "?"}[self.qualifier]
        first, last = f"{self.start:%Y-%m-%d}{mark}", f"{self.end - DAY:%Y-%m-%d}{mark}"
        match self.precision:
            case Precision.MINUTE:
                return first if mark else f"{self.start:%Y-%m-%dT%H:%M:%SZ}"
            case Precision.PART:
                return f"[{first}..{last}]"
            case Precision.RANGE:
                return f"{first}/{last}"
            case Precision.QUARTER:
                return f"{self.start.year}-{33 + (self.start.month - 1) // 3}{mark}"
        return f"{self.datetime_attr()}{mark}"

    def datetime_attr(self) -> str:
        """The value of HTML's ``<time datetime>``: the longest one that covers the whole interval, or ""."""
        match self.precision:
            case Precision.MINUTE:
                return f"{self.start:%Y-%m-%dT%H:%MZ}"
            case Precision.DAY:
                return f"{self.start:%Y-%m-%d}"
            case Precision.MONTH | Precision.PART:
                return f"{self.start:%Y-%m}"
        last = self.end - DAY
        if last.year != self.start.year:
            return ""
        return f"{self.start:%Y-%m}" if last.month == self.start.month else f"{self.start.year}"

    def sort_key(self) -> tuple[datetime, datetime]:
        """Chronological order: what is known by its end goes by (end, start), a true range by (start, end).

        One total order, because the two kinds of key never tie: a range's second member is later than its
        first, any other date's is earlier. Dates with equal keys keep the order the editors gave them.
        """
        if self.precision == "range":
            return self.start, self.end
        return self.end, self.start

    def overlaps(self, other: "FuzzyDate") -> bool:
        """Whether some instant lies in both, so that editors may choose which comes first."""
        return self.start < other.end and other.start < self.end

    def as_json(self) -> dict[str, str]:
        """The date as a document holds it; times are ISO 8601 in UTC."""
        return {
            "precision": self.precision.value,
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "part": self.part.value,
            "qualifier": self.qualifier.value,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "FuzzyDate":
        """The date that `as_json` wrote; raises DateError on anything else."""
        try:
            start, end = (datetime.fromisoformat(value[name]) for name in ("start", "end"))
            return cls(value["precision"], start, end, value["part"], value["qualifier"])
        except (KeyError, TypeError) as error:
            raise DateError(f"A date needs precision, start, end, part and qualifier: {error}.") from error
        except ValueError as error:
            raise error if isinstance(error, DateError) else DateError(f"Not a time: {error}.") from error


def reading_back(date: FuzzyDate) -> str:
    """The interval in plain words, such as ``1–10 December 2025``: how a form says what it understood."""
    text = _long_interval(date)
    if date.qualifier == "approx":
        return f"about {text}"
    return f"{text}, unconfirmed" if date.qualifier else text


def _fits(date: FuzzyDate) -> bool:
    start = date.start
    finest = date.precision == "minute"
    if start.second or start.microsecond or (not finest and (start.hour or start.minute)):
        return False
    return start < date.end == _ENDS[date.precision](date)


def later(start: datetime, length: timedelta) -> datetime:
    """``start`` plus a length; raises DateError past year 9999."""
    try:
        return start + length
    except OverflowError as error:
        raise DateError(date_refusals.LAST_DAY) from error


def months_later(start: datetime, months: int) -> datetime:
    """The first of a month so many months after the one of ``start``; raises DateError past year 9999."""
    years, month = divmod(start.month - 1 + months, 12)
    if start.year + years > 9999:
        raise DateError(date_refusals.LAST_DAY)
    return start.replace(year=start.year + years, month=month + 1, day=1)


def part_end(start: datetime) -> datetime:
    """The exclusive end of the third of a month that begins at ``start``."""
    return start.replace(day=start.day + 10) if start.day < 21 else months_later(start, 1)


def _months_from_first(date: FuzzyDate, count: int) -> datetime:
    first = date.start.day == 1 and (date.start.month - 1) % count == 0
    return months_later(date.start, count) if first else date.start


def _end_of_part(date: FuzzyDate) -> datetime:
    return part_end(date.start) if date.start.day == PART_STARTS[date.part] else date.start


def _end_of_range(date: FuzzyDate) -> datetime:
    whole = date.end.timetz() == date.start.timetz()
    return date.end if whole and date.end - date.start >= 2 * DAY else date.start


# Where a date of this precision and start must end; a start that no such date has is given back.
_ENDS: Final[dict[Precision, Callable[[FuzzyDate], datetime]]] = {
    Precision.MINUTE: lambda date: later(date.start, MINUTE),
    Precision.DAY: lambda date: later(date.start, DAY),
    Precision.PART: _end_of_part,
    Precision.MONTH: lambda date: _months_from_first(date, 1),
    Precision.QUARTER: lambda date: _months_from_first(date, 3),
    Precision.YEAR: lambda date: _months_from_first(date, 12),
    Precision.RANGE: _end_of_range,
}


# Generated texts


def day_text(moment: datetime) -> str:
    """A day as readers see it: ``Dec 25 2025``."""
    return f"{MONTHS[moment.month - 1]} {moment.day} {moment.year}"


def _month_text(date: FuzzyDate) -> str:
    return f"{MONTHS[date.start.month - 1]} {date.start.year}"


def _range_text(date: FuzzyDate) -> str:
    start, last = date.start, date.end - DAY
    if start.year != last.year:
        return f"{day_text(start)} – {day_text(last)}"
    month = MONTHS[start.month - 1]
    if start.month != last.month:
        return f"{month} {start.day} – {day_text(last)}"
    return f"{month} {start.day}–{last.day} {start.year}"


_DISPLAYS: Final[dict[Precision, Callable[[FuzzyDate], str]]] = {
    Precision.MINUTE: lambda date: f"{day_text(date.start)} {date.start:%H:%M} UTC",
    Precision.DAY: lambda date: day_text(date.start),
    Precision.PART: lambda date: f"{date.part.capitalize()} {_month_text(date)}",
    Precision.MONTH: _month_text,
    Precision.QUARTER: lambda date: f"Q{(date.start.month + 2) // 3} {date.start.year}",
    Precision.YEAR: lambda date: str(date.start.year),
    Precision.RANGE: _range_text,
}


def _long_interval(date: FuzzyDate) -> str:
    start, last = date.start, date.end - DAY
    month = LONG_MONTHS[start.month - 1]
    if date.precision == "minute":
        return f"{start.day} {month} {start.year}, {start:%H:%M} UTC"
    end = f"{last.day} {LONG_MONTHS[last.month - 1]} {last.year}"
    if start >= last:
        return end
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{end}"
    return (
        f"{start.day} {month} – {end}"
        if start.year == last.year
        else f"{start.day} {month} {start.year} – {end}"
    )
