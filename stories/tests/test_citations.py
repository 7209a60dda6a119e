"""Citation markers: found, numbered, typed, lost."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.citations import (
    CitationError,
    Marker,
    citing,
    find_markers,
    keys_to_numbers,
    new_key,
    numbers_to_keys,
    repoint,
    strip_markers,
    uncited_facts,
    unknown_keys,
)

KEYS = {1: "y7k3", 2: "b2cd", 3: "a111"}
NUMBERS = {key: number for number, key in KEYS.items()}


def test_markers_say_their_place_sentence_and_ordinal():
    text = "It rained[@y7k3]. It snowed. [@y7k3][@b2cd] The end."
    assert find_markers(text) == [
        Marker("y7k3", 9, 16, 0, 1),
        Marker("y7k3", 29, 36, 1, 2),
        Marker("b2cd", 36, 43, 1, 1),
    ]


@pytest.mark.parametrize(
    "text", ["[@1234]", "[@abc]", "[@abcdefghi]", "[@ABCD]", "@y7k3", "[y7k3]", "[@y7k3"]
)
def test_what_is_no_marker(text):
    assert find_markers(text) == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("It rained[1].", "It rained[@y7k3]."),
        ("It rained[1][2].", "It rained[@y7k3][@b2cd]."),
        ("It rained[1, 2].", "It rained[@y7k3][@b2cd]."),
        ("It rained[1,2 , 3].", "It rained[@y7k3][@b2cd][@a111]."),
        ("It rained. [1]", "It rained. [@y7k3]"),
        ("Kept [@zzzz], [sic], [2025] and [].", "Kept [@zzzz], [sic], [2025] and []."),
    ],
)
def test_typed_numbers_become_keys(typed, stored):
    assert numbers_to_keys(typed, KEYS) == stored


@pytest.mark.parametrize(
    ("typed", "named"), [("a[4]", r"\[4\]"), ("a[1, 9]", r"\[9\]"), ("[0]", r"\[0\]"), ("[01]", "01")]
)
def test_it_refuses_a_number_that_no_source_has(typed, named):
    with pytest.raises(CitationError, match=rf"{named}.*\[1\], \[2\], \[3\]"):
        numbers_to_keys(typed, KEYS)


def test_it_refuses_a_number_where_there_are_no_sources():
    with pytest.raises(CitationError, match="none"):
        numbers_to_keys("a[1]", {})


def test_it_refuses_a_key_that_no_source_has():
    with pytest.raises(CitationError, match="zzzz"):
        keys_to_numbers("a[@zzzz]", NUMBERS)
    assert unknown_keys("a[@zzzz][@y7k3][@zzzz][@qqqq]", NUMBERS) == ["zzzz", "qqqq"]


pieces = st.one_of(
    st.text(), st.sampled_from(["[1]", "[2]", "[3]", "[1][2]", "[", "]", "[sic]", "[2025]", ". ", "@"])
)
texts = st.lists(pieces).map("".join)


@settings(deadline=None)
@given(texts)
def test_numbers_and_keys_go_there_and_back(text):
    try:
        stored = numbers_to_keys(text, KEYS)
    except CitationError:
        return
    shown = keys_to_numbers(stored, NUMBERS)
    assert numbers_to_keys(shown, KEYS) == stored
    if "," not in text and "[@" not in text:
        assert shown == text


@settings(deadline=None)
@given(texts, st.permutations(list(KEYS)))
def test_another_order_of_the_sources_changes_no_stored_text(text, order):
    try:
        stored = numbers_to_keys(text, KEYS)
    except CitationError:
        return
    keys = dict(zip(order, KEYS.values(), strict=True))
    shown = keys_to_numbers(stored, {key: number for number, key in keys.items()})
    assert numbers_to_keys(shown, keys) == stored


@settings(deadline=None)
@given(texts)
def test_markers_lie_in_their_sentence_and_stripping_leaves_none(text):
    stored = text.replace("[1]", "[@y7k3]").replace("[2]", "[@b2cd]")
    for marker in find_markers(stored):
        assert stored[marker.start : marker.end] == f"[@{marker.key}]"
    assert [m for m in find_markers(strip_markers(stored)) if strip_markers(f"[@{m.key}]")] == []


def test_stripping_takes_the_space_before_a_marker():
    assert strip_markers("It rained[@y7k3]. It snowed. [@y7k3][@b2cd] End.") == "It rained. It snowed. End."


def test_new_keys_are_free_and_hold_a_letter():
    taken = set()
    for _ in range(2000):
        key = new_key(taken)
        assert find_markers(f"[@{key}]")
        assert key not in taken
        taken.add(key)


def test_the_sentences_that_cite_a_source():
    text = "One[@y7k3]. Two[@b2cd]. Three[@y7k3][@y7k3]."
    assert [text[span.start : span.end] for span in citing(text, "y7k3")] == [
        "One[@y7k3].",
        "Three[@y7k3][@y7k3].",
    ]


def test_citations_move_to_another_source_or_go():
    assert repoint("One[@y7k3][@b2cd].", "y7k3", "a111") == "One[@a111][@b2cd]."
    assert repoint("One. [@y7k3][@b2cd]", "y7k3", "") == "One. [@b2cd]"
    assert repoint("One. [@b2cd][@y7k3] Two[@y7k3][@y7k3].", "y7k3", "") == "One. [@b2cd] Two."


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm lost 3,000 accounts.",
        "The firm lost three accounts.",
        "It met in December.",
        "It met on Monday.",
        "It met in May.",
        "He is “not afraid of punishment”.",
        'He is "not afraid".',
        "He is ‘not afraid’.",
        "大統領は「行かない」と言った。",
    ],
)
def test_a_fact_without_a_source_is_found(sentence):
    text = f"This is plain. {sentence} It may rain."
    assert [text[span.start : span.end] for span in uncited_facts(text)] == [sentence]
    cited = f"{sentence[:-1]}[@y7k3]{sentence[-1]}"
    assert uncited_facts(cited) == []


def test_plain_sentences_need_no_source():
    assert uncited_facts("The firm’s owner didn’t answer. It may appeal.") == []


def test_the_closing_markers_of_an_entry_support_all_of_it():
    text = "Lee spoke on Monday. He named 3 firms. [@y7k3]"
    assert len(uncited_facts(text)) == 1
    assert uncited_facts(text, closing_supports_all=True) == []


def test_hostile_texts_take_time_in_proportion():
    for piece in ("[@", "[1, ", " ", "‘", ". ", "\n", ".", "“", "[@y7k3]", "[1,1"):
        text = piece * (20_000 // len(piece))
        begun = time.perf_counter()
        find_markers(text), strip_markers(text), uncited_facts(text), unknown_keys(text, ())
        assert time.perf_counter() - begun < 2
