"""The dashboard: what waits for whom, and what to do first where nothing does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories import decisions
from stories.models import Edition, PendingDecision
from stories.publishing import publish_urgently
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.workflow import schedule


@pytest.fixture
def panels(client):
    def of(person):
        client.force_login(person)
        response = client.get(reverse("admin:index"))
        assert response.status_code == 200
        return {panel.key: panel for panel in response.context["panels"]}

    return of


def titles(panel):
    return [row.title for row in panel.rows]


def test_an_empty_newsroom_says_what_to_do_first(panels, reporter, client):
    shown = panels(reporter)
    assert list(shown) == ["mine", "review", "scheduled", "live"]
    page = client.get(reverse("admin:index")).content.decode()
    assert "Start a new story" in page
    assert "Submit for review" in page


def test_my_work_is_what_i_wrote_in(panels, draft, reporter, other_reporter):
    assert titles(panels(reporter)["mine"]) == [draft.headline]
    assert titles(panels(other_reporter)["mine"]) == []


def test_a_text_in_review_waits_with_its_age(panels, in_review, editor):
    Edition.objects.filter(pk=in_review.pk).update(
        state_changed_at=timezone.now() - timedelta(hours=3, minutes=5)
    )
    [row] = panels(editor)["review"].rows
    assert row.note == "has waited 3 hours for an editor"


def test_a_scheduled_text_says_when(panels, approved, editor):
    schedule(edition=approved, by=editor, at=timezone.now() + timedelta(hours=5, minutes=1))
    [row] = panels(editor)["scheduled"].rows
    assert "in 5 hours" in row.note


def test_a_failed_publication_stands_first_with_its_reason(panels, in_review, editor):
    Edition.objects.filter(pk=in_review.pk).update(state="publish_failed", failure="Under embargo.")
    shown = panels(editor)
    assert list(shown)[0] == "failed"
    assert shown["failed"].rows[0].note == "Under embargo."


def test_live_stories_are_listed(panels, published_story, editor):
    [row] = panels(editor)["live"].rows
    assert row.url == reverse("admin:stories_story_change", args=(published_story.pk,))


def test_a_decision_waits_for_a_second_person(panels, published_story, duty, other_duty):
    decisions.propose(story=published_story, action=PendingDecision.Action.RETRACT, by=duty, reason="Wrong.")
    [row] = panels(other_duty)["decisions"].rows
    assert "proposed by dora" in row.note
    assert "proposed by you" in panels(duty)["decisions"].rows[0].note


def test_what_went_out_before_approval_needs_second_eyes(panels, in_review, duty):
    publish_urgently(edition=in_review, by=duty, reason="People are on the bridge.")
    assert titles(panels(duty)["eyes"]) == [in_review.headline]


def test_each_panel_asks_one_question(client, published_story, editor, django_assert_max_num_queries):
    client.force_login(editor)
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:index"))


def test_people_see_only_what_they_may_open(client, reporter, editor, db):
    client.force_login(reporter)
    page = client.get(reverse("admin:index")).content.decode()
    assert "/admin/accounts/user/" not in page
    assert "New story" in page
    editor.groups.clear()
    client.force_login(editor)
    page = client.get(reverse("admin:index")).content.decode()
    assert "New story" not in page
    assert "/admin/stories/story/" not in page
