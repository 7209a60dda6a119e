"""The way of a text through the desk, in a real browser under the real content security policy."""

import pytest
from playwright.sync_api import expect

from sources.cataloguing import record_article, record_publisher
from stories.models import Edition
from tests.browsing import drag, messages, needs_browser, press, public, rows

pytestmark = needs_browser


def test_a_live_story_gets_a_second_version(sign_in, address, published_story, reporter, editor):
    press()
    before = public(address, f"/stories/{published_story.slug}/")
    assert "The authority named no date" in before

    page = sign_in(reporter)
    page.locator("[data-panel=live]").get_by_role("link", name="See all").click()
    page.get_by_role("link", name=published_story.editions.get().headline).click()
    page.get_by_label("Update", exact=True).check()
    page.get_by_role("button", name="Start from the live text").click()
    expect(page.locator(".edition-bar .state")).to_have_text("Draft")

    rows(page, "sections").nth(1).get_by_label("Text").fill("The authority now speaks of months[2].")
    drag(page, rows(page, "sources").nth(1), rows(page, "sources").nth(0))
    expect(rows(page, "sources").nth(0).locator("[data-name]")).to_have_text("[2]")
    page.get_by_role("button", name="Add an entry").click()
    entry = rows(page, "timeline").last
    entry.get_by_label("When", exact=True).fill("Mid-Jan 2026")
    expect(entry.locator("[data-reading]")).to_have_text("→ 11–20 January 2026")
    entry.get_by_label("What happened").fill("The first crack is seen. [1]")
    page.get_by_role("button", name="Submit for review").click()
    expect(messages(page)).to_contain_text("Submitted for review")

    # What was typed as [2] follows its source, which is the first one now.
    expect(rows(page, "sections").nth(1).get_by_label("Text")).to_have_value(
        "The authority now speaks of months[1]."
    )
    expect(rows(page, "timeline").first.get_by_label("When", exact=True)).to_have_value("Mid Jan 2026")
    expect(rows(page, "timeline").first.get_by_label("What happened")).to_have_value(
        "The first crack is seen. [2]"
    )
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    edition = published_story.editions.get(state=Edition.State.IN_REVIEW)

    page = sign_in(editor)
    page.get_by_role("link", name=edition.headline).first.click()
    page.get_by_role("button", name="Approve").click()
    expect(messages(page)).to_contain_text("Approved")
    page.get_by_role("button", name="Publish now").click()
    expect(messages(page)).to_contain_text("readers see it now")
    press()

    page.get_by_role("link", name="Public page").click()
    expect(page.get_by_text("The authority now speaks of months")).to_be_visible()
    expect(page.get_by_text("Mid Jan 2026")).to_be_visible()
    sources = page.locator("[id^=src-]")
    expect(sources.nth(0)).to_contain_text("Tunnel queues grow")
    assert "The authority named no date" in public(address, f"/stories/{published_story.slug}/versions/1/")
    history = public(address, f"/stories/{published_story.slug}/history/")
    assert "months" in history
    assert "named no date" in history


def test_a_text_is_written_by_keyboard_alone(sign_in, reporter, draft):
    page = sign_in(reporter)
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    down = page.get_by_role("button", name="Move down: Section 1")
    down.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-announce]")).to_have_text("Section 1 is now at place 2 of 2.")
    expect(down).to_be_focused()
    page.get_by_role("button", name="Add a section").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Ferries Fill Up")
    page.keyboard.press("Tab")
    page.keyboard.type("Every crossing was sold out[2].")
    page.keyboard.press("Control+s")
    expect(messages(page)).to_contain_text("Saved as revision 2")
    headings = [row.get_by_label("Heading").input_value() for row in rows(page, "sections").all()]
    assert headings == ["Repairs May Last Months", "Crossing Shut Overnight", "Ferries Fill Up"]


def test_leaving_what_is_unsaved_is_asked_about(sign_in, reporter, draft):
    page = sign_in(reporter)
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("Headline").fill("Bridge Shut")
    page.get_by_role("link", name="Articles").click(no_wait_after=True)
    page.wait_for_function("document.querySelector('body.unsaved')")
    assert asked == ["beforeunload"]
    expect(page.get_by_label("Headline")).to_have_value("Bridge Shut")


def test_the_desk_works_without_scripts(sign_in, chromium, address, reporter, draft):
    page = sign_in(reporter, java_script_enabled=False)
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    rows(page, "sources").nth(1).get_by_label("Place", exact=True).fill("1")
    spare = page.locator("[data-rows=timeline] noscript li")
    spare.get_by_label("When", exact=True).fill("Oct 2 2026")
    spare.get_by_label("What happened").fill("Divers look at the piers. [1]")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(messages(page)).to_contain_text("Saved as revision 2")
    assert [source.key for source in draft.cited_articles.all()] == ["p4q8", "k7m2"]
    assert draft.timeline.all()[1].text == "Divers look at the piers. [@k7m2]"


def test_an_article_of_the_catalogue_is_found_and_cited(sign_in, reporter, draft):
    publisher = record_publisher(name="Coast Radio")
    record_article(publisher=publisher, title="Bridge shut for months", url="https://coast.example/1")
    page = sign_in(reporter)
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    page.get_by_role("button", name="Add a source").click()
    source = rows(page, "sources").last
    source.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill("shut for")
    page.get_by_role("option", name="Coast Radio: Bridge shut for months").click()
    expect(source.get_by_label("Publisher")).to_be_hidden()
    source.get_by_label("What it says").fill("Speaks of months.")
    rows(page, "sections").nth(1).get_by_label("Text").fill("It may take months[3].")
    page.keyboard.press("Control+s")
    expect(messages(page)).to_contain_text("Saved")
    expect(rows(page, "sources").last.get_by_label("Title")).to_have_value("Bridge shut for months")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_theme_can_be_turned_by_hand(sign_in, reporter, theme):
    page = sign_in(reporter, color_scheme=theme)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator(".theme-toggle").click()
    assert page.evaluate(ground) != before


@pytest.mark.parametrize("width", [400, 1280])
def test_no_screen_scrolls_sideways(sign_in, editor, reporter, published_story, width):
    page = sign_in(reporter)
    page.set_viewport_size({"width": width, "height": 800})
    story, edition = published_story.pk, published_story.editions.get().pk
    for path in (
        "/admin/",
        "/admin/stories/story/",
        "/admin/stories/edition/",
        "/admin/sources/article/",
        "/admin/stories/story/add/",
        "/admin/stories/story/import/",
        f"/admin/stories/story/{story}/change/",
        f"/admin/stories/story/{story}/history/",
        f"/admin/stories/story/{story}/compare/",
        f"/admin/stories/edition/{edition}/change/",
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
