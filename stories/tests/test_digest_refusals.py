"""Malformed digests: the line that is wrong, and never another error than DigestError."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.digest.grammar import DigestError, parse
from stories.digest.lines import MAX_BYTES

GOOD = (Path(__file__).parent / "data" / "digests" / "harbour.digest.txt").read_text(encoding="utf-8")
LINES = GOOD.split("\n")


def changed(number: int, line: str) -> bytes:
    """The good digest with another line of that number."""
    return "\n".join([*LINES[: number - 1], line, *LINES[number:]]).encode()


def without(number: int) -> bytes:
    return "\n".join([*LINES[: number - 1], *LINES[number:]]).encode()


def cut_after(number: int) -> bytes:
    return "\n".join(LINES[:number]).encode()


MALFORMED = {
    "empty": (b"", 0, "empty"),
    "only a byte-order mark": (b"\xef\xbb\xbf", 0, "empty"),
    "only blanks": (b" \r\n\r\n ", 0, "empty"),
    "not UTF-8": (GOOD.encode("latin-1", "replace").replace(b"six", b"s\xefx"), 0, "UTF-8"),
    "cut inside a character": (GOOD.encode() + b"\xe2\x80", 0, "UTF-8"),
    "UTF-16": (GOOD.encode("utf-16"), 0, "UTF-16"),
    "a NUL byte": (GOOD.encode().replace(b"six", b"s\0x"), 0, "NUL"),
    "too large": (b"x" * (MAX_BYTES + 1), 0, "split"),
    "no label of the sources": (without(5).replace(b"Selwyn", b"S"), 0, "Sources"),
    "one line": (b"Headline", 2, "Updated"),
    "no Updated": (without(2), 2, "Updated"),
    "Updated without number": (changed(2, "Updated (articles)"), 2, "Updated"),
    "Updated with a leading zero": (changed(2, "Updated (02 articles)"), 2, "Updated"),
    "two of the singular": (changed(2, "Updated (2 article)"), 2, "Updated"),
    "Arabic digits": (changed(2, "Updated (٢ articles)"), 2, "Updated"),
    "another count above": (changed(2, "Updated (3 articles)"), 2, "agree"),
    "another count at the sources": (changed(5, "Sources (3 articles)"), 5, "agree"),
    "a label nearly right": (changed(5, "Source (2 articles)"), 5, "Sources"),
    "no section": (
        b"\n".join([*GOOD.encode().split(b"\n")[:2], *GOOD.encode().split(b"\n")[4:]]),
        3,
        "section",
    ),
    "a blank line between sections": (changed(3, ""), 3, "blank"),
    "a blank line in the timeline": (changed(14, "  "), 14, "blank"),
    "a blank first line": (changed(1, ""), 1, "blank"),
    "a tab": (changed(3, "Heading\tThe body"), 3, "tab"),
    "a control character": (changed(4, "Heading \x1bThe body"), 4, "U+001B"),
    "mixed line ends": (GOOD.encode().replace(b"\n", b"\r\n", 3), 4, "line end"),
    "a carriage return alone": (GOOD.encode().replace(b"six", b"s\rx"), 14, "line end"),
    "no dash": (without(6), 6, "“-”"),
    "an en dash for the dash": (changed(6, "–"), 6, "“-”"),
    "no number": (without(7), 7, "[1]"),
    "numbers out of order": (changed(7, "[2]"), 7, "[1]"),
    "the same number twice": (changed(10, "[1]"), 10, "[2]"),
    "no publisher": (changed(8, ":Title: summary"), 8, "publisher"),
    "no colon at all": (changed(8, "A title alone"), 8, "publisher"),
    "no summary": (changed(8, "Selwyn Courier:Title"), 8, "summary"),
    "no blank after the title": (changed(8, "Selwyn Courier:Title:summary"), 8, "summary"),
    "a publisher that never ends": (changed(8, "P" * 300 + ":Title: summary"), 8, "200"),
    "a title that never ends": (changed(8, "P:" + "T" * 600 + ": summary"), 8, "500"),
    "a summary that never ends": (changed(8, "P:Title: " + "s" * 1200), 8, "1,000"),
    "a headline that never ends": (changed(1, "H" * 400), 1, "300"),
    "a section that never ends": (changed(4, "word " * 5000), 4, "20,000"),
    "no timeline": (cut_after(11), 12, "Timeline"),
    "a source cut off": (cut_after(10), 11, "ends here"),
    "a source cut off before its number": (cut_after(9), 10, "ends here"),
    "a misspelt timeline": (changed(12, "Time line"), 12, "Timeline"),
    "no source": (b"H\nUpdated (0 articles)\nS t\nSources (0 articles)\nTimeline", 5, "source"),
    "an entry without date": (changed(13, "The board votes. [1]"), 13, ""),
    "a date without year": (changed(13, "Mar 3 – The board votes. [1]"), 13, "year"),
    "a day that does not exist": (changed(13, "Feb 30 2026 – The board votes. [1]"), 13, ""),
    "a range written backwards": (changed(13, "Mar 7–5 2026 – The board votes. [1]"), 13, ""),
    "another time zone": (changed(14, "Mar 3 2026 14:30 KST – The board votes."), 14, "UTC"),
    "a hyphen for the en dash": (changed(13, "Mar 3 2026 - The board votes."), 13, "en dash"),
    "an entry without text": (changed(13, "Mar 3 2026 –"), 13, "text"),
    "a citation of nothing in a section": (changed(3, "Heading The body says so[3]."), 3, "[3]"),
    "a citation of nothing in an entry": (changed(15, "Mar 3 2026 – The board votes. [9]"), 15, "[9]"),
    "a citation of zero": (changed(3, "Heading The body says so[0]."), 3, "[0]"),
    "a citation with a leading zero": (changed(3, "Heading The body says so[01]."), 3, "[01]"),
    "a list of citations": (changed(3, "Heading The body says so[1, 2]."), 3, "[1][2]"),
    "a stored citation": (changed(3, "Heading The body says so[@y7k3]."), 3, "[1]"),
}


@pytest.mark.parametrize(("data", "line", "hint"), MALFORMED.values(), ids=MALFORMED)
def test_it_refuses_and_names_the_line(data, line, hint):
    with pytest.raises(DigestError) as refused:
        parse(data)
    assert refused.value.line == line
    assert hint in refused.value.message


def test_it_refuses_more_sections_than_a_document_holds():
    text = GOOD.replace(LINES[2], "\n".join(["Heading The body."] * 120))
    with pytest.raises(DigestError) as refused:
        parse(text.encode())
    assert refused.value.line == 103


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    _read_or_refuse(data)


PIECES = st.sampled_from(
    (
        *(
            "Updated (1 article)",
            "Sources (1 article)",
            "Timeline",
            "-",
            "[1]",
            "P:T: s",
            "Mar 3 2026 – x [1]",
        ),
        *(
            "",
            " ",
            "\r",
            "\ufeff",
            "2026",
            "Early Mar 2026 –",
            "a: b: “c: d",
            "[1][2]",
            "\x00",
            "Source (9)",
            "H B",
        ),
    )
)


@given(st.lists(PIECES, max_size=14), st.sampled_from(["\n", "\r\n"]))
def test_any_order_of_lines_is_read_or_refused(pieces, newline):
    _read_or_refuse(newline.join(pieces).encode())


@given(st.integers(1, len(LINES)), st.text(max_size=60))
def test_any_line_in_a_good_digest_is_read_or_refused(number, line):
    _read_or_refuse(changed(number, line.encode("utf-8", "ignore").decode()))


def _read_or_refuse(data: bytes) -> None:
    """Any other error than a refusal fails the test by itself."""
    refused = None
    try:
        parse(data)
    except DigestError as error:
        refused = error
    if refused:
        assert 0 <= refused.line <= data.count(b"\n") + 3
        assert refused.message
