"""The lists of the desk: quick whatever their size, and nothing can be deleted from any of them."""

import copy

import pytest
from django.contrib import admin
from django.urls import reverse

from sources.admin.lists import CappedPaginator
from stories.editing import create_story
from stories.models import Story
from stories.tests.conftest import DOCUMENT

LISTS = ("story", "edition", "topic", "coverage", "revision", "workflowevent", "ledgerentry")


def list_url(name, query=""):
    return reverse(f"admin:{name}_changelist") + query


@pytest.fixture
def many(make_document, reporter):
    """More drafts, so that a query for each row would show."""
    for number in range(12):
        document = make_document(headline=f"Bridge Story {number}")
        create_story(document=copy.deepcopy(document), by=reporter)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_the_same_few_questions_for_one_row_and_for_many(
    client, editor, published_story, request, django_assert_max_num_queries, name
):
    client.force_login(editor)
    request.getfixturevalue("many")
    with django_assert_max_num_queries(12):
        assert client.get(list_url(f"stories_{name}")).status_code == 200


def test_the_catalogue_lists_are_quick_too(client, editor, published_story, django_assert_max_num_queries):
    client.force_login(editor)
    for name in ("article", "publisher"):
        with django_assert_max_num_queries(9):
            assert client.get(list_url(f"sources_{name}")).status_code == 200


def test_no_list_counts_all_its_rows(db, reporter, make_document, many, monkeypatch):
    monkeypatch.setattr("sources.admin.lists.COUNTED", 5)
    paginator = CappedPaginator(Story.objects.all(), 2)
    assert (paginator.count, paginator.num_pages, paginator.capped) == (5, 3, True)


def test_the_list_says_when_there_are_more(client, editor, many, monkeypatch):
    monkeypatch.setattr("sources.admin.lists.COUNTED", 5)
    client.force_login(editor)
    assert "5 and more" in client.get(list_url("stories_story")).content.decode()


def test_stories_say_their_state_and_who_waits(client, editor, in_review):
    client.force_login(editor)
    page = client.get(list_url("stories_story")).content.decode()
    assert DOCUMENT["headline"] in page
    assert 'data-state="unpublished">Unpublished' in page
    assert 'data-state="in_review">In review' in page
    assert "for an editor" in page


def test_a_live_story_shows_its_label(client, editor, published_story):
    client.force_login(editor)
    assert "Updated (2 articles)" in client.get(list_url("stories_story")).content.decode()


def test_a_story_is_found_by_its_headline(client, editor, many):
    client.force_login(editor)
    page = client.get(list_url("stories_story", "?q=Bridge+Story+7")).content.decode()
    assert "Bridge Story 7" in page
    assert "Bridge Story 8" not in page


def test_the_list_of_editions_shows_my_work(client, reporter, other_reporter, draft):
    for person, shown in ((reporter, True), (other_reporter, False)):
        client.force_login(person)
        page = client.get(list_url("stories_edition", "?view=mine")).content.decode()
        assert (DOCUMENT["headline"] in page) is shown


@pytest.mark.parametrize("size", [2, 20])
def test_the_screen_asks_no_more_for_a_long_text(
    client, reporter, make_document, django_assert_max_num_queries, size
):
    entry = DOCUMENT["timeline"][0]
    section = DOCUMENT["sections"][0]
    source = DOCUMENT["sources"][0]
    document = make_document(
        sections=[{**section, "key": f"s{n:03}"} for n in range(size)],
        timeline=[{**entry, "key": f"t{n:03}"} for n in range(size)],
        sources=[
            *DOCUMENT["sources"],
            *({**source, "key": f"q{n:03}", "url": f"https://wire.example/{n}"} for n in range(size)),
        ],
    )
    edition = create_story(document=document, by=reporter)
    client.force_login(reporter)
    with django_assert_max_num_queries(25):
        response = client.get(reverse("admin:stories_edition_change", args=(edition.pk,)))
    assert response.status_code == 200


def test_nothing_can_be_deleted_even_by_a_superuser(admin_client, rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    for model, page in admin.site._registry.items():
        assert not page.has_delete_permission(request), model
        assert "delete_selected" not in page.get_actions(request), model


def test_records_can_only_be_read(admin_client, published_story):
    for model in ("revision", "workflowevent", "ledgerentry"):
        assert admin_client.get(reverse(f"admin:stories_{model}_add")).status_code == 403
    entry = published_story.ledger.get()
    url = reverse("admin:stories_ledgerentry_change", args=(entry.pk,))
    assert admin_client.get(url).status_code == 200
    assert admin_client.post(url, {"kind": "minor"}).status_code == 403


def test_a_date_is_read_back(client, reporter):
    client.force_login(reporter)
    url = reverse("admin:stories_edition_date")
    assert client.get(url, {"text": "Mid-Jan 2026"}).json() == {
        "understood": True,
        "display": "Mid Jan 2026",
        "message": "11–20 January 2026",
    }
    refused = client.get(url, {"text": "Dec 25"}).json()
    assert refused["understood"] is False
    assert "year" in refused["message"]
