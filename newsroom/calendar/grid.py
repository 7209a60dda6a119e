"""Months and weeks as rows of seven days, Monday first; knows no database and no clock."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
FIRST: Final = date(1970, 1, 1)
LAST: Final = date(9998, 12, 31)


@dataclass(frozen=True, slots=True)
class Grid:
    """What a page shows: its days in rows, which of them it is about, and where its neighbours begin."""

    title: str
    weeks: tuple[tuple[date, ...], ...]
    about: tuple[date, date]  # first and last
    before: date
    after: date

    def holds(self, day: date) -> bool:
        """Whether the page is about this day, or only fills a row with it."""
        return self.about[0] <= day <= self.about[1]


def month(day: date) -> Grid:
    """The month of a day, filled up to whole weeks."""
    first = day.replace(day=1)
    after = (first + timedelta(days=32)).replace(day=1)
    last = after - DAY
    rows, monday = [], first - timedelta(days=first.weekday())
    while monday <= last:
        rows.append(_days(monday))
        monday += WEEK
    return Grid(f"{first:%B %Y}", tuple(rows), (first, last), (first - DAY).replace(day=1), after)


def week(day: date) -> Grid:
    """The week of a day."""
    monday = day - timedelta(days=day.weekday())
    sunday = monday + 6 * DAY
    start = f"{monday:%-d}" if monday.month == sunday.month else f"{monday:%-d %B}"
    title = f"{start} – {sunday:%-d %B %Y}, week {monday.isocalendar().week}"
    return Grid(title, (_days(monday),), (monday, sunday), monday - WEEK, monday + WEEK)


def _days(monday: date) -> tuple[date, ...]:
    return tuple(monday + number * DAY for number in range(7))
