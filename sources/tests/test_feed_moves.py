"""A lasting move is followed when it was said for days; to another site only when a person agrees."""

import pytest

from sources.feed_keeping import FeedRefused, accept_move, refuse_move
from sources.models import Feed
from sources.tests.feed_site import DAY, NOW, feed_at, poll, rss
from stories.tests.conftest import person

pytestmark = pytest.mark.django_db
NEW = "http://wire.example.com/new.xml"


@pytest.fixture
def paula(db):
    return person("paula", "publisher desk")


def poll_for_days(feed, *days):
    for day in days:
        poll(NOW + day * DAY, feed)


def test_a_move_within_the_site_is_followed_after_three_polls_in_three_days(site, wire):
    feed = feed_at(site, wire)
    site.leads(NEW, status=308)
    site.says(rss("A bridge"), path="/new.xml", etag='"n"')
    poll_for_days(feed, 0, 1, 2)
    assert (feed.url, feed.moving_to, feed.moving_polls) == (site.url(), NEW, 3)
    poll_for_days(feed, 3)
    assert (feed.url, feed.moving_to, feed.etag) == (NEW, "", "")
    assert feed.items.count() == 1


@pytest.mark.parametrize("status", [302, 307])
def test_a_passing_redirect_is_no_move(site, wire, status):
    feed = feed_at(site, wire)
    site.leads(NEW, status=status)
    site.says(rss("A bridge"), path="/new.xml")
    poll_for_days(feed, 0, 1, 2, 3, 4)
    assert (feed.url, feed.moving_to) == (site.url(), "")


def test_every_hop_must_be_lasting(site, wire):
    feed = feed_at(site, wire)
    site.leads("/between.xml")
    site.leads(NEW, path="/between.xml", status=302)
    site.says(rss("A bridge"), path="/new.xml")
    poll_for_days(feed, 0, 1, 2, 3, 4)
    assert feed.url == site.url()


def test_a_move_to_what_is_no_feed_is_not_followed(site, wire):
    feed = feed_at(site, wire)
    site.leads("/")
    site.says(b"<html>Welcome</html>", path="/")
    poll_for_days(feed, 0, 1, 2, 3, 4)
    assert (feed.url, feed.moving_to) == (site.url(), "")


def test_a_move_that_is_taken_back_is_forgotten(site, wire):
    feed = feed_at(site, wire)
    site.leads(NEW)
    site.says(rss("A bridge"), path="/new.xml")
    poll_for_days(feed, 0, 1)
    site.says(rss("A bridge"))
    poll_for_days(feed, 2)
    assert (feed.moving_to, feed.moving_since, feed.moving_polls) == ("", None, 0)


def test_if_it_moves_to_a_feed_that_is_polled_already_it_rests(site, wire):
    feed = feed_at(site, wire)
    Feed.objects.create(publisher=wire, url=NEW)
    site.leads(NEW)
    site.says(rss("A bridge"), path="/new.xml")
    poll_for_days(feed, 0, 1, 2, 3)
    assert (feed.state, feed.last_code) == (Feed.State.PAUSED, "moved")


@pytest.fixture
def moved_away(site, sites, wire):
    other = sites("other.example.org")
    feed = feed_at(site, wire)
    site.leads(other.url())
    other.says(rss("A bridge"))
    poll_for_days(feed, 0, 1, 2, 3)
    return feed


def test_another_site_needs_a_person(moved_away, site):
    assert moved_away.url == site.url()
    assert list(Feed.objects.asking_to_move(NOW + 3 * DAY)) == [moved_away]
    assert moved_away.asks_to_move(NOW + 3 * DAY)


def test_a_person_accepts_it(moved_away, paula):
    feed = accept_move(feed=moved_away, by=paula, now=NOW)
    assert (feed.url, feed.moving_to, feed.next_poll_at) == ("http://other.example.org/feed.xml", "", NOW)


def test_a_person_refuses_it_for_good(moved_away, site, paula):
    refuse_move(feed=moved_away, by=paula)
    poll_for_days(moved_away, 4, 5, 6, 7, 8)
    assert moved_away.url == site.url()
    assert not Feed.objects.asking_to_move(NOW + 8 * DAY).exists()


def test_there_must_be_a_move_to_decide(site, wire, paula):
    feed = feed_at(site, wire)
    for decide in (accept_move, refuse_move):
        with pytest.raises(FeedRefused, match="nothing to decide"):
            decide(feed=feed, by=paula)
