"""Feeds at the desk: found, chosen, kept, listed, taken in and given out."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from sources.feed_searches import look_around
from sources.feeds.opml import read_opml
from sources.models import Feed, FeedItem, FeedSearch, Publisher
from sources.tests.feed_site import feed_at, poll, rss
from stories.tests.conftest import person

pytestmark = pytest.mark.django_db
LIST = reverse("admin:sources_feed_changelist")
FIND = reverse("admin:sources_feed_find")
IMPORT = reverse("admin:sources_feed_import")
EXPORT = reverse("admin:sources_feed_export")


@pytest.fixture
def desk(client):
    client.force_login(person("paula", "publisher desk"))
    return client


@pytest.fixture
def reader(client):
    client.force_login(person("rosa", "reporter"))
    return client


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(feed):
    return reverse("admin:sources_feed_change", args=(feed.pk,))


def step(client, feed, name):
    return client.post(reverse("admin:sources_feed_step", args=(feed.pk, name)), follow=True)


def test_an_empty_list_says_what_to_do(desk):
    assert "No feed is followed yet" in text(desk.get(LIST))
    assert FIND in text(desk.get(LIST))


def test_from_an_address_to_a_followed_feed(desk, site):
    site.says(
        b'<link rel=alternate type="application/rss+xml" href="/feed.xml">',
        path="/",
        content_type="text/html",
    )
    site.says(rss("A bridge"))
    answer = desk.post(FIND, {"address": "http://wire.example.com"})
    asked = FeedSearch.objects.get()
    assert answer["Location"] == reverse("admin:sources_feed_search", args=(asked.pk,))
    waiting = text(desk.get(answer["Location"]))
    assert "begins in a moment" in waiting
    assert "See how far it is" in waiting
    look_around()
    chosen = text(desk.get(answer["Location"]))
    assert site.url() in chosen
    assert "checked" in chosen
    desk.post(answer["Location"], {"feeds": [site.url()], "publisher": "Harbour Wire"})
    feed = Feed.objects.get()
    assert (feed.url, feed.title, feed.publisher.name) == (site.url(), "Wire", "Harbour Wire")
    assert feed.publisher.domains == ["wire.example.com"]
    assert "followed" in text(desk.get(answer["Location"]))


def test_it_refuses_an_address_that_is_none(desk):
    assert "Give the address of a site" in text(desk.post(FIND, {"address": "javascript:alert(1)"}))
    assert not FeedSearch.objects.exists()


def test_only_what_was_found_can_be_chosen(desk, site):
    site.says(rss("A bridge"))
    desk.post(FIND, {"address": site.url()})
    look_around()
    search = reverse("admin:sources_feed_search", args=(FeedSearch.objects.get().pk,))
    for feeds in ([], ["https://evil.example.net/rss"]):
        assert 'role="alert"' in text(desk.post(search, {"feeds": feeds, "publisher": "Wire"}))
    assert not Feed.objects.exists()


def test_the_page_of_a_feed_tells_how_it_is_and_what_it_announced(desk, site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge", at=timezone.now()) + b"<oops")
    poll(timezone.now(), feed)
    shown = text(desk.get(page_of(feed)))
    assert "A bridge" in shown
    assert "XML is broken" in shown
    assert 'data-state="live"' in shown
    assert "Waiting" in shown


def test_steps_on_the_page(desk, site, wire):
    feed = feed_at(site, wire)
    assert "Paused: it is not polled" in text(step(desk, feed, "pause"))
    assert "nothing to pause" in text(step(desk, feed, "pause"))
    assert "polled again" in text(step(desk, feed, "resume"))
    assert "within the next seconds" in text(step(desk, feed, "poll"))
    feed.refresh_from_db()
    assert feed.next_poll_at <= timezone.now()
    assert desk.get(reverse("admin:sources_feed_step", args=(feed.pk, "poll"))).status_code == 405
    assert step(desk, feed, "delete").status_code == 404
    history = text(desk.get(reverse("admin:sources_feed_history", args=(feed.pk,))))
    assert "Paused: it is not polled" in history


def test_a_move_to_another_site_is_asked_about(desk, site, wire):
    since = timezone.now() - timedelta(days=4)
    feed = feed_at(site, wire, moving_to="http://other.example.org/rss", moving_since=since, moving_polls=4)
    shown = text(desk.get(page_of(feed)))
    assert "Asks to move" in shown
    assert "Poll the new address" in shown
    step(desk, feed, "accept-move")
    feed.refresh_from_db()
    assert feed.url == "http://other.example.org/rss"


def test_at_another_address_it_is_asked_anew(desk, site, wire):
    feed = feed_at(site, wire, etag='"a"', next_poll_at=timezone.now() + timedelta(days=1))
    changed = {"publisher": wire.pk, "title": "All", "url": site.url("/new.xml")}
    assert desk.post(page_of(feed), changed).status_code == 302
    feed.refresh_from_db()
    assert (feed.title, feed.url, feed.etag) == ("All", site.url("/new.xml"), "")
    assert feed.next_poll_at <= timezone.now()


def test_a_reporter_sees_feeds_and_changes_none(reader, site, wire):
    feed = feed_at(site, wire)
    assert "Pause" not in text(reader.get(page_of(feed)))
    assert step(reader, feed, "pause").status_code == 403
    for url in (FIND, IMPORT):
        assert reader.get(url).status_code == 403
    assert FIND not in text(reader.get(LIST))
    assert reader.get(EXPORT).status_code == 200


def test_views_of_the_list(desk, site, wire):
    now = timezone.now()
    feed_at(site, wire, "/well", title="Well", last_success_at=now, last_new_at=now)
    feed_at(site, wire, "/old", title="Old", last_success_at=now, last_new_at=now - timedelta(days=60))
    feed_at(site, wire, "/new", title="Fresh trouble", last_code="http_404", failing_since=now)
    feed_at(
        site, wire, "/bad", title="Long trouble", last_code="http_404", failing_since=now - timedelta(days=8)
    )
    feed_at(site, wire, "/rest", title="Resting", state=Feed.State.PAUSED)
    feed_at(site, wire, "/end", title="Ended", state=Feed.State.GONE)
    shown = {
        key: {
            name
            for name in ("Well", "Old", "Fresh trouble", "Long trouble", "Resting", "Ended")
            if f">{name}<span" in text(desk.get(LIST, {"view": key}))
        }
        for key in ("feeds", "failing", "silent", "paused", "gone")
    }
    assert shown == {
        "feeds": {"Long trouble", "Ended"},
        "failing": {"Fresh trouble", "Long trouble"},
        "silent": {"Old"},
        "paused": {"Resting"},
        "gone": {"Ended"},
    }
    assert desk.get(LIST, {"view": "x"}).status_code == 302


def test_many_feeds_are_taken_in_hand_at_once(desk, site, wire):
    feeds = [feed_at(site, wire, f"/{n}") for n in range(3)]
    Feed.objects.filter(pk=feeds[0].pk).update(state=Feed.State.PAUSED)
    chosen = {"action": "pause_chosen", "_selected_action": [feed.pk for feed in feeds]}
    shown = text(desk.post(LIST, chosen, follow=True))
    assert "2 paused" in shown
    assert "nothing to pause" in shown


def test_a_list_of_another_reader_is_taken_in(desk, wire):
    body = b"""<opml><body><outline text="News"><outline text="Wire" xmlUrl="http://wire.example.com/rss"/>
    <outline text="Wire" xmlUrl="http://wire.example.com/rss2"/></outline></body></opml>"""
    Feed.objects.create(publisher=wire, url="http://wire.example.com/rss2")
    shown = text(desk.post(IMPORT, {"file": SimpleUploadedFile("feeds.opml", body)}))
    assert "1 of 2 feeds is followed" in shown
    assert "in the list already" in shown
    assert Feed.objects.get(url="http://wire.example.com/rss").publisher == wire


@pytest.mark.parametrize("body", [b"no list", b"x" * (2 * 1024 * 1024 + 1)])
def test_it_refuses_a_file_that_is_no_list(desk, body):
    shown = text(desk.post(IMPORT, {"file": SimpleUploadedFile("feeds.opml", body)}))
    assert "errorlist" in shown
    assert not Publisher.objects.exists()


def test_the_list_is_given_out(desk, site, wire):
    feed_at(site, wire, title="All & more")
    feed_at(site, wire, "/gone", state=Feed.State.GONE)
    answer = desk.get(EXPORT)
    assert "feeds.opml" in answer["Content-Disposition"]
    assert read_opml(answer.content) == [
        {
            "url": site.url(),
            "title": "All & more",
            "home": "https://wire.example.com/",
            "group": "Harbour Wire",
        }
    ]


def test_a_publisher_lists_its_feeds(desk, site, wire):
    feed = feed_at(site, wire, title="All news")
    shown = text(desk.get(reverse("admin:sources_publisher_change", args=(wire.pk,))))
    assert page_of(feed) in shown
    assert f"{FIND}?publisher={wire.pk}" in shown
    assert 'value="wire.example.com"' in text(desk.get(FIND, {"publisher": wire.pk}))


def test_the_dashboard_names_feeds_that_fail(desk, site, wire):
    since = timezone.now() - timedelta(days=9)
    feed_at(
        site, wire, title="All news", failing_since=since, last_code="http_404", last_message="Nothing there."
    )
    shown = text(desk.get(reverse("admin:index")))
    assert 'data-panel="feeds"' in shown
    assert "Harbour Wire: All news" in shown
    assert "Nothing there." in shown


def test_the_list_costs_the_same_for_many_feeds(desk, site, wire, django_assert_max_num_queries):
    for n in range(40):
        feed = feed_at(site, wire, f"/{n}")
        FeedItem.objects.create(feed=feed, identity="1", title="A", seen_at=timezone.now())
    desk.get(LIST)
    with django_assert_max_num_queries(9):
        assert "0.xml" not in text(desk.get(LIST))
