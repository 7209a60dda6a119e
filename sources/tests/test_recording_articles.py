"""Recording an article: it is in the catalogue once, also when two record it at once."""

import pytest

from sources.cataloguing import record_article, record_publisher
from sources.identifiers import BadUrlError
from sources.models import Article
from sources.tests.recording import record_at_once


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("url", ["https://site.example/1", ""])
def test_two_who_record_an_article_at_once_get_the_same(url):
    publisher = record_publisher(name="Harbour Wire")
    first, second = record_at_once(lambda: record_article(publisher=publisher, title="Closed", url=url))
    assert first == second == Article.objects.get()


@pytest.mark.django_db
def test_without_a_url_the_title_finds_the_article_that_has_one():
    publisher = record_publisher(name="Harbour Wire")
    article = record_article(publisher=publisher, title="Bridge  closed", url=" https://site.example/1 ")
    assert record_article(publisher=publisher, title="BRIDGE closed") == article
    assert article.url == "https://site.example/1"


@pytest.mark.django_db
def test_it_refuses_a_bad_url():
    with pytest.raises(BadUrlError):
        record_article(
            publisher=record_publisher(name="Harbour Wire"), title="Closed", url="https://a:99999/"
        )
