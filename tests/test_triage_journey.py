"""An editor goes through new articles with the keys alone, in a real browser; and without a script by the forms."""

from playwright.sync_api import expect

from stories.models import Coverage, Edition, Placing
from stories.tests.covering import an_article, suggested
from tests.browsing import messages, needs_browser, violations

pytestmark = needs_browser
URL = "/admin/stories/coverage/triage/"
TITLES = (
    "Harbour bridge cracks: first word",
    "Cracks widen in harbour bridge",
    "Bridge in harbour stays shut",
    "Harbour cracks",
)


def wait_for_articles():
    return [suggested(an_article(title))[0] for title in TITLES]


def states():
    return {
        row.article.title: row.state
        for row in Coverage.objects.filter(article__title__in=TITLES).select_related("article")
    }


def test_one_key_for_each_decision(sign_in, editor, published_story):
    first, second, third, fourth = wait_for_articles()
    page = sign_in(editor)
    page.goto(URL)
    title, progress = page.locator("[data-triage-title]"), page.locator("[data-triage-progress]")
    expect(title).to_have_text(fourth.title)
    expect(progress).to_have_text("1 of 4")

    page.keyboard.press("1")
    expect(title).to_have_text(third.title)
    expect(title).to_be_focused()
    expect(progress).to_have_text("2 of 4")
    expect(page.locator("[data-triage-said]")).to_contain_text(
        "“Harbour cracks” is in “Harbour Bridge Closed"
    )
    page.keyboard.press("x")
    expect(title).to_have_text(second.title)
    page.keyboard.press("u")
    expect(title).to_have_text(third.title)
    assert states() == {
        first.title: "suggested",
        second.title: "suggested",
        third.title: "suggested",
        fourth.title: "accepted",
    }
    page.keyboard.press("j")
    expect(title).to_have_text(second.title)

    page.keyboard.press("m")
    expect(page.get_by_label("Another story")).to_be_focused()
    page.keyboard.type("x1 bridge closed")  # letters are letters while one types
    expect(page.locator("[data-triage-said]")).to_have_text("No story found.")
    page.get_by_label("Another story").fill("bridge closed")
    expect(page.locator("[data-triage-found] button")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title).to_have_text(first.title)
    assert states()[second.title] == "accepted"

    page.keyboard.press("n")
    expect(page.get_by_role("alert")).to_contain_text("There is a story like this")
    page.keyboard.press("n")
    expect(title).to_have_text(third.title)
    assert Edition.objects.latest("pk").headline == first.title

    page.keyboard.press("?")
    page.get_by_label("Use these keys").uncheck()
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(title).to_have_text(third.title)
    assert Placing.objects.get(article=third).state == "open"
    page.reload()
    page.keyboard.press("?")
    page.get_by_label("Use these keys").check()
    page.locator("h1").click()
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="All done")).to_be_visible()


def test_a_phone_and_no_script(sign_in, editor, published_story):
    wait_for_articles()
    page = sign_in(editor, java_script_enabled=False, color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(URL)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Harbour Bridge Closed").click()
    expect(messages(page)).to_contain_text("“Harbour cracks” is in")
    page.get_by_label("Another story").fill("bridge")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("heading", name="Found for “bridge”")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(messages(page)).to_contain_text("waits to be placed again")
    assert set(states().values()) == {"suggested"}


def test_axe_finds_nothing_wrong_where_a_story_is_like_it(sign_in, editor, published_story):
    wait_for_articles()
    page = sign_in(editor)
    page.goto(URL)
    page.keyboard.press("n")
    expect(page.get_by_role("alert")).to_be_visible()
    assert violations(page) == []
