"""One text in several papers is one text: grouped under the first, asked about where it is unsure."""

import random

import pytest

from sources.cataloguing import record_article, record_publisher
from sources.copies import alike, decide, group, take_out
from sources.models import Article, SameText
from sources.sketches import sketch
from sources.tests.pages import news_page

VOCABULARY = [f"word{number}" for number in range(900)]


def made_up(seed, words=400):
    chosen = random.Random(seed)  # noqa: S311 - made-up texts
    return " ".join(chosen.choice(VOCABULARY) for _ in range(words))


STORY = made_up(1)
HALF = " ".join(STORY.split()[:165]) + " " + made_up(8, 235)


def an_article(text, name="Paper"):
    number = Article.objects.count()
    article = record_article(
        publisher=record_publisher(name=f"{name} {number}"),
        title=f"Title {number}",
        url=f"http://p{number}.example/a",
    )
    article.sketch = sketch(text)
    article.save()
    return article


def original(article):
    article.refresh_from_db()
    return article.original


@pytest.fixture
def agency(db):
    return an_article(STORY, "Agency")


def test_a_copy_stands_under_the_article_that_was_seen_first(agency):
    copy, cut = an_article(f"{made_up(2, 40)} {STORY}"), an_article(" ".join(STORY.split()[:150]))
    group(copy)
    group(cut)
    assert original(copy) == original(cut) == agency
    assert original(agency) is None


def test_another_text_stands_by_itself(agency):
    other = an_article(made_up(3))
    assert group(other) == []
    assert original(other) is None


def test_a_page_that_repeats_two_texts_does_not_make_them_one(agency):
    round_up, second = an_article(f"{STORY} {made_up(5)}"), an_article(made_up(5))
    group(round_up)
    group(second)
    assert original(round_up) == agency
    assert original(second) is None


@pytest.fixture
def unsure(agency):
    article = an_article(HALF)
    (pair,) = group(article)
    assert pair.verdict == "asked"
    assert 0.4 <= pair.share < 0.5
    return pair


def test_a_text_that_is_half_the_same_is_a_question(unsure, rosa):
    assert original(unsure.article) is None
    decide(unsure, same=True, by=rosa)
    assert original(unsure.article) == unsure.other


def test_a_no_is_remembered(unsure, rosa):
    decide(unsure, same=False, by=rosa)
    Article.objects.filter(pk=unsure.article_id).update(sketch=unsure.other.sketch)
    unsure.article.refresh_from_db()
    group(unsure.article)
    assert original(unsure.article) is None


def test_a_group_can_be_left_and_is_not_joined_again(agency, rosa):
    copy = an_article(STORY)
    group(copy)
    take_out(copy, by=rosa)
    group(copy)
    assert original(copy) is None
    assert SameText.objects.get().decided_by == rosa


def test_texts_too_short_to_tell_are_not_compared(db):
    assert alike(sketch("A short note of nine words, no more.")) == []


def test_looking_for_copies_takes_one_question(agency, django_assert_num_queries):
    for _ in range(5):
        an_article(STORY)
    with django_assert_num_queries(1):
        assert len(alike(agency.sketch, but=agency.pk)) == 5


def test_copies_are_found_while_reading(read):
    paragraphs = [made_up(seed, 80) for seed in range(5)]
    first = read("http://agency.example/1", news_page(paragraphs=paragraphs, site="Agency")).article
    second = read(
        "http://paper.example/1", news_page(title="Our own title", paragraphs=paragraphs, site="Paper")
    ).article
    assert original(second) == first
