"""A quotation from its first letter to the reader: typed, compared, pinned, published, followed to its article."""

from playwright.sync_api import expect

from stories.publishing import publish
from stories.tests.quoting import BRIDGE, QUOTED, article_of, read
from stories.workflow import approval_digest, approve, submit
from tests.browsing import needs_browser, press, rows, violations

pytestmark = needs_browser
TYPED = " Marta Ruiz said: “We did not close the brigde lightly”[1]."


def quotations(page):
    return page.locator("#quotations .quotations > li")


def test_a_quotation_is_typed_compared_pinned_and_read(sign_in, address, reporter, editor, draft):
    read(article_of(draft.revisions.get().document), BRIDGE)
    page = sign_in(reporter)
    page.goto(f"/admin/stories/edition/{draft.pk}/change/")
    body = rows(page, "sections").nth(0).get_by_label("Text", exact=True)
    body.focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(TYPED)
    one = quotations(page)
    expect(one).to_have_count(1)
    expect(one).to_contain_text("Spelt otherwise")
    expect(one.locator(".quoted mark")).to_have_text("brigde")
    expect(one.locator(".in-article mark")).to_have_text("bridge")
    expect(one).to_have_attribute("data-here", "")
    assert violations(page) == []
    body.fill(body.input_value().replace("brigde", "bridge"))
    expect(one).to_contain_text("Word for word")
    one.get_by_label("Pin this passage").check()
    page.locator("[data-save]").click()
    expect(page.locator(".messagelist")).to_contain_text("Saved as revision 2")
    expect(quotations(page).get_by_label("Pin this passage")).to_be_checked()
    assert [pin.exact for pin in draft.pinned_quotes.all()] == [QUOTED]

    submit(edition=draft, by=reporter)
    approve(edition=draft, by=editor, seen=approval_digest(draft))
    publish(edition=draft, by=editor)
    press()
    page.goto(f"{address}/stories/{draft.story.slug}/")
    passage = page.locator("#src-k7m2 .passage")
    expect(passage.locator("q")).to_have_text(QUOTED)
    link = passage.get_by_role("link", name="Read it there")
    assert "#:~:text=%E2%80%9C-,We%20did%20not%20close%20the%20bridge%20lightly,-" in link.get_attribute(
        "href"
    )
    page.locator("#cite-k7m2-2").hover()
    card = page.locator("#source-card")
    expect(card).to_be_visible()
    expect(card.locator(".passage")).to_have_count(0)  # that marker carries no pinned passage
    page.locator(f"#{passage.get_attribute('data-cite')}").hover()
    expect(card.locator(".passage q")).to_have_text(QUOTED)
    assert violations(page) == []
