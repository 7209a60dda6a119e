"""A note from the reviewer to the writer and back, and a preview for somebody outside, in a real browser."""

from playwright.sync_api import expect

from stories.models import Note, PreviewLink
from stories.notes import add_note, resolve_note
from stories.previews import preview_path, share_preview
from stories.revisions import latest_revision
from stories.tests.conftest import person
from stories.workflow import submit
from tests.browsing import messages, needs_browser, rows, violations

pytestmark = needs_browser


def screen(edition):
    return f"/admin/stories/edition/{edition.pk}/change/"


def test_a_reviewer_asks_and_the_writer_answers(sign_in, reporter, editor, in_review):
    page = sign_in(editor)
    page.goto(screen(in_review))
    section = rows(page, "sections").nth(1)
    section.get_by_label("Text").fill("The authority named no date, it says[2].")
    section.get_by_role("link", name="Notes: Section 2").click()
    note = page.get_by_label("Note", exact=True)
    expect(note).to_be_focused()
    page.keyboard.type("Who says so, @ro")
    people = page.get_by_role("listbox", name="Colleagues")
    expect(people.get_by_role("option")).to_have_text(["@rosa"])
    expect(note).to_have_attribute("aria-activedescendant", "people-0")
    page.keyboard.press("Enter")
    expect(people).to_be_hidden()
    expect(note).to_have_value("Who says so, @rosa ")
    page.get_by_role("button", name="Add the note").click()
    panel = page.locator("#notes")
    expect(panel.locator("[data-said]")).to_have_text("The note is added.")
    expect(panel.locator("[data-thread=s3b4] .note-text")).to_have_text("Who says so, @rosa")
    expect(section.locator("[data-note-count]")).to_have_text("1")
    expect(note).to_have_value("")
    # What was typed in the text is still there, still unsaved.
    expect(section.get_by_label("Text")).to_have_value("The authority named no date, it says[2].")
    expect(page.locator("body.unsaved")).to_have_count(1)
    assert list(Note.objects.get().mentioned.all()) == [reporter]
    note.focus()
    page.keyboard.press("Escape")
    expect(section.get_by_role("link", name="Notes: Section 2")).to_be_focused()

    page = sign_in(reporter)
    page.goto(screen(in_review))
    expect(rows(page, "sections").nth(1).locator("[data-note-count]")).to_have_text("1")
    panel = page.locator("#notes")
    panel.get_by_role("button", name="Resolve the note by edith").click()
    expect(panel.locator("[data-said]")).to_have_text("The note is resolved.")
    expect(panel).to_be_focused()
    expect(rows(page, "sections").nth(1).locator("[data-note-count]")).to_have_text("")
    panel.get_by_text("1 resolved").click()
    expect(panel.get_by_text("resolved by rosa")).to_be_visible()
    panel.get_by_role("button", name="Reopen the note by edith").click()
    expect(panel.locator("[data-notes-total]")).to_have_text("1")


def test_a_note_that_is_refused_or_not_sent_is_not_lost(sign_in, reporter, editor, draft):
    page = sign_in(reporter)
    page.goto(screen(draft))
    note = page.get_by_label("Note", exact=True)
    page.locator("#note-place").select_option("s3b4")
    note.fill("Ask @edit")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator("#notes").get_by_role("alert")).to_contain_text("did you mean @edith?")
    expect(note).to_have_value("Ask @edit")
    page.get_by_label("Headline").fill("Bridge Shut")
    page.keyboard.press("Control+s")
    expect(messages(page)).to_contain_text("Saved as revision 2")
    expect(note).to_have_value("Ask @edit")
    expect(page.locator("#note-place")).to_have_value("s3b4")
    assert not Note.objects.exists()


def test_the_list_of_colleagues_is_gone_through_by_keyboard(sign_in, reporter, editor, other_editor, draft):
    page = sign_in(reporter)
    page.goto(screen(draft))
    note = page.get_by_label("Note", exact=True)
    note.focus()
    page.keyboard.type("(@e")
    options = page.get_by_role("listbox", name="Colleagues").get_by_role("option")
    expect(options).to_have_text(["@edith", "@emil"])
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(note).to_have_value("(@emil ")
    page.keyboard.type("@ed")
    expect(options).to_have_text(["@edith"])
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    page.keyboard.type("i")
    page.keyboard.type(" me@e")
    expect(note).to_have_value("(@emil @edi me@e")
    expect(options).to_have_count(0)


def test_a_preview_is_shared_opened_and_revoked(sign_in, chromium, address, reporter, draft, settings):
    settings.SITE_URL = address
    page = sign_in(reporter)
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(screen(draft))
    page.get_by_label("For whom").fill("Dr Fox")
    page.get_by_label("Open for").select_option("7")
    page.get_by_role("button", name="Make a link").click()
    panel = page.locator("#sharing")
    expect(panel.locator("[data-said]")).to_contain_text("The link is made")
    expect(page.get_by_label("For whom")).to_have_value("")
    link = panel.get_by_label("Dr Fox", exact=True).input_value()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0

    stranger = chromium.new_context().new_page()
    assert stranger.goto(link).status == 200
    expect(stranger.get_by_role("heading", level=1)).to_have_text(draft.headline)
    expect(stranger.get_by_role("note")).to_contain_text("rosa shares revision 1 of this text with Dr Fox")
    assert stranger.context.cookies() == []

    panel.get_by_role("button", name="Revoke the link for Dr Fox").click()
    expect(panel.locator("[data-said]")).to_contain_text("leads nowhere now")
    panel.get_by_text("1 no longer open").click()
    expect(panel.get_by_text("Opened 1 time")).to_be_visible()
    assert stranger.goto(link).status == 410
    expect(stranger.get_by_role("heading", level=1)).to_have_text("This preview is not open")
    assert PreviewLink.objects.get().opened == 1


def test_notes_are_written_and_resolved_without_scripts(sign_in, reporter, editor, draft):
    add_note(edition=draft, text="Who says so?", place="s3b4", by=editor)
    page = sign_in(reporter, java_script_enabled=False)
    page.goto(screen(draft))
    page.get_by_label("Headline").fill("Bridge Shut")
    with page.context.expect_page() as opened:
        rows(page, "sections").nth(1).get_by_role("link", name="Notes: Section 2").click()
    tab = opened.value
    tab.get_by_label("Note", exact=True).fill("The spokeswoman, @edith.")
    tab.get_by_role("button", name="Resolve the note by edith").click()
    expect(messages(tab)).to_contain_text("The note is resolved.")
    expect(tab.get_by_label("Note", exact=True)).to_have_value("The spokeswoman, @edith.")
    tab.get_by_role("button", name="Add the note").click()
    expect(messages(tab)).to_contain_text("The note is added.")
    assert Note.objects.filter(place="s3b4").count() == 2
    expect(page.get_by_label("Headline")).to_have_value("Bridge Shut")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(messages(page)).to_contain_text("Saved as revision 2")


def test_axe_finds_nothing_wrong_with_notes_and_previews(sign_in, reporter, editor, draft):
    add_note(edition=draft, text="Who says so, @rosa?", place="s3b4", by=editor)
    resolve_note(note=add_note(edition=draft, text="A typo.", by=editor), by=reporter)
    link = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=1, by=reporter)
    page = sign_in(reporter, bypass_csp=True)  # axe writes styles, which ours forbids
    page.goto(screen(draft))
    page.get_by_label("Note", exact=True).fill("Ask @ed")
    expect(page.get_by_role("listbox", name="Colleagues")).to_be_visible()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    for path in (
        f"/admin/stories/edition/{draft.pk}/notes/",
        f"/admin/stories/edition/{draft.pk}/sharing/",
        preview_path(link),
    ):
        page.goto(path)
        assert violations(page) == [], path
    submit(edition=draft, by=reporter)
    page = sign_in(person("lena", "legal"), bypass_csp=True)
    page.goto(screen(draft))
    assert violations(page) == []
