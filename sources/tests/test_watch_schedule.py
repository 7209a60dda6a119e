"""When a watched article is looked at again, and what an answer says of it."""

from datetime import UTC, datetime, timedelta

import pytest

from sources.watch_schedule import Missing, Standing, next_look, standing

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def wait(age, of=Standing.READABLE, missing=None):
    return next_look(born=NOW - age, now=NOW, standing=of, missing=missing or Missing()) - NOW


@pytest.mark.parametrize(
    ("age", "again_after"),
    [
        (-HOUR, 15 * MINUTE),  # a date in the future
        (0 * HOUR, 15 * MINUTE),
        (3 * HOUR - MINUTE, 15 * MINUTE),
        (3 * HOUR, HOUR),
        (DAY, 3 * HOUR),
        (7 * DAY, 3 * DAY),
        (30 * DAY, 30 * DAY),
        (3000 * DAY, 30 * DAY),
    ],
)
def test_the_older_an_article_the_longer_the_wait(age, again_after):
    assert wait(age) == again_after


def test_what_is_missing_is_looked_at_soon_until_it_is_known_to_be_gone():
    once = Missing().again(NOW)
    assert wait(300 * DAY, Standing.MISSING, once) == 6 * HOUR
    gone = Missing(3, NOW - DAY)
    assert wait(300 * DAY, Standing.MISSING, gone) == 30 * DAY


def test_a_server_in_trouble_is_left_alone_for_an_hour_and_not_for_a_month():
    assert wait(HOUR, Standing.UNKNOWN) == HOUR
    assert wait(300 * DAY, Standing.UNKNOWN) == DAY
    assert wait(HOUR, Standing.UNREADABLE) == HOUR


def test_gone_is_believed_after_three_looks_over_a_day():
    missing = Missing()
    for hours, believed in ((0, False), (6, False), (12, False), (23, False), (24, True)):
        at = NOW + hours * HOUR
        missing = missing.again(at)
        assert missing.is_gone(at) == believed
    assert not Missing(2, NOW - 9 * DAY).is_gone(NOW)


@pytest.mark.parametrize(
    ("status", "final", "said"),
    [
        (200, "/a", "readable"),
        (206, "/b", "readable"),
        (404, "/a", "missing"),
        (410, "/a", "missing"),
        (401, "/a", "unreadable"),
        (402, "/a", "unreadable"),
        (403, "/a", "unreadable"),
        (451, "/a", "unreadable"),
        (429, "/a", "unknown"),
        (500, "/a", "unknown"),
        (503, "/a", "unknown"),
        (304, "/a", "unknown"),
        (200, "/", "suspected"),
        (200, "", "suspected"),
        (200, "/?from=gone", "suspected"),
        (200, "/en/", "suspected"),
        (200, "/index.html", "suspected"),
    ],
)
def test_what_an_answer_says(status, final, said):
    site = "https://news.example"
    assert standing(status, requested=f"{site}/a", final=site + final) == said


def test_an_article_that_is_a_home_page_itself_is_not_suspected():
    assert standing(200, requested="https://a.example/", final="https://a.example/") == "readable"
