"""Two go through the same articles: each article is decided once, and the second is told by whom."""

import pytest

from sources.models import Article
from stories.errors import Refused
from stories.models import Coverage, Edition, Placing, WorkflowEvent
from stories.pitching import pitch
from stories.placing import decline, place, undo
from stories.tests.covering import suggested
from stories.tests.test_at_one_instant import held_at

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(published_story):
    return suggested()[0]


def one_refusal(article, *acts):
    outcomes = held_at(Placing.objects.filter(article=article), *acts)
    [refusal] = [outcome for outcome in outcomes if outcome]
    assert isinstance(refusal, Refused)
    return refusal


def test_two_place_the_same_article(article, published_story, editor, reporter):
    refusal = one_refusal(
        article,
        lambda: place(article=article, story=published_story, by=editor),
        lambda: place(article=article, story=published_story, by=reporter),
    )
    assert refusal.code == "decided_already"
    assert Coverage.objects.get(article=article).state == "accepted"
    assert WorkflowEvent.objects.filter(action="accept_coverage").count() == 1


def test_one_places_it_while_the_other_says_none(article, published_story, editor, reporter):
    refusal = one_refusal(
        article,
        lambda: place(article=article, story=published_story, by=editor),
        lambda: decline(article=article, by=reporter),
    )
    assert refusal.code == "decided_already"
    decided = Placing.objects.get(article=article)
    assert (decided.state == "placed") == (Coverage.objects.get(article=article).state == "accepted")


def test_two_begin_a_story_from_the_same_article(article, editor, reporter):
    before = Edition.objects.count()
    refusal = one_refusal(
        article, lambda: pitch(article=article, by=editor), lambda: pitch(article=article, by=reporter)
    )
    assert refusal.code == "decided_already"
    assert Edition.objects.count() == before + 1


def test_a_copy_and_its_original_are_decided_once(article, published_story, editor, reporter):
    copy = Article.objects.create(
        publisher=article.publisher, title="Copy", title_key="copy", original=article
    )
    refusal = one_refusal(
        article,
        lambda: place(article=copy, story=published_story, by=editor),
        lambda: decline(article=article, by=reporter),
    )
    assert refusal.code == "decided_already"


def test_two_take_back_the_same_decision(article, published_story, editor, reporter):
    place(article=article, story=published_story, by=editor)
    refusal = one_refusal(
        article, lambda: undo(article=article, by=editor), lambda: undo(article=article, by=reporter)
    )
    assert refusal.code == "nothing_to_undo"
    assert Coverage.objects.get(article=article).state == "suggested"
