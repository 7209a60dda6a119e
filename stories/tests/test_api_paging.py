"""Pages by keyset: nothing twice, nothing missed, whatever shares a microsecond or comes in between."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.db import connection

from stories.models import PublishedStory
from stories.tests.published_rows import START, make_rows

pytestmark = pytest.mark.django_db


def walk(client, query):
    """The ids of every page, following ``next``."""
    pages, path = [], f"/api/v1/stories?{query}"
    while path:
        response = client.get(path)
        assert response.status_code == 200, response.content
        answer = response.json()
        pages.append([story["id"] for story in answer["results"]])
        assert answer["next"] is None or answer["next"].startswith(f"{settings.SITE_URL}/api/v1/stories?")
        path = answer["next"] and answer["next"].removeprefix(settings.SITE_URL)
    return pages


def cursor_of(client, query):
    return parse_qs(urlsplit(client.get(f"/api/v1/stories?{query}").json()["next"]).query)["cursor"][0]


@pytest.mark.parametrize("sort", ["-updated", "updated", "-published", "published"])
@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_pages_hold_every_story_once_and_in_order(client, sort, limit):
    make_rows(
        11,
        content_updated_at=lambda n: START + timedelta(microseconds=n // 4),
        first_published_at=lambda n: START - timedelta(microseconds=n // 3),
    )
    column = "content_updated_at" if "updated" in sort else "first_published_at"
    latest_first = sort.startswith("-")
    rows = sorted(PublishedStory.objects.all(), key=lambda row: row.id, reverse=not latest_first)
    rows.sort(key=lambda row: getattr(row, column), reverse=latest_first)
    pages = walk(client, f"sort={sort}&limit={limit}")
    assert [story for page in pages for story in page] == [row.id for row in rows]
    assert all(len(page) == limit for page in pages[:-1])
    assert pages[-1]


def test_a_page_without_limit_holds_25(client):
    make_rows(30)
    assert [len(page) for page in walk(client, "")] == [25, 5]


def test_next_keeps_what_was_asked(client):
    make_rows(5, topics=["harbour & port"])
    make_rows(1, topics=["other"])
    pages = walk(client, "topic=harbour%20%26%20port&limit=2&sort=updated&include=count")
    assert [[int(story[3:]) for story in page] for page in pages] == [[1, 2], [3, 4], [5]]


def test_a_story_that_appears_while_one_pages_moves_nothing(client):
    make_rows(4)
    first = client.get("/api/v1/stories?limit=2").json()
    make_rows(1)
    second = client.get(first["next"].removeprefix(settings.SITE_URL)).json()
    assert [story["id"] for story in second["results"]] == ["st_000000000002", "st_000000000001"]


def test_the_count_is_told_on_request(client):
    make_rows(7, language=lambda n: "en" if n < 5 else "ko")
    assert "count" not in client.get("/api/v1/stories").json()
    answer = client.get("/api/v1/stories?include=count&language=ko&limit=1").json()
    assert (answer["count"], answer["count_capped"]) == (3, False)


def test_the_count_ends_at_ten_thousand(client):
    make_rows(10_001)
    answer = client.get("/api/v1/stories?include=count&limit=1").json()
    assert (answer["count"], answer["count_capped"]) == (10_000, True)


@pytest.mark.parametrize("spoil", [lambda c: c[:-1], lambda c: c[1:], lambda c: "A" + c, lambda c: c.upper()])
def test_it_refuses_a_cursor_that_was_changed(client, spoil):
    make_rows(3)
    response = client.get("/api/v1/stories", {"limit": 1, "cursor": spoil(cursor_of(client, "limit=1"))})
    assert response.status_code == 400
    assert response.json()["errors"][0] | {"detail": ""} == {
        "parameter": "cursor",
        "code": "invalid_cursor",
        "detail": "",
    }


@pytest.mark.parametrize("cursor", ["", " ", "x", "a.b", "..", "💥", "é" * 400, "A" * 5_000, "W10.x", "null"])
def test_it_refuses_what_is_no_cursor(client, cursor):
    response = client.get("/api/v1/stories", {"cursor": cursor})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("other", ["sort=updated", "topic=x", "q=word", "published_after=2020-01-01"])
def test_it_refuses_a_cursor_of_another_list(client, other):
    make_rows(3)
    cursor = cursor_of(client, "limit=1")
    response = client.get(f"/api/v1/stories?{other}&limit=1&cursor={cursor}")
    assert response.status_code == 400
    assert response.json()["errors"][0]["code"] == "other_list"


def test_a_cursor_serves_another_page_size(client):
    make_rows(6)
    cursor = cursor_of(client, "limit=1")
    assert len(client.get(f"/api/v1/stories?limit=50&cursor={cursor}").json()["results"]) == 5


@pytest.mark.parametrize("sort", ["-updated", "updated", "-published", "published"])
def test_a_deep_page_starts_in_the_index(client, django_assert_num_queries, sort):
    make_rows(600)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE stories_publishedstory")
        cursor.execute("SET LOCAL enable_seqscan = off")
    path = client.get(f"/api/v1/stories?sort={sort}&limit=100").json()["next"]
    with django_assert_num_queries(1) as captured:
        client.get(path.removeprefix(settings.SITE_URL))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + captured[0]["sql"])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond" in plan, plan
    assert "published_by_" in plan, plan
    assert "Sort" not in plan, plan
