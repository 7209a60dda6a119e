"""What is typed and not saved is kept for its writer alone, offered back, and never in the history."""

import copy
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories import autosaving
from stories.editing import save_edition
from stories.models import Autosave, Edition
from stories.revisions import edition_document
from stories.tasks import forget_left_behind
from stories.tests.conftest import person
from stories.tests.desk_forms import said, sent_by


def address(name, draft):
    return reverse(f"admin:stories_edition_{name}", args=(draft.pk,))


@pytest.fixture
def form(client, reporter, draft):
    """The reporter's form with something typed that nobody has saved."""
    client.force_login(reporter)
    data = sent_by(client.get(address("change", draft)))
    return data | {"text-headline": "Bridge Shut", "sections-0-body": "Typed, not saved[1]."}


def keep(client, draft, data):
    return client.post(address("keep", draft), data, headers={"Accept": "application/json"})


def save_theirs(draft, by, headline="Theirs"):
    document = copy.deepcopy(edition_document(draft))
    draft.refresh_from_db()
    return save_edition(
        edition=draft, document=document | {"headline": headline}, by=by, lock_version=draft.lock_version
    )


def test_it_is_offered_on_return_and_put_back_as_typed(client, draft, form):
    assert keep(client, draft, form).json()["kept_at"]
    page = client.get(address("change", draft))
    assert "You have unsaved text from" in page.content.decode()
    assert sent_by(page)["text-headline"] != "Bridge Shut"
    put_back = client.get(address("change", draft) + "?unsaved=put-back")
    again = sent_by(put_back)
    for name, value in form.items():
        if name != "csrfmiddlewaretoken":
            assert again[name] == value
    assert "Put back, not saved" in put_back.content.decode()
    assert draft.revisions.count() == 1


def test_it_goes_into_the_history_only_when_saved_and_is_forgotten_then(client, draft, form):
    keep(client, draft, form)
    back = sent_by(client.get(address("change", draft) + "?unsaved=put-back"))
    client.post(address("change", draft), back, follow=True)
    assert edition_document(Edition.objects.get(pk=draft.pk))["headline"] == "Bridge Shut"
    assert draft.revisions.count() == 2
    assert "unsaved text" not in client.get(address("change", draft)).content.decode()


def test_the_difference_is_shown_and_it_can_be_thrown_away(client, draft, form):
    keep(client, draft, form)
    page = client.get(address("unsaved", draft)).content.decode()
    assert "Typed, not saved[1]." in page
    assert "Inspectors found 14 cracks" in page
    answer = client.post(address("unsaved", draft), follow=True)
    assert "Thrown away" in said(answer)
    assert not Autosave.objects.exists()


def test_an_unfinished_text_says_what_is_in_the_way_of_comparing(client, draft, form):
    keep(client, draft, form | {"timeline-0-date": "Dec 25"})
    page = client.get(address("unsaved", draft)).content.decode()
    assert "Timeline entry 1: When" in page
    back = client.get(address("change", draft) + "?unsaved=put-back")
    assert sent_by(back)["timeline-0-date"] == "Dec 25"


def test_put_back_after_others_saved_it_stands_beside_theirs(client, draft, form, other_reporter):
    keep(client, draft, form)
    save_theirs(draft, other_reporter)
    assert "saved again since" in client.get(address("change", draft)).content.decode()
    page = client.get(address("change", draft) + "?unsaved=put-back")
    assert page.status_code == 409
    assert page.context["stale"].by == str(other_reporter)
    assert sent_by(page)["sections-0-body"] == "Typed, not saved[1]."


def test_an_unfinished_text_put_back_cannot_go_over_theirs(client, draft, form, other_reporter):
    keep(client, draft, form | {"timeline-0-date": "Dec 25"})
    save_theirs(draft, other_reporter)
    back = sent_by(client.get(address("change", draft) + "?unsaved=put-back"))
    refused = client.post(address("change", draft), back | {"timeline-0-date": "Dec 25 2025"})
    assert refused.status_code == 409
    assert edition_document(Edition.objects.get(pk=draft.pk))["headline"] == "Theirs"


def test_nobody_else_sees_it(client, draft, form, other_reporter, editor):
    keep(client, draft, form)
    for other in (other_reporter, editor):
        client.force_login(other)
        assert "unsaved text" not in client.get(address("change", draft)).content.decode()
        assert client.get(address("unsaved", draft)).status_code == 302
        client.post(address("unsaved", draft))
        page = client.get(address("change", draft) + "?unsaved=put-back")
        assert "Typed, not saved" not in page.content.decode()
    assert Autosave.objects.count() == 1


def test_it_refuses_those_who_may_not_write(client, draft, form):
    client.force_login(person("lena", "legal"))
    assert keep(client, draft, form).status_code == 403
    client.logout()
    assert keep(client, draft, form).status_code == 302
    assert not Autosave.objects.exists()


def test_it_refuses_a_request_without_a_token(draft, reporter, form):
    from django.test import Client  # noqa: PLC0415

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(reporter)
    for name in ("keep", "present", "preview", "unsaved"):
        assert strict.post(address(name, draft), {"text-headline": "X"}).status_code == 403
    assert not Autosave.objects.exists()


def test_it_refuses_to_replace_what_another_window_keeps(client, draft, form):
    keep(client, draft, form)
    other = sent_by(client.get(address("change", draft))) | {"text-headline": "Second window"}
    answer = keep(client, draft, other)
    assert answer.status_code == 409
    assert "Another window of yours keeps unsaved text" in answer.json()["message"]
    assert "Bridge Shut" in str(Autosave.objects.get().fields)


def test_the_same_window_replaces_its_own(client, draft, form):
    keep(client, draft, form)
    assert keep(client, draft, form | {"text-headline": "Bridge Shut Again"}).status_code == 200
    assert "Bridge Shut Again" in str(Autosave.objects.get().fields)


def test_saving_from_one_window_leaves_what_another_keeps(client, draft, form):
    keep(client, draft, form)
    other = sent_by(client.get(address("change", draft))) | {"text-headline": "Second window"}
    client.post(address("change", draft), other)
    assert "Bridge Shut" in str(Autosave.objects.get().fields)


def test_what_was_all_taken_back_is_forgotten(client, draft, form):
    keep(client, draft, form)
    keep(client, draft, form | {"_nothing": "1"})
    assert not Autosave.objects.exists()


def test_what_a_save_overtook_on_its_way_is_not_kept(client, draft, form):
    client.post(address("change", draft), form)
    assert keep(client, draft, form).json()["kept_at"] == ""
    assert not Autosave.objects.exists()


def test_it_refuses_what_is_too_long_or_cannot_be_kept(client, draft, form):
    long = keep(client, draft, form | {"sections-0-body": "x" * autosaving.LONGEST})
    assert long.status_code == 409
    assert "save it yourself" in long.json()["message"]
    assert "NUL" in keep(client, draft, form | {"sections-0-body": "a\0b"}).json()["message"]
    assert not Autosave.objects.exists()


def test_a_buffer_is_never_cached(client, draft, form):
    assert "no-store" in keep(client, draft, form)["Cache-Control"]
    assert "no-store" in client.get(address("unsaved", draft))["Cache-Control"]


def test_what_nobody_came_back_for_goes_after_thirty_days(client, draft, form):
    keep(client, draft, form)
    assert forget_left_behind()["autosaves"] == 0
    Autosave.objects.update(saved_at=timezone.now() - timedelta(days=31))
    assert forget_left_behind()["autosaves"] == 1
    assert not Autosave.objects.exists()
