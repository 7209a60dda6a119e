"""The count in ``Updated (N articles)``: follows accepted coverage and moves no editorial time."""

import json

import pytest
from celery import current_app
from django.core.management import call_command

from sources.cataloguing import record_article, record_publisher
from sources.models import Article
from stories.coverage import changed_counts, count_articles, refresh_counts
from stories.ledger import verify
from stories.models import Coverage, LedgerEntry, PublishedStory, Story
from stories.placing import accept, set_joining, undo
from stories.tasks import refresh_updated_counts

pytestmark = pytest.mark.django_db


@pytest.fixture
def rung(monkeypatch):
    """The bells that were rung, as the broker got them."""
    heard = []
    monkeypatch.setattr(
        current_app, "send_task", lambda task, kwargs=None, **_options: heard.append((task, kwargs))
    )
    return heard


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


def copy_of(article, story, publisher):
    copy = record_article(publisher=record_publisher(name=publisher), title=f"{article.title} ({publisher})")
    Article.objects.filter(pk=copy.pk).update(original=article)
    Coverage.objects.create(story=story, article=copy, state="accepted")
    return copy


@pytest.mark.parametrize(("once", "count"), [(False, 4), (True, 2)])
def test_copies_of_one_text_count_once_if_the_desk_says_so(published_story, editor, once, count):
    first = Article.objects.get(title="Tunnel queues grow")
    copy_of(first, published_story, "Fourth Paper")
    copy_of(first, published_story, "Fifth Paper")
    set_joining(story=published_story, by=editor, joins_from=None, copies_count_once=once)
    refresh_counts()
    assert label(published_story) == f"Updated ({count} articles)"


def test_the_first_may_be_gone_and_its_copies_still_count(published_story, editor):
    first = Article.objects.get(title="Tunnel queues grow")
    copy_of(first, published_story, "Fourth Paper")
    copy_of(first, published_story, "Fifth Paper")
    Article.objects.filter(pk=first.pk).update(state="gone")
    set_joining(story=published_story, by=editor, joins_from=None, copies_count_once=True)
    refresh_counts()
    assert label(published_story) == "Updated (2 articles)"


@pytest.mark.parametrize("once", [False, True])
def test_one_story_and_all_stories_are_counted_by_one_rule(published_story, once):
    first = Article.objects.get(title="Tunnel queues grow")
    for number, state in enumerate(("live", "gone", "retracted", "changed")):
        copy = copy_of(first, published_story, f"Paper {number}")
        Article.objects.filter(pk=copy.pk).update(state=state)
    Story.objects.update(copies_count_once=once, article_count=99)
    assert changed_counts() == {published_story.pk: count_articles(published_story)}


def test_a_decision_is_on_the_label_without_waiting_for_the_round(
    published_story, editor, django_capture_on_commit_callbacks, rung
):
    article = record_article(publisher=record_publisher(name="Third Paper"), title="A third report")
    row = Coverage.objects.create(story=published_story, article=article)
    before = PublishedStory.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        accept(coverage=row, by=editor)
    assert rung == [("stories.tasks.refresh_updated_counts", {"stories": [published_story.pk]})]
    refresh_updated_counts(**rung[0][1])
    assert label(published_story) == "Updated (3 articles)"
    assert PublishedStory.objects.get().content_updated_at == before.content_updated_at


def test_the_quick_round_finds_what_a_lost_bell_would_have_told(published_story, editor):
    article = record_article(publisher=record_publisher(name="Third Paper"), title="A third report")
    accept(coverage=Coverage.objects.create(story=published_story, article=article), by=editor)
    assert refresh_updated_counts(recent=True) == 1
    undo(article=article, by=editor)
    assert refresh_updated_counts(recent=True) == 1
    assert label(published_story) == "Updated (2 articles)"


def test_all_is_counted_anew_by_command(published_story, capsys):
    Story.objects.update(article_count=99)
    call_command("recount_coverage")
    assert "1 label" in capsys.readouterr().out
    assert label(published_story) == "Updated (2 articles)"


def test_diversity_hears_one_voice_in_all_copies_of_a_text(published_story, editor):
    wire = Article.objects.get(title="Bridge closed after cracks found")
    Article.objects.filter(title="Tunnel queues grow").update(original=wire)
    Story.objects.update(article_count=99)
    refresh_counts()
    body = json.loads(bytes(PublishedStory.objects.get().body))
    assert body["diversity"] == {"articles": 2, "publishers": 1, "languages": 1}
    assert not list(verify())
