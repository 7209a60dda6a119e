"""Dates are found in running text, and never read more exactly than they are said."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.dates import parse
from stories.dates_in_text import dates_in

WEDNESDAY = date(2026, 11, 25)


def read(sentence, said_on=WEDNESDAY):
    return [(sentence[f.start : f.end], f.date.display()) for f in dates_in(sentence, said_on=said_on)]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The vote on October 6, 2026, passed.", [("October 6, 2026", "Oct 6 2026")]),
        ("It was posted on Dec 25 2025 02:51 UTC.", [("Dec 25 2025 02:51 UTC", "Dec 25 2025 02:51 UTC")]),
        ("The deal of 2019 was signed in 2018.", [("2019", "2019"), ("2018", "2018")]),
        ("A talk in early April failed.", [("early April", "Early Apr 2026")]),
        ("They struck from 6 to 8 October.", [("6 to 8 October", "Oct 6–8 2026")]),
        ("It broke around October 3.", [("around October 3", "About Oct 3 2026")]),
        ("Q3 2025 was good.", [("Q3 2025", "Q3 2025")]),
    ],
)
def test_dates_that_are_written_are_read_by_the_grammar_of_the_desk(sentence, found):
    assert read(sentence) == found


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The bridge was closed on Tuesday.", [("Tuesday", "Nov 24 2026")]),
        ("It closed on Wednesday.", [("Wednesday", "Nov 25 2026")]),
        ("Inspectors will return on Monday.", [("Monday", "Nov 30 2026")]),
        ("He said on Friday that it will reopen.", [("Friday", "Nov 20 2026")]),
        ("It sank yesterday.", [("yesterday", "Nov 24 2026")]),
        ("Two days ago it came back.", [("Two days ago", "Nov 23 2026")]),
        ("They left three weeks ago.", [("three weeks ago", "About Nov 4 2026")]),
        ("Talks failed last week.", [("last week", "Nov 16–22 2026")]),
        ("Talks failed last month.", [("last month", "Oct 2026")]),
        ("The plan came in February.", [("February", "Feb 2026")]),
    ],
)
def test_relative_days_are_read_by_the_date_of_the_article(sentence, found):
    assert read(sentence) == found


def test_a_year_is_the_one_that_fits_best():
    assert read("The hearing is on January 5.") == [("January 5", "Jan 5 2027")]
    assert read("The hearing was on December 28.", date(2027, 1, 3)) == [("December 28", "Dec 28 2026")]
    # Nov 17 was a Tuesday in 2026, not in 2025: the weekday tells the year.
    assert read("It met on Tuesday, November 17.", date(2027, 6, 1)) == [
        ("Tuesday, November 17", "Nov 17 2026")
    ]


def test_a_time_beside_a_day_is_kept_in_utc_where_its_zone_has_one_reading():
    exact = "It began at 05:00 UTC on November 9."
    assert read(exact) == [("05:00 UTC on November 9", "Nov 9 2026 05:00 UTC")]
    assert read("It began on Dec 25 2025 at 11:51 KST.") == [
        ("Dec 25 2025 at 11:51 KST", "Dec 25 2025 02:51 UTC")
    ]
    (unsure,) = dates_in("It began on Dec 25 2025 at 11:51 IST.", said_on=WEDNESDAY)
    assert (unsure.date.display(), unsure.reading) == (
        "Dec 25 2025",
        "11:51 IST can be read in several ways, so only the day is kept",
    )


def test_it_says_how_it_understood_what_is_not_written():
    (found,) = dates_in("The board met last Tuesday.", said_on=WEDNESDAY)
    assert found.reading == "Tuesday by the date of the article, Nov 25 2026; it may be the one before"


@pytest.mark.parametrize(
    "sentence",
    [
        "It may 14 people help.",
        "They march 5 miles.",
        "Every Friday it is reviewed.",
        "The shop opens on Tuesdays.",
        "Sales rose since by 2025 units.",
        "Today's ships are large.",
        "The ratio was 3.2 of 1,900 ships.",
        "There is no February 31 2026.",
    ],
)
def test_what_is_no_date_is_not_read_as_one(sentence):
    assert read(sentence) == []


def test_without_the_date_of_the_article_only_what_is_written_counts():
    assert read("On Tuesday and October 6 it met, and on Oct 7 2026.", None) == [("Oct 7 2026", "Oct 7 2026")]


@given(st.text(max_size=200), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_no_text_breaks_it_and_each_date_can_be_typed(text, said_on):
    behind = 0
    for found in dates_in(text, said_on=said_on):
        assert behind <= found.start < found.end <= len(text)
        assert parse(found.date.display()) == found.date
        behind = found.end
