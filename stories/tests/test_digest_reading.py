"""Reading well-formed digest files: what they say, character by character."""

from pathlib import Path

import pytest

from stories.digest.grammar import parse

DIGESTS = Path(__file__).parent / "data" / "digests"


@pytest.fixture
def harbour():
    return parse((DIGESTS / "harbour.digest.txt").read_bytes())


@pytest.fixture
def library():
    return parse((DIGESTS / "library.digest.txt").read_bytes())


def test_headline_count_and_sections(harbour):
    assert harbour.headline == "Harbour Board Puts Off Dredging After Wreck Is Found"
    assert harbour.article_count == 2
    assert [line.split()[0] for line in harbour.sections] == ["Divers", "Shipping"]


def test_publisher_title_and_summary(harbour):
    first = harbour.sources[0]
    assert (first.number, first.publisher, first.gap) == (1, "Selwyn Courier", "")
    assert first.title == "Port puts off dredging after divers find old wreck"
    assert first.summary.startswith("Describes what the divers saw")
    assert first.sure


def test_a_title_with_a_colon_offers_every_cut(harbour):
    second = harbour.sources[1]
    assert not second.sure
    assert [title for title, _ in second.choices] == [
        "Lines turn away from Selwyn: what it means for us",
        "Lines turn away from Selwyn",
    ]


def test_a_colon_in_quotation_marks_is_no_cut(library):
    assert library.sources[0].title == "“Up there: quiet”, pupils say of library"
    assert library.sources[0].sure


@pytest.mark.parametrize(
    ("rest", "title"),
    [
        ("Budget: the vote: Explains who voted how and what comes next week", "Budget: the vote"),
        ("Budget: Explains who voted how and what comes next: a week of talks", "Budget"),
        ("Budget vote: Explains it all", "Budget vote"),
        ("He said 'wait: not yet' to all: short words", "He said 'wait: not yet' to all"),
        ('Snow of 5" falls: more to come', 'Snow of 5" falls'),
        ('"All: or nothing" for one: a plea', '"All: or nothing" for one'),
        ("“All: or nothing”", "“All"),
        ("Minister: This is the end of all the talks", "Minister"),
    ],
)
def test_where_a_title_ends(rest, title):
    digest = parse(
        f"H\nUpdated (1 article)\nS text\nSources (1 article)\n-\n[1]\nP: {rest}\nTimeline".encode()
    )
    assert digest.sources[0].title == title
    assert f"{title}: {digest.sources[0].summary}" == rest


def test_entries_with_dates_and_citations(harbour):
    assert [entry.date.display() for entry in harbour.timeline] == [
        "Early Mar 2026",
        "Mar 3 2026 14:30 UTC",
        "Mar 5–7 2026",
    ]
    assert [entry.cites for entry in harbour.timeline] == [(1,), (1, 2), (2,)]
    assert harbour.timeline[1].text == "The board votes for a delay of six weeks. [1][2]"


def test_a_range_of_dates_is_not_cut_at_its_own_dash():
    digest = parse(_with_entry("Dec 30 2025 – Jan 2 2026 – Talks go on."))
    assert digest.timeline[0].written == "Dec 30 2025 – Jan 2 2026"


def test_a_text_that_opens_with_a_date_keeps_it():
    digest = parse(_with_entry("Dec 30 2025 – Jan 2 2026 is named as the new deadline."))
    assert digest.timeline[0].written == "Dec 30 2025"
    assert digest.timeline[0].text == "Jan 2 2026 is named as the new deadline."


def test_the_file_around_the_lines_is_remembered(library):
    layout = library.layout
    assert (layout.bom, layout.newline, layout.final_newlines) == (True, "\r\n", 1)
    assert layout.plural_of_one == ("updated", "sources")


def test_every_character_is_kept(library):
    assert library.headline == "Village School Wins Prize for Its Tree‑House Library"
    assert "  eBooks" in library.sections[1]


def test_a_section_may_read_like_a_label():
    data = b"H\nUpdated (1 article)\nTimeline\nSources (7 articles)\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline"
    assert parse(data).sections == ("Timeline", "Sources (7 articles)")


def test_a_bracketed_year_is_text():
    data = (
        b"H\nUpdated (1 article)\nIn [2025] all was well[1].\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline"
    )
    assert parse(data).sections == ("In [2025] all was well[1].",)


def _with_entry(line: str) -> bytes:
    head = "H\nUpdated (1 article)\nS text\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline\n"
    return (head + line).encode()
