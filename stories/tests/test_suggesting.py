"""Suggestions: for a new article the stories that it may belong to, kept current, and joining by itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sources.models import Article
from stories.decisions import confirm, propose
from stories.editing import create_story, save_edition
from stories.models import Coverage, Placing, StoryWords, WordUse, WorkflowEvent
from stories.placing import accept, reject
from stories.story_words import refresh_words, remake_all
from stories.suggesting import suggest_for
from stories.tasks import suggest_coverage
from stories.tests.covering import an_article, suggested

pytestmark = pytest.mark.django_db


def test_a_new_article_gets_the_story_with_its_words_and_why(published_story):
    article, (best,) = suggested()
    assert (best.story, best.state) == (published_story, "suggested")
    assert 0.1 < best.score < 1
    assert "“cracks”" in best.reasons[0]
    assert Placing.objects.get(article=article).best == pytest.approx(best.score, abs=1e-4)


def test_the_task_finds_articles_that_nobody_has_looked_at(published_story):
    article = an_article()
    assert suggest_coverage()["articles"] == Article.objects.count()
    assert Coverage.objects.get(article=article).state == "suggested"
    assert suggest_coverage()["articles"] == 0


def test_what_is_cited_already_is_not_to_be_placed(published_story, draft):
    suggest_coverage()
    assert not Placing.objects.to_do().exists()
    assert not Coverage.objects.filter(state="suggested").exists()


def test_nothing_is_suggested_for_what_no_story_is_about(published_story):
    article, found = suggested(an_article("Volcano wakes in Iceland"))
    assert found == []
    assert Placing.objects.get(article=article).best is None
    assert not Placing.objects.to_do().exists()


def test_at_most_three_are_suggested(make_document, reporter):
    for number in range(5):
        create_story(document=make_document(headline=f"Harbour bridge cracks, part {number}00"), by=reporter)
    _, found = suggested()
    assert len(found) == 3
    assert [row.score for row in found] == sorted((row.score for row in found), reverse=True)


def test_the_head_of_the_text_speaks_where_the_title_does_not(published_story, snapshot):
    article = an_article("What we know")
    snapshot(article, "Inspectors found cracks in the northern span of the Harbour Bridge.")
    _, (best,) = suggested(article)
    assert best.story == published_story


def test_a_save_changes_what_a_story_is_about(draft, reporter, make_document):
    refresh_words()
    document = make_document(headline="Volcano wakes in Iceland", sections=[], timeline=[])
    save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    _, (best,) = suggested(an_article("Iceland volcano spews ash"))
    assert best.story == draft.story


def test_accepted_articles_teach_the_story_their_words(published_story, editor):
    assert suggested(an_article("Plosser resigns"))[1] == []
    _, (coverage,) = suggested(an_article("Plosser: harbour bridge cracks known for years"))
    accept(coverage=coverage, by=editor)
    refresh_words()
    assert [row.story for row in suggest_for(an_article("Plosser speaks"))] == [published_story]


def test_a_story_that_is_new_is_held_against_what_waits(published_story, reporter, make_document):
    article, found = suggested(an_article("Iceland volcano spews ash over harbour bridge"))
    assert [row.story for row in found] == [published_story]
    edition = create_story(document=make_document(headline="Iceland volcano spews ash"), by=reporter)
    suggest_coverage()
    stories = set(Coverage.objects.filter(article=article, state="suggested").values_list("story", flat=True))
    assert stories == {published_story.pk, edition.story_id}


def test_a_story_that_was_retracted_gets_no_more(published_story, duty, other_duty):
    refresh_words()
    decision = propose(action="retract", story=published_story, by=duty, reason="Wrong.")
    confirm(decision=decision, by=other_duty)
    assert suggested()[1] == []
    assert not StoryWords.objects.exists()
    assert set(WordUse.objects.values_list("stories", flat=True)) == {0}


def test_a_story_that_rejected_it_is_not_suggested_again(published_story, editor):
    article, (coverage,) = suggested()
    reject(coverage=coverage, by=editor)
    Placing.objects.update(state="open")
    assert suggest_for(article) == []


def test_words_made_again_are_the_same(published_story, draft):
    refresh_words()
    shares = dict(StoryWords.objects.values_list("story", "shares"))
    uses = dict(WordUse.objects.filter(stories__gt=0).values_list("word", "stories"))
    assert remake_all() == len(shares)
    assert dict(StoryWords.objects.values_list("story", "shares")) == shares
    assert dict(WordUse.objects.values_list("word", "stories")) == uses


def follow(story, joins_from=0.2):
    story.joins_from = joins_from
    story.save()


def test_it_joins_a_followed_story_by_itself_and_says_so(published_story):
    follow(published_story)
    article, (joined,) = suggested()
    assert (joined.state, joined.joined_itself, joined.decided_by) == ("accepted", True, None)
    event = WorkflowEvent.objects.latest("pk")
    assert (event.action, event.by, event.details["article"]) == ("join_coverage", None, article.public_id)
    assert not Placing.objects.to_do().exists()


def test_below_the_threshold_it_waits(published_story):
    follow(published_story, 0.98)
    _, (coverage,) = suggested()
    assert (coverage.state, coverage.joined_itself) == ("suggested", False)


def test_a_copy_of_a_text_in_the_story_is_suggested_first(published_story):
    first = Article.objects.get(title="Tunnel queues grow")
    article = an_article("Something else entirely")
    article.original = first
    article.save()
    _, (best,) = suggested(article)
    assert (best.story, best.score) == (published_story, 0.99)
    assert "Northern Ledger" in best.reasons[0]


def test_an_article_without_a_word_holds_up_no_other(published_story):
    suggest_coverage()
    an_article("!!!")
    good = an_article()
    assert suggest_coverage()["articles"] == 2
    assert Coverage.objects.filter(article=good, state="suggested").exists()


def test_the_statements_do_not_grow_with_the_stories(
    published_story, make_document, reporter, django_assert_num_queries
):
    def cost(article):
        article = Article.objects.select_related("publisher", "newest").get(pk=article.pk)
        with CaptureQueriesContext(connection) as asked:
            suggest_for(article)
        return len(asked)

    refresh_words()
    one = cost(an_article())
    for number in range(6):
        create_story(document=make_document(headline=f"Harbour bridge cracks, part {number}00"), by=reporter)
    refresh_words()
    assert cost(an_article("Bridge cracks in harbour span grow")) == one
    assert one <= 20
