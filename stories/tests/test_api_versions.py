"""The published versions of a story: what was once public, and nothing that was not."""

import pytest
from django.conf import settings

from stories.editing import Plan, new_edition
from stories.revisions import edition_document
from stories.tests.test_publishing import corrected, to_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(published_story, reporter, editor):
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    sections = corrected(edition_document(edition), "14 cracks", "15 cracks")
    to_public(edition, by=reporter, approver=editor, sections=sections)
    return f"/api/v1/stories/{published_story.public_id}/versions"


def test_the_versions_are_listed_newest_first(client, path):
    versions = client.get(path).json()["versions"]
    assert [(v["version"], v["seq"], v["kind"]) for v in versions] == [(2, 2, "updated"), (1, 1, "published")]
    for version in versions:
        assert (
            client.get(version["url"].removeprefix(settings.SITE_URL)).json()["version"] == version["version"]
        )


def test_an_older_version_reads_as_it_did(client, path):
    assert "found 14 cracks" in client.get(f"{path}/1").json()["sections"][0]["body_text"]
    assert "found 15 cracks" in client.get(f"{path}/2").json()["sections"][0]["body_text"]


def test_the_newest_version_is_what_the_story_says(client, path):
    story = client.get(path.removesuffix("/versions"))
    version = client.get(f"{path}/2")
    assert version.content == story.content
    assert version["ETag"] == story["ETag"]


def test_a_version_can_be_validated(client, path):
    first = client.get(f"{path}/1")
    again = client.get(f"{path}/1", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_it_refuses_a_version_that_was_not_published(client, path, published_story, reporter):
    new_edition(story=published_story, plan=Plan("update"), by=reporter)
    assert client.get(f"{path}/3").status_code == 404


def test_it_refuses_the_versions_of_a_draft(client, draft):
    for rest in ("versions", "versions/1"):
        assert client.get(f"/api/v1/stories/{draft.story.public_id}/{rest}").status_code == 404
