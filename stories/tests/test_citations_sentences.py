"""Where sentences end, in English and in scripts with a full stop of their own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.citations import sentences


def cut(text):
    return [text[span.start : span.end] for span in sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["The vote passed.", "It was close."],
        ["The U.S. Senate met.", "It voted."],
        ["He flew to the U.S.", "The visit was short."],
        ["Dr. Kim and Mr. Lee met.", "They agreed."],
        ["J. K. Rowling and John F. Kennedy Jr. were named.", "No one spoke."],
        ["Prices rose 3.5 percent.", "Wages fell 0.2."],
        ["She said “we won.”", "He left."],
        ['He said "stop."', "She stopped."],
        ["“Stop!” he said.", "She did."],
        ["Will it pass?", "Yes!", "No…", "Perhaps."],
        ["It ended at 5 p.m. Thursday.", "Police left."],
        ["It ended at 5 p.m. EST on Monday.", "Police left."],
        ["It ended at 5 p.m.", "Police left."],
        ["Apple Inc. Chief Tim Cook spoke.", "He smiled."],
        ["It was bought by Apple Inc.", "The price was low."],
        ["It is No. 10 Downing Street.", "The answer was no.", "He left."],
        ["On Dec. 25 it rained.", "It was cold in Dec.", "The snow fell."],
        ["The site example.com is down.", "Version 2.0.1 is out."],
        ["(He won.)", "She lost."],
        ["One line without a stop"],
    ],
)
def test_english(expected):
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["大統領は会議を開いた。", "「行かない。」", "警察が来た！"],
        ["总统召开了会议。", "会议持续了3.5小时？"],
    ],
)
def test_full_stops_without_a_space(expected):
    assert cut("".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["اجتمع الرئيس.", "هل صوّت المجلس؟", "نعم."],
        ["یہ پہلا جملہ ہے۔", "یہ دوسرا ہے۔"],
        ["राष्ट्रपति ने बैठक बुलाई।", "पुलिस आई।"],
        ["Die Sitzung war am 25. Dezember.", "Sie endete."],
        ["¿Qué pasó?", "¡Nada!", "El Sr. Pérez habló."],
        ["« Non. »", "Il est parti."],
    ],
)
def test_other_scripts_and_languages(expected):
    assert cut(" ".join(expected)) == expected


@pytest.mark.parametrize(
    "expected",
    [
        ["It rained[@y7k3].", "It snowed[@y7k3][@b2cd]."],
        ["It rained. [@y7k3]", "It snowed. [@y7k3][@b2cd]"],
        ["It rained.[@y7k3]", "It snowed.[@y7k3]"],
        ["He said “stop.”[1]", "She did. [1, 2]"],
        ["He flew to the U.S. [@y7k3]", "Kim stayed."],
    ],
)
def test_a_marker_behind_the_stop_belongs_to_the_sentence_before(expected):
    assert cut(" ".join(expected)) == expected


def test_a_marker_behind_a_stop_without_a_space():
    assert cut("雨。[@y7k3]雪。[@b2cd]") == ["雨。[@y7k3]", "雪。[@b2cd]"]


def test_blank_lines_separate_and_line_breaks_do_not():
    assert cut("First part\n\nsecond part\ngoes on.\n \n Third.") == [
        "First part",
        "second part\ngoes on.",
        "Third.",
    ]


def test_nothing_has_no_sentences():
    assert sentences("") == sentences(" \n ") == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Dr", "U.S", ".", ". ", "!", "”", "\n", "\n\n", "。", "[@y7k3]", "[1]", " ", "x", "A"]
        )
    )
)
def test_sentences_hold_all_that_is_not_space_in_order(parts):
    text = "".join(parts)
    spans = sentences(text)
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    places = [0, *(place for span in spans for place in span), len(text)]
    assert places == sorted(places)
    between = "".join(text[a:b] for a, b in zip(places[::2], places[1::2], strict=True))
    assert not between.strip()
