"""What every journey through the desk in a real browser needs: the product served, and short ways to its parts."""

from importlib.resources import files
from urllib.request import urlopen

import pytest

from newsroom.site.drain import drain
from newsroom.site.follower import follow
from tests.chromium import CHROMIUM

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text()
PASSWORD = "a long enough password"

needs_browser = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.django_db(transaction=True),
]


def press():
    """What the worker does when its bell rings."""
    follow()
    drain()


def rows(page, group):
    return page.locator(f"[data-rows={group}] [data-list] > li")


def drag(page, row, onto):
    """Drag a row by its grip to just above another one."""
    row.scroll_into_view_if_needed()
    grip, target = row.locator("[data-grip]").bounding_box(), onto.bounding_box()
    page.mouse.move(grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2)
    page.mouse.down()
    page.mouse.move(target["x"] + 20, target["y"] + 3, steps=8)
    page.mouse.up()


def messages(page):
    return page.locator(".messagelist")


def public(address, path):
    with urlopen(address + path) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


# Links change their colour over a moment, and what is seen half-way has no contrast of its own.
COLOURS_ARE_THERE = "Promise.allSettled(document.getAnimations().map((animation) => animation.finished))"


def violations(page):
    """What axe finds wrong, by rule and place; the frame is the public page, which has tests of its own."""
    page.evaluate(AXE)
    page.evaluate(COLOURS_ARE_THERE)
    found = page.evaluate("axe.run({exclude: ['iframe']}, {iframes: false, preload: false})")["violations"]
    return [(each["id"], node["html"][:120]) for each in found for node in each["nodes"]]
