"""A story by id and by address: ready bytes, one SELECT, and the way to where a story went."""

import pytest
from django.conf import settings

from stories.models import PublishedStory, Redirect, Story
from stories.tests.published_rows import make_rows

pytestmark = pytest.mark.django_db


def test_a_story_is_served_as_the_bytes_that_were_stored(client, published_story):
    stored = PublishedStory.objects.get(id=published_story.public_id)
    response = client.get(f"/api/v1/stories/{published_story.public_id}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content == bytes(stored.body)
    assert response.json()["update_label"]["text"] == "Updated (2 articles)"


def test_a_story_is_found_by_the_address_of_its_page(client, published_story):
    by_id = client.get(f"/api/v1/stories/{published_story.public_id}")
    by_slug = client.get(f"/api/v1/stories/by-slug/{published_story.slug}")
    assert by_slug.status_code == 200
    assert by_slug.content == by_id.content
    assert by_slug["ETag"] == by_id["ETag"]


@pytest.mark.parametrize("address", ["stories/{id}", "stories/by-slug/{slug}"])
def test_a_story_is_one_select(client, django_assert_num_queries, published_story, address):
    path = "/api/v1/" + address.format(id=published_story.public_id, slug=published_story.slug)
    with django_assert_num_queries(1) as captured:
        assert client.get(path).status_code == 200
    assert "stories_publishedstory" in captured[0]["sql"]


def test_a_person_who_is_logged_in_gets_the_same_and_is_not_looked_up(
    client, django_assert_num_queries, editor, published_story
):
    path = f"/api/v1/stories/{published_story.public_id}"
    anonymous = client.get(path)
    client.force_login(editor)
    with django_assert_num_queries(1):
        known = client.get(path)
    assert known.content == anonymous.content
    assert not known.cookies
    assert known["Vary"] == "Accept-Encoding"


def test_an_address_that_a_story_once_had_leads_to_the_one_it_has(client, published_story):
    Redirect.objects.create(slug="bridge-first", story=published_story)
    response = client.get("/api/v1/stories/by-slug/bridge-first")
    assert response.status_code == 301
    assert response["Location"] == f"/api/v1/stories/by-slug/{published_story.slug}"


def test_an_address_in_another_script_is_found(client):
    make_rows(1, slug="부산-항만-파업")
    assert client.get("/api/v1/stories/by-slug/부산-항만-파업").status_code == 200


@pytest.mark.parametrize("state", ["concern", "closed", "retracted"])
def test_a_story_under_a_notice_is_still_served(client, state):
    [row] = make_rows(1, state=state)
    assert client.get(f"/api/v1/stories/{row.id}").status_code == 200


@pytest.mark.parametrize("address", ["stories/{0.id}", "stories/by-slug/{0.slug}", "stories/{0.id}/versions"])
def test_a_story_that_was_taken_down_is_gone(client, address):
    [row] = make_rows(1, state="taken_down")
    response = client.get("/api/v1/" + address.format(row))
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith("#gone")
    assert "public" in response["Cache-Control"]  # so that caches put it in the place of the text


@pytest.mark.parametrize("address", ["stories/{0.id}", "stories/by-slug/{0.slug}"])
def test_a_story_that_was_merged_leads_to_the_other(client, address):
    kept, _ = make_rows(2)
    [merged] = make_rows(1, state="merged", merged_into=kept.id)
    response = client.get("/api/v1/" + address.format(merged))
    assert response.status_code == 301
    assert response["Location"] == f"/api/v1/stories/{kept.id}"


def test_it_refuses_a_story_that_was_never_public(client, draft):
    for path in (f"stories/{draft.story.public_id}", f"stories/by-slug/{draft.story.slug}"):
        response = client.get(f"/api/v1/{path}")
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"


def test_an_address_that_leads_to_a_story_never_public_is_not_told(client, draft):
    Redirect.objects.create(slug="not-yet", story=draft.story)
    assert client.get("/api/v1/stories/by-slug/not-yet").status_code == 404


def test_the_list_holds_whole_stories_as_they_are_stored(client, published_story):
    story = client.get(f"/api/v1/stories/{published_story.public_id}")
    response = client.get("/api/v1/stories")
    assert response.json() == {"results": [story.json()], "next": None}
    assert story.content in response.content


def test_the_list_does_not_ask_more_of_the_database_when_it_grows(client, django_assert_num_queries):
    make_rows(3)
    with django_assert_num_queries(1):
        client.get("/api/v1/stories?limit=100")
    make_rows(90)
    with django_assert_num_queries(1):
        client.get("/api/v1/stories?limit=100")
    with django_assert_num_queries(2):
        client.get("/api/v1/stories?limit=100&include=count&q=story&topic=x")


def test_the_list_shows_only_what_readers_can_open(client):
    make_rows(5, state=lambda n: ["live", "concern", "closed", "retracted", "taken_down"][n - 1])
    make_rows(1, state="merged", merged_into="st_000000000001")
    shown = [story["id"] for story in client.get("/api/v1/stories?sort=published").json()["results"]]
    assert shown == [f"st_{number:012d}" for number in (1, 2, 3, 4)]


def test_the_index_names_addresses_that_answer(client, published_story):
    links = client.get("/api/v1/").json()
    for link in links.values():
        assert link.startswith(settings.SITE_URL)
        path = link.format(id=published_story.public_id, slug=published_story.slug, version=1)
        assert client.get(path.removeprefix(settings.SITE_URL)).status_code == 200, link


def test_nothing_of_the_working_tables_is_read(client, django_assert_num_queries, published_story):
    paths = ("stories", f"stories/{published_story.public_id}", "changes", "stories?q=bridge&include=count")
    for path in paths:
        with django_assert_num_queries(1 if "count" not in path else 2) as captured:
            client.get(f"/api/v1/{path}")
        for query in captured:
            assert Story._meta.db_table + '"' not in query["sql"]
            assert "stories_edition" not in query["sql"]
