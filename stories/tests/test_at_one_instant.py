"""Two people act at the same instant: one of them does it, the other is told so, and it happens once."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from stories.decisions import confirm, propose, withdraw
from stories.editing import create_story
from stories.errors import Refused
from stories.models import LedgerEntry, PendingDecision, PreviewLink, Redirect, Story, WorkflowEvent
from stories.previews import share_preview
from stories.publishing import approve_afterwards, publish, publish_urgently
from stories.revisions import latest_revision
from stories.standing import change_standing, rename
from stories.tests.conftest import person
from stories.workflow import approval_digest, approve, discard, request_changes, submit

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 20.0  # seconds until a test gives up on ever seeing both wait
WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def at_once(story, *acts):
    """What comes of acts that all begin before any of them can go on: the refusal of each, or None.

    They are held at the lock of ``story`` until each waits in the database, on a connection of its own.
    """
    return held_at(Story.objects.filter(pk=story.pk), *acts)


def held_at(row, *acts):
    """The same, held at the lock of whatever row they all need."""
    outcomes = [None] * len(acts)

    def run(index, act):
        try:
            act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    with transaction.atomic():
        row.select_for_update().get()
        for thread in threads:
            thread.start()
        _until_waiting(len(acts))
    for thread in threads:
        thread.join()
    for outcome in outcomes:
        assert outcome is None or isinstance(outcome, Refused), repr(outcome)
    return outcomes


def _until_waiting(number):
    deadline = time.monotonic() + PATIENCE
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone()[0] == number:
                return
            time.sleep(0.005)
    raise AssertionError("they never waited for each other")


def the_refusal(outcomes):
    """The one refusal: exactly one was refused."""
    [refusal] = [outcome for outcome in outcomes if outcome]
    return refusal


def count(action):
    return WorkflowEvent.objects.filter(action=action).count()


@pytest.fixture
def third_duty(db):
    return person("dagmar", "duty editor")


def test_two_confirm_the_same_decision(published_story, duty, other_duty, third_duty):
    decision = propose(story=published_story, action="retract", by=duty, reason="Wrong.")
    outcomes = at_once(
        published_story,
        lambda: confirm(decision=decision, by=other_duty),
        lambda: confirm(decision=decision, by=third_duty),
    )
    assert the_refusal(outcomes).code == "not_open"
    assert count("retract") == 1
    assert LedgerEntry.objects.filter(kind="retracted").count() == 1
    winner = (other_duty, third_duty)[outcomes.index(None)]
    assert PendingDecision.objects.get().confirmed_by == winner


def test_one_confirms_while_the_other_takes_it_back(published_story, duty, other_duty):
    decision = propose(story=published_story, action="retract", by=duty, reason="Wrong.")
    outcomes = at_once(
        published_story,
        lambda: confirm(decision=decision, by=other_duty),
        lambda: withdraw(decision=decision, by=duty),
    )
    assert the_refusal(outcomes).code == "not_open"
    assert count("retract") + count("withdraw_retract") == 1
    published_story.refresh_from_db()
    assert (published_story.state == "retracted") == (outcomes[0] is None)


def test_two_propose_the_same(published_story, duty, other_duty):
    outcomes = at_once(
        published_story,
        lambda: propose(story=published_story, action="retract", by=duty, reason="Wrong."),
        lambda: propose(story=published_story, action="retract", by=other_duty, reason="False."),
    )
    assert the_refusal(outcomes).code == "already_proposed"
    assert PendingDecision.objects.count() == count("propose_retract") == 1


def test_two_take_the_same_story_down(published_story, duty, other_duty):
    outcomes = at_once(
        published_story,
        *(
            lambda by=by: change_standing(
                action="take_down", story=published_story, by=by, reason="Privacy.", code="privacy"
            )
            for by in (duty, other_duty)
        ),
    )
    assert the_refusal(outcomes).code == "wrong_state"
    assert count("take_down") == LedgerEntry.objects.filter(kind="taken_down").count() == 1
    assert PendingDecision.objects.undecided().count() == 1


def test_one_retracts_while_the_other_takes_down(published_story, duty, other_duty):
    decision = propose(story=published_story, action="retract", by=duty, reason="Wrong.")
    outcomes = at_once(
        published_story,
        lambda: confirm(decision=decision, by=other_duty),
        lambda: change_standing(
            action="take_down", story=published_story, by=duty, reason="Privacy.", code="privacy"
        ),
    )
    assert outcomes[1] is None  # a retracted story can be taken down, one taken down not retracted
    published_story.refresh_from_db()
    assert published_story.state == "taken_down"
    assert count("retract") == (outcomes[0] is None)
    assert PendingDecision.objects.undecided().get().action == "confirm_take_down"


@pytest.fixture
def other_story(reporter, editor, make_document):
    edition = create_story(document=make_document(headline="Tunnel Queues Grow"), by=reporter)
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    return Story.objects.get(pk=edition.story_id)


def test_two_stories_are_merged_into_each_other(published_story, other_story, editor, other_editor):
    there = propose(story=published_story, action="merge", by=editor, reason="The same.", target=other_story)
    back = propose(story=other_story, action="merge", by=editor, reason="The same.", target=published_story)
    outcomes = at_once(
        published_story,
        lambda: confirm(decision=there, by=other_editor),
        lambda: confirm(decision=back, by=other_editor),
    )
    assert the_refusal(outcomes).code == "bad_target"
    assert sorted(Story.objects.values_list("state", flat=True)) == ["live", "merged"]
    assert LedgerEntry.objects.filter(kind="merged").count() == 1


def test_one_story_is_merged_into_another_that_is_taken_down(
    published_story, other_story, editor, other_editor, duty
):
    merger = propose(story=other_story, action="merge", by=editor, reason="The same.", target=published_story)
    outcomes = at_once(
        published_story,
        lambda: confirm(decision=merger, by=other_editor),
        lambda: change_standing(
            action="take_down", story=published_story, by=duty, reason="Privacy.", code="privacy"
        ),
    )
    assert outcomes[1] is None
    other_story.refresh_from_db()
    assert other_story.state == ("live" if outcomes[0] else "merged")


def test_a_story_gets_two_addresses(published_story, duty, other_duty):
    outcomes = at_once(
        published_story,
        lambda: rename(story=published_story, slug="harbour-bridge", by=duty),
        lambda: rename(story=published_story, slug="harbour-bridge", by=other_duty),
    )
    assert the_refusal(outcomes).code == "same_slug"
    assert count("rename") == Redirect.objects.count() == 1


def test_two_publish_the_same_text(approved, editor, other_editor):
    outcomes = at_once(
        approved.story,
        lambda: publish(edition=approved, by=editor),
        lambda: publish(edition=approved, by=other_editor),
    )
    assert "Somebody may have acted before you" in the_refusal(outcomes).message
    assert count("publish") == LedgerEntry.objects.count() == 1


def test_two_publish_the_same_text_before_its_approval(draft, duty, other_duty):
    outcomes = at_once(
        draft.story,
        lambda: publish_urgently(edition=draft, by=duty, reason="It burns."),
        lambda: publish_urgently(edition=draft, by=other_duty, reason="It burns."),
    )
    assert the_refusal(outcomes).code == "wrong_state"
    assert count("publish_urgently") == LedgerEntry.objects.count() == 1


def test_two_approve_afterwards(draft, duty, editor, other_editor):
    publish_urgently(edition=draft, by=duty, reason="It burns.")
    seen = approval_digest(draft)
    outcomes = at_once(
        draft.story,
        lambda: approve_afterwards(edition=draft, by=editor, seen=seen),
        lambda: approve_afterwards(edition=draft, by=other_editor, seen=seen),
    )
    assert the_refusal(outcomes).code == "approved_already"
    assert count("approve_afterwards") == 1


def test_two_approve_the_same_text(in_review, editor, other_editor):
    seen = approval_digest(in_review)
    outcomes = at_once(
        in_review.story,
        lambda: approve(edition=in_review, by=editor, seen=seen),
        lambda: approve(edition=in_review, by=other_editor, seen=seen),
    )
    assert the_refusal(outcomes).code == "wrong_state"
    assert count("approve") == 1
    in_review.refresh_from_db()
    assert in_review.approved_by == (editor, other_editor)[outcomes.index(None)]


def test_two_request_changes(in_review, editor, other_editor):
    outcomes = at_once(
        in_review.story,
        lambda: request_changes(edition=in_review, by=editor, reason="Shorter."),
        lambda: request_changes(edition=in_review, by=other_editor, reason="Longer."),
    )
    assert the_refusal(outcomes).code == "wrong_state"
    assert count("request_changes") == 1


def test_one_approves_while_the_other_requests_changes(in_review, editor, other_editor):
    seen = approval_digest(in_review)
    outcomes = at_once(
        in_review.story,
        lambda: approve(edition=in_review, by=editor, seen=seen),
        lambda: request_changes(edition=in_review, by=other_editor, reason="Shorter."),
    )
    assert the_refusal(outcomes).code == "wrong_state"
    assert count("approve") + count("request_changes") == 1
    in_review.refresh_from_db()
    assert in_review.state == ("changes_requested" if outcomes[0] else "approved")


@pytest.mark.parametrize("ending", ["publish", "discard"])
def test_no_preview_stays_open_of_a_text_that_goes_live_or_is_set_aside(approved, reporter, editor, ending):
    def share(name):
        share_preview(revision=latest_revision(approved), recipient=name, days=1, by=reporter)

    def end():
        {"publish": publish, "discard": discard}[ending](edition=approved, by=editor)

    outcomes = at_once(
        approved.story, lambda: share("Dr Fox"), end, lambda: share("Dr Owl"), lambda: share("Dr Ox")
    )
    assert outcomes[1] is None
    refused = [outcome for outcome in outcomes if outcome]
    assert {refusal.code for refusal in refused} <= {"not_shareable"}
    assert PreviewLink.objects.filter(revoked_at=None).count() == 0
    assert PreviewLink.objects.count() == 3 - len(refused)
