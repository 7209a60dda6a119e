"""Timelines, frames, publishers, articles and days in a real browser: nothing cut, nothing wrong by axe."""

import contextlib
import threading
from importlib.resources import files
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIServer, make_server

import pytest
from playwright.sync_api import sync_playwright

from newsroom.site import listing
from newsroom.site.serving import PublicSite
from newsroom.site.tests.sample_stories import entry, source
from newsroom.site.tests.test_browser import CHROMIUM, FLAGS, Quiet, static
from newsroom.site.tests.test_listings import fill, simple

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
PAGES = (
    "/stories/ferry/timeline/",
    "/stories/ferry/timeline/embed/",
    "/stories/ferry/",
    "/stories/ferry/history/",
    "/stories/port/timeline/",
    "/stories/port/timeline/embed/",
    "/publishers/harbour-wire/",
    "/publishers/harbour-wire/archive/1/",
    "/publishers/harbour-wire/archive/2/",
    "/publishers/nordstrand-rundfunk/",
    "/articles/ar_f1re/",
    "/articles/ar_ar01/",
    "/days/2026-03-03/",
    "/topics/science/",
    "/about/",
)

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.django_db,
]


@pytest.fixture
def site(press, folder, monkeypatch):
    """Two full stories, one of them from right to left, and a list with an archive."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 3)
    monkeypatch.setattr(listing, "LONGEST_LIST", 3)
    fill(press, 3)
    press.publish("ferry")
    long = "Hochspannungsleitungserneuerungsprogramm" * 2
    arabic = simple(
        source("ar01", "nordstrand-rundfunk", "اتفاق جديد لتوسيع ميناء ألدرمور", "", language="ar"),
        source("f1re", "harbour-wire", long, ""),
        timeline=[
            entry("t1aa", "Mid-Feb 2026", "بدء المفاوضات. [@ar01]"),
            entry("t2aa", "Early Mar 2026", "مفاوضات. [@ar01]"),
            entry("t3aa", "Mar 3 2026 10:00 UTC", "توقيع الاتفاق. [@f1re]"),
        ],
        topics=["science"],
    )
    press.publish(
        "port", document={**arabic, "language": "ar", "headline": "اتفاق جديد لتوسيع ميناء ألدرمور"}
    )
    press.build()
    return folder


def others(environ, start_response):
    """Another site, as it were, which shows two of our pages in frames; and our styles."""
    if environ["PATH_INFO"] != "/media/host.html":
        return static(environ, start_response)
    start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
    return ["".join(f'<iframe src="{path}"></iframe>' for path in PAGES[:2]).encode()]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True  # a browser opens connections on which it asks nothing


@contextlib.contextmanager
def served(folder):
    server = make_server("127.0.0.1", 0, PublicSite(others, folder), server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_nothing_is_cut_and_axe_finds_nothing(site):
    cut, wrong, complaints, framed = [], [], [], []
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for theme in ("light", "dark"):
            page = browser.new_page(color_scheme=theme)
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            for path in PAGES if theme == "light" else PAGES[::3]:
                page.goto(address + path)
                for width in (320, 1280):
                    page.set_viewport_size({"width": width, "height": 800})
                    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    if page.evaluate(over) > 0:
                        cut.append((path, width))
                page.evaluate(AXE)
                found = page.evaluate("axe.run({preload: false})")["violations"]
                wrong += [
                    (path, theme, each["id"], node["html"][:90]) for each in found for node in each["nodes"]
                ]
            page.close()
        page = browser.new_page()
        page.goto(address + "/media/host.html")
        page.frame_locator("iframe >> nth=1").locator("h1 .headline").wait_for()
        framed = [page.frame_locator(f"iframe >> nth={n}").locator("h1 .headline").count() for n in (0, 1)]
        browser.close()
    assert cut == []
    assert wrong == []
    assert complaints == []
    assert framed == [0, 1]  # the frame is let in, the page is not
