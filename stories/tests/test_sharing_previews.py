"""Making and revoking links to a preview: who may, for what texts, for how long, and what is written down."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stories.editing import create_story
from stories.errors import NotAllowed, Refused
from stories.models import PreviewLink
from stories.previews import (
    LONGEST_DAYS,
    LONGEST_RECIPIENT,
    NoDoor,
    count_opening,
    open_preview,
    revoke,
    share_preview,
    token,
)
from stories.revisions import latest_revision
from stories.tests.conftest import person
from stories.workflow import discard

pytestmark = pytest.mark.django_db


def test_a_link_is_made_for_somebody_and_some_days(draft, reporter):
    now = timezone.now()
    newest = latest_revision(draft)
    link = share_preview(revision=newest, recipient="  Dr  Fox ", days=3, by=reporter, now=now)
    link.refresh_from_db()
    assert (link.recipient, link.created_by, link.expires_at) == ("Dr Fox", reporter, now + timedelta(days=3))
    event = draft.events.first()
    assert (event.action, event.by, event.at) == ("share_preview", reporter, now)
    assert event.details == {"link": link.pk, "revision": 1, "until": link.expires_at.isoformat()}
    assert open_preview(token(link), now=now) == link


@pytest.mark.parametrize("days", [-1, 0, LONGEST_DAYS + 1, 10_000])
def test_it_refuses_a_time_that_is_none_or_too_long(draft, reporter, days):
    with pytest.raises(Refused, match="1 to 14 days"):
        share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=days, by=reporter)
    assert not PreviewLink.objects.exists()


@pytest.mark.parametrize("recipient", ["", "  ", "x" * (LONGEST_RECIPIENT + 1), "a\x00b", "a\u202eb"])
def test_it_refuses_a_link_for_nobody_in_particular(draft, reporter, recipient):
    with pytest.raises(Refused):
        share_preview(revision=latest_revision(draft), recipient=recipient, days=1, by=reporter)
    assert not PreviewLink.objects.exists()


def test_it_refuses_who_may_not_share(draft, reporter):
    link = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=1, by=reporter)
    for role in ("legal", "publisher desk", "partner manager", "administrator"):
        outsider = person(role.replace(" ", "-"), role)
        with pytest.raises(NotAllowed):
            share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=1, by=outsider)
        with pytest.raises(NotAllowed):
            revoke(link=link, by=outsider)
    link.refresh_from_db()
    assert link.revoked_at is None


def test_it_refuses_a_text_that_is_public_or_set_aside(published_story, make_document, reporter):
    aside = create_story(document=make_document(), by=reporter, slug="another")
    discard(edition=aside, by=reporter)
    for edition in (aside, published_story.editions.get()):
        with pytest.raises(Refused, match="cannot be shared"):
            share_preview(revision=latest_revision(edition), recipient="Dr Fox", days=1, by=reporter)


def test_it_is_revoked_once_and_by_name(draft, reporter, editor):
    link = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=1, by=reporter)
    revoke(link=link, by=editor)
    link.refresh_from_db()
    assert (link.revoked_by, link.get_revoked_why_display()) == (editor, "Revoked")
    assert draft.events.first().action == "revoke_preview"
    with pytest.raises(Refused, match="leads nowhere already"):
        revoke(link=link, by=editor)
    with pytest.raises(NoDoor):
        open_preview(token(link))


def test_looking_is_no_opening(draft, reporter):
    link = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=1, by=reporter)
    open_preview(token(link))
    assert PreviewLink.objects.get().opened == 0
    count_opening(link=link)
    count_opening(link=link)
    assert PreviewLink.objects.get().opened == 2
