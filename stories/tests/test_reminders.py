"""A second person who is missing: those concerned are reminded, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories import decisions, reminders, standing
from stories.publishing import approve_afterwards
from stories.tests.mail_desk import WHY, Desk
from stories.workflow import approval_digest

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_document):
    return Desk(make_document)


def test_a_reminder_comes_once(desk):
    desk.urgent()
    late = timezone.now() + timedelta(hours=25)
    assert [reminders.remind(now=late), reminders.remind(now=late + timedelta(days=2))] == [1, 0]


def test_nobody_is_reminded_of_what_was_seen_to_in_time(desk):
    desk.urgent()
    approve_afterwards(edition=desk.edition, by=desk.edith, seen=approval_digest(desk.edition))
    assert reminders.remind(now=timezone.now() + timedelta(hours=25)) == 0


def test_nobody_is_reminded_before_a_day_is_over(desk):
    desk.urgent()
    assert reminders.remind(now=timezone.now() + timedelta(hours=23)) == 0


def test_a_second_take_down_gets_a_reminder_of_its_own(desk):
    desk.down()
    late = timezone.now() + timedelta(hours=25)
    assert reminders.remind(now=late) == 1
    decisions.confirm(decision=desk.story.decisions.get(), by=desk.dan)
    decisions.confirm(decision=desk.propose("restore", desk.dan), by=desk.hana)
    standing.change_standing(action="take_down", story=desk.story, by=desk.dora, reason=WHY, code="error")
    assert reminders.remind(now=late + timedelta(hours=25)) == 1
