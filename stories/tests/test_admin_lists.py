"""The lists of the desk: quick whatever their size, and nothing can be deleted from any of them."""

import copy
from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from sources.admin.lists import CappedPaginator
from sources.models import Article, Publisher
from stories.editing import create_story
from stories.models import Story
from stories.tests.conftest import DOCUMENT
from tests import many_rows

LISTS = ("story", "edition", "topic", "coverage", "revision", "workflowevent", "ledgerentry", "citedarticle")


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


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("stories_story", "bridge closed", 1),
        ("stories_story", "closed tunnel", 0),
        ("stories_story", "HARBOUR-BRIDGE", 1),
        ("stories_edition", '"Bridge Closed After"', 1),
        ("stories_edition", "inspectors 100%", 0),
        ("stories_coverage", "tunnel harbour", 1),
        ("stories_revision", "cracks", 1),
        ("stories_workflowevent", "edith", 2),
        ("stories_workflowevent", "harbour", 4),
        ("stories_ledgerentry", "harbour", 1),
        ("stories_citedarticle", "northern", 1),
        ("stories_citedarticle", "bridge", 2),
        ("sources_article", "harbour-wire.example", 1),
        ("sources_article", "ledger tunnel", 1),
    ],
)
def test_each_word_is_looked_for_in_each_field_and_no_row_comes_twice(
    client, editor, published_story, name, words, found
):
    client.force_login(editor)
    shown = client.get(list_url(name), {"q": words}).context["cl"]
    assert shown.result_count == found
    assert len({row.pk for row in shown.result_list}) == found


def test_a_story_is_found_by_its_id(client, editor, published_story):
    client.force_login(editor)
    for words, found in ((published_story.public_id, 1), (published_story.public_id[:-1], 0)):
        assert client.get(list_url("stories_story"), {"q": words}).context["cl"].result_count == found


@pytest.mark.parametrize("words", ["'", '"', "%", "\\", "\x00", "ا", "a b c d e f g h"])
def test_odd_words_are_searched_without_a_fault(client, editor, published_story, words):
    client.force_login(editor)
    for name in ("stories_story", "stories_edition", "sources_article"):
        assert client.get(list_url(name), {"q": words}, follow=True).status_code == 200


def test_events_and_articles_offer_filters_without_reading_all_rows(client, editor, published_story):
    client.force_login(editor)
    approved = client.get(list_url("stories_workflowevent"), {"action": "approve"}).context["cl"]
    assert [event.action for event in approved.result_list] == ["approve"]
    Publisher.objects.filter(slug="harbour-wire").update(language="pt")
    Article.objects.filter(publisher__slug="northern-ledger").update(language="pt")
    shown = client.get(list_url("sources_article"), {"language": "pt"}).context["cl"]
    assert [article.publisher.slug for article in shown.result_list] == ["northern-ledger"]


def test_views_stand_above_a_list_and_an_unknown_one_leads_back(client, editor, reporter, draft):
    client.force_login(editor)
    page = client.get(list_url("stories_edition", "?view=review"))
    shown = {link.label: link.current for link in page.context["list_views"]}
    assert shown["Waiting for review"] is True
    assert shown["All"] is False
    assert client.get(list_url("stories_edition", "?view=nonsense")).status_code == 302
    client.force_login(reporter)
    links = client.get(list_url("stories_edition")).context["list_views"]
    assert [link.label for link in links] == ["All", "My work", "Notes for me", "Scheduled"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?view=review", "A text appears here when its writer chooses “Submit for review”"),
        ("?q=nothing+like+it", "Search for fewer words"),
        ("?state__exact=approved", "Show all editions"),
    ],
)
def test_a_list_without_rows_says_what_to_do(client, editor, draft, query, words):
    client.force_login(editor)
    page = client.get(list_url("stories_edition", query)).content.decode()
    assert words in page
    assert "Action:" not in page


def test_a_column_can_still_be_sorted_in_a_view(client, editor, reporter, many):
    client.force_login(reporter)
    page = client.get(list_url("stories_edition", "?view=mine&o=1"))
    titles = [edition.headline for edition in page.context["cl"].result_list]
    assert titles == sorted(titles)


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize(
    "query", ["", "?q=bridge", "?view=mine", "?view=review", "?state__exact=draft", "?p=2"]
)
def test_the_list_of_editions_asks_as_much_for_many_rows(
    client, editor, reporter, count, query, django_assert_max_num_queries
):
    for state in ("in_review", "draft"):
        many_rows.editions(count, state=state, by=editor)
    many_rows.live(count, reporter)
    client.force_login(editor)
    with django_assert_max_num_queries(10):
        client.get(list_url("stories_edition", query))


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize("query", ["", "?q=bridge", "?view=stale", "?view=live", "?view=single"])
def test_the_list_of_stories_asks_as_much_for_many_rows(
    client, editor, reporter, count, query, django_assert_max_num_queries
):
    many_rows.single_publisher(many_rows.live(count, reporter))
    many_rows.stories(count, state="unpublished", assigned_to=editor, assigned_until=timezone.now())
    client.force_login(editor)
    with django_assert_max_num_queries(10):
        client.get(list_url("stories_story", query))


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


def test_events_are_told_in_words(client, editor, published_story):
    client.force_login(editor)
    page = client.get(list_url("stories_workflowevent")).content.decode()
    assert '<td class="field-what">Submit for review</td>' in page
    assert '<td class="field-after">In review</td>' in page
    assert "in_review" not in page


def test_a_story_says_who_was_given_it_until_when(client, editor, reporter, published_story):
    for days, words in ((2, "assigned to rosa, due in 1 day"), (-2, "assigned to rosa, overdue for 2 days")):
        until = timezone.now() + timedelta(days=days)
        type(published_story).objects.update(assigned_to=reporter, assigned_until=until)
        client.force_login(editor)
        assert words in client.get(list_url("stories_story")).content.decode()
