"""The checks panel leads whoever may to letting a finding of the saved text stand."""

import pytest
from django.urls import reverse

from stories.editing import Plan, new_edition
from stories.tests.desk_forms import sent_by

LET_STAND = "Let it stand"


@pytest.fixture
def uncited(client, editor, published_story):
    """A new edition of a live story in which a sentence has lost its citation."""
    edition = new_edition(story=published_story, plan=Plan("update"), by=editor)
    client.force_login(editor)
    url = reverse("admin:stories_edition_change", args=(edition.pk,))
    client.post(url, sent_by(client.get(url)) | {"sections-1-body": "The authority named no date."})
    return edition, url


def test_an_editor_is_led_to_letting_it_stand_and_sees_the_reason_then(client, uncited):
    url = uncited[1]
    page = client.get(url)
    [finding] = page.context["blockers"]
    assert LET_STAND in page.content.decode()
    asked = sent_by(client.get(finding.waive_url), form_id=None)
    client.post(finding.waive_url, asked | {"reason": "The authority itself said so."})
    page = client.get(url)
    assert page.context["blockers"] == []
    assert "The authority itself said so." in page.content.decode()


def test_a_reporter_is_not(client, uncited, reporter):
    client.force_login(reporter)
    page = client.get(uncited[1])
    assert len(page.context["blockers"]) == 1
    assert LET_STAND not in page.content.decode()


def test_what_is_not_saved_cannot_be_let_stand(client, uncited):
    edition, url = uncited
    answer = client.post(
        reverse("admin:stories_edition_preview", args=(edition.pk,)),
        sent_by(client.get(url)),
        headers={"Accept": "application/json"},
    ).json()
    assert answer["blockers"] == 1
    assert LET_STAND not in answer["checks"]
