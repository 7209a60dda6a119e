"""The web as the tests see it: made-up sites, and people who ask for what is there."""

import pytest

from sources import fetching
from sources.models import ArticleRequest
from sources.reading import read_requests, request_article
from stories.tests.conftest import person


@pytest.fixture
def web_pages(monkeypatch):
    monkeypatch.setattr(fetching, "SITES", {})
    return fetching.SITES


@pytest.fixture
def rosa(db):
    return person("rosa", "reporter")


@pytest.fixture
def read(web_pages, rosa):
    """Ask for an address and have it read; the request as it is then."""

    def ask(url, page=None, **more):
        if page is not None:
            web_pages[url] = page
        asked = request_article(url, **({"by": rosa} | more))
        read_requests()
        return ArticleRequest.objects.select_related("article__publisher", "article__newest").get(pk=asked.pk)

    return ask
