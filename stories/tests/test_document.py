"""The canonical document: what it refuses, and that one text has one digest."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.document import DocumentError, canonical_json, digest, validate
from stories.tests.conftest import DOCUMENT


def altered(path, value):
    """The sample document with one value replaced."""
    document = copy.deepcopy(DOCUMENT)
    *way, last = path
    part = document
    for step in way:
        part = part[step]
    part[last] = value
    return document


def test_the_sample_is_a_document():
    validate(DOCUMENT)


@pytest.mark.parametrize(
    ("path", "value", "complaint"),
    [
        (("headline",), "x" * 301, "headline: is too long: 300 characters at most"),
        (("headline",), "two\nlines", "headline: holds a character"),
        (("sections", 1, "heading"), "x" * 201, r"sections\[1\].heading: is too long"),
        (("sections", 0, "body"), "NUL \0", r"sections\[0\].body: holds a character"),
        (("sections", 0, "key"), "1234", r"sections\[0\].key"),
        (("sections", 0, "key"), "k7m2", "the key “k7m2” is used twice"),
        (("sources", 0, "url"), "javascript:alert(1)", r"sources\[0\].url"),
        (("sources", 0, "title"), "", r"sources\[0\].title"),
        (("sources", 0, "published_at"), "yesterday", r"sources\[0\].published_at: is not a moment"),
        (("sources", 0, "published_at"), "2025-12-25T02:51:00", "lacks its offset"),
        (("timeline", 0, "date", "end"), "2020-01-01T00:00:00+00:00", r"timeline\[0\].date"),
        (("timeline", 0, "date", "start"), "soon", r"timeline\[0\].date"),
        (("language",), "not a language", "language"),
        (("colour",), "red", "colour"),
        (("headline",), "half \ud800", "lone surrogate"),
    ],
)
def test_it_refuses_with_the_place(path, value, complaint):
    with pytest.raises(DocumentError, match=complaint):
        validate(altered(path, value))


def test_it_refuses_a_missing_part():
    with pytest.raises(DocumentError, match="timeline"):
        validate({key: value for key, value in DOCUMENT.items() if key != "timeline"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.dictionaries(st.text(), JSON))
def test_the_digest_knows_no_order_and_survives_json(value):
    backwards = dict(reversed(value.items()))
    assert digest(value) == digest(backwards)
    assert json.loads(canonical_json(value)) == value
