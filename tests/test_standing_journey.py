"""What is done with a story when something is wrong, by several people, in a real browser."""

import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from stories.editing import create_story
from stories.models import Story
from stories.publishing import publish
from stories.workflow import approval_digest, approve, submit
from tests.browsing import messages, needs_browser, press, public

pytestmark = needs_browser


@pytest.fixture
def other_story(reporter, editor, make_document):
    document = make_document(headline="Tunnel Queues Grow")
    edition = submit(edition=create_story(document=document, by=reporter), by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    return Story.objects.get(pk=edition.story_id)


def story_page(page, story):
    page.goto(f"/admin/stories/story/{story.pk}/change/")


def choose(page, label):
    """Open the menu of what can be done, and choose."""
    page.locator("details.offers summary").click()
    page.get_by_role("link", name=label).click()
    expect(page.get_by_role("heading", name=label, level=1)).to_be_visible()


def answer(address, path):
    """Status and body of a public address."""
    try:
        with urlopen(address + path) as found:  # noqa: S310 - our own server
            return found.status, found.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_an_urgent_text_is_approved_by_a_third_person(sign_in, address, draft, duty, editor):
    page = sign_in(duty)
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    page.get_by_text("More", exact=True).click()
    page.get_by_label("Why can it not wait for a second person?").fill("The bridge is being evacuated.")
    page.get_by_role("button", name="Publish before approval").click()
    expect(messages(page)).to_contain_text("A second person has to approve it afterwards")
    expect(page.get_by_text("Needs second eyes")).to_be_visible()
    expect(page.get_by_role("button", name="Approve what is live")).to_have_count(0)
    press()
    assert draft.headline in public(address, f"/stories/{draft.story.slug}/")

    page = sign_in(editor)
    page.locator("[data-panel=second-eyes]").get_by_role("link", name=draft.headline).click()
    page.get_by_role("button", name="Approve what is live").click()
    expect(messages(page)).to_contain_text("two people have agreed on the live text")
    expect(page.get_by_text("Needs second eyes")).to_have_count(0)


def test_a_story_is_taken_down_at_once_and_confirmed_by_another(
    sign_in, address, published_story, duty, other_duty
):
    press()
    path = f"/stories/{published_story.slug}/"
    assert answer(address, path)[0] == 200

    page = sign_in(duty, java_script_enabled=False)  # nothing of this may hang on a script
    story_page(page, published_story)
    choose(page, "Take down now")
    page.get_by_role("button", name="Take it down now").click()
    expect(page.get_by_text("Say why")).to_be_visible()
    page.get_by_label("Privacy or safety of a person").check()
    page.get_by_label("What is the reason?").fill("A witness is named.")
    page.get_by_role("button", name="Take it down now").click()
    expect(messages(page)).to_contain_text("nobody can read it any more")
    expect(page.get_by_role("button", name="Confirm the take-down")).to_have_count(0)
    press()
    status, notice = answer(address, path)
    assert status == 410
    assert "This story was taken down" in notice
    assert "witness" not in notice
    assert answer(address, path + "history/")[0] == answer(address, path + "versions/1/")[0] == 410

    page = sign_in(other_duty)
    headline = published_story.editions.get().headline
    page.locator("[data-panel=decisions]").get_by_role("link", name=headline).click()
    page.get_by_role("button", name="Confirm the take-down").click()
    expect(messages(page)).to_contain_text("two people stand behind the take-down")


def test_a_story_becomes_part_of_another(
    sign_in, address, published_story, other_story, editor, other_editor
):
    press()
    page = sign_in(editor)
    story_page(page, published_story)
    choose(page, "Propose to merge into another story")
    field = page.get_by_label("Which story shall it become part of?")
    field.press_sequentially("tunn")
    expect(page.locator("datalist option")).to_have_text("Tunnel Queues Grow")
    field.fill(other_story.slug)  # as choosing from the list does
    expect(page.get_by_text("Readers will be led to")).to_be_visible()
    page.get_by_label("Why do they belong together?").fill("One event, told twice.")
    page.get_by_role("button", name="Propose to merge").click()
    expect(messages(page)).to_contain_text("until a second person confirms")
    press()
    assert "Harbour Bridge Closed" in public(address, f"/stories/{published_story.slug}/")

    page = sign_in(other_editor)
    story_page(page, published_story)
    expect(page.get_by_role("link", name="Tunnel Queues Grow", exact=True)).to_be_visible()
    page.get_by_role("button", name="Confirm: merge it into the other story").click()
    expect(messages(page)).to_contain_text("Readers see it now")
    press()
    page.goto(f"/stories/{published_story.slug}/")
    assert page.url == f"{address}/stories/{other_story.slug}/"
    expect(page.get_by_role("heading", level=1)).to_have_text("Tunnel Queues Grow")


def test_a_concern_is_raised_by_one_and_lifted_by_two(
    sign_in, address, published_story, editor, other_editor
):
    path = f"/stories/{published_story.slug}/"
    page = sign_in(editor)
    story_page(page, published_story)
    page.get_by_role("link", name="Raise a concern").click()
    page.get_by_label("What is in doubt?").fill("The number of cracks is disputed.")
    page.get_by_role("button", name="Raise the concern").click()
    expect(messages(page)).to_contain_text("readers see your note")
    press()
    shown = public(address, path)
    assert "Expression of concern" in shown
    assert "The number of cracks is disputed." in shown
    told = json.loads(public(address, f"/api/v1/stories/{published_story.public_id}"))
    assert told["concern"]["note"] == "The number of cracks is disputed."

    page.get_by_role("link", name="Propose to lift the concern").click()
    page.get_by_label("Why does the story hold?").fill("The inspectors confirmed it.")
    page.get_by_role("button", name="Propose to lift it").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()
    press()
    assert "Expression of concern" in public(address, path)

    page = sign_in(other_editor)
    story_page(page, published_story)
    page.get_by_role("button", name="Confirm: lift the concern").click()
    expect(messages(page)).to_contain_text("Readers see it now")
    press()
    assert "Expression of concern" not in public(address, path)


@pytest.mark.parametrize("width", [400, 1280])
def test_the_menu_works_by_keyboard_and_no_sheet_scrolls_sideways(sign_in, duty, published_story, width):
    page = sign_in(duty)
    page.set_viewport_size({"width": width, "height": 800})
    for action in ("raise_concern", "close", "merge", "rename", "retract", "take_down"):
        page.goto(f"/admin/stories/story/{published_story.pk}/standing/{action}/")
        assert not sideways(page), action
    story_page(page, published_story)
    menu = page.locator("details.offers")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Take down now")).to_be_visible()
    assert not sideways(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Take down now")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def sideways(page):
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return page.evaluate(wide) > 0
