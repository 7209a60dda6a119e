"""Going live: what the public gets, what is kept, and what is refused at the last moment."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from stories.editing import Plan, new_edition, save_edition
from stories.errors import Refused
from stories.models import Edition, LedgerEntry, PublishedStory, Section, Story
from stories.publishing import publish, publish_due
from stories.revisions import edition_document
from stories.workflow import approval_digest, approve, retry, schedule, submit

pytestmark = pytest.mark.django_db


def to_public(edition, *, by, approver, **changes):
    """Save, submit, approve and publish a text with other words."""
    document = edition_document(edition) | changes
    save_edition(edition=edition, document=document, by=by, lock_version=edition.lock_version)
    submit(edition=edition, by=by)
    approve(edition=edition, by=approver, seen=approval_digest(edition))
    return publish(edition=edition, by=approver)


def body(story):
    return json.loads(bytes(PublishedStory.objects.get(id=story.public_id).body))


def corrected(document, old, new):
    return json.loads(json.dumps(document["sections"]).replace(old, new))


def test_a_published_story_can_be_read(published_story):
    public = body(published_story)
    assert public["headline"] == "Harbour Bridge Closed After Inspectors Find Cracks"
    assert (public["version"], public["seq"], public["state"]) == (1, 1, "live")
    assert public["update_label"]["text"] == "Updated (2 articles)"
    assert public["sections"][0]["body_text"].startswith(
        "Inspectors found 14 cracks in the northern span[1]."
    )
    assert [s["number"] for s in public["sources"]] == [1, 2]
    assert public["timeline"][0]["date"]["display"] == "Late Sep 2026"
    assert public["diversity"] == {"articles": 2, "publishers": 2, "languages": 1}


def test_it_refuses_what_was_changed_behind_the_approval(approved, editor):
    Story.objects.filter(pk=approved.story_id).update(byline="Somebody else")
    with pytest.raises(Refused, match="not the one that was approved"):
        publish(edition=approved, by=editor)
    assert not PublishedStory.objects.exists()
    assert not LedgerEntry.objects.exists()


def test_what_is_slipped_into_the_rows_behind_the_approval_does_not_go_out(approved, editor):
    Section.objects.filter(edition=approved, key="s3b4").update(body="Nobody approved this.")
    publish(edition=approved, by=editor)
    public = json.loads(bytes(PublishedStory.objects.get().body))
    assert public["sections"][1]["body_text"] == "The authority named no date[2]."


def test_it_refuses_what_is_under_embargo(draft, reporter, editor):
    later = timezone.now() + timedelta(hours=2)
    plan = Plan("first", embargo_until=later)
    save_edition(
        edition=draft,
        document=edition_document(draft),
        by=reporter,
        lock_version=draft.lock_version,
        plan=plan,
    )
    submit(edition=draft, by=reporter)
    approve(edition=draft, by=editor, seen=approval_digest(draft))
    with pytest.raises(Refused, match="Under embargo"):
        publish(edition=draft, by=editor)
    assert publish(edition=draft, by=editor, now=later + timedelta(seconds=1)).version == 1


def test_an_update_supersedes_and_moves_the_time(published_story, reporter, editor):
    first = published_story.content_updated_at
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    to_public(edition, by=reporter, approver=editor, headline="Bridge Reopens To Buses")
    published_story.refresh_from_db()
    assert published_story.version == 2
    assert published_story.content_updated_at > first
    states = Edition.objects.filter(story=published_story).order_by("number").values_list("state", flat=True)
    assert list(states) == ["superseded", "published"]


def test_a_minor_change_leaves_the_time(published_story, reporter, editor):
    edition = new_edition(story=published_story, plan=Plan("minor"), by=reporter)
    sections = corrected(edition_document(edition), "was sent round", "was led round")
    entry = to_public(edition, by=reporter, approver=editor, sections=sections)
    before = published_story.content_updated_at
    published_story.refresh_from_db()
    assert (entry.kind, published_story.content_updated_at) == ("minor", before)


def test_it_refuses_a_number_as_a_minor_change(published_story, reporter, editor):
    edition = new_edition(story=published_story, plan=Plan("minor"), by=reporter)
    sections = corrected(edition_document(edition), "14 cracks", "15 cracks")
    with pytest.raises(Refused, match="not a minor change"):
        to_public(edition, by=reporter, approver=editor, sections=sections)


def test_a_correction_shows_old_and_new_wording(published_story, reporter, editor):
    plan = Plan("correction", note="There were 15 cracks, not 14.", target="s1a2")
    edition = new_edition(story=published_story, plan=plan, by=reporter)
    sections = corrected(edition_document(edition), "14 cracks", "15 cracks")
    to_public(edition, by=reporter, approver=editor, sections=sections)
    [shown] = body(published_story)["corrections"]
    assert shown["old"] == "Inspectors found 14 cracks in the northern span."
    assert shown["new"] == "Inspectors found 15 cracks in the northern span."
    assert (shown["version"], shown["target"], shown["note"]) == (2, "s1a2", "There were 15 cracks, not 14.")


def test_it_refuses_a_correction_without_a_note(published_story, reporter, editor):
    edition = new_edition(story=published_story, plan=Plan("correction"), by=reporter)
    sections = corrected(edition_document(edition), "14 cracks", "15 cracks")
    with pytest.raises(Refused, match="public note"):
        to_public(edition, by=reporter, approver=editor, sections=sections)


def test_a_scheduled_text_goes_live_when_it_is_due(approved, editor):
    slot = timezone.now() + timedelta(seconds=3)
    schedule(edition=approved, by=editor, at=slot)
    assert publish_due(now=slot - timedelta(seconds=1)) == {"published": 0, "failed": 0, "faults": 0}
    assert publish_due(now=slot) == {"published": 1, "failed": 0, "faults": 0}
    assert publish_due(now=slot) == {"published": 0, "failed": 0, "faults": 0}
    approved.refresh_from_db()
    assert (approved.state, approved.published_by) == ("published", None)


def test_a_due_text_that_may_not_go_out_fails_visibly(approved, editor):
    slot = timezone.now() + timedelta(seconds=3)
    schedule(edition=approved, by=editor, at=slot)
    Edition.objects.filter(pk=approved.pk).update(change_note="Slipped in.")
    assert publish_due(now=slot)["failed"] == 1
    approved.refresh_from_db()
    assert approved.state == "publish_failed"
    assert approved.scheduled_for == slot
    assert "not the one that was approved" in approved.failure
    assert retry(edition=approved, by=editor).state == "draft"
