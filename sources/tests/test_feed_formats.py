"""Every kind of feed is read into one shape, whatever is wrong with it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.feeds.entries import MOST_ENTRIES, Parsed
from sources.feeds.parsing import parse, parse_to_json

URL = "https://news.example.com/feeds/all.xml"


def rss(items, head="", prolog='<?xml version="1.0" encoding="utf-8"?>'):
    text = f'{prolog}<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Harbour News</title><link>https://news.example.com/</link>{head}{items}</channel></rss>'
    return text.encode()


def item(title="Bridge shut", link="/bridge", guid="b1", date="Wed, 25 Nov 2026 10:00:00 GMT", more=""):
    return f'<item><title>{title}</title><link>{link}</link><guid isPermaLink="false">{guid}</guid><pubDate>{date}</pubDate>{more}</item>'


def codes(parsed):
    return [warned.code for warned in parsed.warnings]


def test_rss():
    parsed = parse(
        rss(
            item(more="<description>&lt;p&gt;Two &lt;b&gt;spans&lt;/b&gt;.&lt;/p&gt;</description>"),
            "<ttl>30</ttl>",
        ),
        url=URL,
    )
    (entry,) = parsed.entries
    assert (parsed.kind, parsed.title, parsed.home, parsed.ttl) == (
        "rss",
        "Harbour News",
        "https://news.example.com/",
        1800,
    )
    assert (entry.url, entry.guid, entry.title) == ("https://news.example.com/bridge", "b1", "Bridge shut")
    assert entry.summary == "Two spans."
    assert (entry.published_at, entry.precision) == ("2026-11-25T10:00:00+00:00", "minute")
    assert not parsed.warnings


def test_atom():
    body = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Coast</title><link href="https://coast.example/"/>
    <entry xml:lang="de"><title type="text">Br\xc3\xbccke &lt;gesperrt&gt;</title><id>tag:1</id>
    <link rel="alternate" href="n/1"/><updated>2026-11-25T11:00:00+01:00</updated>
    <summary type="html">&lt;i&gt;Zwei&lt;/i&gt; Felder</summary></entry></feed>"""
    parsed = parse(body, url=URL)
    (entry,) = parsed.entries
    assert parsed.kind == "atom"
    assert (entry.title, entry.summary, entry.language) == ("Brücke <gesperrt>", "Zwei Felder", "de")
    assert (entry.url, entry.published_at) == ("https://coast.example/n/1", "2026-11-25T10:00:00+00:00")


def test_json_feed():
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Ledger",
        "home_page_url": "https://ledger.example/",
        "items": [
            {"id": 7, "url": "/a", "title": "A & B", "date_published": "2026-11-25T10:00:00Z"},
            {
                "id": "8",
                "external_url": "https://x.example/8",
                "content_html": "<p>Only <em>text</em> here</p>",
            },
        ],
    }
    parsed = parse(json.dumps(feed).encode(), url=URL)
    first, second = parsed.entries
    assert (parsed.kind, parsed.title) == ("json", "Ledger")
    assert (first.guid, first.url, first.title) == ("7", "https://ledger.example/a", "A & B")
    assert (second.url, second.title) == ("https://x.example/8", "Only text here")


def test_a_news_sitemap():
    body = b"""<?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
    <url><loc>https://news.example.com/a</loc><news:news><news:publication><news:name>Harbour News</news:name>
    <news:language>en</news:language></news:publication><news:publication_date>2026-11-25</news:publication_date>
    <news:title>Bridge &amp; tunnel</news:title></news:news></url>
    <url><loc>https://news.example.com/about</loc></url></urlset>"""
    parsed = parse(body, url=URL)
    (entry,) = parsed.entries
    assert (parsed.kind, parsed.title, parsed.language) == ("sitemap", "Harbour News", "en")
    assert (entry.url, entry.title) == ("https://news.example.com/a", "Bridge & tunnel")
    assert (entry.published_at, entry.precision) == ("2026-11-25T00:00:00+00:00", "day")


def test_the_newest_maps_of_an_index():
    maps = "".join(
        f"<sitemap><loc>https://news.example.com/news-{day}.xml</loc><lastmod>2026-11-0{day}</lastmod></sitemap>"
        for day in range(1, 6)
    )
    body = f"<sitemapindex><sitemap><loc>/pages.xml</loc><lastmod>2027-01-01</lastmod></sitemap>{maps}</sitemapindex>"
    parsed = parse(body.encode(), url=URL)
    assert parsed.kind == "sitemap_index"
    assert parsed.parts == tuple(f"https://news.example.com/news-{day}.xml" for day in (5, 4, 3))


def test_a_sitemap_without_news_is_no_feed():
    assert parse(b"<urlset><url><loc>https://a.example/x</loc></url></urlset>", url=URL).kind == ""


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html><body>Hello</body></html>",
        b"<!DOCTYPE html><p>x",
        b"{}",
        b'{"items": []}',
        b"[1]",
        b"plain words",
        b"\x89PNG\r\n",
        b"<a/>",
        b"\x1f\x8bbroken",
        b"{" * 100_000,
        b'{"version": 1, "items": 3}',
    ],
)
def test_it_says_what_is_no_feed(body):
    assert parse(body, url=URL) == Parsed("")


def test_broken_xml_is_read_as_far_as_it_goes_and_said():
    parsed = parse(
        rss(item() + "<item><title>Fish & chips</title><link>/f</link></item><item><title>cut"), url=URL
    )
    assert [entry.title for entry in parsed.entries][:2] == ["Bridge shut", "Fish & chips"]
    assert "bad_xml" in codes(parsed)


def test_a_wrong_encoding_is_found_out_and_said():
    body = rss(item("Brücke – gesperrt")).decode().encode("cp1252")
    parsed = parse(body, url=URL, content_type="text/xml; charset=utf-8")
    assert parsed.entries[0].title == "Brücke – gesperrt"
    assert "encoding" in codes(parsed)


def test_a_sitemap_in_a_wrong_encoding():
    body = '<?xml version="1.0" encoding="UTF-8"?><urlset><url><loc>https://a.example/1</loc><title>Brücke</title></url></urlset>'
    parsed = parse(body.encode("cp1252"), url=URL)
    assert (parsed.entries[0].title, codes(parsed)) == ("Brücke", ["encoding"])


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a.example/",
        "https://user:pw@a.example/",
        "https://",
        "https://a.example:port/",
        "https:\\\\a.example\\",
        "mailto:a@b.example",
    ],
)
def test_links_that_are_no_web_page_are_left_out_and_said(link):
    parsed = parse(rss(item(link=link)), url=URL)
    assert parsed.entries[0].url == ""
    assert codes(parsed) == ["links"]


def test_entities_are_neither_expanded_nor_opened():
    secret = '<!DOCTYPE x [<!ENTITY s SYSTEM "file:///etc/passwd"><!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">%s]>'
    bomb = "".join(
        f'<!ENTITY {new} "{f"&{old};" * 30}">' for old, new in zip("bcdefgh", "cdefghi", strict=True)
    )
    feed = parse(rss(item("&s;&i;"), prolog=secret % bomb), url=URL)
    map_body = (
        secret % bomb + "<urlset><url><loc>https://a.example/1</loc><title>&s;&i;</title></url></urlset>"
    )
    for parsed in (feed, parse(map_body.encode(), url=URL)):
        said = json.dumps(parsed.as_json())
        assert len(said) < 3_000
        assert "root:" not in said


def test_of_very_many_entries_the_newest_are_kept_and_it_is_said():
    old = "".join(item(f"Old {n}", f"/o{n}", f"o{n}", "Mon, 02 Nov 2026 10:00:00 GMT") for n in range(2_000))
    parsed = parse(rss(old + item("Newest")), url=URL)
    assert (len(parsed.entries), parsed.total) == (MOST_ENTRIES, 2_001)
    assert "Newest" in {entry.title for entry in parsed.entries}
    assert codes(parsed) == ["many"]


def test_markup_and_invisible_signs_are_cleaned_out_of_titles():
    parsed = parse(
        rss(
            item("&lt;script&gt;alert(1)&lt;/script&gt;Caf&amp;eacute; &amp;#8217; a\u202eb&lt;br&gt;c")
            + item("<![CDATA[ A <b>bold</b>\n move ]]>", guid="2")
        ),
        url=URL,
    )
    assert [entry.title for entry in parsed.entries] == ["Café ’ ab c", "A bold move"]


def test_a_zone_that_nobody_knows_leaves_the_day_and_is_said():
    parsed = parse(rss(item(date="Wed, 25 Nov 2026 10:00:00 QQT")), url=URL)
    (entry,) = parsed.entries
    assert (entry.published_at[:10], entry.precision) == ("2026-11-25", "day")
    assert entry.published_raw == "Wed, 25 Nov 2026 10:00:00 QQT"
    assert codes(parsed) == ["zone"]


@pytest.mark.parametrize(
    ("head", "ttl"),
    [
        ("<ttl>x</ttl>", 0),
        ("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency><ttl>120</ttl>",
            7_200,
        ),
    ],
)
def test_how_long_it_asks_to_be_left_alone(head, ttl):
    assert parse(rss(item(), head), url=URL).ttl == ttl


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            b"<rss><channel><item>",
            b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>',
            b"<urlset><url><loc>",
            b'{"version":"https://jsonfeed.org/version/1","items":[',
            b"\x1f\x8b",
        ]
    ),
)
def test_no_bytes_make_it_fall_and_what_it_reads_crosses_as_json(body, head):
    told = parse_to_json(head + body, url=URL)
    assert Parsed.from_json(json.loads(json.dumps(told))).as_json() == json.loads(json.dumps(told)) | {
        "entries": tuple(told["entries"]),
        "parts": tuple(told["parts"]),
        "warnings": tuple(told["warnings"]),
    }
