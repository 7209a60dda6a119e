"""Workflow buttons: only what is possible, and a message for every refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.admin import steps
from stories.models import Edition
from stories.tests.desk_forms import said, sent_by
from stories.workflow import STEPS

State = Edition.State


def screen(edition):
    return reverse("admin:stories_edition_change", args=(edition.pk,))


def take(client, edition, action, **data):
    return client.post(reverse("admin:stories_edition_step", args=(edition.pk, action)), data, follow=True)


def state(edition):
    return Edition.objects.get(pk=edition.pk).state


def offered(response):
    return [step.action for step in response.context["steps"]]


def test_a_reporter_is_offered_to_submit_their_draft(client, reporter, draft):
    client.force_login(reporter)
    assert offered(client.get(screen(draft))) == ["submit", "discard"]


def test_submitting_saves_what_is_typed_first(client, reporter, draft):
    client.force_login(reporter)
    data = sent_by(client.get(screen(draft))) | {"text-headline": "Bridge Shut", "_step": "submit"}
    response = client.post(screen(draft), data, follow=True)
    saved = Edition.objects.get(pk=draft.pk)
    assert (saved.headline, saved.state) == ("Bridge Shut", State.IN_REVIEW)
    assert "Submitted for review" in said(response)


def test_it_refuses_to_submit_what_the_desk_blocks_and_keeps_the_text(client, reporter, draft):
    client.force_login(reporter)
    data = sent_by(client.get(screen(draft))) | {"sections-1-body": "", "_step": "submit"}
    response = client.post(screen(draft), data, follow=True)
    assert "cannot be submitted yet" in said(response)
    assert state(draft) == State.DRAFT
    assert [issue.code for issue in response.context["blockers"]] == ["empty_section"]
    key = draft.sections.get(position=1).key
    assert f'href="#place-{key}"' in response.content.decode()
    assert f'id="place-{key}"' in response.content.decode()


def test_an_editor_approves_the_text_on_the_screen(client, editor, in_review):
    client.force_login(editor)
    shown = sent_by(client.get(screen(in_review)), None)
    response = take(client, in_review, "approve", seen=shown["seen"])
    assert state(in_review) == State.APPROVED
    assert "Approved" in said(response)


def test_it_refuses_to_approve_a_text_that_was_not_seen(client, editor, in_review):
    client.force_login(editor)
    response = take(client, in_review, "approve", seen="0" * 64)
    assert "The text changed after you opened it" in said(response)
    assert state(in_review) == State.IN_REVIEW


def test_it_refuses_a_writer_who_approves(client, reporter, in_review):
    client.force_login(reporter)
    assert "approve" not in offered(client.get(screen(in_review)))
    response = take(client, in_review, "approve", seen="0" * 64)
    assert response.status_code == 200
    assert "may not approve edition" in said(response)
    assert state(in_review) == State.IN_REVIEW


def test_changes_are_requested_with_a_reason_that_the_writer_sees(client, editor, reporter, in_review):
    client.force_login(editor)
    assert "Say what should change" in said(take(client, in_review, "request_changes"))
    take(client, in_review, "request_changes", reason="Name the inspectors.")
    client.force_login(reporter)
    assert "Name the inspectors." in client.get(screen(in_review)).content.decode()


def test_an_approved_text_is_published(client, editor, approved):
    client.force_login(editor)
    response = take(client, approved, "publish")
    assert state(approved) == State.PUBLISHED
    assert "readers see it now" in said(response)
    assert f"/stories/{approved.story.slug}/" in response.content.decode()


def test_a_text_is_scheduled_frozen_and_taken_off(client, editor, approved):
    client.force_login(editor)
    at = (timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    take(client, approved, "schedule", at=f"{at:%Y-%m-%dT%H:%M}")
    assert Edition.objects.get(pk=approved.pk).scheduled_for == at.astimezone(UTC)
    page = client.get(screen(approved))
    assert "This text is frozen" in page.content.decode()
    assert "edition-form" not in page.content.decode()
    take(client, approved, "unschedule")
    assert state(approved) == State.APPROVED


@pytest.mark.parametrize("at", ["", "tomorrow", f"{datetime(2020, 1, 1):%Y-%m-%dT%H:%M}"])
def test_it_refuses_a_time_that_is_none_or_has_passed(client, editor, approved, at):
    client.force_login(editor)
    response = take(client, approved, "schedule", at=at)
    assert response.status_code == 200
    assert state(approved) == State.APPROVED
    assert len(response.context["messages"]) == 1


def test_saving_a_change_makes_an_approved_text_a_draft_again(client, editor, approved):
    client.force_login(editor)
    page = client.get(screen(approved))
    assert "becomes a draft again" in page.content.decode()
    client.post(screen(approved), sent_by(page) | {"text-headline": "Bridge Shut"}, follow=True)
    assert state(approved) == State.DRAFT


def test_every_step_of_the_workflow_has_a_door():
    assert set(steps.TAKE) == set(steps.DONE) == set(steps.FIRST) == set(STEPS)


def test_an_urgent_text_goes_out_and_is_approved_afterwards(client, duty, other_duty, in_review):
    client.force_login(duty)
    assert "publish_urgently" in offered(client.get(screen(in_review)))
    assert "Say why" in said(take(client, in_review, "publish_urgently"))
    take(client, in_review, "publish_urgently", reason="People are on the bridge.")
    assert state(in_review) == State.PUBLISHED
    client.force_login(other_duty)
    shown = sent_by(client.get(screen(in_review)), None)
    assert "two people have agreed" in said(take(client, in_review, "approve_afterwards", seen=shown["seen"]))
    assert not Edition.objects.get(pk=in_review.pk).needs_second_eyes


def test_it_refuses_steps_that_do_not_exist_and_steps_by_get(client, editor, draft):
    client.force_login(editor)
    assert "There is no such step" in said(take(client, draft, "take-over"))
    url = reverse("admin:stories_edition_step", args=(draft.pk, "submit"))
    assert client.get(url).status_code == 405
