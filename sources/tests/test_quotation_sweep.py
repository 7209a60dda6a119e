"""What a misquotation can be made of, on every sentence of our own articles: how many of them get through."""

import re

import pytest

from sources.quotes import Passage, Verdict, find
from sources.tests.news_texts import TEXTS

PASSAGES = {name: Passage(text, "en") for name, text in TEXTS.items()}
SENTENCES = [
    (name, sentence)
    for name, text in TEXTS.items()
    for sentence in re.split(r"(?<=[.!?])[”\s]+(?=[“A-Z])", text)
]
TYPOGRAPHY = str.maketrans({"“": '"', "”": '"', "’": "'", "–": "—", " ": "\u00a0"})
NEGATIONS = re.compile(r"\b(?:not|never|nobody|no|nowhere)\b ?")


def passing(changed):
    """How many of the (article, quotation) pairs are taken for the words of the article."""
    return [quotation for name, quotation in changed if find(quotation, PASSAGES[name]).verdict.stands]


def kept(changed):
    """How many are taken for its words or for a slip of the pen."""
    verdicts = [(find(quotation, PASSAGES[name]).verdict, quotation) for name, quotation in changed]
    return [quotation for verdict, quotation in verdicts if verdict.stands or verdict == Verdict.NEAR]


def test_there_is_enough_to_sweep():
    assert len(SENTENCES) == 46


def test_every_sentence_is_found_as_it_stands():
    assert len(passing(SENTENCES)) == len(SENTENCES)


def test_other_typography_is_the_same_sentence():
    changed = [(name, sentence.translate(TYPOGRAPHY)) for name, sentence in SENTENCES]
    assert len(passing(changed)) == len(SENTENCES)


def test_no_changed_digit_gets_through():
    changed = [
        (name, sentence[: digit.start()] + str((int(digit[0]) + 3) % 10) + sentence[digit.end() :])
        for name, sentence in SENTENCES
        for digit in re.finditer(r"\d", sentence)
    ]
    assert len(changed) > 75
    assert kept(changed) == []


@pytest.mark.parametrize("word", ["not", "never"])
def test_no_inserted_negation_gets_through(word):
    changed = [
        (name, f"{sentence[: gap.start()]} {word}{sentence[gap.start() :]}")
        for name, sentence in SENTENCES
        for gap in re.finditer(r"(?<=\w) (?=\w)", sentence)
    ]
    assert len(changed) > 600
    assert kept(changed) == []


def test_no_dropped_negation_gets_through():
    changed = [
        (name, sentence[: lost.start()] + sentence[lost.end() :])
        for name, sentence in SENTENCES
        for lost in NEGATIONS.finditer(sentence)
        if lost.start() and lost.end() < len(sentence)
    ]
    assert len(changed) == 11
    assert kept(changed) == []


def test_no_swapped_word_gets_through():
    words = sorted({word for text in TEXTS.values() for word in re.findall(r"\b[a-z]{3,}\b", text)})
    changed = [
        (
            name,
            sentence[: word.start()]
            + words[(place * 7 + word.start()) % len(words)]
            + sentence[word.end() :],
        )
        for place, (name, sentence) in enumerate(SENTENCES)
        for word in re.finditer(r"\b[a-z]{3,}\b", sentence)
        if words[(place * 7 + word.start()) % len(words)] != word[0]
    ]
    assert len(changed) > 400
    assert kept(changed) == []


def test_no_sentence_is_found_in_another_article():
    changed = [(other, sentence) for name, sentence in SENTENCES for other in TEXTS if other != name]
    assert [q for name, q in changed if find(q, PASSAGES[name]).verdict != Verdict.NOT_FOUND] == []


def test_a_slip_of_the_pen_is_shown_as_one():
    changed = [
        (
            name,
            sentence[: word.start() + 3]
            + sentence[word.start() + 4]
            + sentence[word.start() + 3]
            + sentence[word.start() + 5 :],
        )
        for name, sentence in SENTENCES
        if (word := re.search(r"\b[a-z]{7,}\b", sentence))
        and sentence[word.start() + 3] != sentence[word.start() + 4]
    ]
    assert len(changed) > 30
    assert {find(quotation, PASSAGES[name]).verdict for name, quotation in changed} == {Verdict.NEAR}
