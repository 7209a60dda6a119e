"""The calendar: slots, embargoes and deadlines on the days of whoever looks."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from newsroom.calendar import items
from stories.models import Edition, Story
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.workflow import schedule
from tests import many_rows

URL = "/admin/calendar/"
AT = datetime(2031, 6, 30, 22, 30, tzinfo=UTC)


@pytest.fixture
def berlin(editor):
    editor.time_zone = "Europe/Berlin"
    editor.save()
    return editor


@pytest.fixture
def scheduled(approved, editor):
    return schedule(edition=approved, by=editor, at=AT)


def cells(response):
    """The days that hold something: day → words and times."""
    return {
        cell.day.isoformat(): [(shown.item.word, shown.time, shown.utc) for shown in cell.items]
        for row in response.context["weeks"]
        for cell in row
        if cell.items
    }


def test_a_slot_stands_on_the_day_of_who_looks_with_both_clocks(client, berlin, scheduled):
    client.force_login(berlin)
    shown = client.get(URL, {"day": "2031-07-01"})
    assert cells(shown) == {"2031-07-01": [("Goes live", "00:30", "22:30 UTC")]}
    page = shown.content.decode()
    assert f"/admin/stories/edition/{scheduled.pk}/change/" in page
    assert "Times in Europe/Berlin" in page


def test_the_same_slot_in_utc_stands_on_the_day_before(client, berlin, scheduled):
    client.force_login(berlin)
    shown = client.get(URL, {"day": "2031-07-01", "zone": "UTC"})
    assert cells(shown) == {"2031-06-30": [("Goes live", "22:30", "")]}
    assert "Show in Europe/Berlin" in shown.content.decode()


def test_embargoes_deadlines_and_failures_are_told_apart_by_a_word(client, editor, reporter):
    day = datetime(2031, 7, 2, 9, 0, tzinfo=UTC)
    many_rows.editions(1, state="draft", by=reporter, embargo_until=day)
    many_rows.editions(1, state="publish_failed", by=reporter, scheduled_for=day + timedelta(hours=1))
    many_rows.stories(1, state="unpublished", assigned_to=reporter, assigned_until=day + timedelta(hours=2))
    client.force_login(editor)
    shown = client.get(URL, {"day": "2031-07-20"})
    assert [word for word, _, _ in cells(shown)["2031-07-02"]] == ["Embargo ends", "Failed", "Due"]
    assert "rosa" in shown.content.decode()


def test_what_is_live_or_merged_waits_for_nothing(client, editor, reporter):
    many_rows.live(1, reporter, scheduled_for=AT, embargo_until=AT)
    Story.objects.update(state="taken_down", assigned_to=reporter, assigned_until=AT)
    client.force_login(editor)
    assert cells(client.get(URL, {"day": "2031-07-01"})) == {}


def test_a_full_day_of_the_month_leads_to_its_week(client, editor, reporter):
    for hour in range(8):
        at = datetime(2031, 7, 2, hour, 0, tzinfo=UTC)
        many_rows.editions(1, state="scheduled", by=reporter, approved_by=editor, scheduled_for=at)
    client.force_login(editor)
    month = client.get(URL, {"day": "2031-07-02"})
    assert len(cells(month)["2031-07-02"]) == 5
    assert ">3 more<" in month.content.decode()
    week = client.get(URL, {"day": "2031-07-02", "view": "week"})
    assert len(cells(week)["2031-07-02"]) == 8


def test_today_is_marked_and_the_neighbours_are_linked(client, editor):
    client.force_login(editor)
    page = client.get(URL)
    today = timezone.now().date()
    assert page.content.decode().count('aria-current="date"') == 1
    [marked] = [cell.day for row in page.context["weeks"] for cell in row if cell.today]
    assert abs(marked - today) <= timedelta(days=1)
    links = page.context["links"]
    after = client.get(URL + links["after"])
    assert after.context["grid"].before == page.context["grid"].about[0]
    assert client.get(URL + links["week"]).context["view"] == "week"


def test_an_empty_calendar_says_what_fills_it(client, editor):
    client.force_login(editor)
    page = client.get(URL, {"day": "2031-07-01"}).content.decode()
    assert "An approved text gets a time with “Schedule”" in page


@pytest.mark.parametrize(
    "query", ["?day=2031-02-30", "?day=0001-01-01", "?day=9999-12-31", "?view=year&day=x"]
)
def test_what_is_no_day_shows_today(client, editor, query):
    client.force_login(editor)
    assert client.get(URL + query).context["view"] == "month"


@pytest.mark.parametrize("day", ["1970-01-01", "9998-12-31"])
def test_the_ends_of_the_calendar_can_be_looked_at(client, berlin, day):
    client.force_login(berlin)
    for view in ("month", "week"):
        assert client.get(URL, {"day": day, "view": view}).status_code == 200


def test_it_is_for_who_may_see_texts(client, editor):
    assert client.get(URL).status_code == 302
    editor.groups.clear()
    client.force_login(editor)
    assert client.get(URL).status_code == 403
    assert URL not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("count", [3, 300])
def test_it_asks_three_questions_whatever_the_number(
    client, editor, reporter, count, django_assert_max_num_queries
):
    many_rows.editions(count, state="scheduled", by=reporter, approved_by=editor, scheduled_for=AT)
    many_rows.editions(count, state="draft", by=reporter, embargo_until=AT)
    many_rows.stories(count, state="unpublished", assigned_to=reporter, assigned_until=AT)
    with django_assert_max_num_queries(3):
        found = items.items_between(AT, AT + timedelta(hours=1))
    assert len(found) == 3 * count
    client.force_login(editor)
    with django_assert_max_num_queries(8):
        client.get(URL, {"day": "2031-07-01"})
    assert Edition.objects.count() == 2 * count
