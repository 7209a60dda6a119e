"""Reading fuzzy dates as editors type them, and writing them back."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stories.dates import DateError, FuzzyDate, Part, Precision, Qualifier, match_prefix, parse, reading_back

TABLE = Path(__file__).parent / "data" / "fuzzy_dates.tsv"
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, delimiter="\t"))


@pytest.mark.parametrize("row", ROWS, ids=[row["input"] for row in ROWS])
def test_every_row_of_the_table(row):
    if row["result"] == "reject":
        with pytest.raises(DateError):
            parse(row["input"])
        return
    date = parse(row["input"])
    found = (date.display(), date.precision, date.edtf(), date.start.isoformat(), date.end.isoformat())
    names = ("display_or_reason", "precision", "edtf", "start_utc", "end_utc_exclusive")
    assert found == tuple(row[name] for name in names)


@pytest.mark.parametrize(
    ("typed", "display"),
    [
        ("mid-jan 2026", "Mid Jan 2026"),
        ("Mid‑Jan 2026", "Mid Jan 2026"),
        ("MIDDLE JANUARY 2026", "Mid Jan 2026"),
        ("Early December 2025", "Early Dec 2025"),
        ("early in Dec. 2025", "Early Dec 2025"),
        ("December 25, 2025", "Dec 25 2025"),
        ("Dec. 25th, 2025", "Dec 25 2025"),
        ("25 Dec 2025", "Dec 25 2025"),
        ("25th of December 2025", "Dec 25 2025"),
        ("2025-12-25", "Dec 25 2025"),
        ("\u00a0 Dec\u00a025\u00a02025 \n", "Dec 25 2025"),
        ("Sept 3 2025", "Sep 3 2025"),
        ("2025-12", "Dec 2025"),
        ("December, 2025", "Dec 2025"),
        ("2025 Q4", "Q4 2025"),
        ("q4-2025", "Q4 2025"),
        ("Dec 1-10 2025", "Dec 1–10 2025"),
        ("Dec 1 to 10, 2025", "Dec 1–10 2025"),
        ("1–10 December 2025", "Dec 1–10 2025"),
        ("Nov 28 until Dec 2 2025", "Nov 28 – Dec 2 2025"),
        ("28 Nov - 2 Dec 2025", "Nov 28 – Dec 2 2025"),
        ("30 Dec 2025 – 2 Jan 2026", "Dec 30 2025 – Jan 2 2026"),
        ("2025-12-28 to 2025-12-30", "Dec 28–30 2025"),
        ("2025-12-28/2025-12-30", "Dec 28–30 2025"),
        ("c. 2025", "About 2025"),
        ("circa Dec 2025", "About Dec 2025"),
        ("around Early Dec 2025", "About Early Dec 2025"),
        ("approx. Dec 25 2025", "About Dec 25 2025"),
        ("~2025", "About 2025"),
        ("Q4 2025 (uncertain)", "Q4 2025 (unconfirmed)"),
        ("2025-12-25T02:51Z", "Dec 25 2025 02:51 UTC"),
        ("2025-12-25T02:51:00+00:00", "Dec 25 2025 02:51 UTC"),
        ("Dec 25, 2025 at 2:51 GMT", "Dec 25 2025 02:51 UTC"),
        ("25 Dec 2025, 02:51 utc", "Dec 25 2025 02:51 UTC"),
    ],
)
def test_a_date_may_be_typed_in_many_ways(typed, display):
    assert parse(typed).display() == display


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("Early Dec 2025", "1–10 December 2025"),
        ("Dec 25 2025 02:51 UTC", "25 December 2025, 02:51 UTC"),
        ("Dec 25 2025 (unconfirmed)", "25 December 2025, unconfirmed"),
        ("About Feb 2024", "about 1–29 February 2024"),
        ("Q4 2025", "1 October – 31 December 2025"),
        ("Dec 30 2025 – Jan 2 2026", "30 December 2025 – 2 January 2026"),
    ],
)
def test_the_form_says_what_it_understood(typed, plain):
    assert reading_back(parse(typed)) == plain


@pytest.mark.parametrize(
    ("typed", "attribute"),
    [
        ("Dec 25 2025 02:51 UTC", "2025-12-25T02:51Z"),
        ("Dec 25 2025", "2025-12-25"),
        ("Late Dec 2025", "2025-12"),
        ("Dec 2025", "2025-12"),
        ("Q4 2025", "2025"),
        ("2025", "2025"),
        ("Dec 1–10 2025", "2025-12"),
        ("Nov 28 – Dec 2 2025", "2025"),
        ("Dec 30 2025 – Jan 2 2026", ""),
    ],
)
def test_the_time_element_gets_no_more_than_is_known(typed, attribute):
    assert parse(typed).datetime_attr() == attribute


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("About Early Dec 2025", "[2025-12-01~..2025-12-10~]"),
        ("Dec 1–10 2025 (unconfirmed)", "2025-12-01?/2025-12-10?"),
        ("About Dec 25 2025 02:51 UTC", "2025-12-25~"),
        ("Q1 2025 (unconfirmed)", "2025-33?"),
    ],
)
def test_edtf_marks_what_is_in_doubt(typed, edtf):
    assert parse(typed).edtf() == edtf


@pytest.mark.parametrize(
    ("line", "expression"),
    [
        ("Early Dec 2025 – Lee rebukes Coupang.", "Early Dec 2025"),
        ("Dec 28 – Dec 30 2025 – The vote.", "Dec 28 – Dec 30 2025"),
        ("Dec 30 2025 – Jan 2 2026 – The vote.", "Dec 30 2025 – Jan 2 2026"),
        ("Dec 25 2025 – 30 people died.", "Dec 25 2025"),
        ("2025 – 30 people died.", "2025"),
        ("2025-12-25 – 2,000 people marched.", "2025-12-25"),
        ("About Dec 2025 – It rains.", "About Dec 2025"),
        ("Dec 25 2025 (unconfirmed) – It rains.", "Dec 25 2025 (unconfirmed)"),
        ("Dec 25 2025 02:51 UTC – It rains.", "Dec 25 2025 02:51 UTC"),
        ("Dec 2025", "Dec 2025"),
    ],
)
def test_the_longest_date_at_the_start_of_a_line(line, expression):
    date, length = match_prefix(line)
    assert line[:length] == expression
    assert date == parse(expression)


def test_it_refuses_a_line_that_starts_with_no_date():
    with pytest.raises(DateError, match="no year"):
        match_prefix("Dec 25 – It rains in 2025.")
    with pytest.raises(DateError, match="11:51 KST is 02:51 UTC"):
        match_prefix("Dec 25 2025 11:51 KST – It rains.")


def test_order_is_by_end_and_ranges_are_by_start():
    # A range that starts at midnight comes before all that happens on its first day.
    ordered = [
        "Early Dec 2025",
        "Dec 25 2025 – Jan 2 2026",
        "Dec 25 2025 02:51 UTC",
        "Dec 25 2025 13:04 UTC",
        "Dec 25 2025",
        "Dec 26 2025 00:00 UTC",
        "2025",
        "Q4 2025",
        "Dec 2025",
    ]
    assert sorted(sorted(ordered), key=lambda text: parse(text).sort_key()) == ordered


def test_equal_intervals_keep_the_order_of_the_editors():
    for texts in (["Dec 2025", "About Dec 2025"], ["About Dec 2025", "Dec 2025"]):
        assert sorted(texts, key=lambda text: parse(text).sort_key()) == texts


def test_overlap_is_of_the_intervals():
    day, minute = parse("Dec 25 2025"), parse("Dec 25 2025 23:59 UTC")
    assert day.overlaps(minute)
    assert minute.overlaps(day)
    assert not day.overlaps(parse("Dec 26 2025"))


def test_json_goes_there_and_back():
    date = parse("About Mid Dec 2025")
    value = date.as_json()
    assert value == {
        "precision": "part",
        "start": "2025-12-11T00:00:00+00:00",
        "end": "2025-12-21T00:00:00+00:00",
        "part": "mid",
        "qualifier": "approx",
    }
    assert FuzzyDate.from_json(value) == date


@pytest.mark.parametrize(
    "change",
    [
        {"precision": "decade"},
        {"start": "yesterday"},
        {"start": None},
        {"start": "2025-12-11T00:00:00"},
        {"end": "2025-12-21T00:00:00+09:00"},
        {"end": "2025-12-22T00:00:00+00:00"},
        {"end": "2025-12-11T00:00:00+00:00"},
        {"part": ""},
        {"part": "early"},
        {"qualifier": "both"},
    ],
)
def test_it_refuses_json_that_is_no_date(change):
    with pytest.raises(DateError):
        FuzzyDate.from_json({**parse("Mid Dec 2025").as_json(), **change})


def test_it_refuses_json_with_a_field_missing():
    with pytest.raises(DateError):
        FuzzyDate.from_json({"precision": "day"})


DAY = datetime(2025, 12, 25, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "start", "end", "part"),
    [
        (Precision.DAY, DAY, DAY + timedelta(days=2), Part.NONE),
        (Precision.DAY, DAY, DAY + timedelta(days=1), Part.LATE),
        (Precision.DAY, DAY + timedelta(hours=1), DAY + timedelta(hours=25), Part.NONE),
        (Precision.MINUTE, DAY + timedelta(seconds=1), DAY + timedelta(seconds=61), Part.NONE),
        (Precision.RANGE, DAY, DAY + timedelta(days=1), Part.NONE),
        (Precision.RANGE, DAY, DAY - timedelta(days=1), Part.NONE),
        (Precision.RANGE, DAY, DAY + timedelta(days=2, hours=1), Part.NONE),
        (Precision.MONTH, DAY, DAY + timedelta(days=31), Part.NONE),
        (Precision.DAY, DAY.replace(year=999), DAY.replace(year=999, day=26), Part.NONE),
        (Precision.DAY, DAY.replace(year=9999, day=31), DAY.replace(year=9999, day=31), Part.NONE),
    ],
)
def test_it_refuses_an_interval_that_does_not_fit_its_precision(precision, start, end, part):
    with pytest.raises(DateError):
        FuzzyDate(precision, start, end, part)


def test_plain_strings_become_members():
    date = FuzzyDate("day", DAY, DAY + timedelta(days=1), "", "approx")
    assert (type(date.precision), type(date.part), type(date.qualifier)) == (Precision, Part, Qualifier)
