"""Reading a page: what it says of itself, what it says wrongly, and what is no article at all."""

import json

import pytest

from sources.extraction import extract
from sources.tests.pages import TEXTS, TITLES, linked, news_page

URL = "https://www.harbour-wire.example/2026/11/24/bridge"


def read(page, *, url=URL, media_type="text/html", charset=""):
    body = page if isinstance(page, bytes) else page.encode()
    return extract(body, url=url, media_type=media_type, charset=charset)


@pytest.mark.parametrize("language", TEXTS)
def test_it_reads_an_article_whole(language):
    read_page = read(news_page(title=TITLES[language], paragraphs=TEXTS[language], lang=language))
    assert read_page["kind"] == "article"
    assert read_page["title"] == TITLES[language]
    assert read_page["text"] == "\n\n".join(TEXTS[language])
    assert read_page["language"] == language
    assert (read_page["byline"], read_page["site_name"]) == ("Ann Reed", "Harbour Wire")
    assert read_page["published_at"] == "2026-11-24T09:03:00+00:00"
    assert read_page["published_precision"] == "minute"


def test_its_answer_crosses_a_process_boundary():
    read_page = read(news_page())
    assert json.loads(json.dumps(read_page)) == read_page


@pytest.mark.parametrize("language", TEXTS)
def test_the_text_is_believed_before_a_template_that_says_english(language):
    assert read(news_page(paragraphs=TEXTS[language], lang="en-GB"))["language"].partition("-")[0] == language


@pytest.mark.parametrize(
    ("claimed", "kept"), [("en_gb", "en-GB"), ("EN-us", "en-US"), ("en", "en"), ("", "en"), ("!", "en")]
)
def test_a_language_tag_is_tidied(claimed, kept):
    assert read(news_page(lang=claimed))["language"] == kept


@pytest.mark.parametrize(
    ("encoding", "language", "declared", "header"),
    [
        ("utf-8", "ru", "", ""),
        ("utf-8", "de", "iso-8859-1", "ISO-8859-1"),  # both are wrong
        ("cp1252", "fr", "iso-8859-1", ""),
        ("cp1252", "de", "", "windows-1252"),
        ("cp1251", "ru", "windows-1251", "utf-8"),  # the header is wrong
        ("cp1251", "ru", "", ""),  # nobody says
        ("iso8859-2", "pl", "iso-8859-2", ""),
        ("shift_jis", "ja", "Shift_JIS", ""),
        ("euc_jp", "ja", "", "EUC-JP"),
        ("gb18030", "zh", "gb2312", ""),
        ("cp1256", "ar", "windows-1256", ""),
        ("utf-16", "en", "utf-8", ""),
    ],
)
def test_bytes_are_read_however_they_are_declared(encoding, language, declared, header):
    page = news_page(title=TITLES[language], paragraphs=TEXTS[language], lang=language)
    page = page.replace("<meta charset=utf-8>", f'<meta charset="{declared}">' if declared else "")
    body = page.encode(encoding, "replace")
    sure = read(body, charset=header)
    assert sure["title"] == TITLES[language]
    assert sure["text"] == "\n\n".join(TEXTS[language]).encode(encoding, "replace").decode(encoding)


def test_one_bad_byte_does_not_make_it_another_encoding():
    body = news_page(paragraphs=TEXTS["de"], lang="de").encode().replace(b"Risse", b"Risse\xff", 1)
    assert "nördlichen" in read(body, charset="iso-8859-1")["text"]


@pytest.mark.parametrize(
    ("published", "at", "precision"),
    [
        ("2026-11-24T10:03:17.123Z", "2026-11-24T10:03:00+00:00", "minute"),
        ("2026-11-24T10:03+0530", "2026-11-24T04:33:00+00:00", "minute"),
        ("2026-11-24 23:30 -05:00", "2026-11-25T04:30:00+00:00", "minute"),
        ("Tue, 24 Nov 2026 10:03:00 GMT", "2026-11-24T10:03:00+00:00", "minute"),
        ("1795514580000", "2026-11-24T10:03:00+00:00", "minute"),
        ("2026-11-24", "2026-11-24T00:00:00+00:00", "day"),
        ("2026-11-24T10:03:00", "2026-11-24T00:00:00+00:00", "day"),  # nobody says in which zone
        ("2026-11-24T00:00:00+09:00", "2026-11-24T00:00:00+00:00", "day"),  # midnight means no hour is known
        ("Tue, 24 Nov 2026 10:03:00 EST", "2026-11-24T00:00:00+00:00", "day"),
    ],
)
def test_a_date_is_known_as_exactly_as_it_was_written(published, at, precision):
    read_page = read(news_page(published=published))
    assert (read_page["published_at"], read_page["published_precision"]) == (at, precision)
    assert read_page["published_raw"] == published


def test_the_minute_is_taken_from_wherever_it_is_written():
    head = '<meta property="article:published_time" content="2026-11-24T10:03:00+01:00">'
    read_page = read(news_page(published="2026-11-24", head=head))
    assert (read_page["published_at"], read_page["published_precision"]) == (
        "2026-11-24T09:03:00+00:00",
        "minute",
    )


@pytest.mark.parametrize("published", ["1970-01-01T00:00:00Z", "yesterday", "2026-13-45", "", None])
def test_a_date_that_is_none_leaves_the_day_in_the_address(published):
    read_page = read(news_page(published=published))
    assert (read_page["published_at"], read_page["published_precision"]) == (
        "2026-11-24T00:00:00+00:00",
        "day",
    )


def test_nothing_known_of_the_date_is_said_so():
    assert read(news_page(published=None), url="https://wire.example/bridge")["published_at"] is None


@pytest.mark.parametrize(
    ("title", "site"),
    [
        ("Bridge shut – and why that matters | Harbour Wire", "Harbour Wire"),
        ("Harbour Wire: Bridge shut – and why that matters", ""),
        ("Bridge shut – and why that matters - harbour-wire.example", ""),
        ("Bridge shut – and why that matters", "Harbour Wire"),
    ],
)
def test_the_name_of_the_site_is_no_part_of_the_headline(title, site):
    page = news_page(title="Bridge shut – and why that matters", site=site, marked=False)
    page = page.replace("<title>", f"<title>{title}</title><title>", 1)
    assert read(page)["title"] == "Bridge shut – and why that matters"


def test_the_headline_is_what_two_places_agree_on():
    page = news_page(title="Bridge shut after cracks found")
    page = page.replace('"headline": "Bridge shut after cracks found"', '"headline": "Bridge closed: live"')
    assert read(page)["title"] == "Bridge shut after cracks found"


def test_entities_in_data_are_read_as_what_they_stand_for():
    page = news_page(
        title="Bridge &amp;amp; tunnel: “shut”",
        marked=False,
        head=linked(headline="Bridge &amp;amp; tunnel: “shut”"),
    )
    assert read(page)["title"] == "Bridge & tunnel: “shut”"


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ([{"@type": "Person", "name": "Ann Reed"}, {"name": "Bo Lin"}], "Ann Reed, Bo Lin"),
        ("By Ann Reed", "Ann Reed"),
        ({"name": ["Ann Reed"]}, "Ann Reed"),
        ({"name": "https://harbour-wire.example/ann"}, ""),
        ({"name": "Harbour Wire"}, ""),
    ],
)
def test_a_byline_is_names(author, byline):
    page = news_page(byline="", marked=False, head=linked(headline=TITLES["en"], author=author))
    assert read(page)["byline"] == byline


def test_a_shown_byline_serves_where_no_data_has_one():
    page = news_page(byline="", before='<p class="byline">By <a rel="author" href="/ann">Ann Reed</a></p>')
    assert read(page)["byline"] == "Ann Reed"


def test_broken_data_costs_only_itself():
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "x</script>'
    wrapped = '<script type="application/ld+json"><!-- [{"@type":"NewsArticle","headline":"Kept, though",},] --></script>'
    page = news_page(marked=False, head=broken + wrapped)
    assert read(page)["title"] in {"Kept, though", TITLES["en"]}
    assert read(page)["kind"] == "article"


def test_links_are_made_whole():
    head = (
        '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        '<link rel="alternate" type="application/feed+json" href="//feeds.harbour-wire.example/all.json">'
        '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">'
        '<link rel="alternate" hreflang="de" href="/de/">'
    )
    read_page = read(news_page(head=head, canonical="../bridge?id=7"))
    assert read_page["canonical_url"] == "https://www.harbour-wire.example/2026/11/bridge?id=7"
    assert read_page["feeds"] == [
        "https://www.harbour-wire.example/feed.xml",
        "https://feeds.harbour-wire.example/all.json",
    ]


TEASER = TEXTS["en"][:1]


@pytest.mark.parametrize(
    "page",
    [
        news_page(paragraphs=TEASER, marked=False, head=linked(headline="Bridge", isAccessibleForFree=False)),
        news_page(
            paragraphs=TEASER, marked=False, head=linked(headline="Bridge", isAccessibleForFree="False")
        ),
        news_page(paragraphs=TEASER, head='<meta property="article:content_tier" content="locked">'),
        news_page(paragraphs=TEASER, after='<div class="paywall-offer">Our offers</div>'),
        news_page(paragraphs=(*TEASER, "Subscribe to continue reading this article.")),
        news_page(paragraphs=(*TEXTS["de"][:1], "Jetzt abonnieren und weiterlesen."), lang="de"),
        news_page(marked=False, head=linked(headline="B", isAccessibleForFree=False, wordCount=900)),
        news_page(paragraphs=(), marked=False, head=linked(headline="Bridge", isAccessibleForFree=False)),
    ],
)
def test_it_knows_a_pay_wall(page):
    assert read(page)["kind"] == "paywall"


def test_a_text_that_is_given_whole_is_read_though_it_is_not_free():
    paragraphs = TEXTS["en"] * 3
    read_page = read(
        news_page(paragraphs=paragraphs, marked=False, head=linked(headline="B", isAccessibleForFree=False))
    )
    assert (read_page["kind"], read_page["paid"]) == ("article", True)


CONSENT = "We and our partners use cookies and tracking. Your consent is needed. Read our privacy notice and accept cookies."


@pytest.mark.parametrize(
    ("page", "url"),
    [
        (news_page(title="Before you continue", paragraphs=(CONSENT,) * 3, marked=False), URL),
        (news_page(marked=False), "https://consent.harbour-wire.example/v2/collect?id=1"),
        (
            news_page(title="Your privacy", paragraphs=(), marked=False),
            "https://harbour-wire.example/consent?to=/x",
        ),
    ],
)
def test_it_knows_a_cookie_wall(page, url):
    assert read(page, url=url)["kind"] == "cookie_wall"


def test_an_article_about_cookies_is_an_article():
    about = [text.replace("bridge", "cookie consent banner") for text in TEXTS["en"]]
    assert read(news_page(title="Cookie consent and privacy", paragraphs=about))["kind"] == "article"


LINES = tuple(f"Headline number {n} of the day, and where to read it" for n in range(40))


@pytest.mark.parametrize(
    ("page", "url", "reason"),
    [
        (
            news_page(title="Just a moment...", paragraphs=("Checking your browser.",), marked=False),
            URL,
            "robot_check",
        ),
        (news_page(title="Page not found", paragraphs=("Sorry.",), marked=False), URL, "missing"),
        (news_page(paragraphs=("Loading",), marked=False), URL, "no_text"),
        (news_page(marked=False), "https://harbour-wire.example/", "front_page"),
        (news_page(paragraphs=LINES, marked=False), "https://harbour-wire.example/sport", "list"),
        ("", URL, "not_html"),
        (b"%PDF-1.7 \xff\xfe", URL, "no_text"),
    ],
)
def test_it_says_why_a_page_is_no_article(page, url, reason):
    read_page = read(page, url=url)
    assert read_page["kind"] == "not_article"
    assert read_page["reason"] in {reason, "not_html"}


def test_it_refuses_what_is_not_html():
    assert read(b"a,b\n1,2", media_type="text/csv")["reason"] == "not_html"


@pytest.mark.parametrize(
    "given",
    [
        {"after": "<p>Correction: An earlier version gave 41 cracks.</p>"},
        {"after": "<p>This article was amended on 25 November 2026: there were 14 cracks, not 41.</p>"},
        {
            "before": '<div class="correction-box">Correction (25 November): There were 14 cracks, not 41.</div>'
        },
        {"after": "<p>Berichtigung: In einer früheren Fassung war von 41 Rissen die Rede.</p>", "lang": "de"},
        {"head": linked(headline="B", correction="Correction: there were 14 cracks, not 41.")},
    ],
)
def test_a_marked_correction_is_noticed(given):
    assert "41" in read(news_page(**given))["notice"]


def test_no_correction_is_made_up():
    assert (
        read(
            news_page(after="<p>The correction of the course took the ship an hour, he said: too long.</p>")
        )["notice"]
        == ""
    )
