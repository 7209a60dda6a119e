"""A feed is asked politely, read once, and judged by what it answers."""

import gzip
import json

import pytest
from django.utils import timezone

from sources.models import Article, ArticleAddress, ArticleRequest, Feed, FeedItem, Watch
from sources.tasks import poll_feeds
from sources.tests.feed_site import DAY, HOUR, NOW, feed_at, poll, rss

pytestmark = pytest.mark.django_db


def titles(feed):
    return sorted(feed.items.values_list("title", flat=True))


def test_what_is_new_is_kept_once_and_asked_for(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge", "B tunnel"))
    assert poll(feed=feed)["read"] == 1
    site.says(rss("A bridge", "B tunnel", "C ferry"))
    poll(NOW + HOUR, feed)
    assert titles(feed) == ["A bridge", "B tunnel", "C ferry"]
    asked = ArticleRequest.objects.order_by("pk")
    assert [(row.url, row.title, row.asked_by) for row in asked] == [
        ("http://wire.example.com/a", "A bridge", None),
        ("http://wire.example.com/b", "B tunnel", None),
        ("http://wire.example.com/c", "C ferry", None),
    ]
    assert (feed.title, feed.kind, feed.last_new_at, feed.last_code) == ("Wire", "rss", NOW + HOUR, "")


def test_a_new_headline_and_new_ids_double_nothing(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge", "B tunnel"))
    poll(feed=feed)
    site.says(rss("A bridge shut for good", "B tunnel", guid="new-{n}"))
    poll(NOW + HOUR, feed)
    site.says(rss("A bridge shut for good", "B tunnel", guid="new-{n}", link="https://{host}/moved/{n}"))
    poll(NOW + 2 * HOUR, feed)
    assert titles(feed) == ["A bridge shut for good", "B tunnel"]
    assert ArticleRequest.objects.count() == 2


def test_what_the_catalogue_knows_is_not_asked_for_again(site, sites, wire):
    known = Article.objects.create(
        publisher=wire, title="A", title_key="a", canonical_url="http://wire.example.com/a"
    )
    ArticleAddress.objects.create(article=known, canonical_url="http://wire.example.com/b")
    elsewhere = sites("elsewhere.test")
    feed, other = feed_at(site, wire), feed_at(elsewhere, wire)
    site.says(rss("A bridge", "B tunnel", "C ferry"))
    elsewhere.says(rss("C ferry"))
    poll()
    assert set(feed.items.filter(article=known).values_list("title", flat=True)) == {"A bridge", "B tunnel"}
    assert ArticleRequest.objects.count() == 1
    assert other.items.get().request == ArticleRequest.objects.get()


def test_a_changed_announcement_makes_the_watch_look_at_once(site, wire):
    known = Article.objects.create(
        publisher=wire, title="A", title_key="a", canonical_url="http://wire.example.com/a"
    )
    watch = Watch.objects.create(article=known, began_at=NOW, next_at=NOW + 3 * DAY)
    feed = feed_at(site, wire)
    site.says(rss("A bridge"))
    poll(feed=feed)
    watch.refresh_from_db()
    assert watch.next_at == NOW + 3 * DAY
    site.says(rss("A bridge: corrected"))
    poll(NOW + HOUR, feed)
    watch.refresh_from_db()
    assert watch.next_at == NOW + HOUR


def test_old_entries_are_kept_and_not_read(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge", at=NOW - 8 * DAY))
    poll(feed=feed)
    assert feed.items.get().request is None
    assert not ArticleRequest.objects.exists()


def test_so_much_at_once_is_not_all_read_and_that_is_said(site, wire):
    feed = feed_at(site, wire)
    site.says(rss(*(f"{n} news" for n in range(1_200))))
    poll(feed=feed)
    assert (feed.items.count(), ArticleRequest.objects.count()) == (1_000, 200)
    assert [told["code"] for told in feed.warnings] == ["many", "skipped"]


def test_a_date_in_the_future_is_when_it_was_seen(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge", at=NOW + DAY))
    poll(feed=feed)
    item = feed.items.get()
    assert (item.published_at, item.published_raw) == (NOW, "Thu, 26 Nov 2026 10:00:00 GMT")
    assert [told["code"] for told in feed.warnings] == ["future"]


def test_the_server_gets_back_its_own_words(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge"), etag='W/"a-1"', last_modified="Wed, 25 Nov 2026 09:00:00 GMT")
    poll(feed=feed)
    site.says(status=304)
    assert poll(NOW + HOUR, feed)["same"] == 1
    first, second = site.asked_for()
    assert "if-none-match" not in first
    assert second["if-none-match"] == 'W/"a-1"'
    assert second["if-modified-since"] == "Wed, 25 Nov 2026 09:00:00 GMT"
    assert (feed.failures, feed.last_success_at) == (0, NOW + HOUR)


def test_after_eight_days_all_of_it_is_asked_for_anew(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge"), etag='"a"')
    poll(feed=feed)
    poll(NOW + 9 * DAY, feed)
    poll(NOW + 10 * DAY, feed)
    assert [headers.get("if-none-match") for headers in site.asked_for()] == [None, None, '"a"']


def test_the_same_bytes_are_not_read_again(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge"), etag='"a"')
    assert poll(feed=feed)["read"] == 1
    site.says(rss("A bridge"), etag='"b"')
    assert poll(NOW + HOUR, feed)["same"] == 1
    assert feed.etag == '"b"'


def test_what_is_no_feed_any_more_is_said_and_asked_for_anew(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge"), etag='"a"')
    poll(feed=feed)
    site.says(b"<!doctype html><p>Welcome", etag='"b"')
    poll(NOW + HOUR, feed)
    assert (feed.last_code, feed.failures, feed.failing_since) == ("not_a_feed", 1, NOW + HOUR)
    assert "no feed" in feed.last_message
    poll(NOW + 2 * HOUR, feed)
    assert "if-none-match" not in site.asked_for()[-1]


@pytest.mark.parametrize(
    ("status", "headers", "least", "most"),
    [
        (404, {}, 0.8, 1.2),
        (500, {}, 0.8, 1.2),
        (403, {}, 6, 6),
        (429, {"retry_after": "36000"}, 10, 10),
        (503, {"retry_after": "7200"}, 2, 2),
    ],
)
def test_errors_are_said_and_waited_for(site, wire, status, headers, least, most):
    feed = feed_at(site, wire)
    site.says(status=status, **headers)
    poll(feed=feed)
    assert feed.last_code == f"http_{status}"
    assert str(status) in feed.last_message
    assert least * HOUR <= feed.next_poll_at - NOW <= most * HOUR
    assert feed.state == Feed.State.ACTIVE


def test_success_forgives_all(site, wire):
    feed = feed_at(site, wire)
    for hours in range(3):
        poll(NOW + hours * HOUR, feed)
    assert (feed.failures, feed.failing_since) == (3, NOW)
    site.says(rss("A bridge"))
    poll(NOW + 4 * HOUR, feed)
    assert (feed.failures, feed.failing_since, feed.last_code, feed.last_message) == (0, None, "", "")


def test_gone_is_believed_when_it_is_said_again_a_day_later(site, wire):
    feed = feed_at(site, wire)
    site.says(status=410)
    poll(feed=feed)
    assert (feed.state, feed.next_poll_at) == (Feed.State.ACTIVE, NOW + DAY)
    poll(NOW + HOUR, feed)
    assert feed.state == Feed.State.ACTIVE
    poll(NOW + DAY, feed)
    assert (feed.state, feed.last_code, feed.next_poll_at) == (Feed.State.GONE, "gone", None)
    assert "twice" in feed.last_message
    assert list(Feed.objects.in_trouble(NOW + DAY)) == [feed]


def test_another_answer_in_between_begins_the_day_anew(site, wire):
    feed = feed_at(site, wire)
    site.says(status=410)
    poll(feed=feed)
    site.says(status=500)
    poll(NOW + HOUR, feed)
    site.says(status=410)
    poll(NOW + DAY + HOUR, feed)
    assert feed.state == Feed.State.ACTIVE


def test_one_bad_feed_does_not_stop_the_others(sites, wire):
    bad, cut, good = (sites(f"{name}.test") for name in ("bad", "cut", "good"))
    feeds = [feed_at(place, wire) for place in (bad, cut, good)]
    bad.says(b"<oops")
    cut.says(rss("A bridge")[:-60])
    good.says(rss("B tunnel"))
    assert poll() == {"failed": 1, "read": 2, "linked": 0, "announced": 0}
    for feed in feeds:
        feed.refresh_from_db()
    assert [feed.last_code for feed in feeds] == ["not_a_feed", "", ""]
    assert [told["code"] for told in feeds[1].warnings] == ["bad_xml"]


def test_a_feed_that_is_paused_gone_or_not_due_is_left_alone(site, wire):
    feed_at(site, wire, state=Feed.State.PAUSED)
    feed_at(site, wire, "/2.xml", state=Feed.State.GONE)
    feed_at(site, wire, "/3.xml", next_poll_at=NOW + HOUR)
    feed_at(site, wire, "/4.xml", leased_until=NOW + HOUR)
    assert poll() == {"linked": 0, "announced": 0}
    assert not site.asked


def test_an_index_of_sitemaps_is_read_with_its_newest_maps(site, wire):
    feed = feed_at(site, wire, "/sitemap.xml")
    site.says(
        b"<sitemapindex><sitemap><loc>http://wire.example.com/news-1.xml</loc></sitemap>"
        b"<sitemap><loc>http://wire.example.com/news-2.xml</loc></sitemap></sitemapindex>",
        path="/sitemap.xml",
        etag='"x"',
    )
    site.says(b"<urlset><url><loc>/a</loc><title>A bridge</title></url></urlset>", path="/news-1.xml")
    poll(feed=feed)
    assert (titles(feed), feed.kind, feed.etag) == (["A bridge"], "sitemap", "")


@pytest.mark.parametrize(
    ("spoil", "read"), [(lambda b: b, ["A bridge"]), (lambda b: b[:-9], []), (lambda b: b[:2] + b"?" * 9, [])]
)
def test_a_packed_sitemap_is_unpacked(site, wire, spoil, read):
    feed = feed_at(site, wire, "/news.xml.gz")
    packed = gzip.compress(b"<urlset><url><loc>/a</loc><title>A bridge</title></url></urlset>")
    site.says(spoil(packed), path="/news.xml.gz", Content_Type="application/gzip")
    poll(feed=feed)
    assert titles(feed) == read
    assert bool(feed.last_message) != bool(read)


def test_a_sitemap_that_unpacks_to_far_too_much_is_no_feed(site, wire):
    feed = feed_at(site, wire, "/news.xml.gz")
    site.says(
        gzip.compress(b"<urlset>" + b" " * 30_000_000), path="/news.xml.gz", Content_Type="application/gzip"
    )
    poll(feed=feed)
    assert feed.last_message


def test_the_interval_follows_what_a_feed_brings(site, sites, wire):
    crowd = sites("busy.test")
    quiet, busy = feed_at(site, wire), feed_at(crowd, wire)
    site.says(rss("A bridge", head="<ttl>1</ttl>"))
    crowd.says(rss(*(f"{n} news" for n in range(84))))
    poll()
    for feed, interval in ((quiet, DAY), (busy, HOUR)):
        feed.refresh_from_db()
        assert feed.interval == interval
        assert 0.9 * interval <= feed.next_poll_at - NOW <= 1.2 * interval


def test_what_a_feed_asks_for_is_remembered_while_it_stays_the_same(site, wire):
    feed = feed_at(site, wire)
    site.says(rss(*(f"{n} news" for n in range(84)), head="<ttl>180</ttl>"), etag='"a"')
    poll(feed=feed)
    site.says(status=304)
    poll(NOW + HOUR, feed)
    assert feed.interval == 3 * HOUR


def test_what_cannot_be_stored_spoils_nothing(site, wire):
    bad = "a\x00b\ud800c"
    item = {
        "id": bad,
        "url": site.url("/a"),
        "title": bad,
        "summary": bad,
        "language": bad,
        "date_published": bad,
    }
    feed = feed_at(site, wire)
    told = {"version": "https://jsonfeed.org/version/1", "title": bad, "language": bad, "items": [item]}
    site.says(json.dumps(told).encode(), content_type="application/feed+json", etag=f'"{"x" * 600}"')
    assert poll(feed=feed)["read"] == 1
    kept = feed.items.get()
    assert (kept.guid, kept.title, kept.language, feed.etag) == ("ab?c", "ab?c", "", "")


def test_polling_costs_the_same_number_of_queries_for_many_entries(site, wire, django_assert_max_num_queries):
    feed_at(site, wire)
    site.says(rss(*(f"{n} news" for n in range(150))))
    with django_assert_max_num_queries(28):
        poll()
    assert FeedItem.objects.count() == 150


def test_the_task_polls_what_is_due(site, wire):
    feed = feed_at(site, wire, next_poll_at=timezone.now())
    site.says(rss("A bridge"))
    assert poll_feeds()["read"] == 1
    assert poll_feeds() == {"linked": 0, "announced": 0}
    assert titles(feed) == ["A bridge"]
