"""Calendar and bulk reports in a real browser: by keyboard, without scripts, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from stories.models import Edition
from stories.workflow import schedule
from tests import many_rows
from tests.browsing import needs_browser

pytestmark = needs_browser


@pytest.fixture
def next_month(approved, editor):
    """A text scheduled for the fifteenth of next month, 23:30 UTC, and an editor who lives in Berlin."""
    editor.time_zone = "Europe/Berlin"
    editor.save()
    day = (timezone.now().replace(day=1) + timedelta(days=32)).replace(day=15)
    at = day.replace(hour=23, minute=30, second=0, microsecond=0)
    return schedule(edition=approved, by=editor, at=at)


def press_enter_on(page, name, **options):
    link = page.get_by_role("link", name=name, **options)
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def test_a_slot_is_found_in_the_calendar_by_keyboard(sign_in, editor, next_month):
    page = sign_in(editor)
    press_enter_on(page, "Calendar", exact=True)
    today = page.locator("td[aria-current=date]")
    expect(today.locator("time")).to_contain_text("Today")
    press_enter_on(page, "Later →")
    cell = page.locator("td", has=page.locator("li"))
    expect(cell).to_have_count(1)
    expect(cell.locator(".day-number")).to_have_text("16")
    expect(cell.locator("li")).to_contain_text("23:30 UTC")
    press_enter_on(page, "Show in UTC")
    expect(page.locator("td", has=page.locator("li")).locator(".day-number")).to_have_text("15")
    page.get_by_role("link", name=next_month.headline).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".edition-bar .state")).to_have_text("Scheduled")


def test_the_calendar_on_a_phone_lists_the_days_that_hold_something(sign_in, editor, next_month):
    page = sign_in(editor)
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"/admin/calendar/?day={next_month.scheduled_for:%Y-%m-%d}")
    shown = [cell for cell in page.locator("table.calendar td").all() if cell.is_visible()]
    assert len(shown) == 1
    expect(shown[0].locator(".day-name")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_many_texts_are_scheduled_and_each_is_reported(sign_in, editor, approved, reporter, scripts):
    [draft] = many_rows.editions(1, state="draft", by=reporter)
    page = sign_in(editor, java_script_enabled=scripts)
    page.goto("/admin/stories/edition/")
    for text in (approved, draft):
        box = page.locator(f"input[name=_selected_action][value='{text.pk}']")
        box.focus()
        page.keyboard.press("Space")
        expect(box).to_be_checked()
    page.get_by_label("Action:").select_option("schedule")
    page.get_by_role("button", name="Go").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#bulk-rows")).to_contain_text("Refused: not possible in this state.")
    assert not Edition.objects.filter(state="scheduled").exists()

    page.get_by_label("All go live at").fill("2031-07-01T10:00")
    page.get_by_role("button", name="Schedule: 2 editions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("1 done, 1 refused.")
    done = page.locator("tr[data-outcome=done]")
    expect(done).to_contain_text(approved.headline)
    expect(done.locator(".state")).to_have_text("Scheduled")
    expect(page.locator("tr[data-outcome=refused]")).to_contain_text(
        "not possible while the edition is draft"
    )


def test_all_that_match_can_be_chosen(sign_in, editor, reporter):
    many_rows.editions(60, state="draft", by=editor)
    page = sign_in(editor)
    page.goto("/admin/stories/edition/?view=mine")
    page.locator("#action-toggle").check()
    page.get_by_role("button", name="Select all 60 editions").click()
    page.get_by_label("Action:").select_option("discard")
    page.get_by_role("button", name="Go").click()
    page.get_by_role("button", name="Discard: 60 editions").click()
    expect(page.get_by_role("status")).to_contain_text("60 done, 0 refused.")
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(page.url.split("?")[0] + "?view=mine")


@pytest.mark.parametrize("width", [320, 1280])
def test_no_list_scrolls_sideways(sign_in, editor, reporter, next_month, width):
    long = many_rows.editions(3, state="in_review", by=reporter)
    Edition.objects.filter(pk=long[0].pk).update(headline="Donaudampfschifffahrtsgesellschaft" * 8)
    many_rows.cited(many_rows.live(2, reporter), state="gone")
    page = sign_in(editor)
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        "/admin/",
        "/admin/stories/edition/?view=review",
        "/admin/stories/story/?view=live",
        "/admin/stories/citedarticle/?view=changed",
        "/admin/stories/workflowevent/",
        "/admin/sources/article/",
        f"/admin/calendar/?day={next_month.scheduled_for:%Y-%m-%d}",
        f"/admin/calendar/?view=week&day={next_month.scheduled_for:%Y-%m-%d}",
        "/admin/preferences/",
    ):
        page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, path
