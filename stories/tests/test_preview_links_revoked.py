"""Preview links lead nowhere once their text is public, set aside, or taken down; each says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.editing import Plan, create_story, new_edition, save_edition
from stories.errors import Refused
from stories.models import PreviewLink
from stories.previews import revoke_all
from stories.publishing import publish, publish_due, publish_urgently
from stories.revisions import edition_document, latest_revision
from stories.standing import change_standing
from stories.workflow import discard, schedule

pytestmark = pytest.mark.django_db


def link(edition, by):
    now = timezone.now()
    return PreviewLink.objects.create(
        revision=latest_revision(edition), created_by=by, created_at=now, expires_at=now + timedelta(days=3)
    )


def fate(door):
    door.refresh_from_db()
    return door.revoked_why, door.revoked_by, door.revoked_at is not None


def test_publishing_a_text_shuts_the_doors_to_every_save_of_it(approved, editor, reporter):
    first = link(approved, reporter)
    entry = publish(edition=approved, by=editor)
    assert fate(first) == ("published", editor, True)
    assert first.revoked_at == entry.at


def test_so_does_publishing_it_before_the_approval(draft, duty, reporter):
    early = link(draft, reporter)
    document = edition_document(draft) | {"headline": "Bridge Shut"}
    save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    late = link(draft, reporter)
    publish_urgently(edition=draft, by=duty, reason="It burns.")
    assert fate(early) == fate(late) == ("published", duty, True)


def test_so_does_the_clock(approved, editor, reporter):
    door = link(approved, reporter)
    slot = timezone.now() + timedelta(minutes=5)
    schedule(edition=approved, by=editor, at=slot)
    assert fate(door) == ("", None, False)
    publish_due(now=slot)
    assert fate(door) == ("published", None, True)


def test_the_doors_to_other_texts_stay_open(approved, editor, reporter, make_document):
    elsewhere = link(create_story(document=make_document(), by=reporter), reporter)
    publish(edition=approved, by=editor)
    assert fate(elsewhere) == ("", None, False)


def test_discarding_a_text_shuts_its_doors(draft, reporter):
    door = link(draft, reporter)
    discard(edition=draft, by=reporter)
    assert fate(door) == ("discarded", reporter, True)


def test_a_take_down_shuts_the_doors_to_every_text_of_the_story(published_story, duty, reporter):
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    doors = [link(one, reporter) for one in (published_story.editions.get(state="published"), edition)]
    change_standing(action="take_down", story=published_story, by=duty, reason="Privacy.", code="privacy")
    assert [fate(door) for door in doors] == [("taken_down", duty, True)] * 2


def test_it_shuts_nothing_where_the_step_is_refused(published_story, draft, duty, other_reporter, reporter):
    doors = [link(published_story.editions.get(), reporter), link(draft, reporter)]
    with pytest.raises(Refused):
        change_standing(action="take_down", story=published_story, by=duty, reason=" ", code="privacy")
    with pytest.raises(Refused):
        discard(edition=draft, by=other_reporter)
    assert [fate(door) for door in doors] == [("", None, False)] * 2


def test_what_is_shut_keeps_its_reason(draft, reporter, duty):
    door = link(draft, reporter)
    now = timezone.now()
    mine = draft.story.editions.all()
    assert revoke_all(editions=mine, by=reporter, why=PreviewLink.Revoked.BY_HAND, now=now) == 1
    assert revoke_all(editions=mine, by=duty, why=PreviewLink.Revoked.TAKEN_DOWN, now=now) == 0
    assert fate(door) == ("by_hand", reporter, True)
