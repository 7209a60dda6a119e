"""What takes two people: a retraction is proposed by one and confirmed by another."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from stories.decisions import confirm, propose, withdraw
from stories.editing import Plan, new_edition, save_edition
from stories.errors import NotAllowed, Refused
from stories.models import LedgerEntry, PendingDecision, PublishedStory
from stories.publishing import publish
from stories.revisions import edition_document
from stories.standing import change_standing
from stories.workflow import approval_digest, approve, submit

pytestmark = pytest.mark.django_db
WHY = "Both sources have withdrawn their reports."


@pytest.fixture
def proposed(published_story, duty):
    return propose(story=published_story, action="retract", by=duty, reason=WHY)


def test_a_second_person_retracts_and_the_notice_is_public(proposed, other_duty, published_story):
    entry = confirm(decision=proposed, by=other_duty)
    assert (entry.kind, entry.version) == ("retracted", 1)
    public = json.loads(bytes(PublishedStory.objects.get().body))
    assert public["state"] == "retracted"
    assert public["retraction"]["note"] == WHY
    published_story.refresh_from_db()
    assert published_story.content_updated_at < entry.at


def test_it_refuses_the_same_person_twice(proposed, duty):
    with pytest.raises(NotAllowed, match="second person"):
        confirm(decision=proposed, by=duty)
    assert LedgerEntry.objects.count() == 1


def test_it_refuses_somebody_without_the_permission(published_story, proposed, editor):
    with pytest.raises(NotAllowed):
        propose(story=published_story, action="retract", by=editor, reason=WHY)
    with pytest.raises(NotAllowed):
        confirm(decision=proposed, by=editor)


def test_it_refuses_a_second_proposal_and_one_without_a_reason(published_story, proposed, other_duty):
    with pytest.raises(Refused, match="already"):
        propose(story=published_story, action="retract", by=other_duty, reason=WHY)
    with pytest.raises(Refused, match="Say why"):
        propose(story=published_story, action="retract", by=other_duty, reason=" ")


def test_it_refuses_what_has_expired_and_lets_it_be_proposed_again(
    published_story, proposed, duty, other_duty
):
    tomorrow = timezone.now() + timedelta(hours=25)
    with pytest.raises(Refused, match="no longer open"):
        confirm(decision=proposed, by=other_duty, now=tomorrow)
    again = propose(story=published_story, action="retract", by=duty, reason=WHY, now=tomorrow)
    assert confirm(decision=again, by=other_duty, now=tomorrow).kind == "retracted"


def test_it_refuses_to_retract_what_is_not_live(draft, duty):
    with pytest.raises(Refused, match="while the story is unpublished"):
        propose(story=draft.story, action="retract", by=duty, reason=WHY)


def test_a_retracted_story_can_be_corrected_but_not_updated(
    proposed, other_duty, published_story, reporter, editor
):
    confirm(decision=proposed, by=other_duty)
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    document = json.loads(json.dumps(edition_document(edition)).replace("14 cracks", "no cracks"))
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    with pytest.raises(Refused, match="corrected, not updated"):
        publish(edition=edition, by=editor)


def take_down(story, by):
    change_standing(action="take_down", story=story, by=by, reason="A court order.", code="legal")


def test_what_was_proposed_for_another_state_is_no_longer_open(proposed, published_story, duty, other_duty):
    take_down(published_story, duty)
    waiting = PendingDecision.objects.undecided().get()
    assert waiting.action == "confirm_take_down"
    with pytest.raises(Refused, match="no longer open"):
        confirm(decision=proposed, by=other_duty)
    with pytest.raises(Refused, match="no longer open"):
        withdraw(decision=proposed, by=duty)


def test_a_story_restored_before_its_take_down_was_confirmed_can_be_taken_down_again(
    published_story, duty, other_duty
):
    take_down(published_story, duty)
    restoring = propose(story=published_story, action="restore", by=duty, reason="The order was void.")
    confirm(decision=restoring, by=other_duty)
    assert not PendingDecision.objects.undecided().exists()
    take_down(published_story, other_duty)
    confirm(decision=PendingDecision.objects.undecided().get(), by=duty)


def test_what_waits_what_is_overdue_and_what_has_expired(published_story, duty):
    retraction = propose(story=published_story, action="retract", by=duty, reason=WHY)
    now, tomorrow = timezone.now(), timezone.now() + timedelta(hours=25)
    of = PendingDecision.objects
    assert [*of.waiting(now)] == [retraction]
    assert (of.overdue(now).count(), of.expired(now).count()) == (0, 0)
    assert ([*of.waiting(tomorrow)], [*of.expired(tomorrow)]) == ([], [retraction])
    take_down(published_story, duty)
    confirmation = of.undecided().get()
    assert [*of.waiting(tomorrow)] == [*of.overdue(tomorrow)] == [confirmation]
    assert not of.expired(tomorrow).exists()
