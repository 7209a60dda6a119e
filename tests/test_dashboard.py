"""The dashboard: what waits for whom, worst first, and what to do where nothing waits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.dashboard.panels import KINDS
from stories import decisions
from stories.models import Edition, PendingDecision, Story
from stories.publishing import publish_urgently
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.tests.conftest import person
from stories.workflow import schedule
from tests import many_rows

NOW = timezone.now


@pytest.fixture
def panels(client):
    def of(somebody):
        client.force_login(somebody)
        response = client.get(reverse("admin:index"))
        assert response.status_code == 200
        return {panel.key: panel for panel in response.context["panels"]}

    return of


@pytest.fixture
def page(client):
    def of(somebody):
        client.force_login(somebody)
        return client.get(reverse("admin:index")).content.decode()

    return of


@pytest.fixture
def legal(db):
    return person("lena", "legal")


@pytest.fixture
def sources_desk(db):
    return person("silas", "publisher desk")


def titles(panel):
    return [row.title for row in panel.rows]


def fill(count, editor, reporter):
    """So many rows for every panel of an editor who is also given work."""
    soon = NOW() + timedelta(hours=5)
    many_rows.editions(count, state="publish_failed", by=reporter, failure="Under embargo.")
    many_rows.editions(count, state="in_review", by=reporter)
    many_rows.editions(count, state="approved", by=reporter, approved_by=editor)
    many_rows.editions(count, state="scheduled", by=reporter, approved_by=editor, scheduled_for=soon)
    mine = many_rows.editions(count, state="draft", by=editor)
    many_rows.notes(mine, by=reporter, to=editor)
    live = many_rows.live(count, reporter, needs_second_eyes=True)
    many_rows.cited(live, state="changed")
    many_rows.single_publisher(live)
    many_rows.noticed(many_rows.live(count, reporter, approved_by=editor))
    many_rows.decisions([text.story for text in live], by=reporter)
    many_rows.given_up([text.story for text in live], to=editor)
    many_rows.reports([text.story for text in live])
    many_rows.to_place(count)
    many_rows.stories(count, state="unpublished", assigned_to=editor, assigned_until=soon)
    many_rows.feeds(count)


# What each panel says


def test_an_empty_newsroom_says_what_to_do_first(panels, page, reporter, client):
    assert list(panels(reporter)) == ["mine", "scheduled", "live"]
    shown = page(reporter)
    assert "Start a new story" in shown
    assert "An approved text can be given a time" in shown
    assert 'data-quiet="assigned"' in shown


def test_my_work_is_what_i_wrote_in(panels, draft, reporter, other_reporter):
    assert titles(panels(reporter)["mine"]) == [draft.headline]
    assert titles(panels(other_reporter)["mine"]) == []


def test_a_text_in_review_waits_with_its_age_and_oldest_first(panels, in_review, reporter, editor):
    Edition.objects.filter(pk=in_review.pk).update(state_changed_at=NOW() - timedelta(hours=3, minutes=5))
    [old] = many_rows.editions(1, state="in_review", by=reporter)
    first, second = panels(editor)["review"].rows
    assert (first.title, first.alert) == (old.headline, "too long")
    assert (second.note, second.alert) == ("has waited 3 hours for an editor", "")


def test_a_scheduled_text_says_when_in_both_clocks(panels, approved, editor):
    at = NOW() + timedelta(hours=5, minutes=1)
    schedule(edition=approved, by=editor, at=at)
    editor.time_zone = "Asia/Kathmandu"
    editor.save()
    [row] = panels(editor)["scheduled"].rows
    assert "in 5 hours" in row.note
    assert "UTC+05:45" in row.note
    assert f"{at:%H:%M} UTC" in row.note


def test_a_failed_publication_stands_first_with_its_reason(panels, in_review, editor):
    Edition.objects.filter(pk=in_review.pk).update(state="publish_failed", failure="Under embargo.")
    shown = panels(editor)
    assert list(shown)[0] == "failed"
    assert shown["failed"].rows[0].note == "Under embargo."


def test_a_slot_that_the_clock_missed_is_overdue(panels, approved, editor):
    schedule(edition=approved, by=editor, at=NOW() + timedelta(hours=1))
    assert "failed" not in panels(editor)
    Edition.objects.filter(pk=approved.pk).update(scheduled_for=NOW() - timedelta(minutes=10))
    [row] = panels(editor)["failed"].rows
    assert "tell an administrator" in row.alert


def test_live_stories_are_listed(panels, published_story, editor):
    [row] = panels(editor)["live"].rows
    assert row.url == reverse("admin:stories_story_change", args=(published_story.pk,))


def test_a_decision_waits_for_a_second_person(panels, published_story, duty, other_duty):
    decisions.propose(story=published_story, action=PendingDecision.Action.RETRACT, by=duty, reason="Wrong.")
    [row] = panels(other_duty)["decisions"].rows
    assert "Retract: proposed by dora" in row.note
    assert "proposed by you" in panels(duty)["decisions"].rows[0].note


def test_a_take_down_that_nobody_confirmed_is_overdue_and_a_late_proposal_is_gone(panels, duty, legal):
    late = -timedelta(hours=2)
    down, other = (text.story for text in many_rows.live(2, duty))
    many_rows.decisions([down], by=duty, action="confirm_take_down", left=late)
    many_rows.decisions([down, other], by=duty, action="retract", left=late)
    [row] = panels(legal)["decisions"].rows
    assert row.note.startswith("Confirm a take-down: proposed by dora")
    assert row.alert == "not confirmed in time, overdue for 2 hours"


def test_what_went_out_before_approval_needs_second_eyes(panels, in_review, duty):
    publish_urgently(edition=in_review, by=duty, reason="People are on the bridge.")
    [row] = panels(duty)["second-eyes"].rows
    assert (row.title, row.alert) == (in_review.headline, "")
    Edition.objects.filter(pk=in_review.pk).update(state_changed_at=NOW() - timedelta(hours=25))
    assert "overdue" in panels(duty)["second-eyes"].rows[0].alert


def test_a_note_that_names_me_is_shown_until_it_is_resolved(panels, draft, reporter, editor):
    many_rows.notes([draft, draft], by=editor, to=reporter)
    [row] = panels(reporter)["mentioned"].rows
    assert row.note.startswith("edith, a moment ago: Please look. (and 1 more)")
    draft.notes.update(resolved_at=NOW(), resolved_by=reporter)
    assert "mentioned" not in panels(reporter)


def test_a_source_that_changed_names_the_story_and_its_sentences(panels, reporter, editor):
    texts = many_rows.live(3, reporter)
    gone, kept, struck = many_rows.cited(texts, state="gone")
    type(struck).objects.filter(pk=struck.pk).update(state="retracted")
    Story.objects.filter(pk=kept.edition.story_id).update(state="retracted")
    [row] = panels(editor)["changed"].rows
    assert row.title == "Coast Radio gone: Report gone 0"
    assert row.word == "Gone"
    assert row.note == f"2 sentences of “{texts[0].headline}” rest on it"
    assert gone.edition == texts[0]


def test_a_story_of_one_publisher_alone_is_named(panels, published_story, reporter, editor):
    assert "single" not in panels(editor)
    [text] = many_rows.live(1, reporter)
    many_rows.single_publisher([text])
    assert titles(panels(editor)["single"]) == [text.headline]


def test_a_stale_story_with_newer_coverage_comes_first(panels, published_story, reporter, editor):
    old, newer = many_rows.live(2, reporter)
    Story.objects.filter(pk=old.story_id).update(content_updated_at=NOW() - timedelta(days=90))
    many_rows.newer_coverage(newer, by=editor)
    first, second = panels(reporter)["stale"].rows
    assert (first.title, first.alert) == (newer.headline, "accepted coverage is newer than the text")
    assert (second.title, second.alert) == (old.headline, "")


def test_what_is_live_says_when_its_text_changed_and_when_only_its_articles_did(
    panels, published_story, reporter, editor
):
    text_at = Story.objects.get(pk=published_story.pk).content_updated_at
    assert panels(reporter)["live"].rows[0].note == "version 1, a moment ago"
    counted = text_at + timedelta(days=3)
    Story.objects.filter(pk=published_story.pk).update(as_of=counted, updated_at=counted)
    assert panels(reporter)["live"].rows[0].note.startswith("version 1, a moment ago; articles counted anew ")


def test_what_i_was_given_is_overdue_after_its_deadline(panels, published_story, reporter, other_reporter):
    Story.objects.filter(pk=published_story.pk).update(
        assigned_to=other_reporter, assigned_until=NOW() - timedelta(hours=3)
    )
    [row] = panels(other_reporter)["assigned"].rows
    assert row.alert == "overdue for 3 hours"
    assert "assigned" not in panels(reporter)


def test_a_mail_that_was_given_up_says_to_whom_and_why(panels, published_story, reporter, editor):
    many_rows.given_up([published_story], to=reporter)
    panel = panels(editor)["mail"]
    assert panel.alarm
    [row] = panel.rows
    assert row.title == f"{published_story.slug}: published"
    assert row.note == "to rosa: 550 no such mailbox"


def test_a_report_of_a_reader_says_what_is_wrong_and_where(panels, published_story, editor):
    many_rows.reports([published_story])
    [row] = panels(editor)["reports"].rows
    assert row.note.endswith(": The bridge is open.")
    assert (row.title, row.word) == (published_story.editions.get().headline, "New")


# Who sees what


def test_each_role_sees_what_it_can_act_on(panels, reporter, editor, duty, legal, sources_desk):
    fill(1, editor, reporter)
    everything = [kind.question.key for kind in KINDS]
    assert list(panels(editor)) == everything
    assert set(panels(duty)) == set(everything) - {"assigned", "mentioned"}
    assert list(panels(reporter)) == [
        *("mine", "to-place", "source-changes", "changed", "scheduled", "stale", "live"),
    ]
    assert list(panels(legal)) == [
        *("decisions", "second-eyes", "source-changes", "changed", "scheduled", "live"),
    ]
    assert list(panels(sources_desk)) == [
        *("to-place", "source-changes", "changed", "feeds", "scheduled", "single", "live"),
    ]


def test_people_see_only_what_they_may_open(page, reporter, editor):
    shown = page(reporter)
    assert "/admin/accounts/user/" not in shown
    assert "New story" in shown
    editor.groups.clear()
    shown = page(editor)
    assert "New story" not in shown
    assert "/admin/stories/story/" not in shown
    assert "Ask an administrator" in shown


# Few questions, whatever the number


@pytest.mark.parametrize("count", [3, 300])
def test_each_panel_asks_twice_at_most(editor, reporter, count):
    fill(count, editor, reporter)
    editor = type(editor).objects.get(pk=editor.pk)
    editor.get_all_permissions()  # which the page has asked for before any panel
    asked = {}
    for kind in KINDS:
        with CaptureQueriesContext(connection) as queries:
            panel = kind.panel(editor, NOW())
        assert panel.count >= count, panel.key
        assert len(panel.rows) == min(panel.count, 8)
        asked[panel.key] = len(queries)
    assert asked == {kind.question.key: 1 if count == 3 else 2 for kind in KINDS}


@pytest.mark.parametrize("count", [3, 300])
def test_the_whole_page_asks_no_more_for_many_rows(
    client, editor, reporter, count, django_assert_max_num_queries
):
    fill(count, editor, reporter)
    client.force_login(editor)
    with django_assert_max_num_queries(2 * len(KINDS) + 5):
        client.get(reverse("admin:index"))


def test_see_all_leads_to_the_same_rows_in_the_same_order(client, editor, reporter):
    fill(12, editor, reporter)
    client.force_login(editor)
    for kind in KINDS:
        panel = kind.panel(editor, NOW())
        answer = kind.question.rows(kind.among(editor, NOW()), editor, NOW())[:8]
        shown = client.get(panel.all_url).context
        if panel.key == "to-place":  # no list, but a round through the same rows
            count, rows = shown["left"], [row for row, _, _ in shown["rows"]]
        else:
            count, rows = shown["cl"].result_count, shown["cl"].result_list
        assert count == panel.count, panel.key
        assert [row.pk for row in rows[:8]] == [row.pk for row in answer], panel.key


def test_a_panel_counts_no_further_than_a_thousand(page, editor, reporter, monkeypatch):
    monkeypatch.setattr("newsroom.dashboard.panels.COUNTED", 10)
    many_rows.editions(12, state="in_review", by=reporter)
    assert "10 and more" in page(editor)
