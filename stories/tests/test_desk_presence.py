"""Whoever has the same text open is seen by the others, and a save is told before anybody runs into it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.models import Presence
from stories.tasks import forget_left_behind
from stories.tests.conftest import person
from stories.tests.desk_forms import said, sent_by
from stories.tests.test_desk_autosave import keep, save_theirs


@pytest.fixture
def look(client, draft):
    """What somebody who has the draft open is told, every few seconds."""

    def ask(by, version=None):
        client.force_login(by)
        url = reverse("admin:stories_edition_present", args=(draft.pk,))
        return client.post(url, {"lock_version": version or draft.lock_version})

    return ask


def test_two_see_one_another(look, reporter, editor):
    assert look(reporter).json()["others"] == []
    assert look(editor).json()["others"] == [{"name": str(reporter), "typing": False}]
    assert look(reporter).json()["others"] == [{"name": str(editor), "typing": False}]


def test_who_types_is_said_to_type(look, client, draft, reporter, editor):
    client.force_login(reporter)
    keep(client, draft, sent_by(client.get(reverse("admin:stories_edition_change", args=(draft.pk,)))))
    assert look(editor).json()["others"] == [{"name": str(reporter), "typing": True}]


def test_who_left_is_no_longer_there(look, reporter, editor):
    look(reporter)
    Presence.objects.update(seen_at=timezone.now() - timedelta(seconds=46))
    assert look(editor).json()["others"] == []


def test_a_save_by_somebody_else_is_told(look, draft, reporter, other_reporter):
    opened = draft.lock_version
    assert look(reporter, opened).json()["saved"] is None
    save_theirs(draft, other_reporter)
    told = look(reporter, opened).json()["saved"]
    assert (told["by"], told["number"]) == (str(other_reporter), 2)


def test_comparing_saves_nothing_even_where_nobody_else_saved(client, draft, reporter, other_reporter):
    client.force_login(reporter)
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    data = sent_by(client.get(url)) | {"text-headline": "Mine", "_beside": "1"}
    page = client.post(url, data)
    assert "Nobody else has saved" in said(page)
    assert (sent_by(page)["text-headline"], draft.revisions.count()) == ("Mine", 1)
    save_theirs(draft, other_reporter)
    page = client.post(url, data)
    assert page.status_code == 409
    assert sent_by(page)["text-headline"] == "Mine"
    assert draft.revisions.count() == 2


def test_it_refuses_those_who_may_not_write_and_other_verbs(look, client, draft):
    assert look(person("lena", "legal")).status_code == 403
    assert not Presence.objects.exists()
    assert client.get(reverse("admin:stories_edition_present", args=(draft.pk,))).status_code == 405
    assert client.post(reverse("admin:stories_edition_present", args=(9_999,))).status_code == 404


def test_who_was_where_is_forgotten_after_a_day(look, reporter):
    look(reporter)
    assert forget_left_behind()["presence"] == 0
    Presence.objects.update(seen_at=timezone.now() - timedelta(days=2))
    assert forget_left_behind()["presence"] == 1
