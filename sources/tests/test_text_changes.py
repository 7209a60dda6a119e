"""What is told of two readings of one article, and what is no change at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.text_changes import Reading, differences, passages, retraction_words, text_hash

TEXT = "Inspectors found 14 cracks. The bridge is closed.\n\nNo date was named."


def read(text=TEXT, *, title="Bridge closed", notice=""):
    return Reading(title, text, notice)


def test_nothing_changed():
    assert differences(read(), read()) == {}


@pytest.mark.parametrize(
    "same",
    [
        "Inspectors  found 14 cracks.\nThe bridge is closed. No date was named.",
        "Inspectors found 14 cracks. The bridge is\u00a0closed.\n\nNo date was na\u00admed.",
    ],
)
def test_spaces_and_invisible_characters_are_no_change(same):
    assert differences(read(), read(same)) == {}
    assert text_hash(TEXT) == text_hash(same)


def test_quotes_and_dashes_of_another_shape_are_no_change():
    assert differences(read('He said "no" - twice.'), read("He said “no” – twice.")) == {}


def test_it_tells_which_passages_differ():
    found = differences(read(), read("Inspectors found 15 cracks. The bridge is closed.\n\nNew words."))
    assert found == {
        "text": {
            "passages": [
                {"old": "Inspectors found 14 cracks.", "new": "Inspectors found 15 cracks."},
                {"old": "No date was named.", "new": "New words."},
            ],
            "more": 0,
        }
    }


def test_title_and_notice_are_told_apart_from_the_text():
    found = differences(read(), read(title="Bridge shut", notice="Correction: it was 14, not 40."))
    assert found == {
        "title": {"old": "Bridge closed", "new": "Bridge shut"},
        "notice": {"words": "Correction: it was 14, not 40."},
    }


def test_a_notice_that_was_there_before_has_not_appeared():
    assert differences(read(notice="Correction: 14."), read(notice="Correction:  14.")) == {}


def test_a_page_that_lost_its_title_has_not_got_another():
    assert differences(read(), read(title="")) == {}


@pytest.mark.parametrize(
    ("title", "text", "words"),
    [
        (
            "Bridge closed",
            "This article has been withdrawn. It was wrong.",
            "This article has been withdrawn.",
        ),
        ("RETRACTED: Bridge closed", TEXT, "RETRACTED: Bridge closed"),
        ("Retraction", TEXT, "Retraction"),
        (
            "X",
            "The Ledger has retracted this story after complaints.",
            "The Ledger has retracted this story after complaints.",
        ),
        ("X", "Este artículo ha sido retirado.", "Este artículo ha sido retirado."),
        ("X", "Dieser Beitrag wurde gelöscht.", "Dieser Beitrag wurde gelöscht."),
    ],
)
def test_it_knows_the_words_of_a_retraction(title, text, words):
    assert retraction_words(read(text, title=title)) == words
    assert differences(read(), read(text, title=title))["retracted"] == {"words": words}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Journal retracts study", "The study was retracted by its authors."),
        ("Troops withdrawn from border", "Troops were withdrawn."),
        ("Minister retracted claim", "She has withdrawn her claim. The report was published in May."),
    ],
)
def test_an_article_about_a_retraction_is_not_retracted(title, text):
    assert retraction_words(read(text, title=title)) == ""


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_can_be_compared(old, new):
    differ = text_hash(old) != text_hash(new)
    assert bool(differences(read(old), read(new)).get("text")) == differ
    if not differ:
        assert all(not (part.old and part.new) or part.old != part.new for part in passages(old, new))
