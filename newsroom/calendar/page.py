"""The page of a month or a week, in the zone of who looks or in UTC."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Final
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from newsroom.calendar.grid import DAY, FIRST, LAST, Grid, month, week
from newsroom.calendar.items import Item, items_between
from stories.local_time import clock
from stories.people import zone_of

IN_A_MONTH: Final = 5  # items of a day; the week shows all
VIEWS: Final = {"month": month, "week": week}


@dataclass(frozen=True, slots=True)
class Shown:
    """An item with its time on both clocks."""

    item: Item
    time: str
    utc: str


@dataclass(frozen=True, slots=True)
class Day:
    """One cell."""

    day: date
    items: list[Shown]
    more: int
    today: bool
    about: bool
    week_url: str


def calendar_page(request: HttpRequest, site_context: dict[str, Any]) -> HttpResponse:
    """What is scheduled, embargoed and due.

    Raises:
        PermissionDenied: to who may not see texts.
    """
    if not request.user.has_perms(("stories.view_edition", "stories.view_story")):
        raise PermissionDenied
    own = zone_of(request.user)
    zone = ZoneInfo("UTC") if request.GET.get("zone") == "UTC" else own
    now = timezone.now()
    view = request.GET.get("view", "month")
    view = view if view in VIEWS else "month"
    today = now.astimezone(zone).date()
    day = _day(request.GET.get("day", ""), today)
    grid = VIEWS[view](day)
    links = _Links(view, day, zone, own)
    weeks = _weeks(grid, zone, today, links, shown=IN_A_MONTH if view == "month" else None)
    context = {
        **site_context,
        "title": "Calendar",
        "grid": grid,
        "weeks": weeks,
        "weekdays": [f"{weekday:%A}" for weekday in grid.weeks[0]],
        "zone": zone.key,
        "clock": "" if zone.key == "UTC" else clock(now.astimezone(zone)),
        "links": links.of(grid, today),
        "view": view,
        "nothing": not any(day.items for row in weeks for day in row if day.about),
    }
    return TemplateResponse(request, "admin/calendar.html", context)


def _day(typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today
    return day if FIRST <= day <= LAST else today


def _weeks(grid: Grid, zone: ZoneInfo, today: date, links: "_Links", *, shown: int | None) -> list[list[Day]]:
    first, last = grid.weeks[0][0], grid.weeks[-1][-1]
    # A day more on both sides: what belongs to which day is for the zone's clocks to say.
    start, end = (datetime.combine(edge, time(), UTC) for edge in (first - DAY, last + 2 * DAY))
    by_day = defaultdict(list)
    for item in items_between(start, end):
        local = item.local(zone)
        utc = "" if zone.key == "UTC" else f"{item.utc:%H:%M} UTC"
        by_day[local.date()].append(Shown(item, f"{local:%H:%M}", utc))
    return [
        [
            Day(
                day,
                by_day[day][:shown],
                len(by_day[day][shown:]) if shown else 0,
                day == today,
                grid.holds(day),
                links.to(view="week", day=day.isoformat()),
            )
            for day in row
        ]
        for row in grid.weeks
    ]


@dataclass(frozen=True, slots=True)
class _Links:
    """Where one can go from here; each keeps what it does not change."""

    view: str
    day: date
    zone: ZoneInfo
    own: ZoneInfo

    def to(self, **changed: str) -> str:
        """The address of another page of the calendar."""
        utc = {"zone": "UTC"} if self.zone.key == "UTC" and self.own.key != "UTC" else {}
        wanted = {"view": self.view, "day": self.day.isoformat()} | utc | changed
        return "?" + urlencode({name: value for name, value in wanted.items() if value})

    def of(self, grid: Grid, today: date) -> dict[str, Any]:
        """The links of the page's head."""
        other = "" if self.own.key == "UTC" else "UTC" if self.zone.key != "UTC" else self.own.key
        return {
            "before": self.to(day=grid.before.isoformat()),
            "after": self.to(day=grid.after.isoformat()),
            "today": self.to(day=today.isoformat()),
            "month": self.to(view="month"),
            "week": self.to(view="week"),
            "other_zone": other,
            "other_zone_url": self.to(zone="UTC" if other == "UTC" else ""),
        }
