"""The texts of the demo's articles: of their publishers, as the stories cite them, and readable as pages."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from newsroom.ops import demo_articles
from newsroom.ops.demo_articles import read_articles
from newsroom.ops.demo_stories import DemoError, read_stories
from sources.extraction import extract
from sources.watch_schedule import GONE_AFTER, GONE_AFTER_LOOKS

ARTICLES = read_articles()
WRITTEN_FOR = datetime(2026, 11, 23, 12, tzinfo=UTC)  # the day on which the invented events are "now"
EDITIONS = [(story.slug, edition) for story in read_stories() for edition in story.editions]
CITED = {source["url"]: source for _, edition in EDITIONS for source in edition.document["sources"]}

each_article = pytest.mark.parametrize(
    "article", ARTICLES, ids=lambda article: article.url.partition("//")[2]
)
BROKEN = """
[[article]]
publisher = "Harbour Wire"
title = "A"
url = "https://harbour-wire.example/a"
published = 2026-11-12T10:15:00Z
read = "1d"
text = "One fox."
[[article.again]]
ago = "2h"
replace = [["two foxes", "three foxes"]]
"""


def test_there_are_enough_of_both_kinds():
    of_stories = {slug for slug, e in EDITIONS for s in e.document["sources"] if s["url"] in urls(ARTICLES)}
    assert len(of_stories) >= 6
    assert sum(article.url not in CITED for article in ARTICLES) == 12
    assert {article.publisher.language for article in ARTICLES} == {"en", "es", "ko"}


def urls(articles):
    return {article.url for article in articles}


def test_each_address_is_there_once():
    assert len(urls(ARTICLES)) == len(ARTICLES)


@each_article
def test_it_is_of_its_publisher_and_has_a_few_paragraphs(article):
    assert urlsplit(article.url).hostname == article.publisher.domain
    assert all(3 <= len(look.paragraphs) <= 6 for look in article.looks)


@each_article
def test_it_is_what_the_story_cites(article):
    cited = CITED.get(article.url)
    if cited:
        known = (article.publisher.name, article.looks[0].title, article.published.isoformat())
        assert (cited["publisher"]["name"], cited["title"], cited["published_at"]) == known


@each_article
def test_it_was_read_after_it_was_out_and_before_a_text_that_went_out_cited_it(article):
    read = article.looks[0].ago
    assert article.published < WRITTEN_FOR - read
    citing = [e for _, e in EDITIONS if article.url in {s["url"] for s in e.document["sources"]}]
    assert all(edition.ago < read for edition in citing if edition.state == "published")


@each_article
def test_it_is_looked_at_again_in_order_once_the_texts_were_out(article):
    agos = [look.ago for look in article.looks]
    assert agos == sorted(agos, reverse=True)
    missing = [look.ago for look in article.looks if look.status != 200]
    assert not missing or (len(missing) >= GONE_AFTER_LOOKS and missing[0] - missing[-1] >= GONE_AFTER)


@each_article
def test_its_page_reads_as_it_was_written_and_says_that_it_is_a_demo(article):
    first = article.looks[0]
    answer = article.answer(first, now=WRITTEN_FOR)
    page = extract(answer.body, url=answer.url, media_type=answer.media_type, charset=answer.charset)
    assert (page["kind"], page["title"], page["byline"]) == ("article", first.title, article.byline)
    assert page["text"] == "\n\n".join(first.paragraphs)
    assert (page["language"], page["site_name"]) == (article.publisher.language, article.publisher.name)
    assert datetime.fromisoformat(page["published_at"]) == article.published
    assert "demo" in dict(answer.headers)["x-newsroom-demo"]
    assert answer.peer == "nobody: a demo text"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BROKEN, "a.toml: “two foxes” stands in 0 places, not in one"),
        (BROKEN.replace('read = "1d"', 'read = "tomorrow"'), "a.toml: “tomorrow” is no span of time"),
        (BROKEN.replace('title = "A"', ""), "a.toml: 'title' is missing"),
        (BROKEN.replace("Harbour Wire", "Nobody"), "a.toml: 'Nobody' is missing or unknown"),
    ],
)
def test_a_file_that_contradicts_itself_is_named(tmp_path, monkeypatch, text, says):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.toml").write_text(text)
    monkeypatch.setattr(demo_articles, "FOLDER", tmp_path)
    with pytest.raises(DemoError, match=says):
        read_articles()
