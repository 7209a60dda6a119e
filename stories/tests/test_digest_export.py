"""Writing digests: the bytes that were imported, and a plain digest of what never was one."""

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stories.citations import CitationError
from stories.digest.documents import to_document
from stories.digest.grammar import parse
from stories.digest.render import export
from stories.document import validate

DIGESTS = Path(__file__).parent / "data" / "digests"

words = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="[]:@"), max_size=30
).map(lambda text: " ".join(text.split()) or "Some words")
blanks = st.sampled_from(["", "", "", " ", "\t", "  "])
dates = st.sampled_from(
    (
        *(
            "Early Dec 2025",
            "Mid-Jan 2026",
            "late Feb 2024",
            "Dec 25, 2025",
            "25 December 2025",
            "2025-12-25",
        ),
        *("Dec 25 2025 02:51 UTC", "2026-01-05T09:30Z", "Q4 2025", "2025", "December 2025", "About Dec 2025"),
        *("Dec 30 2025 – Jan 2 2026", "Dec 28 – Dec 30 2025", "Dec 25 2025 (unconfirmed)"),
    )
)


@st.composite
def digests(draw):
    """A well-formed digest in any of the ways in which one may be laid out."""
    count = draw(st.integers(1, 4))
    markers = st.lists(st.integers(1, count), max_size=3).map(lambda found: "".join(f"[{n}]" for n in found))
    label = draw(st.sampled_from(["(1 article)", "(1 articles)"])) if count == 1 else f"({count} articles)"
    lines = [draw(words), f"Updated {label}"]
    lines += [draw(words) + draw(markers) + "." for _ in range(draw(st.integers(1, 4)))]
    lines.append(f"Sources {label}")
    for number in range(1, count + 1):
        gap = draw(st.sampled_from(["", " ", "  "]))
        source = f"{draw(words)}:{gap}{draw(words)}: {draw(words)}"
        lines += ["-", f"[{number}]", source + draw(st.sampled_from(["", ": more"]))]
    lines.append("Timeline")
    lines += [
        f"{draw(dates)} – {draw(words)}. {draw(markers)}".rstrip() for _ in range(draw(st.integers(0, 4)))
    ]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    padded = [draw(blanks) + line + draw(blanks) for line in lines]
    return (mark + newline.join(padded) + newline * draw(st.integers(0, 2))).encode()


@given(digests())
def test_a_well_formed_digest_comes_back_byte_for_byte(data):
    document, hints = to_document(parse(data))
    validate(document)
    assert export(document, hints) == data


@given(digests())
def test_what_is_written_without_hints_reads_the_same(data):
    document, _ = to_document(parse(data))
    again = parse(export(document))
    before = parse(data)
    assert again.headline == before.headline
    assert again.sections == before.sections
    assert [(s.publisher, s.rest) for s in again.sources] == [(s.publisher, s.rest) for s in before.sources]
    assert [(e.date, e.text) for e in again.timeline] == [(e.date, e.text) for e in before.timeline]


@pytest.mark.parametrize("file", sorted(DIGESTS.iterdir()), ids=lambda file: file.stem)
def test_each_stored_digest_comes_back_byte_for_byte(file):
    data = file.read_bytes()
    assert export(*to_document(parse(data))) == data


@pytest.fixture
def library():
    return to_document(parse((DIGESTS / "library.digest.txt").read_bytes()))


def test_a_date_is_written_as_imported_until_it_changes(library):
    document, hints = library
    changed = copy.deepcopy(document)
    changed["timeline"][1]["date"] = changed["timeline"][2]["date"]
    text = export(changed, hints).decode()
    assert "December 25, 2025" not in text
    assert "Jan 5 2026 09:30 UTC – Pupils carry" in text
    assert "2026-01-05T09:30Z – The jury" in text


def test_the_gap_after_a_publisher_goes_with_its_name(library):
    document, hints = library
    changed = copy.deepcopy(document)
    changed["sources"][0]["summary"] = "Tells another story."
    assert "Vale Gazette:  “Up there" in export(changed, hints).decode()
    changed["sources"][0]["publisher"]["name"] = "Hill Gazette"
    assert "Hill Gazette: “Up there" in export(changed, hints).decode()


def test_one_articles_is_kept_until_there_are_two(library):
    document, hints = library
    changed = copy.deepcopy(document)
    changed["sources"].append({**changed["sources"][0], "key": "zzz9"})
    assert "Updated (1 articles)" in export(document, hints).decode()
    assert "Updated (2 articles)" in export(changed, hints).decode()
    assert "Updated (1 article)" in export(document).decode()


def test_blanks_around_a_line_go_when_it_changes():
    document, hints = to_document(
        parse(b"Headline  \nUpdated (1 article)\nA text.\t\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline")
    )
    document["headline"] = "Another"
    lines = export(document, hints).decode().split("\n")
    assert lines[0] == "Another"
    assert lines[2] == "A text.\t"


def test_a_new_order_of_sources_changes_the_numbers():
    data = (DIGESTS / "harbour.digest.txt").read_bytes()
    document, hints = to_document(parse(data))
    document["sources"].reverse()
    text = export(document, hints).decode()
    assert "no chart shows[2][1]." in text
    assert "[1]\nMarlow Post: Lines" in text
    assert "[2]\nSelwyn Courier:Port" in text


def test_paragraphs_are_joined_by_a_blank(library):
    document, _ = library
    document["sections"][0] |= {"heading": "First", "body": "One.\n\nTwo.\r\n\r\n Three."}
    document["sections"][1] |= {"heading": "", "body": ""}
    lines = export(document).decode().split("\n")
    assert lines[2] == "First One. Two. Three."
    assert lines[3].startswith("Sources")


def test_a_source_without_summary_is_its_title_alone(library):
    document, _ = library
    document["sources"][0] |= {"title": "Shelves in a beech", "summary": ""}
    assert "\nVale Gazette: Shelves in a beech\n" in export(document).decode()


def test_it_refuses_a_citation_of_no_source(library):
    document, _ = library
    document["sections"][0]["body"] = "So it is said[@none]."
    with pytest.raises(CitationError):
        export(document)
