"""Where a heading ends: how often the ranking is right, and what it never does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from benchmarks.train_headings import examples, labelled_lines
from stories.digest.grammar import parse
from stories.digest.headings import rank, rank_sections
from stories.digest.names import learn

HELD_OUT = "headings_held_out.tsv"
TUNED_ON = "headings_dev.tsv"


@pytest.mark.parametrize(("file", "first", "in_three"), [(TUNED_ON, 0.95, 0.99), (HELD_OUT, 0.87, 0.97)])
def test_labelled_lines_are_split_as_well_as_measured(file, first, in_three):
    lines = labelled_lines(file)
    assert len(lines) >= 108
    ranked = [[choice.heading for choice in rank(f"{x.heading} {x.body}", x.known)] for x in lines]
    pairs = list(zip(lines, ranked, strict=True))
    assert sum(line.heading == choices[0] for line, choices in pairs) >= first * len(lines)
    assert sum(line.heading in choices[:3] for line, choices in pairs) >= in_three * len(lines)


def test_what_is_sure_is_hardly_ever_wrong():
    lines = labelled_lines(HELD_OUT)
    first = [(line, rank(f"{line.heading} {line.body}", line.known)[0]) for line in lines]
    sure = [line.heading == choice.heading for line, choice in first if choice.sure]
    assert len(sure) >= 40
    assert sure.count(False) <= 1


def test_nearly_every_true_end_is_among_the_possible_ones():
    lines = labelled_lines(TUNED_ON)
    assert len(examples(lines)) >= 2 * len(lines) - 1


@example("on 0")
@given(st.text(min_size=1, max_size=300))
def test_heading_and_body_always_make_the_line(line):
    line = line.strip(" ")
    if not line:
        return
    choices = rank(line)
    assert choices
    for choice in choices:
        assert (f"{choice.heading} {choice.body}" if choice.heading else choice.body) == line
        assert choice.body
        assert 0 <= choice.score <= 1


def test_choices_are_ranked_and_differ():
    choices = rank(
        "Board Delays Dredging Again On March 3, the board of Port Selwyn met behind closed doors."
    )
    assert choices[0].heading == "Board Delays Dredging Again"
    assert [choice.score for choice in choices] == sorted((c.score for c in choices), reverse=True)
    assert len({choice.heading for choice in choices}) == len(choices)


@pytest.mark.parametrize(
    "line",
    [
        "The board of the port put off the work on Tuesday.",
        "Officials said that nobody was hurt.",
        "Timeline",
        "all in lower case",
    ],
)
def test_a_plain_sentence_has_no_heading(line):
    assert rank(line)[0].heading == ""


def test_a_heading_never_holds_a_citation():
    for choice in rank("Board Met[1] Again The Board Voted[2] and Left for Home in the evening."):
        assert "[" not in choice.heading


def test_names_elsewhere_in_the_digest_tell_where_a_body_begins():
    line = "Talks Resume in Capital Adela Munro Quist said that a deal was near."
    known = learn(["The minister praised Adela Munro Quist and left."])
    assert rank(line, known)[0].heading == "Talks Resume in Capital"
    alone, helped = (rank(line, names)[0] for names in (learn([]), known))
    assert helped.score > alone.score or alone.heading != helped.heading


def test_the_sections_of_a_digest_share_what_is_known():
    data = (
        "Talks Go On\nUpdated (1 article)\nTalks Resume in Capital Adela Munro Quist said that a deal was near.\n"
        "Envoys Wait The envoys met Adela Munro Quist at noon.\n"
        "Sources (1 article)\n-\n[1]\nP:T: s\nTimeline"
    )
    first, second = rank_sections(parse(data.encode()))
    assert first[0].heading == "Talks Resume in Capital"
    assert second[0].heading == "Envoys Wait"
