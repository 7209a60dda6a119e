"""A seeded newsroom is one: the ledger adds up, the read model can be made again, work goes on."""

import pytest
from django.core.management import call_command
from django.db import connection

from benchmarks import seed
from newsroom.site.drain import drain, site_folder
from newsroom.site.follower import follow
from newsroom.site.models import Page, PageDependency, PageJob
from stories.coverage import changed_counts
from stories.document import digest, validate
from stories.ledger import verify
from stories.models import (
    Edition,
    PublishedEntry,
    PublishedPublisher,
    PublishedSource,
    PublishedStory,
    PublishedTopic,
    Story,
)
from stories.publishing import publish
from stories.revisions import edition_document, write_rows
from stories.workflow import still_approved

STORIES = 20
READ_MODEL = (PublishedStory, PublishedSource, PublishedEntry, PublishedTopic, PublishedPublisher)


@pytest.fixture
def people(db, settings, tmp_path):
    settings.SITE_ROOT = tmp_path
    site_folder.cache_clear()
    yield seed.seed(STORIES)
    site_folder.cache_clear()


def read_model():
    """All that the public reads, but for the numbers of rows that are written anew."""
    return {
        model: sorted(
            map(str, model.objects.values_list(*(f.name for f in model._meta.fields if f.name != "id")))
        )
        for model in READ_MODEL
    } | {"bodies": {story.id: bytes(story.body) for story in PublishedStory.objects.all()}}


def test_the_ledger_adds_up(people, capsys):
    assert list(verify()) == []
    call_command("verify_ledger")
    assert f"{STORIES} entries" in capsys.readouterr().out


def test_the_read_model_made_again_is_the_same_to_the_byte(people, capsys):
    before = read_model()
    call_command("rebuild_published")
    assert f"{STORIES} stories rebuilt, 0 with other bytes" in capsys.readouterr().out
    assert read_model() == before


def test_rows_revision_and_approval_are_one_text(people):
    connection.check_constraints()
    for edition in Edition.objects.all():
        document = edition_document(edition)
        validate(document)
        newest = edition.revisions.get()
        assert newest.document == document
        assert digest(document) == newest.digest
        assert still_approved(edition, newest)
        assert edition.events.count() == 4
    assert changed_counts() == {}


def test_the_citations_are_those_that_a_save_would_write(people):
    edition = Edition.objects.first()

    def citations():
        columns = ("cited_article", "section", "entry", "sentence", "offset", "ordinal")
        return sorted(
            edition.cited_articles.values_list(*(f"citations__{name}" for name in columns)), key=str
        )

    before = citations()
    write_rows(edition, edition_document(edition))
    assert citations() == before


def test_the_api_answers(people, client):
    answer = client.get("/api/v1/stories/by-slug/story-7").json()
    assert len(answer["sections"]) == 4
    assert len(answer["timeline"]) == 5
    assert client.get(f"/api/v1/stories/{answer['id']}").json() == answer
    assert client.get("/api/v1/changes?since=0").status_code == 200


def test_the_pages_are_those_that_building_records(people):
    story = Story.objects.get(slug="story-7")
    recorded = set(PageDependency.objects.values_list("path", "key"))
    pages = set(Page.objects.values_list("path", "kind", "object", "status"))
    seed.build([story])
    assert set(PageDependency.objects.values_list("path", "key")) == recorded
    assert set(Page.objects.values_list("path", "kind", "object", "status")) == pages
    assert (site_folder().root / "stories/story-7/index.html").exists()
    assert story.slug in (site_folder().root / "index.html").read_text()
    assert not PageJob.objects.exists()


def test_an_edition_on_top_can_be_published(people):
    story = Story.objects.get(slug="story-7")
    edition = seed.approved_update(story, "Nobody had said so before", people=people)
    entry = publish(edition=edition, by=people["editor"])
    assert (entry.seq, entry.version) == (STORIES + 1, 2)
    assert list(verify()) == []
    assert follow() == 1
    drain()
    assert "Nobody had said so before" in (site_folder().root / "stories/story-7/index.html").read_text()


def test_it_refuses_a_newsroom_that_holds_stories(people):
    with pytest.raises(seed.NotEmpty):
        seed.seed(1)
