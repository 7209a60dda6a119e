"""What people do with feeds, and what each step refuses."""

import pytest

from sources import feed_keeping
from sources.feed_keeping import FeedRefused, follow, follow_listed
from sources.feeds.opml import Listed
from sources.models import Feed, Publisher
from sources.tests.feed_site import DAY, NOW
from stories.tests.conftest import person

pytestmark = pytest.mark.django_db
State = Feed.State


@pytest.fixture
def paula(db):
    return person("paula", "publisher desk")


@pytest.fixture
def feed(wire, paula):
    return follow(url="https://wire.example.com/rss", publisher=wire, by=paula, now=NOW)


def test_a_new_feed_is_polled_at_once(feed, paula):
    assert (feed.state, feed.next_poll_at, feed.created_by) == (State.ACTIVE, NOW, paula)


def test_a_feed_is_followed_once(feed, wire, paula):
    with pytest.raises(FeedRefused, match="in the list already"):
        follow(url="https://wire.example.com/rss", publisher=wire, by=paula)


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "ftp://wire.example.com/", "wire"])
def test_it_refuses_what_is_no_web_address(url, wire, paula):
    with pytest.raises(FeedRefused, match="web address"):
        follow(url=url, publisher=wire, by=paula)


def test_a_paused_feed_is_resumed_with_nothing_held_against_it(feed, paula):
    Feed.objects.update(failures=5, failing_since=NOW - 9 * DAY, last_code="http_404", etag='"a"')
    paused = feed_keeping.pause(feed=feed, by=paula)
    assert (paused.state, paused.next_poll_at) == (State.PAUSED, None)
    resumed = feed_keeping.resume(feed=feed, by=paula, now=NOW + DAY)
    assert (resumed.state, resumed.next_poll_at) == (State.ACTIVE, NOW + DAY)
    assert (resumed.failures, resumed.failing_since, resumed.last_code, resumed.etag) == (0, None, "", "")


def test_a_feed_that_is_gone_can_rest_or_be_tried_again(feed, paula):
    Feed.objects.update(state=State.GONE, gone_since=NOW)
    assert feed_keeping.let_rest(feed=feed, by=paula).state == State.PAUSED
    Feed.objects.update(state=State.GONE)
    assert feed_keeping.resume(feed=feed, by=paula).gone_since is None


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (State.PAUSED, feed_keeping.pause),
        (State.PAUSED, feed_keeping.poll_now),
        (State.GONE, feed_keeping.poll_now),
        (State.ACTIVE, feed_keeping.resume),
        (State.ACTIVE, feed_keeping.let_rest),
    ],
)
def test_it_refuses_a_step_that_does_not_fit(feed, paula, state, step):
    Feed.objects.update(state=state)
    with pytest.raises(FeedRefused):
        step(feed=feed, by=paula)


def test_only_the_publisher_desk_keeps_feeds(feed, wire):
    rosa = person("rosa", "reporter")
    with pytest.raises(FeedRefused, match="ask an administrator"):
        feed_keeping.pause(feed=feed, by=rosa)
    with pytest.raises(FeedRefused, match="ask an administrator"):
        follow(url="https://other.example.com/rss", publisher=wire, by=rosa)


def test_a_list_is_followed_line_by_line(feed, wire, paula):
    listed = [
        Listed("https://wire.example.com/sport", "Wire Sport", "https://wire.example.com/"),
        Listed("https://wire.example.com/rss", "Again"),
        Listed("https://coast.example.org/rss", "Coast Radio"),
        Listed("https://bare.example.net/rss"),
    ]
    told = follow_listed(listed, by=paula)
    assert [outcome.done for outcome in told] == [True, False, True, True]
    assert Feed.objects.get(url=listed[0].url).publisher == wire
    assert set(Publisher.objects.values_list("name", flat=True)) == {
        "Harbour Wire",
        "Coast Radio",
        "bare.example.net",
    }
