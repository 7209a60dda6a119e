"""What readers ask and send, in a real browser: by day and by night, without script, and back to the desk."""

import pytest
from playwright.sync_api import expect

from newsroom.site.models import ReaderReport
from tests.browsing import needs_browser, press, violations

pytestmark = needs_browser


@pytest.fixture
def window(chromium, address):
    """A reader's window; what the browser complains of is noted."""
    made = []

    def window(**options):
        context = chromium.new_context(base_url=address, **options)
        made.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        return page

    yield window
    for context in made:
        context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_and_nothing_is_cut(window, published_story, theme):
    slug = published_story.slug
    page = window(color_scheme=theme, bypass_csp=True, viewport={"width": 320, "height": 700})
    found = {}
    for path in (
        "/search/",
        "/search/?q=crossing",
        "/search/?q=nothing-like-this",
        "/search/?q=crossing&from=yesterday",
        f"/report/{slug}/",
        f"/report/{slug}/thanks/",
    ):
        page.goto(path)
        if wrong := violations(page):
            found[path] = wrong
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    assert found == {}


def test_a_reader_finds_a_story_and_reports_an_error_without_script(window, published_story, sign_in, editor):
    press()
    page = window(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox", name="Search stories").fill("crossing")
    page.keyboard.press("Enter")
    page.locator(".results a.headline").first.click()
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("Your mail address").fill("reader@example.org")
    page.get_by_label("What is wrong?").fill("The bridge is open.")
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    page.get_by_role("link", name="Back to the story").click()
    assert page.context.cookies() == []
    assert page.complaints == []
    assert ReaderReport.objects.get().wrong == "The bridge is open."
    desk = sign_in(editor)
    desk.goto("/admin/")
    desk.get_by_text("The bridge is open.").first.wait_for()
    desk.goto(f"/admin/site/readerreport/{ReaderReport.objects.get().pk}/")
    desk.get_by_role("button", name="Looked at").click()
    expect(desk.locator(".messagelist")).to_contain_text("Looked at")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_wrong_at_the_desk(sign_in, published_story, editor, theme):
    report = ReaderReport.objects.create(
        story=published_story,
        version=1,
        wrong="Wrong.",
        sentence="This.",
        created_at=published_story.updated_at,
    )
    page = sign_in(editor, color_scheme=theme, bypass_csp=True)
    for path in ("/admin/site/readerreport/", f"/admin/site/readerreport/{report.pk}/"):
        page.goto(path)
        assert violations(page) == []
