"""From a pasted address to an article, its archive and its copies, in a real browser."""

from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sources.models import Article, SameText
from sources.reading import read_requests, request_article
from sources.tests.many_sites import Pages
from sources.tests.pages import TEXTS, news_page
from tests.browsing import needs_browser, violations

pytestmark = needs_browser

URL = "http://harbour-wire.example/bridge"
ASKING = "/admin/sources/article/from-address/"


@pytest.fixture
def web_pages():
    with ExitStack() as running:
        yield Pages(running)


def read_all():
    """What the fetcher does, each site when its turn comes."""
    for turn in range(4):
        read_requests(now=timezone.now() + timedelta(seconds=10 * turn))


def test_a_pasted_address_is_seen_to_become_an_article(sign_in, reporter, web_pages):
    web_pages[URL] = news_page()
    page = sign_in(reporter)
    page.goto(ASKING)
    page.get_by_label("Addresses of articles").fill(URL)
    page.get_by_role("button", name="Read").click()
    expect(page.get_by_text("Reading http://harbour-wire.example/bridge")).to_be_visible()
    read_all()
    expect(page.get_by_role("link", name="Harbour bridge shut after cracks found")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("The article is in the catalogue")
    expect(page.get_by_role("heading", name="Stories")).to_be_visible()


def test_the_bookmarklet_opens_the_form_from_any_page(sign_in, reporter, web_pages, address):
    page = sign_in(reporter)
    page.goto("/admin/sources/article/bookmarklet/")
    code = page.get_by_label("Or make a bookmark yourself").input_value()
    assert code == page.get_by_role("link", name="Add to").get_attribute("href")
    elsewhere = page.context.new_page()
    elsewhere.goto(f"{address}/healthz?a=1&b=é")
    here = elsewhere.url
    elsewhere.evaluate(
        code.removeprefix("javascript:").replace(code.split("'")[1].split("/admin")[0], address)
    )
    expect(elsewhere.get_by_label("Addresses of articles")).to_have_value(here)


def test_axe_finds_nothing_wrong_by_day_and_by_night(sign_in, reporter, web_pages):
    web_pages[URL] = news_page(canonical=URL)
    web_pages[f"{URL}?again=1"] = news_page(
        title="Bridge to open again", paragraphs=TEXTS["en"][:3], canonical=URL
    )
    web_pages["http://agency.example/1"] = news_page(site="Agency", title="Bridge shut")
    asked = [
        request_article(url, by=reporter)
        for url in (URL, "http://nowhere.example/1", "http://agency.example/1")
    ]
    read_all()
    request_article(f"{URL}?again=1", by=reporter)
    read_all()
    first, copy = Article.objects.get(canonical_url=URL), Article.objects.get(publisher__name="Agency")
    pair = SameText.objects.get()
    SameText.objects.update(verdict=SameText.Verdict.ASKED)
    old, new = first.snapshots.order_by("pk")
    at = "admin:sources_article_{}".format
    screens = [
        ASKING,
        *(reverse(at("request"), args=(one.pk,)) for one in asked),
        *(reverse(at("change"), args=(one.pk,)) for one in (first, copy)),
        reverse(at("archive"), args=(first.pk,)),
        reverse(at("snapshot"), args=(first.pk, new.pk)),
        reverse(at("snapshot"), args=(first.pk, new.pk)) + f"?with={old.pk}",
        reverse(at("same_texts")),
        reverse(at("beside"), args=(pair.pk,)),
        reverse(at("bookmarklet")),
        reverse(at("add")),
    ]
    page = sign_in(reporter)
    found = {}
    for path in screens:
        page.goto(path)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            if wrong := violations(page):
                found[path, theme] = wrong
    assert found == {}
