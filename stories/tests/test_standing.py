"""Where a public story stands: concern, closing, take-down, restoring, merging, renaming; and rebuilding it all."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from stories.decisions import confirm, propose, withdraw
from stories.editing import Plan, assign_story, create_story, new_edition, save_edition
from stories.errors import NotAllowed, Refused
from stories.ledger import rebuild_published, verify
from stories.models import LedgerEntry, PendingDecision, PublishedStory, Redirect
from stories.publishing import publish
from stories.revisions import edition_document
from stories.standing import change_standing, rename
from stories.workflow import approval_digest, approve, submit

pytestmark = pytest.mark.django_db


def row(story):
    return PublishedStory.objects.get(id=story.public_id)


def body(story):
    return json.loads(bytes(row(story).body))


def state(story):
    story.refresh_from_db()
    return story.state


@pytest.fixture
def other_story(reporter, editor, make_document):
    edition = create_story(document=make_document(headline="Tunnel Queues Grow"), by=reporter)
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    edition.story.refresh_from_db()
    return edition.story


def test_a_concern_is_public_and_takes_two_to_lift(published_story, editor, other_editor):
    change_standing(action="raise_concern", story=published_story, by=editor, reason="A source is in doubt.")
    assert body(published_story)["concern"]["note"] == "A source is in doubt."
    decision = propose(story=published_story, action="lift_concern", by=editor, reason="It holds.")
    with pytest.raises(NotAllowed):
        confirm(decision=decision, by=editor)
    confirm(decision=decision, by=other_editor)
    assert (state(published_story), body(published_story)["concern"]) == ("live", None)


def test_it_refuses_to_do_alone_what_takes_two(published_story, duty):
    with pytest.raises(Refused, match="second person"):
        change_standing(action="retract", story=published_story, by=duty, reason="Wrong.")


def test_a_story_is_closed_and_reopened(published_story, editor):
    assert change_standing(action="close", story=published_story, by=editor).kind == "closed"
    assert body(published_story)["state"] == "closed"
    with pytest.raises(Refused, match="not possible while the story is closed"):
        change_standing(action="close", story=published_story, by=editor)
    assert change_standing(action="reopen", story=published_story, by=editor).kind == "reopened"


def test_one_person_takes_down_at_once_and_a_second_confirms(published_story, duty, other_duty):
    entry = change_standing(
        action="take_down", story=published_story, by=duty, reason="A court order.", code="legal"
    )
    assert (entry.kind, entry.reason) == ("taken_down", "legal")
    assert bytes(row(published_story).body) == b""
    assert row(published_story).headline == ""
    [waiting] = PendingDecision.objects.filter(confirmed_at=None)
    with pytest.raises(NotAllowed):
        confirm(decision=waiting, by=duty)
    late = timezone.now() + timedelta(days=3)
    assert confirm(decision=waiting, by=other_duty, now=late) is None
    decision = propose(story=published_story, action="restore", by=duty, reason="The order was lifted.")
    assert confirm(decision=decision, by=other_duty).kind == "restored"
    assert state(published_story) == "live"
    assert body(published_story)["headline"].startswith("Harbour Bridge")


@pytest.mark.parametrize("code", ["", "whim"])
def test_it_refuses_a_take_down_without_a_kind_of_reason(published_story, duty, code):
    with pytest.raises(Refused, match="which kind"):
        change_standing(action="take_down", story=published_story, by=duty, reason="Because.", code=code)


def test_nothing_of_a_story_that_was_taken_down_goes_live(published_story, reporter, editor, duty):
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    document = edition_document(edition) | {"headline": "Bridge Reopens"}
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    change_standing(action="take_down", story=published_story, by=duty, reason="Privacy.", code="privacy")
    with pytest.raises(Refused, match="taken down: nothing of it goes live"):
        publish(edition=edition, by=editor)


def test_a_story_is_merged_into_one_that_can_be_read(published_story, other_story, editor, other_editor):
    decision = propose(
        story=other_story, action="merge", by=editor, reason="The same event.", target=published_story
    )
    assert confirm(decision=decision, by=other_editor).kind == "merged"
    assert row(other_story).merged_into == published_story.public_id
    with pytest.raises(Refused, match="not public"):
        propose(story=published_story, action="merge", by=editor, reason="Back.", target=other_story)
    with pytest.raises(Refused, match="Choose the other story"):
        propose(story=published_story, action="merge", by=editor, reason="Itself.", target=published_story)


def test_a_proposal_can_be_taken_back_by_who_made_it(published_story, duty, other_duty):
    decision = propose(story=published_story, action="retract", by=duty, reason="Wrong.")
    with pytest.raises(NotAllowed):
        withdraw(decision=decision, by=other_duty)
    withdraw(decision=decision, by=duty)
    with pytest.raises(Refused, match="no longer open"):
        confirm(decision=decision, by=other_duty)


def test_a_renamed_story_keeps_its_old_address(published_story, other_story, duty):
    old = published_story.slug
    assert rename(story=published_story, slug="harbour-bridge", by=duty).kind == "renamed"
    assert body(published_story)["url"].endswith("/stories/harbour-bridge/")
    assert Redirect.objects.get().slug == old
    with pytest.raises(Refused, match="belongs to another story"):
        rename(story=other_story, slug=old, by=duty)
    rename(story=published_story, slug=old, by=duty)
    assert [redirect.slug for redirect in Redirect.objects.all()] == ["harbour-bridge"]


def test_it_refuses_the_address_that_a_story_has_already(published_story, duty):
    with pytest.raises(Refused, match="already"):
        rename(story=published_story, slug=published_story.slug, by=duty)


def test_it_refuses_another_address_for_what_nobody_can_open(published_story, duty):
    change_standing(action="take_down", story=published_story, by=duty, reason="Privacy.", code="privacy")
    with pytest.raises(Refused, match="not possible while the story is taken down"):
        rename(story=published_story, slug="harbour-bridge", by=duty)


def test_a_story_that_was_never_public_leaves_no_redirect(draft, duty):
    old = draft.story.slug
    assert rename(story=draft.story, slug="harbour-bridge", by=duty) is None
    assert not Redirect.objects.exists()
    rename(story=draft.story, slug=old, by=duty)


@pytest.mark.parametrize("slug", ["", "Two Words", "../etc", "a/b", "x" * 121])
def test_it_refuses_what_is_no_address(published_story, duty, make_document, slug):
    with pytest.raises(Refused, match="address"):
        rename(story=published_story, slug=slug, by=duty)


def test_a_new_byline_is_public_at_once(published_story, editor):
    assign_story(story=published_story, by=editor, byline="Rosa Reyes", assigned_to=None, assigned_until=None)
    assert body(published_story)["byline"] == "Rosa Reyes"
    newest = LedgerEntry.objects.latest("seq")
    assert (newest.kind, newest.reason, newest.version) == ("derived", "byline", 1)


def test_a_reason_with_control_characters_is_refused(published_story, editor):
    with pytest.raises(Refused, match="plain text"):
        change_standing(action="raise_concern", story=published_story, by=editor, reason="nul \0")


def test_every_standing_is_rebuilt_byte_for_byte(
    published_story, other_story, reporter, editor, duty, other_duty
):
    plan = Plan("correction", note="There were 15.", target="s1a2")
    edition = new_edition(story=published_story, plan=plan, by=reporter)
    document = json.loads(json.dumps(edition_document(edition)).replace("14 cracks", "15 cracks"))
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    change_standing(action="raise_concern", story=published_story, by=editor, reason="In doubt.")
    decision = propose(story=published_story, action="retract", by=duty, reason="It was wrong.")
    confirm(decision=decision, by=other_duty)
    change_standing(action="take_down", story=other_story, by=duty, reason="Privacy.", code="privacy")
    before = {row.id: (bytes(row.body), row.etag, row.state) for row in PublishedStory.objects.all()}
    assert all(same for _, same in rebuild_published())
    after = {row.id: (bytes(row.body), row.etag, row.state) for row in PublishedStory.objects.all()}
    assert after == before
    assert list(verify()) == []
    call_command("verify_ledger")
