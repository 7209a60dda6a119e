"""The count in ``Updated (N articles)``: follows accepted coverage and moves no editorial time."""

import json

import pytest

from sources.cataloguing import record_article, record_publisher
from sources.models import Article
from stories.coverage import refresh_counts
from stories.models import Coverage, LedgerEntry, PublishedStory
from stories.tasks import refresh_updated_counts

pytestmark = pytest.mark.django_db


def cover(story, title, state="accepted"):
    publisher = record_publisher(name="Third Paper")
    article = record_article(publisher=publisher, title=title)
    return Coverage.objects.create(story=story, article=article, state=state)


def label(story):
    return json.loads(bytes(PublishedStory.objects.get(id=story.public_id).body))["update_label"]["text"]


def test_accepted_coverage_is_counted(published_story):
    cover(published_story, "A third report")
    cover(published_story, "Only suggested", state="suggested")
    assert refresh_updated_counts() == 1
    assert label(published_story) == "Updated (3 articles)"


def test_a_new_label_is_derived_and_moves_no_time(published_story):
    before = PublishedStory.objects.get()
    cover(published_story, "A third report")
    refresh_counts()
    after = PublishedStory.objects.get()
    assert (after.content_updated_at, after.version) == (before.content_updated_at, before.version)
    assert after.as_of > before.as_of
    newest = LedgerEntry.objects.latest("seq")
    assert (newest.kind, newest.reason, newest.version) == ("derived", "label", 1)


@pytest.mark.parametrize("state", ["gone", "retracted"])
def test_an_article_that_no_longer_stands_is_not_counted(published_story, state):
    Article.objects.filter(title="Tunnel queues grow").update(state=state)
    refresh_counts()
    assert label(published_story) == "Updated (1 article)"


def test_a_count_that_is_right_writes_nothing(published_story, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert refresh_counts() == 0
    assert LedgerEntry.objects.count() == 1
