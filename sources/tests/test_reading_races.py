"""Two workers at once: each address is asked for once, each text has one original."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from sources.models import Article, ArticleRequest
from sources.reading import read_requests, request_article
from sources.tests.pages import news_page
from stories.tests.conftest import person

pytestmark = pytest.mark.django_db(transaction=True)
URL = "http://a.example/bridge"


def at_once(work):
    """The same work in two threads, each with a connection of its own."""

    def run(_):
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, range(2)))


def until_done(web_pages, count):
    """Both workers go round until nothing waits; a turn at a site may be somebody else's first."""
    for _ in range(60):
        at_once(read_requests)
        if ArticleRequest.objects.filter(state="done").count() == count:
            return
        connection.cursor().execute("UPDATE sources_host SET free_at = now() - interval '1 minute'")
        connection.cursor().execute("UPDATE sources_articlerequest SET not_before = NULL")
    raise AssertionError("something is never read")


@pytest.fixture
def rosa():
    return person("rosa", "reporter")


def test_an_address_is_asked_for_once(web_pages, rosa):
    web_pages[URL] = news_page()
    request_article(URL, by=rosa)
    until_done(web_pages, 1)
    assert web_pages.sites["a.example"].times("/bridge") == 1


def test_two_copies_read_at_once_see_one_another(web_pages, rosa):
    for n in range(4):
        url = f"http://p{n}.example/bridge"
        web_pages[url] = news_page(site=f"Paper {n}", title=f"Title {n}")
        request_article(url, by=rosa)
    until_done(web_pages, 4)
    first = Article.objects.order_by("pk").first()
    assert set(Article.objects.values_list("original", flat=True)) == {None, first.pk}
    assert Article.objects.filter(original=first).count() == 3


def test_two_who_read_one_article_at_two_addresses_get_one(web_pages, rosa):
    for n in range(2):
        url = f"http://www{n}.a.example/bridge?n={n}"
        web_pages[url] = news_page(canonical="http://a.example/bridge")
        request_article(url, by=rosa)
    until_done(web_pages, 2)
    assert Article.objects.count() == 1
    assert Article.objects.get().addresses.count() == 3
