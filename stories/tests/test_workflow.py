"""From draft to approved: who may take which step, and what each step refuses."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.accounts.models import User
from stories.document import DocumentError
from stories.editing import Plan, new_edition, restore_revision, save_edition
from stories.errors import NotAllowed, Refused, StaleSave
from stories.models import Edition, WorkflowEvent
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.workflow import (
    approval_digest,
    approve,
    discard,
    possible,
    request_changes,
    schedule,
    submit,
    unschedule,
)

pytestmark = pytest.mark.django_db


def seen(edition):
    return approval_digest(edition)


def reworded(edition, headline="Another Headline"):
    return edition_document(edition) | {"headline": headline}


def test_a_text_goes_from_draft_to_approved(draft, reporter, editor):
    submit(edition=draft, by=reporter)
    edition = approve(edition=draft, by=editor, seen=seen(draft))
    assert edition.state == Edition.State.APPROVED
    assert edition.approved_digest == approval_digest(edition)
    steps = WorkflowEvent.objects.filter(edition=draft).order_by("id").values_list("action", "by__username")
    assert list(steps) == [("create", "rosa"), ("submit", "rosa"), ("approve", "edith")]


def test_it_refuses_an_approval_by_whoever_wrote(in_review, reporter, editor):
    save_edition(
        edition=in_review, document=reworded(in_review), by=editor, lock_version=in_review.lock_version
    )
    submit(edition=in_review, by=reporter)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(edition=in_review, by=editor, seen=seen(in_review))


def test_it_refuses_an_approval_by_a_superuser_who_wrote(in_review, reporter):
    User.objects.filter(pk=reporter.pk).update(is_superuser=True)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(edition=in_review, by=User.objects.get(pk=reporter.pk), seen=seen(in_review))


def test_it_refuses_an_approval_by_whoever_submitted(draft, other_editor, editor, reporter):
    save_edition(edition=draft, document=reworded(draft), by=other_editor, lock_version=draft.lock_version)
    submit(edition=draft, by=other_editor)
    with pytest.raises(NotAllowed):
        approve(edition=draft, by=other_editor, seen=seen(draft))
    assert approve(edition=draft, by=editor, seen=seen(draft)).state == "approved"


def test_it_refuses_a_text_that_changed_since_it_was_read(in_review, reporter, editor):
    old = seen(in_review)
    save_edition(
        edition=in_review, document=reworded(in_review), by=reporter, lock_version=in_review.lock_version
    )
    submit(edition=in_review, by=reporter)
    with pytest.raises(Refused, match="changed after you opened it"):
        approve(edition=in_review, by=editor, seen=old)


def test_it_refuses_a_step_without_the_permission(in_review, other_reporter):
    with pytest.raises(NotAllowed, match="may not approve"):
        approve(edition=in_review, by=other_reporter, seen=seen(in_review))


def test_it_refuses_a_submission_by_somebody_who_did_not_work_on_it(draft, other_reporter):
    with pytest.raises(NotAllowed, match="worked on this text"):
        submit(edition=draft, by=other_reporter)


def test_it_refuses_to_submit_a_text_with_a_blocker(draft, reporter):
    broken = edition_document(draft)
    broken["sections"][0]["body"] = "It cites nothing that exists[@zz99]."
    save_edition(edition=draft, document=broken, by=reporter, lock_version=draft.lock_version)
    with pytest.raises(Refused, match="zz99"):
        submit(edition=draft, by=reporter)


def test_a_save_takes_an_approved_text_back_to_draft(approved, reporter):
    save_edition(
        edition=approved, document=reworded(approved), by=reporter, lock_version=approved.lock_version
    )
    approved.refresh_from_db()
    assert (approved.state, approved.approved_by, approved.approved_digest) == ("draft", None, "")


def test_a_save_that_changes_nothing_keeps_the_approval(approved, reporter):
    before = approved.revisions.count()
    save_edition(
        edition=approved, document=edition_document(approved), by=reporter, lock_version=approved.lock_version
    )
    approved.refresh_from_db()
    assert (approved.state, approved.revisions.count()) == ("approved", before)


def test_it_refuses_a_stale_save_and_keeps_both_texts(draft, reporter, other_reporter):
    opened = draft.lock_version
    save_edition(edition=draft, document=reworded(draft, "First"), by=reporter, lock_version=opened)
    with pytest.raises(StaleSave):
        save_edition(
            edition=draft, document=reworded(draft, "Second"), by=other_reporter, lock_version=opened
        )
    draft.refresh_from_db()
    assert draft.headline == "First"


def test_changes_are_requested_with_a_reason(in_review, editor):
    edition = request_changes(edition=in_review, by=editor, reason="Name the inspector.")
    assert edition.state == "changes_requested"
    assert WorkflowEvent.objects.filter(edition=edition)[0].reason == "Name the inspector."


def test_it_refuses_changes_without_a_reason(in_review, editor):
    with pytest.raises(Refused, match="Say what should change"):
        request_changes(edition=in_review, by=editor, reason="  ")


def test_a_scheduled_text_is_frozen_until_it_is_taken_off(approved, editor, reporter):
    edition = schedule(edition=approved, by=editor, at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused, match="scheduled cannot be changed"):
        save_edition(
            edition=edition, document=reworded(edition), by=reporter, lock_version=edition.lock_version
        )
    edition = unschedule(edition=edition, by=editor)
    assert (edition.state, edition.scheduled_for) == ("approved", None)


def test_it_refuses_a_schedule_in_the_past(approved, editor):
    with pytest.raises(Refused, match="has passed"):
        schedule(edition=approved, by=editor, at=timezone.now() - timedelta(minutes=1))


def test_a_discarded_text_makes_room_for_another(published_story, reporter, editor):
    second = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    with pytest.raises(Refused, match="already being worked on"):
        new_edition(story=published_story, plan=Plan("update"), by=editor)
    discard(edition=second, by=editor)
    third = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    assert third.number == 3


def test_whoever_wrote_a_restored_text_counts_as_a_contributor(published_story, reporter, editor, duty):
    discarded = new_edition(story=published_story, plan=Plan("update"), by=editor)
    text = reworded(discarded, "By The Editor")
    revision = save_edition(edition=discarded, document=text, by=editor, lock_version=discarded.lock_version)
    discard(edition=discarded, by=duty)
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    restore_revision(revision=revision, edition=edition, by=reporter, lock_version=edition.lock_version)
    submit(edition=edition, by=reporter)
    with pytest.raises(NotAllowed, match="somebody else"):
        approve(edition=edition, by=editor, seen=seen(edition))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("reporter", set()),
        ("editor", {"request_changes", "approve", "discard"}),
        ("legal", set()),
        ("administrator", set()),
    ],
)
def test_only_steps_that_are_possible_are_offered(in_review, role, expected):
    assert set(possible(in_review, person("petra", role))) == expected


def test_what_is_kept_is_what_the_rows_say_whatever_the_spelling(draft, reporter, editor):
    document = edition_document(draft)
    document["sources"][0]["published_at"] = "2026-10-06T10:00:00+02:00"
    document["headline"] = "Another Spelling Of The Same Moment"
    revision = save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    assert revision.document["sources"][0]["published_at"] == "2026-10-06T08:00:00+00:00"
    submit(edition=draft, by=reporter)
    assert approve(edition=draft, by=editor, seen=seen(draft)).state == "approved"


@pytest.mark.parametrize(
    ("part", "value", "complaint"),
    [("topics", ["nowhere"], "no topic “nowhere”"), ("sources", "ar_nowhere", "no article “ar_nowhere”")],
)
def test_it_refuses_what_the_newsroom_does_not_know(draft, reporter, part, value, complaint):
    document = edition_document(draft)
    if part == "topics":
        document["topics"] = value
    else:
        document["sources"][0]["article"] = value
    with pytest.raises(Refused, match=complaint):
        save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    draft.refresh_from_db()
    assert draft.lock_version == 1


def test_it_refuses_an_address_that_is_none_and_names_the_source(make_document):
    sources = [source | {"article": ""} for source in make_document()["sources"]]
    sources[1]["url"] = "https://northern-ledger.example:99999/"
    with pytest.raises(DocumentError, match=r"sources\[1\].url"):
        make_document(sources=sources)
    sources[1] |= {"url": "", "publisher": {"slug": "", "name": "  "}}
    with pytest.raises(DocumentError, match=r"sources\[1\].publisher"):
        make_document(sources=sources)
