"""The web as the tests see it: made-up sites, and people who ask for what is there."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.utils import timezone

from sources.cataloguing import record_publisher
from sources.models import ArticleRequest
from sources.reading import read_requests, request_article
from sources.tests import web
from sources.tests.feed_site import FeedSite
from sources.tests.many_sites import Pages
from stories.tests.conftest import person


@pytest.fixture
def web_pages():
    with ExitStack() as running:
        yield Pages(running)


@pytest.fixture(autouse=True)
def _in_haste(settings):
    """Sites of tests need no pause between two requests; those about pauses set it themselves."""
    settings.FETCH_PAUSE = timedelta(0)


@pytest.fixture
def rosa(db):
    return person("rosa", "reporter")


@pytest.fixture
def read_all(db):
    """Have everything read that was asked for, each site when its turn comes; no time passes here."""
    clock = [timezone.now()]

    def read_until_done():
        for _ in range(40):
            read_requests(now=clock[0])
            clock[0] += timedelta(seconds=10)
            if not ArticleRequest.objects.filter(state="waiting", asked_by__isnull=False).exists():
                return

    return read_until_done


@pytest.fixture
def read(web_pages, rosa, read_all):
    """Ask for an address and have it read; the request as it is then."""

    def ask(url, page=None, **more):
        if page is not None:
            web_pages[url] = page
        asked = request_article(url, **({"by": rosa} | more))
        read_all()
        return ArticleRequest.objects.select_related("article__publisher", "article__newest").get(pk=asked.pk)

    return ask


@pytest.fixture
def sites():
    """A maker of sites that live as long as the test."""
    with ExitStack() as stack:
        yield lambda host="wire.example.com": FeedSite(host, stack.enter_context(web.site(host, {})))


@pytest.fixture
def site(sites):
    return sites()


@pytest.fixture
def wire(db):
    return record_publisher(name="Harbour Wire", domain="wire.example.com")
