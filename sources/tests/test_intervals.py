"""How long a feed is left alone: after news, after nothing, after errors; and never for ever."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.intervals import LONGEST, SHORTEST, WEEK, adapted, after_failure, after_success, hinted

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("items", "hint", "interval"),
    [
        (0, timedelta(0), DAY),
        (7, timedelta(0), DAY / 2),
        (84, timedelta(0), HOUR),
        (10_000, timedelta(0), timedelta(minutes=15)),
        (10_000, HOUR, HOUR),
        (84, timedelta(minutes=5), HOUR),
        (84, timedelta(days=30), DAY),
    ],
)
def test_a_feed_is_asked_twice_as_often_as_it_brings_something(items, hint, interval):
    assert adapted(items, hint) == interval


@given(
    st.integers(0, 10**6), st.timedeltas(timedelta(0), timedelta(days=400)), st.randoms(use_true_random=False)
)
def test_no_feed_is_asked_more_often_or_more_seldom_than_our_bounds(items, hint, chance):
    assert 0.9 * SHORTEST <= after_success(adapted(items, hint), chance) <= 1.2 * LONGEST


def test_errors_double_the_wait_up_to_a_day():
    class Middle:
        def uniform(self, a, b):
            return (a + b) / 2

    waits = [after_failure(HOUR, failures, DAY, Middle()) for failures in range(1, 8)]
    assert waits == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY]


@given(st.integers(1, 10**9), st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_failing_feed_is_never_given_up(failures, failing_for):
    longest = WEEK if failing_for >= timedelta(days=30) else DAY
    wait = after_failure(HOUR, failures, failing_for, random.Random(failures))  # noqa: S311 - only jitter
    assert wait <= 1.2 * longest
    if failing_for >= timedelta(days=30):
        assert wait >= 0.8 * WEEK


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, timedelta(0)),
        ({"cache-control": "public, max-age=1800"}, timedelta(minutes=30)),
        ({"cache-control": "max-age=60"}, timedelta(minutes=1)),
        ({"cache-control": "s-maxage=9"}, timedelta(0)),
        ({"expires": "Wed, 25 Nov 2026 12:00:00 GMT"}, 2 * HOUR),
        ({"expires": "Wed, 25 Nov 2026 12:00:00 GMT", "date": "Wed, 25 Nov 2026 11:00:00 GMT"}, HOUR),
        ({"expires": "Wed, 25 Nov 2026 12:00:00 GMT", "cache-control": "max-age=0"}, timedelta(0)),
        ({"expires": "0"}, timedelta(0)),
        ({"expires": "Wed, 25 Nov 1998 12:00:00 GMT"}, timedelta(0)),
        ({"cache-control": "max-age=999999999"}, DAY),
    ],
)
def test_what_the_answer_asks_for(headers, wait):
    assert hinted(headers, NOW) == wait
