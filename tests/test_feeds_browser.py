"""Feeds in a real browser: found by keyboard while the page renews itself, without scripts, on a phone."""

from contextlib import ExitStack

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sources.cataloguing import record_publisher
from sources.feed_searches import look_around
from sources.models import Feed, FeedItem, FeedSearch
from sources.tests import web
from sources.tests.feed_site import FeedSite, rss
from stories.tests.conftest import person
from tests.browsing import messages, needs_browser, violations

pytestmark = needs_browser
ADDRESS = "http://wire.example.com"


@pytest.fixture
def site():
    with ExitStack() as running:
        site = FeedSite("wire.example.com", running.enter_context(web.site("wire.example.com", {})))
        linked = b'<link rel=alternate type="application/rss+xml" href="/feed.xml">'
        site.says(linked, path="/", content_type="text/html")
        site.says(rss("A bridge", "B tunnel", at=timezone.now()))
        yield site


@pytest.fixture
def paula(db):
    return person("paula", "publisher desk")


def test_feeds_are_found_and_followed_by_keyboard(sign_in, paula, site):
    page = sign_in(paula)
    page.goto(reverse("admin:sources_feed_changelist"))
    page.get_by_role("link", name="Add feeds").first.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Address of the site").fill(ADDRESS)
    page.keyboard.press("Enter")
    said = page.get_by_role("status")
    expect(said).to_contain_text("begins in a moment")
    expect(page.get_by_role("link", name="See how far it is")).to_have_count(0)
    look_around()
    expect(said).to_contain_text("1 feed found")  # the page renews itself
    expect(page.get_by_role("checkbox", name="Wire")).to_be_checked()
    expect(page.get_by_label("Publisher")).to_have_value("Wire")
    page.get_by_role("button", name="Follow the chosen feeds").focus()
    page.keyboard.press("Enter")
    expect(messages(page)).to_contain_text("One feed is followed")
    expect(page.locator("#result_list")).to_contain_text("wire.example.com/feed.xml")


def test_feeds_are_found_without_scripts(sign_in, paula, site):
    page = sign_in(paula, java_script_enabled=False)
    page.goto(reverse("admin:sources_feed_find"))
    page.get_by_label("Address of the site").fill(ADDRESS)
    page.get_by_role("button", name="Look for feeds").click()
    look_around()
    page.get_by_role("link", name="See how far it is").click()
    page.get_by_role("button", name="Follow the chosen feeds").click()
    expect(messages(page)).to_contain_text("One feed is followed")


@pytest.fixture
def screens(paula):
    """Every page about feeds, with a feed in each condition."""
    wire, now = record_publisher(name="Harbour Wire", domain="wire.example.com"), timezone.now()
    conditions = (
        {"last_success_at": now, "warnings": [{"code": "bad_xml", "text": "Its XML is broken."}]},
        {"last_code": "http_404", "last_message": "There is nothing there.", "failing_since": now},
        {"state": "paused"},
        {"state": "gone", "last_message": "It is gone."},
    )
    feeds = [
        Feed.objects.create(publisher=wire, url=f"{ADDRESS}/{number}", title=f"Feed {number}", **condition)
        for number, condition in enumerate(conditions)
    ]
    FeedItem.objects.create(feed=feeds[0], identity="1", title="A bridge", url=f"{ADDRESS}/a", seen_at=now)
    found = {"url": f"{ADDRESS}/rss", "title": "Wire", "kind": "rss", "entries": 3, "newest": "", "found": ""}
    asked = {"address": ADDRESS, "asked_by": paula, "asked_at": now, "found": [found]}
    searches = [FeedSearch.objects.create(state=state, **asked) for state in ("looking", "done")]
    return [
        *(reverse(f"admin:sources_feed_{name}") for name in ("changelist", "find", "import")),
        *(reverse("admin:sources_feed_change", args=(feed.pk,)) for feed in (feeds[0], feeds[3])),
        *(reverse("admin:sources_feed_search", args=(search.pk,)) for search in searches),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong(sign_in, paula, screens, theme):
    page = sign_in(paula, color_scheme=theme)
    found = {}
    for path in screens:
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
    assert found == {}


def test_no_page_is_wider_than_a_phone(sign_in, paula, screens):
    page = sign_in(paula)
    page.set_viewport_size({"width": 400, "height": 800})
    for path in screens:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 400, path
