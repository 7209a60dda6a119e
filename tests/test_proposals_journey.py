"""Proposals gone through by keys, a passage cited by a click, a change of a source read, in a real browser."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sources.models import Article, ArticleChange
from stories.models import EntryProposal
from stories.tests.stored_texts import LEDGER, WIRE, store_text
from tests.browsing import messages, needs_browser, violations

pytestmark = needs_browser


@pytest.fixture
def sourced(draft):
    Article.objects.filter(title="Tunnel queues grow").update(
        published_at=datetime(2026, 10, 8, 6, tzinfo=UTC)
    )
    store_text(Article.objects.get(title="Bridge closed after cracks found"), WIRE)
    store_text(Article.objects.get(title="Tunnel queues grow"), LEDGER)
    return draft


def test_proposals_are_gone_through_by_one_key_each(sign_in, reporter, sourced):
    page = sign_in(reporter)
    page.goto(f"/admin/stories/edition/{sourced.pk}/proposals/")
    offers = page.locator("[data-offer]")
    expect(offers).to_have_count(4)
    expect(offers.nth(0)).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = offers.nth(0).locator(".offer-sentence").inner_text()
    page.keyboard.press("a")
    expect(messages(page)).to_contain_text("Added to the timeline")
    expect(offers).to_have_count(3)
    expect(offers.nth(0)).to_be_focused()
    page.keyboard.press("d")
    expect(messages(page)).to_contain_text("Dismissed")
    expect(offers).to_have_count(2)
    page.keyboard.press("e")
    expect(offers.nth(0).get_by_label("What happened")).to_be_focused()
    page.keyboard.type("ade ")
    page.keyboard.press("Escape")
    expect(offers.nth(0)).to_be_focused()
    page.keyboard.press("a")
    expect(offers).to_have_count(1)
    assert sorted(EntryProposal.objects.values_list("state", flat=True)) == [
        "accepted",
        "accepted",
        "dismissed",
    ]
    assert EntryProposal.objects.filter(sentence=first, state="accepted").exists()
    assert any("ade" in entry.text for entry in sourced.timeline.all())


def test_a_passage_is_found_from_the_screen_and_cited(sign_in, reporter, sourced):
    page = sign_in(reporter)
    page.goto(f"/admin/stories/edition/{sourced.pk}/change/")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Passages that support Section 2").click()
    passages = opened.value
    expect(passages.get_by_role("heading", name="The authority named no date.")).to_be_visible()
    assert violations(passages) == []
    passages.get_by_label("What the sources say of").select_option("t9k2")
    passages.get_by_role("button", name="Show").click()
    expect(passages.get_by_role("heading", name="A routine inspection is put off.")).to_be_visible()
    passages.goto(f"/admin/stories/edition/{sourced.pk}/passages/?at=t5h6")
    expect(passages.get_by_text("Cited as [1]").first).to_be_visible()


def test_what_changed_is_read_and_dismissed(sign_in, reporter, published_story):
    wire = Article.objects.get(title="Bridge closed after cracks found")
    old, new = store_text(wire, WIRE), store_text(wire, WIRE.replace("14 cracks", "15 cracks"))
    parts = [{"old": "Inspectors found 14 cracks.", "new": "Inspectors found 15 cracks."}]
    ArticleChange.objects.create(
        article=wire,
        kind="text",
        before=old,
        after=new,
        detail={"passages": parts},
        noticed_at=timezone.now(),
    )
    page = sign_in(reporter)
    page.goto("/admin/")
    page.locator("[data-panel=source-changes]").get_by_role(
        "link", name="Bridge closed after cracks found"
    ).click()
    expect(page.locator("del")).to_have_text("14")
    expect(page.locator("ins")).to_have_text("15")
    expect(page.get_by_role("heading", name="3 sentences rest on it")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Dismiss: it is dealt with").click()
    expect(messages(page)).to_contain_text("Dismissed.")
    page.goto("/admin/")
    expect(page.locator("[data-quiet=source-changes]")).to_have_count(1)
