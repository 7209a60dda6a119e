"""Months and weeks hold every day once, Monday first, and lead to their neighbours."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.calendar.grid import month, week

days = st.dates(min_value=date(1970, 1, 1), max_value=date(9998, 12, 31))


@settings(deadline=None)
@given(days, st.sampled_from([month, week]))
def test_rows_run_from_monday_to_sunday_without_a_gap(day, view):
    shown = [each for row in view(day).weeks for each in row]
    assert shown == [shown[0] + timedelta(days=n) for n in range(len(shown))]
    assert shown[0].weekday() == 0
    assert len(shown) % 7 == 0
    assert day in shown


@settings(deadline=None)
@given(days, st.sampled_from([month, week]))
def test_a_page_holds_its_own_days_and_its_neighbours_the_others(day, view):
    grid = view(day)
    assert grid.holds(day)
    assert not grid.holds(grid.before)
    assert not grid.holds(grid.after)
    assert view(grid.after).before == grid.about[0]
    assert view(grid.before).after == grid.about[0]


@pytest.mark.parametrize(
    ("grid", "title"),
    [
        (month(date(2026, 2, 28)), "February 2026"),
        (week(date(2026, 11, 25)), "23 – 29 November 2026, week 48"),
        (week(date(2026, 12, 31)), "28 December – 3 January 2027, week 53"),
    ],
)
def test_a_page_says_what_it_shows(grid, title):
    assert grid.title == title
