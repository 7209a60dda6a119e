"""From an address to an article: read once, known by every address that led to it, and put right for good."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from sources.cataloguing import record_article, record_publisher
from sources.correcting import correct, follow_page
from sources.identifiers import BadUrlError
from sources.models import Article, ArticleAddress, ArticleRequest, Publisher, Snapshot
from sources.reading import read_requests, request_article
from sources.tests import web
from sources.tests.pages import TEXTS, TITLES, news_page

URL = "http://www.harbour-wire.example/2026/11/24/bridge"


def test_an_address_becomes_an_article_with_all_that_is_known_of_it(read):
    asked = read(URL, news_page())
    article = asked.article
    assert (asked.state, asked.was_known, asked.message) == ("done", False, "")
    assert (article.title, article.byline, article.language) == (TITLES["en"], "Ann Reed", "en")
    assert (article.publisher.name, article.publisher.domains) == ("Harbour Wire", ["harbour-wire.example"])
    assert article.published_at == datetime(2026, 11, 24, 9, 3, tzinfo=UTC)
    assert article.published_raw == "2026-11-24T10:03:00+01:00"
    assert (article.canonical_url, article.found_by) == (URL, "address")
    assert article.newest.text == "\n\n".join(TEXTS["en"])
    assert article.sketch


def test_it_is_read_once_however_often_it_is_asked_for(read, rosa):
    first = read(URL, news_page())
    again = request_article(f"{URL}?utm_source=mail#top", by=rosa)
    assert (again.state, again.was_known, again.article) == ("done", True, first.article)
    assert Snapshot.objects.count() == 1


def test_asking_twice_before_it_is_read_is_asking_once(rosa):
    assert request_article(URL, by=rosa) == request_article(URL, by=rosa)


def test_it_is_known_by_given_final_and_own_address(read, web_pages):
    own = "http://www.harbour-wire.example/bridge"
    web_pages["http://short.example/x1"] = web.redirect(f"{URL}?amp=1", 301)
    web_pages[f"{URL}?amp=1"] = news_page(canonical=own)
    article = read("http://short.example/x1").article
    known = {own, f"{URL}?amp=1", "http://short.example/x1"}
    assert set(article.addresses.values_list("canonical_url", flat=True)) == known
    assert (article.canonical_url, article.url) == (own, own)
    assert read(own, news_page()).article == article


@pytest.mark.parametrize(
    "canonical",
    ["http://elsewhere.example/bridge", "http://www.harbour-wire.example/", "javascript:alert(1)"],
)
def test_an_own_address_of_somebody_else_or_of_the_whole_site_is_not_believed(read, canonical):
    assert read(URL, news_page(canonical=canonical)).article.canonical_url == URL


def test_pages_that_all_call_themselves_by_one_address_stay_apart(read):
    section = "http://harbour-wire.example/news"
    other = news_page(title="Ferry late again", paragraphs=TEXTS["fr"], canonical=section)
    first = read(URL, news_page(canonical=section)).article
    second = read("http://harbour-wire.example/ferry", other).article
    assert first != second
    assert second.canonical_url == "http://harbour-wire.example/ferry"


def test_an_article_typed_by_hand_gets_its_page_and_keeps_what_was_typed(read):
    wire = record_publisher(name="Harbour Wire")
    typed = record_article(publisher=wire, title="Bridge shut", url=URL)
    asked = read(URL, news_page())
    assert (asked.article, asked.was_known) == (typed, True)
    assert (asked.article.title, asked.article.byline) == ("Bridge shut", "Ann Reed")
    assert asked.article.newest


def test_an_article_known_without_address_gets_one(read):
    known = record_article(publisher=record_publisher(name="Harbour Wire"), title=TITLES["en"].upper())
    assert read(URL, news_page()).article == known
    known.refresh_from_db()
    assert known.canonical_url == URL


@pytest.mark.parametrize(
    ("domains", "site", "name"),
    [
        (["harbour-wire.example"], "Something else", "The Wire"),
        (["www2.harbour-wire.example", "other.example"], "", "harbour-wire.example"),
        ([], "The Wire", "The Wire"),
        (["other.example"], "The Wire", "The Wire (harbour-wire.example)"),
    ],
)
def test_a_publisher_is_known_by_its_domain_not_by_what_a_site_calls_itself(read, domains, site, name):
    Publisher.objects.create(name="The Wire", name_key="the wire", slug="the-wire", domains=domains)
    asked = read("http://news.harbour-wire.example/x", news_page(site=site))
    assert asked.article.publisher.name == name


def test_the_longest_domain_decides(read):
    for name, domain in (("Group", "harbour.example"), ("Sport", "sport.harbour.example")):
        Publisher.objects.create(name=name, name_key=name.lower(), slug=name.lower(), domains=[domain])
    assert read("http://www.sport.harbour.example/x", news_page()).article.publisher.name == "Sport"


def test_what_the_desk_put_right_outlasts_the_page(read, rosa, web_pages):
    article = read(URL, news_page(canonical=URL)).article
    article.title = "Put right"
    correct(article, changed=["title"])
    article.save()
    other = f"{URL}?print=1"
    asked = read(other, news_page(title="Bridge to open again", byline="Bo Lin", canonical=URL))
    assert (asked.article, asked.article.title, asked.article.byline) == (article, "Put right", "Bo Lin")
    assert asked.article.newest.title == "Bridge to open again"
    assert follow_page(asked.article).title == "Bridge to open again"


def test_a_page_that_reads_the_same_makes_no_second_snapshot(read):
    article = read(URL, news_page(canonical=URL)).article
    read(f"{URL}?print=1", news_page(canonical=URL, head="<!-- nonce 7 -->"))
    assert article.snapshots.count() == 1


def test_a_date_in_the_future_is_the_moment_it_was_seen(read):
    article = read(URL, news_page(published="2199-01-01T10:00:00Z")).article
    assert timezone.now() - article.published_at < timedelta(minutes=1)
    assert article.published_raw == "2199-01-01T10:00:00Z"


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (
            news_page(
                paragraphs=TEXTS["en"][:1], head='<meta property="article:content_tier" content="locked">'
            ),
            "paywall",
        ),
        (
            news_page(title="Just a moment...", paragraphs=("Checking your browser.",), marked=False),
            "robot_check",
        ),
        (web.Reply(b"gone", 404), "missing"),
        (web.Reply(b"no", 403), "no_entry"),
        (web.Reply(b"", 500), "server_error"),
        (web.Reply(b"%PDF-1.7 a,b", 200, {"Content-Type": "text/html"}), "bad_type"),
        (None, "bad_host"),
    ],
)
def test_a_refusal_is_a_sentence_that_says_what_to_do(read, page, code):
    asked = read(URL, page)
    assert (asked.state, asked.code, asked.article) == ("refused", code, None)
    assert asked.message.endswith(".")
    assert not Article.objects.exists()


def test_robots_are_heeded_until_a_person_decides_otherwise(read, web_pages, rosa, caplog):
    rules = b"User-agent: *\nDisallow: /private/"
    web_pages["http://harbour-wire.example/robots.txt"] = web.Reply(
        rules, 200, {"Content-Type": "text/plain"}
    )
    private = "http://harbour-wire.example/private/1"
    assert read(private, news_page()).code == "robots"
    with caplog.at_level("INFO"):
        assert read(private, despite_robots=True).article
    assert [record.by for record in caplog.records if record.message == "robots_overruled"] == [rosa.pk]


def test_a_feed_cannot_overrule_robots(db):
    with pytest.raises(ValueError, match="person"):
        request_article(URL, by=None, despite_robots=True)


def test_it_refuses_what_is_no_address(rosa):
    with pytest.raises(BadUrlError):
        request_article("harbour wire", by=rosa)


def test_people_come_before_feeds(read, web_pages):
    web_pages.update({f"http://a{n}.example/1": news_page(title=f"Title {n}") for n in range(3)})
    for n in range(2):
        request_article(f"http://a{n}.example/1", by=None)
    read("http://a2.example/1")
    assert Article.objects.order_by("pk").first().title == "Title 2"


def minutes_later(minutes, start):
    """Everything that is due then, the rules of the site first; what became of it."""
    told = [read_requests(now=start + timedelta(minutes=minutes, seconds=10 * n)) for n in range(2)]
    return {state: sum(one[state] for one in told) for state in ("done", "refused")}


def test_what_a_worker_left_behind_is_read_by_the_next(web_pages, rosa):
    web_pages[URL] = news_page()
    asked = request_article(URL, by=rosa)
    now = timezone.now()
    lost = {"state": "reading", "attempts": 1, "leased_until": now + timedelta(minutes=3)}
    ArticleRequest.objects.filter(pk=asked.pk).update(**lost)
    assert minutes_later(0, now) == {"done": 0, "refused": 0}
    assert minutes_later(4, now) == {"done": 1, "refused": 0}


def test_what_fails_each_time_is_given_up(rosa):
    asked = request_article(URL, by=rosa)
    ArticleRequest.objects.filter(pk=asked.pk).update(attempts=5)
    assert read_requests()["refused"] == 1
    asked.refresh_from_db()
    assert asked.code == "gave_up"


def test_a_feeds_address_that_cannot_be_reached_is_tried_again_later(db, web_pages):
    web_pages[URL] = web.Reply(b"", 500)
    asked = request_article(URL, by=None)
    now = timezone.now()
    assert minutes_later(0, now) == {"done": 0, "refused": 0}
    web_pages[URL] = news_page()
    assert minutes_later(1, now) == {"done": 0, "refused": 0}
    assert minutes_later(60, now) == {"done": 1, "refused": 0}
    asked.refresh_from_db()
    assert asked.article.found_by == "feed"


def test_a_site_that_asks_us_to_wait_is_waited_for(web_pages, rosa):
    web_pages[URL] = web.Reply(b"", 429, {"Retry-After": "600"})
    asked = request_article(URL, by=rosa)
    now = timezone.now()
    assert minutes_later(0, now) == {"done": 0, "refused": 0}
    web_pages[URL] = news_page()
    assert minutes_later(5, now) == {"done": 0, "refused": 0}
    assert minutes_later(15, now) == {"done": 1, "refused": 0}
    asked.refresh_from_db()
    assert asked.attempts == 1


def test_a_person_is_told_of_a_wait_of_days(read):
    asked = read(URL, web.Reply(b"", 503, {"Retry-After": "600000"}))
    assert (asked.state, asked.code) == ("refused", "asked_to_wait")
    assert "stay away until" in asked.message


def test_an_address_belongs_to_one_article(read):
    read(URL, news_page())
    assert ArticleAddress.objects.filter(canonical_url=URL).count() == 1
