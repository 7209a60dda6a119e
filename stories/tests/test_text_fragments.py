"""Addresses that lead to a passage, after the specification of URL fragment text directives."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.text_fragments import directive, passage_url

TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1)


def test_a_passage_stands_between_what_is_around_it():
    url = passage_url("https://a.example/b", exact="We did not", prefix="said: “", suffix=" close the bridge")
    assert url == ("https://a.example/b#:~:text=said%3A%20%E2%80%9C-,We%20did%20not,-close%20the%20bridge")


def test_what_means_something_in_a_directive_is_escaped():
    assert directive(exact="a-b, c & d~#?%") == "text=a%2Db%2C%20c%20%26%20d~%23%3F%25"


def test_a_word_that_was_cut_is_left_out():
    cut = directive(
        exact="x", prefix="rd that was cut stands in before ", suffix=" and the last is a half of a wor"
    )
    assert cut == "text=that%20was%20cut%20stands%20in%20before-,x,-and%20the%20last%20is%20a%20half%20of%20a"


def test_another_paragraph_is_not_around_it():
    assert (
        directive(exact="x", prefix="Before.\n\nHere ", suffix=" there.\n\nAfter") == "text=Here-,x,-there."
    )
    assert directive(exact="x", prefix="Before.\n\n", suffix="\n\nAfter") == "text=x"


def test_of_a_long_passage_the_two_ends_are_sought():
    words = " ".join(f"word{number}" for number in range(100))
    assert directive(exact=words) == (
        "text=word0%20word1%20word2%20word3%20word4%20word5,word94%20word95%20word96%20word97%20word98%20word99"
    )


def test_a_passage_over_paragraphs_is_sought_by_its_ends():
    assert directive(exact="One two.\n\nThree\nfour.") == "text=One%20two.,four."


def test_a_script_without_spaces_is_cut_by_characters():
    start, end = unquote(directive(exact="水" * 400)[5:]).split(",")
    assert (start, end) == ("水" * 24, "水" * 24)


def test_an_address_may_have_a_fragment_already_or_be_missing():
    assert passage_url("https://a.example/#top", exact="x") == "https://a.example/#top:~:text=x"
    assert passage_url("https://a.example/#:~:text=old", exact="x") == "https://a.example/#:~:text=x"
    assert passage_url("", exact="x") == ""


@pytest.mark.parametrize("name", ["exact", "prefix", "suffix"])
@given(text=TEXT)
def test_a_directive_is_plain_ascii_with_as_many_terms_as_it_says(name, text):
    made = directive(**({"exact": "x"} | {name: text}))
    assert made.isascii()
    assert made.removeprefix("text=").count(",") <= 2
    assert not set(" \"'<>`&#") & set(made.removeprefix("text="))
