"""Many workers poll at once: each feed is asked by one of them, and nothing is kept twice."""

import random
import threading

import pytest
from django.db import connection

from sources.models import ArticleRequest, Feed, FeedItem
from sources.polling import claim, poll, poll_due
from sources.tests.feed_site import HOUR, NOW, feed_at, rss

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    errors = []

    def run(act):
        try:
            act()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors


def test_pollers_share_the_feeds(sites, wire):
    places = [sites(f"wire{number}.test") for number in range(12)]
    for place in places:
        feed_at(place, wire)
        place.says(rss("A bridge", "B tunnel", host=place.host))
    told = []
    at_once(*[lambda: told.append(poll_due(now=NOW, chance=random.Random(1)))] * 3)  # noqa: S311
    assert sum(part.get("read", 0) for part in told) == 12
    assert [place.asked for place in places] == [["/feed.xml"]] * 12
    assert (FeedItem.objects.count(), ArticleRequest.objects.count()) == (24, 24)
    assert not Feed.objects.exclude(leased_until=None).exists()


def test_a_feed_is_claimed_once(site, wire):
    feed = feed_at(site, wire)
    claimed = []
    at_once(*[lambda: claimed.append(claim(NOW))] * 4)
    assert [one for one in claimed if one] == [feed]


def test_a_poll_whose_lease_ran_out_is_void(site, wire):
    feed_at(site, wire)
    site.says(rss("A bridge"))
    late = claim(NOW)
    claim(NOW + HOUR)
    assert poll(late, now=NOW, chance=random.Random(1)) == "lost"  # noqa: S311
    assert not FeedItem.objects.exists()


def test_a_feed_whose_address_was_changed_meanwhile_is_asked_anew(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge"))
    held = claim(NOW)
    Feed.objects.filter(pk=feed.pk).update(url=site.url("/new.xml"))
    assert poll(held, now=NOW, chance=random.Random(1)) == "lost"  # noqa: S311
