"""Dates of feeds: every spelling that is met, and nothing made up."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.feeds.dates import believed, read_date

TEN = datetime(2026, 11, 25, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        *("Wed, 25 Nov 2026 10:00:00 GMT", "25 Nov 2026 10:00 UT", "Wed, 25 Nov 2026 19:00:00 KST"),
        *("Wed, 25 Nov 26 10:00:00 Z", "Wed, 25 Nov 2026 05:00:00 EST", "25-Nov-2026 11:00:00 CET"),
        *("2026-11-25T10:00:00Z", "2026-11-25T19:00:00+09:00", "2026-11-25T19:00:00.123+0900"),
        *("2026-11-25 10:00 UTC", "20261125T100000Z", "2026/11/25 15:30:00 IST", "2026-11-25T11:00+01"),
        *("November 25, 2026 10:00 am GMT", "Nov 25, 2026, 5:00 AM EST", "Wed Nov 25 10:00:00 UTC 2026"),
        *("Wednesday, 25 November 2026 10:00:00 +0000", "Wed, 25 Nov 2026 10:00:00 GMT+0000 (UTC)"),
        *("mer., 25 nov 2026 10:00:00 +0000", "2026-11-25T10:00:00−00:00", "2026-11-25T18:00:00+0800"),
    ],
)
def test_the_moment_is_understood(raw):
    read = read_date(raw)
    assert (read.at.replace(second=0), read.precision) == (TEN, "minute")


@pytest.mark.parametrize("raw", ["2026-11-25", "25 Nov 2026", "2026-11-25T10:00:00", "2026-11-25 10:00 QQT"])
def test_without_a_zone_only_the_day_is_sure(raw):
    read = read_date(raw)
    assert (read.at, read.precision) == (TEN.replace(hour=0), "day")


@pytest.mark.parametrize(
    ("raw", "country", "hour"),
    [
        ("Wed, 25 Nov 2026 12:00:00 CST", "", 18),
        ("Wed, 25 Nov 2026 12:00:00 CST", "CN", 4),
        ("Wed, 25 Nov 2026 12:00:00 BST", "GB", 11),
        ("Wed, 25 Nov 2026 12:00:00 BST", "BD", 6),
        ("Wed, 25 Nov 2026 12:00:00 IST", "IL", 10),
    ],
)
def test_the_country_says_which_zone_a_name_means(raw, country, hour):
    assert read_date(raw, country).at.hour == hour


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "2026",
        "2026-13-01",
        "31 Feb 2026",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "0000-00-00 00:00:00",
        "9" * 500,
    ],
)
def test_what_is_no_date_is_none(raw):
    assert read_date(raw).at is None


def test_a_date_far_ahead_is_when_it_was_seen():
    assert believed(TEN + timedelta(minutes=16), TEN) == TEN
    assert believed(TEN + timedelta(minutes=15), TEN) == TEN + timedelta(minutes=15)
    assert believed(None, TEN) is None


zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.datetimes(datetime(1975, 1, 1), datetime(2060, 1, 1), timezones=zones).map(
    lambda at: at.replace(microsecond=0)
)


@given(moments)
def test_what_the_standards_write_is_read_back(at):
    assert read_date(at.isoformat()).at == at
    assert read_date(format_datetime(at)).at == at


@given(st.text(max_size=60))
def test_no_text_makes_it_fall(raw):
    read = read_date(raw)
    assert (read.at is None) == (read.precision == "")
