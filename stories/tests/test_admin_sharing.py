"""Sharing a preview at the desk: links are made, listed, opened and revoked, with a script and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.editing import create_story
from stories.models import PreviewLink
from stories.previews import count_opening, preview_path, share_preview
from stories.revisions import latest_revision
from stories.tests.conftest import person
from stories.tests.desk_forms import said, sent_by
from stories.workflow import discard

JSON = {"Accept": "application/json"}


def address(edition, name="sharing"):
    return reverse(f"admin:stories_edition_{name}", args=(edition.pk,))


def words(text):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_a_link_is_made_copied_and_revoked_without_a_script(client, reporter, approved, settings):
    client.force_login(reporter)
    form = sent_by(client.get(address(approved)), "share-form")
    assert form == {
        "csrfmiddlewaretoken": form["csrfmiddlewaretoken"],
        "back": "page",
        "recipient": "",
        "days": "3",
    }
    response = client.post(address(approved), form | {"recipient": "Dr Fox", "do": "share"}, follow=True)
    assert said(response) == "The link is made: copy it and send it yourself."
    link = PreviewLink.objects.get()
    assert f'value="{settings.SITE_URL}{preview_path(link)}"' in response.content.decode()
    assert "Revision 1, until" in words(response.content.decode())
    assert client.get(preview_path(link)).status_code == 200
    assert "Opened 1 time, last" in words(client.get(address(approved)).content.decode())
    response = client.post(address(approved), form | {"do": f"revoke-{link.pk}"}, follow=True)
    assert said(response) == "The link is revoked: it leads nowhere now."
    assert preview_path(link) not in response.content.decode()
    assert "Revoked. Revision 1, by rosa" in words(response.content.decode())
    assert client.get(preview_path(link)).status_code == 410


def test_it_stands_beside_the_text_on_both_screens(client, reporter, editor, draft):
    link = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=3, by=reporter)
    client.force_login(editor)
    page = client.get(address(draft, "change")).content.decode()
    assert preview_path(link) in page
    assert f'href="{address(draft)}" target="_blank"' in page, "for who works without scripts"
    client.force_login(person("lena", "legal"))
    assert "Shared previews" not in client.get(address(draft, "change")).content.decode()
    assert client.get(address(draft)).status_code == 403
    assert client.post(address(draft), {"do": "share"}).status_code == 403


def test_a_script_is_given_the_links(client, reporter, draft):
    client.force_login(reporter)
    data = {"do": "share", "recipient": "Dr Fox", "days": "14"}
    answer = client.post(address(draft), data, headers=JSON).json()
    assert answer["used"]
    assert preview_path(PreviewLink.objects.get()) in answer["html"]
    answer = client.post(address(draft), {"do": "share", "recipient": " ", "days": "1"}, headers=JSON).json()
    assert answer["problem"] == "Say for whom the link is: a name, or what they do."
    assert not answer["used"]


@pytest.mark.parametrize("days", ["", "0", "15", "-3", "3.5", "many", "99999999"])
def test_it_keeps_what_was_typed_where_it_refuses(client, reporter, draft, days):
    client.force_login(reporter)
    response = client.post(address(draft), {"do": "share", "recipient": "Dr Fox", "days": days})
    assert response.status_code == 409
    assert "A link is open for 1 to 14 days." in words(response.content.decode())
    assert sent_by(response, "share-form")["recipient"] == "Dr Fox"
    assert not PreviewLink.objects.exists()


def test_links_that_lead_nowhere_say_why_and_show_no_address(client, reporter, draft):
    past = timezone.now() - timedelta(days=5)
    old = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=2, by=reporter, now=past)
    count_opening(link=old, now=past)
    new = share_preview(revision=latest_revision(draft), recipient="Dr Owl", days=2, by=reporter)
    client.force_login(reporter)
    page = client.get(address(draft)).content.decode()
    assert "Dr Fox Expired. Revision 1" in words(page)
    assert preview_path(old) not in page
    assert preview_path(new) in page
    discard(edition=draft, by=reporter)
    page = client.get(address(draft)).content.decode()
    assert "Revoked when the text was discarded" in page
    assert 'name="recipient"' not in page
    assert preview_path(new) not in page


def test_it_refuses_a_link_of_another_text(client, reporter, make_document, published_story):
    other = create_story(document=make_document(), by=reporter, slug="another")
    link = PreviewLink.objects.create(
        revision=latest_revision(published_story.editions.get()),
        created_by=reporter,
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    client.force_login(reporter)
    assert client.post(address(other), {"do": f"revoke-{link.pk}"}).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_where_nothing_was_shared_of_a_public_text_there_is_nothing_to_see(client, reporter, published_story):
    client.force_login(reporter)
    live = published_story.editions.get()
    assert "Shared previews" not in words(client.get(address(live, "change")).content.decode())
    assert "there is nothing to share" in words(client.get(address(live)).content.decode())
