"""The feeds of a site are looked for in the background, and shown for a person to choose."""

import pytest
from django.utils import timezone

from sources.feed_keeping import FeedRefused
from sources.feed_searches import look_around, search
from sources.models import FeedSearch
from sources.tests.feed_site import HOUR, NOW, rss
from stories.tests.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def paula(db):
    return person("paula", "publisher desk")


def found(paula, address="http://wire.example.com"):
    asked = search(address=address, by=paula, now=NOW)
    assert look_around() == 1
    asked.refresh_from_db()
    assert asked.state == FeedSearch.State.DONE
    return asked


def page(site, body, path="/"):
    site.says(body.encode(), path=path, content_type="text/html")


def test_the_address_may_be_a_feed_itself(site, wire, paula):
    site.says(rss("A bridge", "B tunnel"))
    asked = found(paula, site.url())
    assert asked.found == [
        {
            "url": site.url(),
            "title": "Wire",
            "kind": "rss",
            "entries": 2,
            "newest": "2026-11-25T10:00:00+00:00",
            "found": "itself",
        }
    ]
    assert asked.publisher == wire


def test_what_the_page_and_robots_txt_name_is_opened(site, paula):
    page(
        site,
        '<link rel=alternate type="application/rss+xml" title="All" href="/all"><link rel=alternate type="application/rss+xml" href="/dead">',
    )
    site.says(rss("A bridge"), path="/all")
    site.says(b"Sitemap: http://wire.example.com/news.xml", path="/robots.txt", content_type="text/plain")
    site.says(b"<urlset><url><loc>/a</loc><title>A bridge</title></url></urlset>", path="/news.xml")
    asked = found(paula)
    assert [(feed["url"], feed["kind"], feed["found"]) for feed in asked.found] == [
        ("http://wire.example.com/all", "rss", "page"),
        ("http://wire.example.com/news.xml", "sitemap", "robots.txt"),
    ]
    assert "/rss.xml" not in site.asked


def test_the_usual_places_are_tried_if_nothing_is_named(site, paula):
    page(site, "<p>Welcome")
    site.says(rss("A bridge"), path="/feed.xml")
    assert [feed["url"] for feed in found(paula).found] == ["http://wire.example.com/feed.xml"]


def test_it_says_that_there_is_nothing(site, paula):
    page(site, "<p>Welcome")
    asked = found(paula)
    assert asked.found == []
    assert "No feed was found" in asked.message


def test_it_says_why_the_site_cannot_be_read(site, paula):
    assert "404" in found(paula).message
    assert found(paula, "http://10.0.0.1/").message


def test_it_refuses_what_is_no_address(paula):
    with pytest.raises(FeedRefused, match="address of a site"):
        search(address="javascript:alert(1)", by=paula)


def test_only_who_may_add_feeds_looks_for_them(db):
    with pytest.raises(FeedRefused, match="ask an administrator"):
        search(address="wire.example.com", by=person("rosa", "reporter"))


def test_a_search_whose_worker_died_is_told_and_not_tried_for_ever(site, paula):
    asked = search(address="http://wire.example.com", by=paula)
    FeedSearch.objects.update(state=FeedSearch.State.LOOKING, leased_until=timezone.now() - HOUR)
    assert look_around() == 0
    asked.refresh_from_db()
    assert (asked.state, site.asked) == (FeedSearch.State.DONE, [])
    assert "broke off" in asked.message
