"""A wall time becomes the moment that its zone's clocks show it, and never another one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.local_time import NoSuchTimeError, both, moment, to_utc, zone_named

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = sorted(available_timezones() - {"localtime", "posixrules"})
walls = st.datetimes(min_value=datetime(1973, 1, 1), max_value=datetime(2100, 12, 31)).map(
    lambda wall: wall.replace(second=0, microsecond=0)
)
zones = st.sampled_from(ZONES).map(ZoneInfo)


def shown_by(zone, at):
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def turns(zone, year):
    """The hours of a year within which the clocks of a zone change."""
    hour = datetime(year, 1, 1, tzinfo=UTC)
    while hour.year == year:
        after = hour + timedelta(hours=12)
        if hour.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            yield hour
        hour = after


def moments_showing(zone, wall):
    """Every minute around a wall time at which the clocks show it, found by looking at each."""
    start = wall.replace(tzinfo=UTC) - timedelta(hours=27)
    minutes = (start + timedelta(minutes=minute) for minute in range(54 * 60))
    return [minute for minute in minutes if shown_by(zone, minute) == wall]


@settings(deadline=None)
@given(walls, zones)
def test_the_clocks_show_at_the_moment_what_was_typed(wall, zone):
    try:
        at = to_utc(wall, zone)
    except NoSuchTimeError:
        assert moments_showing(zone, wall) == []
    else:
        assert at.tzinfo is UTC
        assert shown_by(zone, at) == wall


@settings(deadline=None)
@given(st.sampled_from(ZONES).map(ZoneInfo), st.integers(1975, 2037), st.data())
def test_around_a_turn_it_refuses_what_is_skipped_and_takes_the_earlier_of_two(zone, year, data):
    hours = list(turns(zone, year))
    if not hours:
        return
    minute = data.draw(st.integers(-180, 15 * 60))
    wall = shown_by(zone, data.draw(st.sampled_from(hours))) + timedelta(minutes=minute)
    wall = wall.replace(second=0)
    shown = moments_showing(zone, wall)
    if not shown:
        with pytest.raises(NoSuchTimeError, match="does not exist"):
            to_utc(wall, zone)
        return
    meant = moment(wall, zone)
    assert meant.at == shown[0]
    assert meant.twice is (len(shown) > 1)


def test_it_refuses_a_time_that_the_clocks_skip_in_spring():
    with pytest.raises(NoSuchTimeError) as refusal:
        to_utc(datetime(2026, 3, 29, 2, 30), BERLIN)
    assert str(refusal.value) == (
        "02:30 on 29 March 2026 does not exist in Europe/Berlin: the clocks go from 02:00 to 03:00. "
        "Choose 01:59 or 03:00."
    )


@pytest.mark.parametrize(("hour", "minute"), [(1, 59), (3, 0)])
def test_the_times_that_a_refusal_names_are_taken(hour, minute):
    assert to_utc(datetime(2026, 3, 29, hour, minute), BERLIN).tzinfo is UTC


def test_a_whole_day_that_an_island_skipped_is_named():
    with pytest.raises(NoSuchTimeError) as refusal:
        to_utc(datetime(2011, 12, 30, 12, 0), ZoneInfo("Pacific/Apia"))
    assert "Choose 23:59 on 29 December or 00:00 on 31 December 2011." in str(refusal.value)


def test_a_time_that_comes_twice_in_autumn_means_the_earlier():
    meant = moment(datetime(2026, 10, 25, 2, 30), BERLIN)
    assert meant.at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert meant.twice


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("UTC", "Tue 6 Oct 2026 08:00 UTC"),
        ("Europe/Berlin", "Tue 6 Oct 2026 10:00 CEST (08:00 UTC)"),
        ("Asia/Kathmandu", "Tue 6 Oct 2026 13:45 UTC+05:45 (08:00 UTC)"),
        ("Pacific/Auckland", "Tue 6 Oct 2026 21:00 NZDT (08:00 UTC)"),
        ("Pacific/Kiritimati", "Tue 6 Oct 2026 22:00 UTC+14:00 (08:00 UTC)"),
        ("Pacific/Pago_Pago", "Mon 5 Oct 2026 21:00 SST (Tue 6 Oct 08:00 UTC)"),
    ],
)
def test_a_moment_is_told_in_both_clocks(zone, words):
    assert both(datetime(2026, 10, 6, 8, 0, tzinfo=UTC), ZoneInfo(zone)) == words


@pytest.mark.parametrize("name", ["", "Nowhere/City", "../etc/passwd", "Europe/", "\x00"])
def test_a_name_that_is_no_zone_means_utc(name):
    assert zone_named(name).key == "UTC"
