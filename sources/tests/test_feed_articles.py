"""Every announced article gets into the catalogue once: as it was read, or as the feed announced it."""

import pytest

from sources.announcements import settle
from sources.cataloguing import record_publisher
from sources.models import Article, ArticleRequest
from sources.tests.feed_site import NOW, feed_at, poll, rss

pytestmark = pytest.mark.django_db
State = ArticleRequest.State


@pytest.fixture
def item(site, wire):
    feed = feed_at(site, wire)
    site.says(rss("A bridge"))
    poll(feed=feed)
    return feed.items.get()


def answer(item, **fields):
    ArticleRequest.objects.filter(pk=item.request_id).update(**fields)
    told = settle(now=NOW)
    item.refresh_from_db()
    return told


def test_an_item_leads_to_the_article_that_was_read(item, wire):
    article = Article.objects.create(
        publisher=wire, title="A bridge", title_key="a bridge", canonical_url="http://wire.example.com/other"
    )
    assert answer(item, state=State.DONE, article=article)["linked"] == 1
    assert item.article == article


def test_what_cannot_be_read_is_recorded_as_it_was_announced(item, wire):
    assert answer(item, state=State.REFUSED, code="paywall")["announced"] == 1
    article = item.article
    assert (article.publisher, article.title, article.url) == (wire, "A bridge", "http://wire.example.com/a")
    assert (article.published_at, article.published_precision) == (NOW, "minute")
    assert (article.found_by, article.canonical_url) == (Article.FoundBy.FEED, "http://wire.example.com/a")
    assert ArticleRequest.objects.get().article == article
    assert settle(now=NOW) == {"linked": 0, "announced": 0}


@pytest.mark.parametrize("code", ["blocked_address", "bad_host", "missing", "front_page"])
def test_an_address_without_article_makes_none(item, code):
    assert answer(item, state=State.REFUSED, code=code) == {"linked": 0, "announced": 0}
    assert not Article.objects.exists()
    assert item.request is None


def test_an_article_on_the_site_of_another_publisher_is_theirs(site, wire):
    coast = record_publisher(name="Coast Radio", domain="coast.example.org")
    feed = feed_at(site, wire)
    site.says(rss("A bridge", host="news.coast.example.org"))
    poll(feed=feed)
    answer(feed.items.get(), state=State.REFUSED, code="robots")
    assert Article.objects.get().publisher == coast
