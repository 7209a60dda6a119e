"""When most sites cannot be reached at once it is our own network: no feed is blamed for it."""

from datetime import timedelta

import pytest

from sources.models import Feed
from sources.tests.feed_site import NOW, closed, poll, rss

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def away():
    with closed(f"away{n}.test" for n in range(12)):
        yield


def feeds(wire, many):
    return [
        Feed.objects.create(publisher=wire, url=f"http://away{n}.test/feed", next_poll_at=NOW)
        for n in range(many)
    ]


def test_nobody_is_blamed_for_our_own_network(wire):
    feeds(wire, 12)
    told = poll()
    assert told["failed"] == 9
    assert told["own_network"] == 3
    assert set(Feed.objects.values_list("failures", "failing_since", "last_code")) == {
        (0, None, "own_network")
    }
    for feed in Feed.objects.all():
        assert timedelta(minutes=4) <= feed.next_poll_at - NOW <= timedelta(minutes=6)


def test_an_outage_that_lasts_is_still_nobodys_fault(wire):
    feeds(wire, 12)
    poll()
    later = NOW + timedelta(minutes=4, seconds=59)
    Feed.objects.update(next_poll_at=later)
    assert poll(later)["own_network"] == 12
    assert set(Feed.objects.values_list("failures", flat=True)) == {0}


def test_few_sites_that_are_away_are_blamed(wire):
    feeds(wire, 9)
    poll()
    assert set(Feed.objects.values_list("failures", flat=True)) == {1}


def test_while_most_sites_answer_the_others_are_blamed(wire, sites):
    for n in range(12):
        reached = sites(f"here{n}.test")
        reached.says(rss("A bridge"))
        Feed.objects.create(publisher=wire, url=reached.url(), next_poll_at=NOW - SECOND)
    feeds(wire, 11)
    assert poll()["failed"] == 11
    assert Feed.objects.filter(failures=1).count() == 11


def test_errors_of_servers_are_no_outage(wire, sites):
    for n in range(12):
        Feed.objects.create(publisher=wire, url=sites(f"ill{n}.test").url(), next_poll_at=NOW)
    assert poll()["failed"] == 12
