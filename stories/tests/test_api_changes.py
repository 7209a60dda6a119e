"""Following changes: by seq, from any place, with removals, so that a copy ends up equal."""

import pytest
from django.conf import settings

from stories.editing import Plan, new_edition, save_edition
from stories.models import PublishedStory
from stories.publishing import publish
from stories.revisions import edition_document
from stories.tests.published_rows import make_rows
from stories.tests.test_publishing import corrected, to_public

pytestmark = pytest.mark.django_db


def test_a_published_story_is_a_change(client, published_story):
    url = f"{settings.SITE_URL}/api/v1/stories/{published_story.public_id}"
    assert client.get("/api/v1/changes?since=0").json() == {
        "changes": [
            {
                "seq": 1,
                "type": "story",
                "id": published_story.public_id,
                "version": 1,
                "op": "upsert",
                "url": url,
            }
        ],
        "next": 1,
        "has_more": False,
    }


def test_only_the_latest_state_of_a_story_is_told(client, published_story, reporter, editor):
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    sections = corrected(edition_document(edition), "14 cracks", "15 cracks")
    to_public(edition, by=reporter, approver=editor, sections=sections)
    changes = client.get("/api/v1/changes").json()["changes"]
    assert [(change["seq"], change["version"]) for change in changes] == [(2, 2)]


def test_pages_of_changes_meet(client):
    make_rows(7, seq=lambda n: n * 10)
    seen, since, more = [], 0, True
    while more:
        answer = client.get(f"/api/v1/changes?since={since}&limit=3").json()
        seen += [change["seq"] for change in answer["changes"]]
        since, more = answer["next"], answer["has_more"]
    assert seen == [10, 20, 30, 40, 50, 60, 70]
    again = client.get(f"/api/v1/changes?since={since}").json()
    assert again == {"changes": [], "next": 70, "has_more": False}


def test_what_is_no_longer_readable_is_to_be_removed(client):
    make_rows(3, state=lambda n: ["live", "taken_down", "retracted"][n - 1])
    make_rows(1, state="merged", merged_into="st_000000000001")
    changes = client.get("/api/v1/changes").json()["changes"]
    assert [change["op"] for change in changes] == ["upsert", "remove", "upsert", "remove"]


def test_a_copy_that_follows_equals_the_read_model(client):
    copy = {}

    def follow(since):
        while True:
            answer = client.get(f"/api/v1/changes?since={since}&limit=2").json()
            for change in answer["changes"]:
                if change["op"] == "remove":
                    copy.pop(change["id"], None)
                else:
                    response = client.get(change["url"].removeprefix(settings.SITE_URL))
                    copy[change["id"]] = response.content
            since = answer["next"]
            if not answer["has_more"]:
                return since

    make_rows(5)
    since = follow(0)
    PublishedStory.objects.filter(id="st_000000000002").update(seq=6, state="taken_down", body=b"")
    PublishedStory.objects.filter(id="st_000000000004").update(seq=7, body=b'{"id":"new"}', etag="n" * 32)
    make_rows(1, seq=8)
    assert follow(since) == 8
    readable = PublishedStory.objects.readable().values_list("id", "body")
    assert copy == {story: bytes(body) for story, body in readable}


def test_changes_are_one_select(client, django_assert_num_queries):
    make_rows(20)
    with django_assert_num_queries(1):
        client.get("/api/v1/changes?since=3&limit=10")


def test_nothing_of_a_draft_is_a_change(client, draft):
    assert client.get("/api/v1/changes").json()["changes"] == []


def test_a_new_edition_is_no_change_until_it_is_published(client, published_story, reporter):
    before = client.get("/api/v1/changes").content
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    document = edition_document(edition) | {"headline": "Not Yet Approved"}
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    assert client.get("/api/v1/changes").content == before


def test_the_largest_place_is_answered(client, approved, editor):
    publish(edition=approved, by=editor)
    assert client.get(f"/api/v1/changes?since={2**63 - 1}").json()["changes"] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("since", "-1"),
        ("since", ""),
        ("since", "abc"),
        ("since", "1.5"),
        ("since", str(2**63)),
        ("since", "9" * 5_000),
        ("since", "²"),
        ("since", "0x1"),
        ("limit", "501"),
        ("limit", "0"),
    ],
)
def test_it_refuses_a_place_or_a_size_that_is_none(client, name, value):
    response = client.get("/api/v1/changes", {name: value})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == name
