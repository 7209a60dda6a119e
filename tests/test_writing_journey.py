"""Writing in a real browser: the page beside the text, citing, moving, and losing nothing of what was typed."""

from playwright.sync_api import expect

from stories.models import Autosave
from stories.revisions import edition_document
from tests.browsing import messages, needs_browser, rows, violations

pytestmark = needs_browser

# Asked from outside: inside the frame no script runs, not even one of the tests.
STANDFIRST_FACE = """
    getComputedStyle(document.querySelector("[data-preview-frame]").contentDocument.querySelector(".standfirst"))
    .fontFamily
"""


def open_draft(page, draft):
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    return page


def page_beside(page):
    page.get_by_role("button", name="Side by side").click()
    return page.frame_locator("[data-preview-frame]")


def body(page, section):
    return rows(page, "sections").nth(section).get_by_label("Text", exact=True)


def write_at_end(page, field, text):
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(text)


def announced(page):
    return page.locator("[data-announce]")


def test_the_page_follows_what_is_written_and_cited(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter), draft)
    beside = page_beside(page)
    expect(beside.locator("h1")).to_have_text(draft.headline)
    page.wait_for_function(f"() => ({STANDFIRST_FACE}).startsWith('ui-serif')")  # its style sheet is there
    write_at_end(page, body(page, 1), " Ferries are full.[led")
    expect(page.get_by_role("option", name="Northern Ledger")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(body(page, 1)).to_have_value("The authority named no date[2]. Ferries are full[2].")
    written = beside.locator("#s-s3b4")
    expect(written).to_contain_text("Ferries are full[2].")
    expect(written).to_have_attribute("data-here", "")
    page.keyboard.press("Control+z")
    expect(body(page, 1)).to_have_value("The authority named no date[2]. Ferries are full.[led")
    page.keyboard.press("Control+Shift+z")
    expect(body(page, 1)).to_have_value("The authority named no date[2]. Ferries are full[2].")
    beside.locator("#s-s1a2 p").click()
    expect(body(page, 0)).to_be_focused()
    assert draft.revisions.count() == 1


def test_what_is_in_the_way_is_told_and_the_last_page_stays(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter), draft)
    beside = page_beside(page)
    entry = rows(page, "timeline").nth(1)
    entry.get_by_label("When", exact=True).fill("Oct 6 2026 11:51 KST")
    expect(page.locator("[data-obstacles]")).to_contain_text("Timeline entry 2: When")
    expect(beside.locator("#t-t5h6")).to_contain_text("Oct 6 2026 05:30 UTC")
    page.get_by_role("button", name="Use “Oct 6 2026 02:51 UTC”").click()
    expect(beside.locator("#t-t5h6")).to_contain_text("Oct 6 2026 02:51 UTC")
    expect(page.locator("[data-obstacles]")).to_be_hidden()
    body(page, 1).fill("")
    expect(page.locator("[data-blockers]")).to_have_text("1 to fix")
    expect(rows(page, "sections").nth(1)).to_have_attribute("data-found", "blocker")
    page.locator("[data-blockers]").click()
    page.get_by_role("link", name="Section 2 is empty").click()
    expect(rows(page, "sections").nth(1).get_by_label("Heading")).to_be_focused()


def test_a_new_source_is_cited_before_it_is_described(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter), draft)
    entry = rows(page, "timeline").nth(0).get_by_label("What happened")
    entry.fill("A routine inspection is put off.")
    write_at_end(page, entry, "[nobody has this")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(entry).to_have_value("A routine inspection is put off. [3]")
    source = rows(page, "sources").nth(2)
    source.get_by_label("Publisher").fill("Coast Radio")
    source.get_by_label("Title").fill("Inspection put off")
    page.get_by_role("button", name="Back to the text").click()
    expect(entry).to_be_focused()
    page.keyboard.press("Control+s")
    expect(messages(page)).to_contain_text("Saved as revision 2")
    assert edition_document(draft)["sources"][2]["publisher"]["name"] == "Coast Radio"


def test_rows_are_lifted_moved_dropped_and_put_back_by_keyboard(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter), draft)
    grip = page.get_by_role("button", name="Move Section 1", exact=True)
    grip.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(announced(page)).to_have_text("Section 1: place 2 of 2.")
    page.keyboard.press("Escape")
    expect(announced(page)).to_have_text("Section 1 is back at place 1 of 2.")
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    expect(announced(page)).to_have_text("Section 1 is now at place 2 of 2.")
    expect(grip).to_be_focused()
    page.keyboard.press("Control+z")
    expect(announced(page)).to_have_text("Section 1 is back at place 1 of 2.")
    rows(page, "sections").nth(1).get_by_label("Remove Section 2").check(force=True)
    page.get_by_role("button", name="Undo").click()
    expect(body(page, 1)).to_be_visible()
    expect(page.locator("body.unsaved")).to_have_count(0)


def test_a_browser_that_died_loses_nothing(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter), draft)
    write_at_end(page, body(page, 1), " And then it died")
    expect(page.locator("[data-kept]")).to_contain_text("Unsaved, kept at")
    page.context.close()
    page = open_draft(sign_in(reporter), draft)
    expect(page.locator("[data-kept]")).to_have_text("Saved")
    page.get_by_role("link", name="Show the difference").click()
    expect(page.get_by_role("cell", name="And then it died")).to_be_visible()
    page.get_by_role("link", name="Put it back").click()
    expect(body(page, 1)).to_have_value("The authority named no date[2]. And then it died")
    page.keyboard.press("Control+s")
    expect(messages(page)).to_contain_text("Saved as revision 2")
    expect(page.locator("[data-offered]")).to_have_count(0)
    assert not Autosave.objects.exists()


def test_two_editors_see_one_another_and_the_later_one_keeps_every_character(
    sign_in, reporter, editor, draft
):
    first, second = open_draft(sign_in(reporter), draft), open_draft(sign_in(editor), draft)
    expect(second.locator("[data-others]")).to_have_text(f"Also open: {reporter}")
    second.get_by_label("Headline").fill("Theirs")
    second.keyboard.press("Control+s")
    expect(messages(second)).to_contain_text("Saved as revision 2")

    first.get_by_label("Headline").fill("Mine")
    first.get_by_role("button", name="Add a section").click()
    rows(first, "sections").nth(2).get_by_label("Heading").fill("Only Mine")
    rows(first, "sections").nth(2).get_by_label("Text").fill("Nobody else has this[1].")
    warning = first.get_by_role("region", name="Saved meanwhile")
    expect(warning).to_contain_text(f"{editor} saved revision 2")
    warning.get_by_role("button", name="Compare with mine").click()
    expect(first.get_by_role("heading", name="Two people wrote at once")).to_be_visible()
    expect(first.get_by_label("Headline")).to_have_value("Mine")
    expect(rows(first, "sections").nth(2).get_by_label("Text")).to_have_value("Nobody else has this[1].")
    headline = first.get_by_role("row", name="Headline")
    expect(headline).to_contain_text("Theirs")
    headline.get_by_role("button", name="Take theirs").click()
    first.get_by_role("button", name="Save mine on top").click()
    expect(messages(first)).to_contain_text("Saved as revision 3")
    document = edition_document(draft.story.editions.get())
    assert document["headline"] == "Theirs"
    assert document["sections"][2]["heading"] == "Only Mine"


def test_a_phone_has_the_page_one_tap_away_and_cites_by_touch(sign_in, reporter, draft):
    page = sign_in(reporter, has_touch=True)
    page.set_viewport_size({"width": 400, "height": 800})
    open_draft(page, draft)
    page.get_by_role("button", name="Preview", exact=True).tap()
    frame = page.frame_locator("[data-preview-frame]")
    expect(frame.locator("h1")).to_have_text(draft.headline)
    assert page.locator("[data-preview-frame]").bounding_box()["width"] > 350
    page.get_by_role("button", name="Text", exact=True).tap()
    page.get_by_role("button", name="Cite a source: Section 2").tap()
    page.get_by_role("option", name="[1] Harbour Wire").tap()
    expect(body(page, 1)).to_have_value("The authority named no date[2][1].")
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_without_scripts_the_page_opens_in_another_tab(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter, java_script_enabled=False), draft)
    page.get_by_label("Headline").fill("Typed Only")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview", exact=True).click()
    expect(opened.value.locator("h1")).to_have_text("Typed Only")
    expect(page.get_by_label("Headline")).to_have_value("Typed Only")
    assert draft.revisions.count() == 1


def test_axe_finds_nothing_by_day_and_by_night(sign_in, reporter, draft):
    page = open_draft(sign_in(reporter, bypass_csp=True), draft)  # axe writes styles, which ours forbids
    assert violations(page) == []
    page_beside(page)
    entry = rows(page, "timeline").nth(1).get_by_label("When", exact=True)
    entry.fill("Oct 6 2026 11:51 KST")
    expect(page.locator("[data-obstacles]")).to_be_visible()
    write_at_end(page, body(page, 1), " Ferries are full.[")
    expect(page.get_by_role("listbox")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
