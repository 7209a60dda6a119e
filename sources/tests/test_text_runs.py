"""What changed between two readings, word by word where a paragraph was reworded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sources.text_runs import Op, runs

TEXT = st.lists(
    st.lists(
        st.sampled_from(["the", "bridge", "was", "shut", "“then”", "14", "cracks,", "港の橋", "."]),
        max_size=8,
    ).map(" ".join),
    max_size=5,
).map("\n\n".join)


def marked(old, new):
    signs = {Op.EQUAL: "", Op.DELETE: "-", Op.INSERT: "+"}
    return [[f"{signs[run.op]}{run.text}" for run in paragraph] for paragraph in runs(old, new)]


def test_a_changed_word_is_marked():
    assert marked("The bridge was shut.", "The bridge was open.") == [
        ["The bridge was", "- shut", "+ open", "."]
    ]


def test_each_character_is_a_word_in_japanese():
    assert marked("港の橋は閉じた。", "港の橋は開いた。") == [["港の橋は", "-閉じ", "+開い", "た。"]]


def test_a_paragraph_that_is_new_or_gone_is_one_run():
    assert marked("One.\n\nTwo.", "One.\n\nTwo.\n\nThree.") == [["One."], ["Two."], ["+Three."]]
    assert marked("One.\n\nTwo.", "Two.") == [["-One."], ["Two."]]


def test_two_paragraphs_with_little_in_common_are_two():
    assert marked("The bridge is shut to all.", "A ferry was late, said two men.")[0][0].startswith(
        "-The bridge"
    )


def test_two_long_paragraphs_are_not_compared_for_minutes():
    long = " ".join(str(number) for number in range(3_000))
    assert [len(paragraph) for paragraph in runs(long, long[::-1])] == [2]


@settings(max_examples=80, deadline=None)
@given(TEXT, TEXT)
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    found = runs(old, new)
    for text, mine in ((old, Op.DELETE), (new, Op.INSERT)):
        words = "".join(run.text for paragraph in found for run in paragraph if run.op in (Op.EQUAL, mine))
        assert "".join(words.split()) == "".join(text.split())
