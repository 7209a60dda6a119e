"""Where a site may announce its articles, and lists of feeds as files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.feeds.discovery import in_page, in_robots, site_of, usual_places
from sources.feeds.opml import Listed, NoOpmlError, read_opml, write_opml

URL = "https://news.example.com/world/"


def test_a_page_says_where_its_feeds_are():
    page = """<!doctype html><head><base href="https://cdn.example.com/x/">
    <LINK REL="Alternate stylesheet" type="text/css" href="/s.css">
    <link rel="alternate" type="application/rss+xml; charset=utf-8" title="All &amp; more" href="/rss">
    <link rel='alternate' type="application/feed+json" href="all.json">
    <link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="application/rss+xml" href="javascript:x">
    </head><a href="/sport/feed/">Sport</a><a href="/feedback">Say</a><a href="/rss">again</a>"""
    found = in_page(page.encode(), url=URL)
    assert [(hint["url"], hint["title"], hint["sure"]) for hint in found] == [
        ("https://cdn.example.com/rss", "All & more", True),
        ("https://cdn.example.com/x/all.json", "", True),
        ("https://cdn.example.com/sport/feed/", "", False),
    ]


def test_robots_txt_names_sitemaps_news_first():
    text = "User-agent: *\nDisallow: /\nSitemap: /map.xml\nSITEMAP: https://news.example.com/news.xml # daily\nSitemap: ftp://x/"
    assert [hint.url for hint in in_robots(text, url=URL)] == [
        "https://news.example.com/news.xml",
        "https://news.example.com/map.xml",
    ]


def test_the_usual_places_are_below_the_address_and_at_the_root():
    places = [hint.url for hint in usual_places(URL)]
    assert places[0] == "https://news.example.com/world/feed/"
    assert "https://news.example.com/rss.xml" in places


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("example.com", "https://example.com"),
        (" http://example.com/a ", "http://example.com/a"),
        ("feed://example.com/rss", "https://example.com/rss"),
        ("feed:https://example.com/rss", "https://example.com/rss"),
        ("javascript:alert(1)", ""),
        ("", ""),
        ("https://", ""),
    ],
)
def test_what_somebody_types(typed, meant):
    assert site_of(typed) == meant


@given(st.binary(max_size=300))
def test_no_page_makes_it_fall(body):
    assert isinstance(in_page(b"<link rel=alternate type=application/rss+xml href=" + body, url=URL), list)


def test_a_list_of_another_reader():
    found = read_opml(
        b"""<opml version="1.0"><head/><body><outline text="Wires"><outline text="A" title="Harbour Wire"
        xmlUrl="https://wire.example/rss" htmlUrl="https://wire.example/"/></outline>
        <outline text="B" xmlURL="https://b.example/rss"/><outline text="again" xmlUrl="https://b.example/rss"/>
        <outline text="bad" xmlUrl="javascript:alert(1)"/></body></opml>"""
    )
    assert found == [
        {
            "url": "https://wire.example/rss",
            "title": "Harbour Wire",
            "home": "https://wire.example/",
            "group": "Wires",
        },
        {"url": "https://b.example/rss", "title": "B", "home": "", "group": ""},
    ]


@pytest.mark.parametrize("body", [b"", b"<html/>", b"\0", b"<opml", b"PK\x03\x04"])
def test_it_refuses_a_file_that_is_no_list(body):
    if body == b"<opml":
        assert read_opml(b"<opml/>") == []
        return
    with pytest.raises(NoOpmlError, match="OPML"):
        read_opml(body)


names = st.text(max_size=40)


@given(st.lists(st.tuples(names, names), max_size=5))
def test_what_is_written_is_read_back(feeds):
    listed = [
        Listed(f"https://a.example/{n}?a=1&b=2", title, "", group) for n, (title, group) in enumerate(feeds)
    ]
    found = read_opml(write_opml("Feeds", listed))
    assert {feed["url"] for feed in found} == {feed.url for feed in listed}
