"""Watched articles are looked at again over a real network, and what changed there is noticed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sources import looking, tasks, watch
from sources.models import Article, ArticleChange, Snapshot, Watch
from sources.tests import web
from sources.tests.pages import TEXTS, TITLES, news_page

HOST = "http://www.harbour-wire.example"
URL = f"{HOST}/2026/11/24/bridge"
OLD = TEXTS["en"]
NEW = (OLD[0].replace("14 cracks", "15 cracks"), *OLD[1:])
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def begun():
    return timezone.now()


@pytest.fixture
def watched(read, begun):
    """An article that was read a moment ago, watched since."""
    article = read(URL, news_page()).article
    watch.follow_only(Article.objects.filter(pk=article.pk), now=begun)
    return article


@pytest.fixture
def look(web_pages, watched, begun):
    """Have it looked at so long after it was read, when the page answers this; the kinds of change."""

    def at(after, answer=None):
        if answer is not None:
            web_pages[URL] = answer
        known = set(ArticleChange.objects.values_list("pk", flat=True))
        Watch.objects.update(next_at=begun + after)
        # A site is asked for its rules first, and for the page when it is our turn again.
        for seconds in (0, 5, 10):
            looking.look_due(now=begun + after + timedelta(seconds=seconds))
        return [change.kind for change in ArticleChange.objects.exclude(pk__in=known).order_by("pk")]

    return at


def state(article):
    article.refresh_from_db()
    return article.state


def outcome():
    return Watch.objects.get().outcome


def test_a_page_that_is_as_it_was_is_unchanged_and_stored_once(look, watched):
    assert look(MINUTE, news_page()) == []
    assert (outcome(), state(watched)) == ("same", "live")
    assert Snapshot.objects.count() == 1


def test_a_page_built_anew_around_the_same_text_is_unchanged(look, watched):
    assert look(MINUTE, news_page().replace("</footer>", "<p>17 people read this now</p></footer>")) == []
    assert Snapshot.objects.count() == 1


def test_a_new_text_is_noticed_and_both_are_kept(look, watched):
    assert look(MINUTE, news_page(paragraphs=NEW)) == ["text"]
    change = ArticleChange.objects.get()
    (passage,) = change.detail["passages"]
    assert ("14 cracks" in passage["old"], "15 cracks" in passage["new"]) == (True, True)
    assert "14 cracks" in change.before.text
    assert "15 cracks" in change.after.text
    assert state(watched) == "changed"
    assert watched.newest == change.after
    assert look(HOUR, news_page(paragraphs=NEW)) == []


def test_a_new_title_is_noticed_and_taken_over_unless_the_desk_has_put_it_right(look, watched):
    assert look(MINUTE, news_page(title="Bridge shut for a month")) == ["title"]
    watched.refresh_from_db()
    assert watched.title == "Bridge shut for a month"
    assert ArticleChange.objects.get().detail == {"old": TITLES["en"], "new": "Bridge shut for a month"}


def test_a_correction_is_noticed_when_it_appears_and_once(look):
    corrected = news_page(
        paragraphs=(*OLD, "Correction: An earlier version of this article gave another year.")
    )
    assert look(MINUTE, corrected) == ["text", "notice"]
    assert look(HOUR, corrected) == []


def test_a_retraction_is_noticed(look, watched):
    withdrawn = (
        "This article has been withdrawn by the editors because its author could not show notes.",
        *OLD,
    )
    assert "retracted" in look(MINUTE, news_page(paragraphs=withdrawn))
    assert state(watched) == "retracted"


def test_it_is_gone_after_three_looks_over_a_day_and_comes_back(look, watched):
    missing = web.Reply(b"no", 404, {"Content-Type": "text/plain"})
    assert look(MINUTE, missing) == []
    assert look(12 * HOUR) == []
    assert state(watched) == "live"
    assert look(DAY + HOUR) == ["gone"]
    assert state(watched) == "gone"
    assert look(2 * DAY, news_page()) == ["back"]
    assert state(watched) == "live"


def test_an_address_that_leads_to_the_front_page_is_suspected(look, watched, web_pages):
    web_pages[f"{HOST}/"] = web.page("<title>Harbour Wire</title><h1>News</h1>")
    assert look(MINUTE, web.redirect(f"{HOST}/")) == ["moved"]
    assert (outcome(), state(watched)) == ("suspected", "live")
    assert ArticleChange.objects.get().detail["url"] == f"{HOST}/"


@pytest.mark.parametrize(("status", "said"), [(402, "unreadable"), (403, "unreadable"), (500, "unknown")])
def test_a_closed_door_and_a_fault_say_nothing_of_the_text(look, watched, status, said):
    assert look(MINUTE, web.Reply(b"x", status, {"Content-Type": "text/plain"})) == []
    assert (outcome(), state(watched)) == (said, "live")


def test_a_cookie_wall_is_not_taken_for_a_new_text(look, watched):
    wall = "<html><title>Before you go on</title><body><h1>We value your privacy</h1><p>We and our 842 partners store cookies. Accept all cookies or manage your choices to continue.</p><button>Accept all</button></body></html>"
    assert look(MINUTE, web.page(wall)) == []
    assert outcome() == "unreadable"
    assert Snapshot.objects.count() == 1


def test_a_site_that_asks_us_to_wait_is_left_alone_until_then(look, begun):
    assert look(MINUTE, web.Reply(b"", 429, {"Retry-After": "7200", "Content-Type": "text/plain"})) == []
    assert outcome() == ""
    assert Watch.objects.get().next_at >= begun + 2 * HOUR


def test_its_rules_are_heeded(look, web_pages, watched):
    web_pages[f"{HOST}/robots.txt"] = web.Reply(
        b"User-agent: *\nDisallow: /2026/", 200, {"Content-Type": "text/plain"}
    )
    assert look(2 * DAY) == []
    assert (outcome(), Watch.objects.get().code) == ("unreadable", "robots")


def test_a_new_reader_reads_the_stored_page_anew_and_sees_no_change(look, watched):
    """As if another version had read it: it had taken the first paragraph for something else."""
    newest = Snapshot.objects.get()
    older = Snapshot.objects.create(
        article=watched,
        fetched_at=newest.fetched_at,
        requested_url=newest.requested_url,
        url=newest.url,
        status=200,
        peer=newest.peer,
        body=newest.body,
        media_type=newest.media_type,
        title=newest.title,
        text="\n\n".join(OLD[1:]),
        text_hash="0" * 64,
        extractor="newsroom 0",
    )
    Article.objects.filter(pk=watched.pk).update(newest=older)
    assert look(MINUTE, news_page()) == []
    watched.refresh_from_db()
    assert watched.newest.extractor != "newsroom 0"
    assert look(HOUR, news_page(paragraphs=NEW)) == ["text"]


def test_one_that_fails_does_not_stop_the_others(look, watched, web_pages, read, begun):
    url = "http://northern-ledger.example/a"
    other = read(url, news_page(paragraphs=TEXTS["fr"])).article
    watch.follow_only(Article.objects.all(), now=begun)
    Article.objects.filter(pk=watched.pk).update(url="http://[bad/")
    web_pages[url] = news_page(paragraphs=TEXTS["de"])
    assert look(MINUTE) == ["text"]
    assert ArticleChange.objects.get().article == other
    assert Watch.objects.get(article=watched).outcome == "unknown"


def test_what_is_claimed_is_nobody_elses_until_the_lease_runs_out(watched, begun):
    Watch.objects.update(next_at=begun)
    (one,) = Watch.objects.all()
    assert watch.claim(one.pk, now=begun)
    assert watch.claim(one.pk, now=begun + MINUTE) is None
    assert watch.claim(one.pk, now=begun + 3 * MINUTE)


def test_an_announced_change_brings_the_look_forward(watched, begun):
    Watch.objects.update(next_at=begun + 9 * DAY)
    assert watch.look_soon(watched, now=begun)
    assert Watch.objects.get().next_at == begun
    Watch.objects.update(active=False, next_at=None)
    assert not watch.look_soon(watched, now=begun)
    assert Watch.objects.get().next_at is None


def test_what_was_read_a_moment_ago_is_not_asked_for_again_at_once(watched, begun):
    (one,) = Watch.objects.all()
    assert one.next_at >= watched.newest.fetched_at + 15 * MINUTE


def test_its_bell_looks_at_what_is_due_and_at_nothing_else(watched):
    assert tasks.look_again() == {"looked": 0, "changed": 0, "waiting": 0}
    Watch.objects.update(next_at=timezone.now())
    assert tasks.look_again() == {"looked": 1, "changed": 0, "waiting": 0}
