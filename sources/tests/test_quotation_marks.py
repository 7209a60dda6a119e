import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.quotes import quotations_in

PAIRS = ["“”", '""', "‘’", "«»", "»«", "‹›", "„“", "„”", "‚‘", "「」", "『』", "《》"]
WORDS = st.lists(
    st.sampled_from(["we", "don’t", "know", "the", "ministers", "plan", "1990s"]), min_size=1
).map(" ".join)


def said(text, language=""):
    return [quotation.text for quotation in quotations_in(text, language)]


@pytest.mark.parametrize("pair", PAIRS)
def test_it_reads_every_pair_of_marks(pair):
    text = f"She said {pair[0]}we will go{pair[1]}, and went."
    (found,) = quotations_in(text)
    assert found.text == "we will go" == text[found.start : found.end]


@given(st.sampled_from(PAIRS), WORDS, WORDS, WORDS)
def test_it_finds_what_was_put_between_marks_and_nothing_else(pair, before, quoted, after):
    text = f"{before}, {pair[0]}{quoted}{pair[1]}, {after}"
    assert said(text) == [quoted]


@given(WORDS)
def test_it_finds_nothing_in_words_with_apostrophes(text):
    assert said(text) == []


@given(st.text(alphabet="ab s'’‘“”\"«»„「」\n.1"))
def test_it_never_fails_and_what_it_finds_is_where_it_says(text):
    ends = [0]
    for found in quotations_in(text):
        assert text[found.start : found.end] == found.text
        assert found.start > ends[-1] - 1
        ends.append(found.end)


def test_a_quotation_within_another_belongs_to_it():
    assert said("He said “she told me ‘no, ‹never›’ twice” and left.") == ["she told me ‘no, ‹never›’ twice"]
    assert said("Elle dit « oui, « non » bien » hier.") == [" oui, « non » bien "]
    assert said("彼は「『はい』と言った」と話した。") == ["『はい』と言った"]


@pytest.mark.parametrize(
    "text",
    [
        "the ministers’ plan and the workers’ rights",
        "’90s music, rock ’n’ roll, get ’em",
        "'90s music, rock 'n' roll, get 'em",
        'he is 6\'2" tall, the board 5" wide',
        "O’Neill’s and d’Ivoire, it's hers'",
    ],
)
def test_it_takes_no_apostrophe_and_no_inch_for_a_mark(text):
    assert said(text) == []


def test_a_possessive_within_single_marks_does_not_close_them():
    assert said("‘The ministers’ plan has failed’, she said.") == ["The ministers’ plan has failed"]
    assert said("'It's the workers' turn,' she said.") == ["It's the workers' turn,"]


def test_a_quotation_goes_on_over_paragraphs_that_open_it_again():
    text = "“First words.\n\n“Second words,” he said.\n\nThen “others”."
    assert said(text) == ["First words.\n\n“Second words,", "others"]
    assert said("« Un.\n\n» Deux », dit-il.") == [" Un.\n\n» Deux "]
    assert said("「一。\n\n二」と。") == ["一。\n\n二"]


def test_a_line_break_does_not_end_a_quotation():
    assert said("“we will\ngo”") == ["we will\ngo"]


def test_one_that_is_never_closed_is_none_and_swallows_nothing():
    assert said("“we will go.\n\nNext: “yes”.") == ["yes"]
    assert said("“we will “yes” he said") == ["yes"]


def test_swedish_opens_and_closes_with_the_same_mark():
    assert said("Hon sa ”hej på dig” och gick.", "sv") == ["hej på dig"]


def test_marks_around_no_words_are_no_quotation():
    assert said("“…” and “ ”") == []
