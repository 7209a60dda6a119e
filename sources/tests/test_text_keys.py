"""Text keys: two spellings of a title are one, and a key always fits its column."""

from hypothesis import given
from hypothesis import strategies as st

from sources.identifiers import text_key


def test_case_width_and_white_space_do_not_matter():
    assert text_key("  Ｔhe\tSTRASSE ") == text_key("the straße")


@given(st.text(max_size=600))
def test_a_key_fits_its_column_however_folding_lengthens_it(text):
    assert len(text_key(text)) <= 500


def test_a_key_is_cut_after_folding():
    assert text_key("ß" * 300) == "s" * 500
