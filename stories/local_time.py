"""Times as people type and read them, in a zone: the one place where a wall clock becomes UTC and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MINUTE: Final = timedelta(minutes=1)
SECOND: Final = timedelta(seconds=1)
DAY: Final = timedelta(days=1)


class NoSuchTimeError(ValueError):
    """A wall time that the clocks of the zone skip; the message names the gap and the nearest times."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a wall time means: the moment, and whether the wall clock shows that time twice."""

    at: datetime
    twice: bool


def zone_named(name: str) -> ZoneInfo:
    """The zone of the IANA database by that name, or UTC where it knows none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(wall: datetime, zone: ZoneInfo) -> Moment:
    """The moment at which the clocks of a zone show a wall time; of two such moments the earlier.

    Raises:
        NoSuchTimeError: the clocks skip that time.
    """
    found = sorted(set(_meanings(wall, zone)))
    if not found:
        raise NoSuchTimeError(_skipped(wall, zone))
    return Moment(found[0], len(found) > 1)


def to_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment of a wall time in UTC; see ``moment``."""
    return moment(wall, zone).at


def both(at: datetime, zone: ZoneInfo) -> str:
    """A moment as the zone's clocks show it, and UTC: ``Tue 6 Oct 2026 10:00 CEST (08:00 UTC)``."""
    utc, local = at.astimezone(UTC), at.astimezone(zone)
    if local.utcoffset() == timedelta(0):
        return f"{utc:%a %-d %b %Y %H:%M} UTC"
    there = f"{utc:%H:%M} UTC" if utc.date() == local.date() else f"{utc:%a %-d %b %H:%M} UTC"
    return f"{local:%a %-d %b %Y %H:%M} {clock(local)} ({there})"


def clock(local: datetime) -> str:
    """What a zone calls its clocks at a moment: ``CEST``, or ``UTC+05:45`` where it has no word for them."""
    name = local.tzname() or ""
    if name.isalpha():
        return name
    offset = local.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"


def _meanings(wall: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """The moments at which the clocks show exactly that."""
    for fold in (0, 1):
        at = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
        if at.astimezone(zone).replace(tzinfo=None) == wall.replace(fold=0):
            yield at


def _skipped(wall: datetime, zone: ZoneInfo) -> str:
    turn = _turn(wall, zone)
    before, after = (turn - SECOND).astimezone(zone), turn.astimezone(zone)
    stopped = (before + SECOND).replace(tzinfo=None)
    last, first = stopped - MINUTE, after.replace(tzinfo=None)
    same_day = last.date() == first.date()
    nearest = f"{last:%H:%M}" if same_day else f"{last:%H:%M} on {last:%-d %B}"
    then = f"{first:%H:%M}" if same_day else f"{first:%H:%M} on {first:%-d %B %Y}"
    return (
        f"{wall:%H:%M} on {wall:%-d %B %Y} does not exist in {zone.key}: the clocks go from "
        f"{stopped:%H:%M} to {then}. Choose {nearest} or {then}."
    )


def _turn(wall: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks are put forward over a wall time, to the second."""
    early = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    while late - early > SECOND:
        middle = early + timedelta(seconds=(late - early) // SECOND // 2)
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            early = middle
        else:
            late = middle
    return late
