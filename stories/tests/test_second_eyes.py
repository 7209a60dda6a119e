"""A text that went out before its approval stands out until a second person agreed, and alerts after a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.editing import Plan, new_edition
from stories.models import Edition
from stories.publishing import approve_afterwards, publish, publish_urgently
from stories.waiting import waiting
from stories.workflow import approval_digest, approve, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def urgent(draft, duty):
    publish_urgently(edition=draft, by=duty, reason="It burns.")
    draft.refresh_from_db()
    return draft


def alerted(after):
    return [*Edition.objects.second_eyes_overdue(timezone.now() + after)]


def test_it_needs_second_eyes_and_alerts_after_a_day(urgent):
    assert [*Edition.objects.needing_second_eyes()] == [urgent]
    assert alerted(timedelta(hours=23, minutes=59)) == []
    assert alerted(timedelta(hours=24)) == [urgent]
    said = waiting(urgent, urgent.state_changed_at + timedelta(hours=3))
    assert said == "live before approval for 3 hours, waits for an editor"


def test_the_approval_afterwards_ends_it(urgent, editor):
    approve_afterwards(edition=urgent, by=editor, seen=approval_digest(urgent))
    urgent.refresh_from_db()
    assert not Edition.objects.needing_second_eyes().exists()
    assert waiting(urgent, timezone.now()) == ""


def test_a_newer_text_that_two_agreed_on_ends_it(urgent, reporter, editor):
    edition = new_edition(story=urgent.story, plan=Plan("update"), by=reporter)
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    assert alerted(timedelta(days=3)) == []


def test_what_was_approved_before_never_needs_them(published_story):
    assert not Edition.objects.needing_second_eyes().exists()
