"""Times at the desk: read from a form in the zone beside the field, told back in both clocks."""

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import available_timezones

from stories.errors import Refused
from stories.local_time import Moment, NoSuchTimeError, both, moment, zone_named
from stories.people import Person, zone_of


def zones_for(person: Person) -> tuple[str, ...]:
    """The zones that somebody may type a time in: their own first, then UTC."""
    own = zone_of(person).key
    return (own,) if own == "UTC" else (own, "UTC")


def typed_moment(data: Mapping[str, str]) -> Moment:
    """What ``at`` means in ``zone``; without a zone it is UTC.

    Raises:
        Refused: no time, no such zone, or a time that the clocks of the zone skip.
    """
    zone = str(data.get("zone", "")) or "UTC"
    if zone not in available_timezones():
        raise Refused("bad_zone", "Choose a time zone from the list.")
    try:
        wall = datetime.fromisoformat(str(data.get("at", "")))
    except ValueError as error:
        raise Refused("time_missing", "Choose the day and the time at which it goes live.") from error
    if wall.tzinfo:
        return Moment(wall.astimezone(UTC), twice=False)
    try:
        return moment(wall, zone_named(zone))
    except (NoSuchTimeError, OverflowError) as error:
        told = str(error) if isinstance(error, NoSuchTimeError) else "Choose a day that the calendar has."
        raise Refused("no_such_time", told) from error


def scheduled_words(meant: Moment, person: Person) -> str:
    """What has been scheduled, in both clocks; which of two equal times is meant is said."""
    told = f"Goes live on {both(meant.at, zone_of(person))}."
    return f"{told} The clocks show that time twice: the earlier is meant." if meant.twice else told
