"""The pages in a real browser, under their real security headers, narrow and wide, with and without script."""

import shutil
import threading
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import sync_playwright

from newsroom.site import notices, showing
from newsroom.site.serving import SECURITY, PublicSite
from newsroom.site.storage import Built
from newsroom.site.templating import render
from newsroom.site.tests.sample_stories import stories

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
STORY = "/stories/aldermoor-ferry-fire/"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""


def static(environ, start_response):
    file = Path(django_settings.BASE_DIR, environ["PATH_INFO"].lstrip("/"))
    start_response("200 OK", [("Content-Type", TYPES[file.suffix]), *SECURITY])
    return [file.read_bytes()]


@pytest.fixture
def address(folder):
    """The samples as a site."""
    samples = stories()
    for sample in samples:
        page = render("site/story.html", {"story": showing.full(sample), "version": None})
        folder.write(f"/stories/{sample['slug']}/", Built(200, page))
    briefs = [showing.brief(sample) for sample in samples]
    front = {"lead": briefs[0], "cards": briefs[1:], "briefs": briefs, "topics": showing.topics(samples)}
    folder.write("/", Built(200, render("site/front.html", front)))
    folder.write("/404.html", notices.not_found())
    server = make_server("127.0.0.1", 0, PublicSite(static, folder), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page that notes whatever the browser complains of."""
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    page.close()


def test_nothing_is_cut_at_any_width_and_nothing_is_complained_of(address, page):
    for width in (320, 390, 800, 1099, 1100, 1920):
        page.set_viewport_size({"width": width, "height": 800})
        for path in ("/", STORY, "/stories/port-agreement-ar/", "/stories/strommast/", "/404.html"):
            page.goto(address + path)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (path, width)
    assert page.complaints == []


def test_a_card_shows_the_source_and_goes_away(address, page):
    page.goto(address + STORY)
    page.hover("#cite-ldg1-1")
    card = page.locator(".card")
    card.wait_for()
    assert "Moor Lines defends upkeep" in card.inner_text()
    assert "cited at" not in card.inner_text()
    page.keyboard.press("Escape")
    assert card.count() == 0
    assert page.complaints == []


def test_a_card_can_be_reached_by_keyboard(address, page):
    page.goto(address + STORY)
    page.focus("#s-s1a2 .cite")
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.locator(".card").wait_for()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.card') !== null")


def test_without_script_a_marker_leads_to_its_source_and_back(address, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + STORY)
    page.click("#cite-reg1-1")
    assert page.url.endswith("#src-reg1")
    page.click("#src-reg1 [role=doc-backlink] >> nth=0")
    assert page.url.endswith("#cite-reg1-1")
    assert not page.is_visible("[data-share]")
    context.close()


def test_the_timeline_stands_beside_the_text_only_where_there_is_room(address, page):
    page.goto(address + STORY)

    def left_of(selector):
        return page.locator(selector).bounding_box()["x"]

    assert left_of(".timeline") > left_of(".text") + 500
    page.set_viewport_size({"width": 900, "height": 800})
    assert left_of(".timeline") == left_of(".text")


def test_a_line_holds_as_many_characters_as_the_eye_can_follow(address, page):
    page.goto(address + STORY)
    width = page.evaluate(
        """() => {
            const text = document.querySelector(".text p");
            const line = document.createElement("span");
            line.textContent = "The fire broke out below deck eleven minutes after the ship left it";
            text.append(line);
            return text.getBoundingClientRect().width / (line.getBoundingClientRect().width / 67);
        }"""
    )
    assert 55 <= width <= 75
