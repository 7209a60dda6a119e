"""A sketch finds the same text again: added to, cut, set anew; and nothing else."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sources.sketches import Likeness, containment, likeness, shared, sketch
from sources.tests.pages import TEXTS

VOCABULARY = [f"word{number}" for number in range(900)]


def made_up(seed, words=400):
    chosen = random.Random(seed)  # noqa: S311 - made-up texts
    return " ".join(chosen.choice(VOCABULARY) for _ in range(words))


def judged(one, other):
    first, second = sketch(one), sketch(other)
    return likeness(shared=shared(first, second), share=containment(first, second))


STORY = made_up(1)


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.upper().replace(" ", ", "),
        f"{made_up(2, 60)} {STORY} {made_up(3, 80)}",
        " ".join(STORY.split()[:140]),
        STORY.replace("word7 ", "changed "),
    ],
)
def test_it_knows_a_copy(copy):
    assert judged(STORY, copy) is Likeness.SAME


def test_it_knows_a_copy_in_chinese_and_japanese():
    for language in ("zh", "ja"):
        text = "\n\n".join(TEXTS[language]) * 2
        assert judged(text, f"{text} {TEXTS[language][0][:12]}") is Likeness.SAME


def test_two_texts_of_one_event_are_two_texts():
    assert judged(STORY, made_up(4)) is Likeness.OTHER


def test_a_text_that_shares_its_half_is_for_a_person_to_say():
    words = STORY.split()
    half = " ".join(words[:190]) + " " + made_up(9, 220)
    first, second = sketch(STORY), sketch(half)
    assert 0.1 < containment(first, second) < 0.6
    assert likeness(shared=20, share=0.45) is Likeness.ASKED


@pytest.mark.parametrize(
    ("count", "share", "says"),
    [
        (4, 0.5, Likeness.SAME),
        (3, 1.0, Likeness.HINT),  # a phrase of a short text, not a text
        (4, 0.49, Likeness.ASKED),
        (9, 0.39, Likeness.HINT),
        (9, 0.09, Likeness.OTHER),
        (0, 0.0, Likeness.OTHER),
    ],
)
def test_what_a_share_means(count, share, says):
    assert likeness(shared=count, share=share) is says


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_a_sketch_fits_its_column_and_stays_the_same(text):
    numbers = sketch(text)
    assert numbers == sorted(set(numbers)) == sketch(text)
    assert all(-(2**31) <= number < 2**31 and number % 8 == 0 for number in numbers)


def test_short_and_empty_texts_have_none():
    assert sketch("") == sketch("Three words only") == []
    assert containment([], [8]) == 0.0
