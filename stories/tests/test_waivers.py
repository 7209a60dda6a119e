"""An editor lets one lost citation stand, with a reason; nobody else can, and nothing else is let through."""

import pytest
from django.urls import reverse

from stories.checks import blockers, check_edition
from stories.editing import Plan, new_edition, save_edition
from stories.errors import NotAllowed, Refused
from stories.models import Waiver
from stories.publishing import publish
from stories.revisions import edition_document
from stories.tests.desk_forms import said, sent_by
from stories.waivers import waive, withdraw_waiver
from stories.workflow import approval_digest, approve, submit

BARE = "The authority named no date."


@pytest.fixture
def bared(published_story, reporter):
    """An update of a live story in which a sentence lost its source."""
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    return with_body(edition, BARE, reporter)


def with_body(edition, body, by):
    document = edition_document(edition)
    document["sections"][1]["body"] = body
    save_edition(edition=edition, document=document, by=by, lock_version=edition.lock_version)
    edition.refresh_from_db()
    return edition


def waived(edition, by, **changes):
    finding = {"code": "lost_citation", "place": "s3b4", "subject": BARE, "reason": "It is a plain truth."}
    return waive(edition=edition, by=by, **finding | changes)


def url(edition, **finding):
    page = reverse("admin:stories_edition_waive", args=(edition.pk,))
    return page + "?" + "&".join(f"{name}={value}" for name, value in finding.items())


def link(client, edition):
    """The address that the checks panel gives for the finding; empty where there is none."""
    page = client.get(reverse("admin:stories_edition_change", args=(edition.pk,)))
    [finding] = page.context["blockers"]
    return finding.waive_url


def test_without_a_waiver_the_text_stays_in(bared, reporter):
    with pytest.raises(Refused, match="lost its last citation"):
        submit(edition=bared, by=reporter)


def test_with_a_waiver_it_goes_the_whole_way(client, bared, reporter, editor, other_editor):
    client.force_login(editor)
    page = client.get(link(client, bared))
    assert BARE in page.content.decode()
    answer = client.post(
        link(client, bared), sent_by(page, None) | {"reason": "It is a plain truth."}, follow=True
    )
    assert "It may stand" in said(answer)
    assert not blockers(check_edition(bared))
    submit(edition=bared, by=reporter)
    approve(edition=bared, by=other_editor, seen=approval_digest(bared))
    publish(edition=bared, by=other_editor)
    event = bared.events.get(action="waive")
    assert (event.by, event.reason, event.details["subject"]) == (editor, "It is a plain truth.", BARE)


def test_the_reason_is_read_at_the_review_and_in_the_comparison(client, bared, reporter, editor):
    waived(bared, editor)
    submit(edition=bared, by=reporter)
    client.force_login(editor)
    compare = reverse("admin:stories_story_compare", args=(bared.story_id,))
    for page in (
        reverse("admin:stories_edition_change", args=(bared.pk,)),
        f"{compare}?from=live&to=edition-{bared.pk}",
    ):
        assert "It is a plain truth." in client.get(page).content.decode(), page


def test_it_holds_for_exactly_that_sentence(bared, reporter, editor):
    waived(bared, editor)
    with_body(bared, "The authority named no date at all.", reporter)
    assert [issue.code for issue in blockers(check_edition(bared))] == ["lost_citation"]


def test_an_approval_covers_what_was_let_stand(bared, reporter, editor, other_editor):
    submit_seen = approval_digest(bared)
    waived(bared, editor)
    submit(edition=bared, by=reporter)
    with pytest.raises(Refused, match="read it again"):
        approve(edition=bared, by=other_editor, seen=submit_seen)


def test_it_can_be_taken_back(client, bared, editor):
    waiver = waived(bared, editor)
    client.force_login(editor)
    page = reverse("admin:stories_edition_unwaive", args=(bared.pk, waiver.pk))
    assert "It is a plain truth." in client.get(page).content.decode()
    assert "Taken back" in said(client.post(page, follow=True))
    assert blockers(check_edition(bared))
    with pytest.raises(Refused, match="taken back already"):
        withdraw_waiver(waiver=waiver, by=editor)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "  "}, "Say why"),
        ({"subject": "Another sentence."}, "no longer finds"),
        ({"place": "s1a2"}, "no longer finds"),
        ({"code": "no_sources"}, "no longer finds"),
    ],
)
def test_it_refuses_what_the_desk_did_not_find_or_has_no_reason(bared, editor, changes, words):
    with pytest.raises(Refused, match=words):
        waived(bared, editor, **changes)
    assert not Waiver.objects.exists()


def test_it_refuses_a_check_that_cannot_be_waived(draft, reporter, editor):
    with_body(draft, "", reporter)
    with pytest.raises(Refused, match="no longer finds"):
        waived(draft, editor, code="empty_section", subject="")


def test_it_refuses_a_reporter(client, bared, reporter):
    with pytest.raises(NotAllowed):
        waived(bared, reporter)
    client.force_login(reporter)
    assert client.get(url(bared, check="lost_citation", place="s3b4", mark="x")).status_code == 403
    assert link(client, bared) == ""


def test_it_refuses_after_the_approval(bared, reporter, editor, other_editor):
    waiver = waived(bared, editor)
    submit(edition=bared, by=reporter)
    approve(edition=bared, by=other_editor, seen=approval_digest(bared))
    with pytest.raises(Refused, match="before the approval"):
        withdraw_waiver(waiver=waiver, by=editor)


def test_a_link_to_what_is_gone_leads_back_to_the_text(client, bared, editor):
    client.force_login(editor)
    answer = client.get(url(bared, check="lost_citation", place="s3b4", mark="0"), follow=True)
    assert "no longer finds" in said(answer)
