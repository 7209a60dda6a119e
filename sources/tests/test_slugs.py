"""Slugs: readable in every script, safe as a folder's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.slugs import slug_for


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("High‑Level Emergency", "high-level-emergency"),
        ("U.S. Men’s Team – Wins!", "us-mens-team-wins"),
        ("항구신문", "항구신문"),
        ("صحيفة الميناء", "صحيفة-الميناء"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("ข่าว ท่าเรือ", "ข่าว-ท่าเรือ"),
        ("বাংলা খবর", "বাংলা-খবর"),
        ("İstanbul", "istanbul"),
        ("???", ""),
    ],
)
def test_a_slug_reads_like_its_text(text, slug):
    assert slug_for(text) == slug


@given(st.text(max_size=400))
def test_a_slug_is_always_a_safe_folder_name(text):
    slug = slug_for(text)
    assert len(slug.encode()) <= 200
    assert not set(slug) & set("/\\. \0%?#")
    assert slug_for(slug) == slug
    assert not slug.startswith("-")
    assert not slug.endswith("-")
