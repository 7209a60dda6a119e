"""A sentence that lost its last source is found, wherever it went and however it was reworded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.citations import strip_markers
from stories.lost_citations import lost_citations

THURSDAY = "The office held an emergency meeting on Thursday behind closed doors"


def lost(old, new, entries=()):
    return [(found.place, found.new, found.keys) for found in lost_citations(old, new, entries=entries)]


def test_a_reworded_sentence_is_named():
    old = "The office held an emergency meeting on Thursday[@y7k3]. Lee attended. It ended late[@b2cd]."
    new = "New lead. The office held an urgent meeting on Thursday. It ended late[@b2cd]. Lee attended."
    assert lost({"s1": old}, {"s1": new}) == [
        ("s1", "The office held an urgent meeting on Thursday.", ("y7k3",))
    ]


def test_a_deleted_sentence_lost_nothing():
    old, new = "It rained[@y7k3]. Lee spoke to the whole house.", "Lee spoke to the whole house."
    assert lost({"s1": old}, {"s1": new}) == []


def test_chinese_sentences_are_compared_by_characters():
    old, new = "总统在首都召开了紧急会议[@y7k3]。", "总统在首都召开了特别会议。"
    assert lost({"s1": old}, {"s1": new}) == [("s1", new, ("y7k3",))]


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (
            {"s1": f"{THURSDAY}[@y7k3].", "s2": "Lee spoke."},
            {"s1": "", "s2": f"Lee spoke. {THURSDAY}."},
            "s2",
        ),
        ({"s1": f"{THURSDAY}[@y7k3]. Lee spoke."}, {"s1": "Lee spoke.", "s9": f"{THURSDAY}."}, "s9"),
        ({"s1": f"{THURSDAY}[@y7k3]."}, {"s7": f"{THURSDAY}."}, "s7"),
        ({"s1": f"{THURSDAY}[@y7k3]."}, {"t1": f"{THURSDAY.replace('emergency', 'urgent')}."}, "t1"),
        ({"t1": f"{THURSDAY}. [@y7k3]", "s2": "Lee."}, {"s2": f"Lee. {THURSDAY}."}, "s2"),
    ],
    ids=["to another section", "split off", "retyped", "reworded on the way", "from the timeline"],
)
def test_a_sentence_that_moved_is_known_again(old, new, place):
    [(found, _, keys)] = lost(old, new)
    assert (found, keys) == (place, ("y7k3",))


@pytest.mark.parametrize(
    "new",
    [
        {"s2": f"{THURSDAY}[@b2cd]."},
        {"s2": "The office held a meeting on Friday in the open air with a brass band."},
        {"s2": "The office was closed."},
    ],
    ids=["with another source", "another sentence", "a short one"],
)
def test_what_only_looks_alike_lost_nothing(new):
    assert lost({"s1": f"{THURSDAY}[@y7k3]."}, new) == []


def test_a_copy_of_a_cited_sentence_lost_nothing_while_the_cited_one_stands():
    assert lost({"s1": f"{THURSDAY}[@y7k3]."}, {"s1": f"{THURSDAY}[@y7k3].", "s2": f"{THURSDAY}."}) == []


DIED = "Police said three people died in the fire on Tuesday night"
HURT = "Police said five people were hurt in the fire on Tuesday"


def test_the_closest_wording_is_the_sentence_not_the_one_in_its_old_place():
    old = {"s1": f"{DIED}[@y7k3].", "s2": "Lee spoke."}
    bare = {"s1": f"{HURT}[@y7k3].", "s2": f"Lee spoke. {DIED}."}
    assert lost(old, bare) == [("s2", f"{DIED}.", ("y7k3",))]
    assert lost(old, {"s1": f"{HURT}.", "s2": f"Lee spoke. {DIED}[@y7k3]."}) == []


def test_a_new_copy_lost_nothing_while_the_cited_one_moved_elsewhere():
    new = {"s2": f"{THURSDAY}[@y7k3].", "s3": f"{THURSDAY}."}
    assert lost({"s1": f"{THURSDAY}[@y7k3]."}, new) == []


def test_what_stands_in_many_places_is_found_in_each():
    old = {f"s{n}": "Lee spoke[@y7k3]." for n in range(60)}
    assert len(lost(old, {f"n{n}": "Lee spoke." for n in range(60)})) == 60


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (f"{THURSDAY}[@y7k3]. Lee spoke.", f"{THURSDAY}. Lee spoke. [@y7k3]", []),
        (f"{THURSDAY}. Lee spoke. [@y7k3]", f"{THURSDAY}.", [f"{THURSDAY}."]),
        (f"{THURSDAY}. Lee spoke. [@y7k3]", f"{THURSDAY}. Lee spoke.", [f"{THURSDAY}.", "Lee spoke."]),
    ],
    ids=["put at the end", "with its sentence", "alone"],
)
def test_the_closing_markers_of_an_entry_support_all_of_it(old, new, found):
    assert [text for _, text, _ in lost({"t1": old}, {"t1": new}, {"t1"})] == found


def test_a_sentence_is_cited_where_it_moved_into_an_entry_that_closes_with_markers():
    old = {"s1": f"{THURSDAY}[@y7k3]. Lee spoke.", "t1": "It ended. [@y7k3]"}
    new = {"s1": "Lee spoke.", "t1": f"{THURSDAY}. It ended. [@y7k3]"}
    assert lost(old, new, {"t1"}) == []
    assert lost(old, new) == [("t1", f"{THURSDAY}.", ("y7k3",))]


JOINED = "The tunnel opened in the morning, and the bridge closed late at night."


@pytest.mark.parametrize("place", ["s1", "s3"])
def test_a_sentence_that_was_joined_with_another_is_found_in_it(place):
    old = {"s1": "The tunnel opened in the morning. The bridge closed late at night[@y7k3]."}
    assert lost(old, {place: JOINED}) == [(place, JOINED, ("y7k3",))]
    assert lost(old, {place: JOINED.replace(".", "[@y7k3].")}) == []


def test_a_sentence_that_held_the_words_before_has_not_taken_them_in():
    old = {"s1": f"The bridge closed late at night[@y7k3]. {JOINED}"}
    assert lost(old, {"s1": JOINED}) == []
    assert lost(old, {"s1": JOINED.replace("morning", "evening")}) == []


WORDS = ("bridge", "harbour", "closed", "opened", "night", "inspector", "crack", "tunnel")
SENTENCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=4)
    .map(lambda words: " ".join(words).capitalize())
    .filter(lambda sentence: len(sentence.split()) >= 4),
    min_size=1,
    max_size=6,
    unique=True,
)


@given(SENTENCES, st.randoms(use_true_random=False))
def test_wherever_each_sentence_goes_it_is_found_once_its_markers_are_gone(sentences, dice):
    old = {"s1": " ".join(f"{sentence}[@y7k3]." for sentence in sentences)}
    shuffled = dice.sample(sentences, len(sentences))
    cut = dice.randrange(len(sentences) + 1)
    new = {"s1": ". ".join(shuffled[:cut]) + ".", "s2": ". ".join(shuffled[cut:]) + "."}
    assert {found.new for found in lost_citations(old, new)} == {f"{sentence}." for sentence in sentences}


@given(SENTENCES)
def test_a_text_that_keeps_its_markers_lost_nothing(sentences):
    text = {"s1": " ".join(f"{sentence}[@y7k3]." for sentence in sentences)}
    assert lost_citations(text, text) == []
    assert lost_citations({"s1": strip_markers(text["s1"])}, text) == []
