"""Robots: what a site asks of programs is asked for once a day, and heeded."""

from datetime import UTC, datetime, timedelta

import pytest

from sources.fetching import FetchRefused
from sources.models import Host, Robots
from sources.politeness import NotNow, turn
from sources.robots import may_fetch
from sources.tests import web

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SITE = "http://news.example.com"
RULES = """\ufeff
User-agent: *
Disallow: /

User-agent: OtherBot
User-agent: newsroombot
Disallow: /private/
Disallow: /*.pdf$
Allow: /private/open
"""
pytestmark = pytest.mark.django_db


def rules(text, **given):
    return web.Reply(
        text if isinstance(text, bytes) else text.encode(), 200, {"Content-Type": "text/plain"}, **given
    )


def site(reply):
    return web.site("news.example.com", {"/robots.txt": reply})


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/a", True), ("/private/b", False), ("/private/open/c", True), ("/c.pdf", False), ("/c.pdf?d", True), ("/", True)],
)  # fmt: skip
def test_the_rules_for_our_own_name_are_heeded(path, allowed):
    with site(rules(RULES)):
        assert may_fetch(SITE + path, now=NOW) is allowed


def test_the_rules_for_everybody_hold_where_we_are_not_named():
    with site(rules("User-agent: *\nDisallow: /a")):
        assert not may_fetch(f"{SITE}/a", now=NOW)
        assert may_fetch(f"{SITE}/b", now=NOW)


def test_a_site_is_asked_once_a_day_and_says_who_we_are_to_it():
    with site(rules(RULES)) as served:
        for hours in (0, 1, 23.9):
            may_fetch(f"{SITE}/a", now=NOW + timedelta(hours=hours))
        assert served.times("/robots.txt") == 1
        served["/robots.txt"] = rules("User-agent: *\nDisallow: /")
        assert not may_fetch(f"{SITE}/a", now=NOW + timedelta(days=1))
    assert served.times("/robots.txt") == 2
    assert served.asked[0][1]["User-Agent"].startswith("NewsroomBot/")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_site_without_rules_allows_everything(status):
    with site(web.Reply(b"User-agent: *\nDisallow: /", status)) as served:
        assert may_fetch(f"{SITE}/a", now=NOW)
        assert may_fetch(f"{SITE}/b", now=NOW)
    assert served.times("/robots.txt") == 1


@pytest.mark.parametrize(
    "reply",
    [
        rules(""),
        rules("<!doctype html><p>Not here</p>"),
        rules(b"\xff\xfe\x00no rules\x00"),
        web.Reply(b"%PDF-1.7", 200, {"Content-Type": "application/pdf"}),
        web.redirect("/robots.txt"),
        web.redirect("nowhere://at.all/"),
        web.redirect("http://localhost/"),
    ],
)
def test_what_is_no_robots_file_forbids_nothing(reply):
    with site(reply):
        assert may_fetch(f"{SITE}/a", now=NOW)


def test_rules_behind_a_redirect_are_those_of_the_site():
    with site(web.redirect("/rules")) as served:
        served["/rules"] = rules("User-agent: *\nDisallow: /a")
        assert not may_fetch(f"{SITE}/a", now=NOW)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_site_in_trouble_is_asked_again_later_and_later_still(status):
    with site(web.Reply(b"", status)) as served:
        at, waits = NOW, []
        for _ in range(4):
            for _ in range(2):  # the second time without asking
                with pytest.raises(NotNow) as told:
                    may_fetch(f"{SITE}/a", now=at)
            waits.append((told.value.until - at) // timedelta(minutes=1))
            at = told.value.until
        assert waits == [10, 10, 20, 40]
        assert served.times("/robots.txt") == 4
        served["/robots.txt"] = rules("")
        assert may_fetch(f"{SITE}/a", now=at)


def test_a_site_that_says_when_is_asked_then():
    with site(web.Reply(b"", 503, {"Retry-After": "7200"})), pytest.raises(NotNow) as told:
        may_fetch(f"{SITE}/a", now=NOW)
    assert told.value.until == NOW + timedelta(hours=2)
    assert Host.objects.get().closed_until == told.value.until


def test_asking_for_the_rules_takes_a_turn_but_no_pause(settings):
    settings.FETCH_PAUSE = timedelta(seconds=2)
    with site(rules(RULES)) as served:
        with turn(f"{SITE}/a", now=NOW), pytest.raises(NotNow):
            may_fetch(f"{SITE}/a", now=NOW)
        assert not served.asked
        later = NOW + timedelta(minutes=1)
        assert may_fetch(f"{SITE}/a", now=later)
        with turn(f"{SITE}/a", now=later):
            pass


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://10.0.0.1/", "blocked_address"), ("no address", "bad_url"), ("http://localhost/a", "bad_host")],
)
def test_an_address_that_the_door_refuses_is_refused_here_too(url, code):
    with pytest.raises(FetchRefused) as refused:
        may_fetch(url, now=NOW)
    assert refused.value.code == code
    assert not Robots.objects.exists()


def test_a_site_that_cannot_be_reached_is_said_so():
    with site(rules(RULES)):
        pass
    with web.known("news.example.com", 1), pytest.raises(FetchRefused) as refused:
        may_fetch(f"{SITE}/a", now=NOW)
    assert refused.value.code == "connect_failed"
    assert not Robots.objects.exists()


def test_a_huge_file_is_read_as_far_as_the_standard_asks():
    with site(rules("User-agent: *\nDisallow: /a\n" + "# much\n" * 90_000 + "Disallow: /b\n")):
        assert not may_fetch(f"{SITE}/a", now=NOW)
        assert may_fetch(f"{SITE}/b", now=NOW)
