"""What holds for every fuzzy date and every text, searched by hypothesis."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta

from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.dates import DateError, FuzzyDate, Part, Precision, Qualifier, match_prefix, parse, reading_back
from stories.fuzzy_dates import months_later

patient = settings(deadline=None)  # a busy machine is no failure
days = st.datetimes(datetime(1000, 1, 1), datetime(9998, 12, 31), timezones=st.just(UTC)).map(
    lambda moment: moment.replace(hour=0, minute=0, second=0, microsecond=0)
)
firsts = days.map(lambda day: day.replace(day=1))
qualifiers = st.sampled_from(Qualifier)
minutes = st.builds(lambda day, count: day + timedelta(minutes=count), days, st.integers(0, 1439))


def _months(precision, count):
    starts = firsts.map(lambda day: day.replace(month=day.month - (day.month - 1) % count))
    return st.builds(
        lambda start, qualifier: FuzzyDate(precision, start, months_later(start, count), qualifier=qualifier),
        starts,
        qualifiers,
    )


def _part(first, part, qualifier):
    start = first.replace(day={"early": 1, "mid": 11, "late": 21}[part])
    length = 10 if part != "late" else monthrange(first.year, first.month)[1] - 20
    return FuzzyDate(Precision.PART, start, start + timedelta(days=length), part, qualifier)


dates = st.one_of(
    st.builds(
        lambda s, q: FuzzyDate(Precision.MINUTE, s, s + timedelta(minutes=1), qualifier=q),
        minutes,
        qualifiers,
    ),
    st.builds(lambda s, q: FuzzyDate(Precision.DAY, s, s + timedelta(days=1), qualifier=q), days, qualifiers),
    st.builds(_part, firsts, st.sampled_from([Part.EARLY, Part.MID, Part.LATE]), qualifiers),
    _months(Precision.MONTH, 1),
    _months(Precision.QUARTER, 3),
    _months(Precision.YEAR, 12),
    st.builds(
        lambda s, n, q: FuzzyDate(Precision.RANGE, s, s + timedelta(days=n), qualifier=q),
        days,
        st.one_of(st.integers(2, 40), st.integers(2, 360)),
        qualifiers,
    ),
)
words = st.sampled_from(
    ["Dec", "25", "2025", "02:51", "UTC", "KST", "–", "-", "/", "Early", "mid", "About", "(unconfirmed)",
     "to", "Q4", "99", "0", "T", ",", "of", "at", "pm", "+09:00", "31", "Feb", "10000", "c.", "~", "'25"]
)  # fmt: skip
near_dates = st.lists(st.one_of(words, st.text(max_size=3)), max_size=8).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda glue: glue.join(parts))
)


@patient
@given(dates)
def test_display_is_read_back_to_an_equal_date(date):
    assert parse(date.display()) == date
    assert FuzzyDate.from_json(date.as_json()) == date
    assert reading_back(date)


@patient
@given(
    dates,
    st.sampled_from(["The vote.", "30 people died.", "2025 was wet.", "Dec was cold.", "(unconfirmed)"]),
)
def test_a_timeline_line_splits_behind_its_date(date, text):
    found, length = match_prefix(f"{date.display()} – {text}")
    assert (found, length) == (date, len(date.display()))


@patient
@given(st.one_of(st.text(), near_dates))
def test_arbitrary_text_raises_nothing_but_date_errors(text):
    for read in (parse, match_prefix):
        message = "type"
        try:
            read(text)
        except DateError as refusal:
            message = str(refusal)
        assert re.search(r"[Tt]ype|go from", message)


def _covered(attribute):
    """The interval that a value of <time datetime> names."""
    numbers = [int(number) for number in re.findall(r"\d+", attribute)]
    start = datetime(*(numbers + [1, 1][max(0, len(numbers) - 1) :]), tzinfo=UTC)
    if len(numbers) < 3:
        return start, months_later(start, 12 if len(numbers) == 1 else 1)
    return start, start + (timedelta(days=1) if len(numbers) == 3 else timedelta(minutes=1))


@patient
@given(dates)
def test_the_time_attribute_is_never_more_precise_than_known(date):
    if attribute := date.datetime_attr():
        start, end = _covered(attribute)
        assert start <= date.start
        assert date.end <= end


@patient
@given(st.lists(dates, min_size=3, max_size=3))
def test_order_is_total_and_ties_only_on_equal_intervals(three):
    first, second, third = sorted(three, key=FuzzyDate.sort_key)
    assert first.sort_key() <= second.sort_key() <= third.sort_key()
    if first.sort_key() == second.sort_key():
        assert (first.start, first.end) == (second.start, second.end)
        assert (first.precision == "range") == (second.precision == "range")


@patient
@given(dates.filter(lambda date: date.precision in ("day", "month", "year")))
def test_the_edtf_package_reads_plain_dates_as_we_do(date):
    theirs = parse_edtf(date.edtf())
    last = date.end - timedelta(days=1)
    assert theirs.lower_strict()[:3] == (date.start.year, date.start.month, date.start.day)
    assert theirs.upper_strict()[:3] == (last.year, last.month, last.day)
    assert bool(getattr(theirs, "is_approximate", False)) == (date.qualifier == "approx")
    assert bool(getattr(theirs, "is_uncertain", False)) == (date.qualifier == "uncertain")


@patient
@given(dates.filter(lambda date: date.precision != "minute" and not date.qualifier))
def test_the_edtf_package_takes_what_we_write_without_a_qualifier(date):
    assert parse_edtf(date.edtf())
