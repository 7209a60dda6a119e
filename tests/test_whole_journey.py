"""The whole life of one story at the desk, from its first word to its retraction, in a real browser."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from stories.models import Edition, Story
from stories.publishing import publish_due
from tests.browsing import messages, needs_browser, press, public, rows

pytestmark = needs_browser

SECTIONS = (
    ("Ferry Drifts Off Port", "The ferry lost power 4 miles off the harbour[1]. Nobody was hurt[1]."),
    ("Tugs on Their Way", "Two tugs left at dawn[2]."),
)


def write(page):
    """Headline, two sources, two sections, one entry, with what a first draft gets wrong."""
    page.get_by_role("link", name="New story").click()
    page.get_by_label("Headline").fill("Ferry Adrift Off Harbour After Losing Power")
    page.get_by_role("button", name="Begin").click()
    page.wait_for_load_state()
    for publisher, title in (("Harbour Wire", "Ferry without power"), ("Coast Radio", "Tugs sent out")):
        page.get_by_role("button", name="Add a source").click()
        row = rows(page, "sources").last
        row.get_by_label("Publisher").fill(publisher)
        row.get_by_label("Title").fill(title)
    for heading, body in SECTIONS:
        page.get_by_role("button", name="Add a section").click()
        row = rows(page, "sections").last
        row.get_by_label("Heading").fill(heading)
        row.get_by_label("Text").fill(body)
    page.get_by_role("button", name="Add a section").click()
    rows(page, "sections").last.get_by_label("Heading").fill("Unwritten")
    page.get_by_role("button", name="Add an entry").click()
    entry = rows(page, "timeline").last
    entry.get_by_label("When", exact=True).fill("Dec 1 2026 05:10 UTC")
    entry.get_by_label("What happened").fill("The engines stop. [1]")


def test_from_the_first_word_to_the_retraction(sign_in, address, reporter, editor, duty, other_duty):
    writer = sign_in(reporter)
    write(writer)

    # Check: the desk says what keeps it back, and leads there.
    writer.get_by_role("button", name="Submit for review").click()
    expect(messages(writer)).to_contain_text("Section 3 is empty")
    writer.locator("#checks").get_by_role("link", name="Section 3 is empty").click()
    expect(rows(writer, "sections").last.get_by_label("Heading")).to_be_focused()
    rows(writer, "sections").last.locator(".tool-remove").click()
    writer.get_by_role("button", name="Submit for review").click()
    expect(messages(writer)).to_contain_text("Submitted for review")
    edition = Edition.objects.get()
    screen = f"/admin/stories/edition/{edition.pk}/change/"
    expect(writer.get_by_role("button", name="Approve")).to_have_count(0)

    # A second person comments and asks for changes.
    reviewer = sign_in(editor)
    reviewer.locator("[data-panel=review]").get_by_role("link", name=edition.headline).click()
    rows(reviewer, "sections").nth(1).get_by_role("link", name="Notes: Section 2").click()
    reviewer.get_by_label("Note", exact=True).fill("Whose tugs are they?")
    reviewer.get_by_role("button", name="Add the note").click()
    expect(reviewer.locator("#notes [data-said]")).to_have_text("The note is added.")
    reviewer.locator("#edition-bar .menu-more summary").click()
    reviewer.get_by_label("What should change?").fill("Say whose tugs they are.")
    reviewer.get_by_role("button", name="Request changes").click()
    expect(messages(reviewer)).to_contain_text("Sent back to the writers")

    # Fixed, and the note resolved.
    writer.goto(screen)
    expect(writer.locator("#request")).to_contain_text("Say whose tugs they are.")
    rows(writer, "sections").nth(1).get_by_label("Text").fill("Two tugs of the port left at dawn[2].")
    writer.locator("#notes").get_by_role("button", name="Resolve the note by edith").click()
    expect(writer.locator("#notes [data-said]")).to_have_text("The note is resolved.")
    writer.get_by_role("button", name="Submit for review").click()
    expect(messages(writer)).to_contain_text("Submitted for review")

    # Approved, scheduled, and live with nobody clicking.
    reviewer.goto(screen)
    reviewer.get_by_role("button", name="Approve").click()
    expect(messages(reviewer)).to_contain_text("Approved")
    slot = (datetime.now(UTC) + timedelta(hours=2)).replace(second=0, microsecond=0)
    reviewer.locator("#edition-bar .menu-more summary").click()
    reviewer.get_by_label("Goes live at").fill(slot.strftime("%Y-%m-%dT%H:%M"))
    reviewer.get_by_role("button", name="Schedule", exact=True).click()
    expect(messages(reviewer)).to_contain_text("Goes live on")
    expect(reviewer.get_by_text("This text is frozen")).to_be_visible()
    reviewer.get_by_role("link", name="Calendar").click()
    expect(reviewer.get_by_role("link", name=edition.headline)).to_be_visible()
    assert publish_due(now=slot)["published"] == 1
    press()
    story = Story.objects.get()
    path = f"/stories/{story.slug}/"
    page = public(address, path)
    assert "Two tugs of the port" in page
    assert "Whose tugs" not in page

    # Corrected: old wording beside new, and the former text still readable.
    writer.goto(f"/admin/stories/story/{story.pk}/change/")
    writer.get_by_label("Correction", exact=True).check()
    writer.get_by_role("button", name="Start from the live text").click()
    writer.wait_for_load_state()
    rows(writer, "sections").nth(0).get_by_label("Text").fill(
        "The ferry lost power 6 miles off the harbour[1]. Nobody was hurt[1]."
    )
    writer.get_by_label("Public note").fill("We had the distance wrong.")
    writer.get_by_label("What it corrects").select_option(label="Section 1: Ferry Drifts Off Port")
    writer.get_by_role("button", name="Submit for review").click()
    expect(messages(writer)).to_contain_text("Submitted for review")
    reviewer.goto(writer.url)
    reviewer.get_by_role("button", name="Approve").click()
    reviewer.get_by_role("button", name="Publish now").click()
    expect(messages(reviewer)).to_contain_text("readers see it now")
    press()
    page = public(address, path)
    assert "6 miles" in page
    assert "We had the distance wrong." in page
    assert "4 miles" in public(address, f"{path}versions/1/")

    # Retracted by two.
    first = sign_in(duty)
    first.goto(f"/admin/stories/story/{story.pk}/change/")
    first.locator("details.offers summary").click()
    first.get_by_role("link", name="Propose to retract").click()
    first.locator("textarea").first.fill("The ferry was a drill.")
    first.get_by_role("button", name="Propose to retract").click()
    expect(messages(first)).to_contain_text("until a second person confirms")
    press()
    assert "The ferry was a drill." not in public(address, path)
    second = sign_in(other_duty)
    second.goto(f"/admin/stories/story/{story.pk}/change/")
    second.get_by_role("button", name="Confirm: retract").click()
    expect(messages(second)).to_contain_text("Readers see it now")
    press()
    page = public(address, path)
    assert "The ferry was a drill." in page
    assert "6 miles" in page
    steps = list(story.events.order_by("id").values_list("action", flat=True))
    assert [step for step in steps if step not in {"edit", "note", "resolve_note"}] == [
        *("create", "submit", "request_changes", "submit", "approve", "schedule", "due"),
        *("new_edition", "submit", "approve", "publish", "propose_retract", "retract"),
    ]


def test_a_former_text_is_compared_and_restored(sign_in, address, published_story, reporter):
    page = sign_in(reporter)
    page.goto(f"/admin/stories/story/{published_story.pk}/change/")
    page.get_by_label("Update", exact=True).check()
    page.get_by_role("button", name="Start from the live text").click()
    page.wait_for_load_state()
    rows(page, "sections").nth(1).get_by_role("button", name="Move up: Section 2").click()
    rows(page, "sections").nth(0).get_by_label("Text").fill("The authority named no date.")
    page.keyboard.press("Control+s")
    expect(messages(page)).to_contain_text("Saved as revision 2")
    edition = page.url

    page.get_by_role("link", name="What differs from the live text").click()
    changes = page.locator(".changes")
    expect(changes.locator("[data-change=moved]").first).to_contain_text("Repairs May Last Months")
    expect(changes).to_contain_text("lost source [2]")

    page.get_by_role("link", name="History").first.click()
    restore = page.get_by_role("button", name="Restore")
    restore.last.click()
    expect(messages(page)).to_contain_text("is the newest text again")
    assert page.url == edition
    expect(rows(page, "sections").nth(1).get_by_label("Text")).to_have_value(
        "The authority named no date[2]."
    )
