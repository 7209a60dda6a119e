"""Stored text as HTML and as plain text."""

import json
import os
import re
import time
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.markup import MarkerCounter, body_html, entry_html, plain

NUMBERS = {"y7k3": 1, "b2cd": 2}
SHARED = Path(os.environ.get("NEWSROOM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
PAYLOADS = SHARED / "data" / "xss_payloads.jsonl"


class Tags(HTMLParser):
    """Collects every tag with its attributes, comments and declarations included."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.found.append(("comment", {}))

    def unknown_decl(self, data):
        self.found.append(("declaration", {}))

    handle_decl = handle_pi = unknown_decl


def read(html):
    tags = Tags()
    tags.feed(html)
    tags.close()
    return tags


def test_a_marker_is_a_link_to_its_source():
    html, citations = body_html("It rained[@y7k3].", NUMBERS, MarkerCounter())
    assert html == (
        '<p>It rained<a class="cite" id="cite-y7k3-1" href="#src-y7k3" role="doc-noteref" '
        'aria-label="Source 1">[1]</a>.</p>'
    )
    assert citations == ["y7k3"]


def test_ids_count_up_for_each_source_through_the_page():
    counter = MarkerCounter()
    first, _ = body_html("One[@y7k3][@b2cd].\n\nTwo[@y7k3].", NUMBERS, counter)
    second, citations = entry_html("Three. [@b2cd][@y7k3][@b2cd]", NUMBERS, counter)
    assert re.findall(r'id="([^"]+)"', first + second) == [
        "cite-y7k3-1",
        "cite-b2cd-1",
        "cite-y7k3-2",
        "cite-b2cd-2",
        "cite-y7k3-3",
        "cite-b2cd-3",
    ]
    assert citations == ["b2cd", "y7k3"]
    assert counter.ids("y7k3") == ["cite-y7k3-1", "cite-y7k3-2", "cite-y7k3-3"]
    assert counter.ids("zzzz") == []


def test_blank_lines_part_paragraphs_and_line_breaks_are_spaces():
    html, _ = body_html("One\nline.\r\n \r\n\n\nTwo \n lines.\n", {}, MarkerCounter())
    assert html == "<p>One line.</p><p>Two lines.</p>"


def test_an_entry_has_no_paragraph():
    assert entry_html("One.\n\nTwo. [@y7k3]", {}, MarkerCounter())[0] == "One. Two. [@y7k3]"


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_nothing_gives_nothing(text):
    assert body_html(text, {}, MarkerCounter()) == ("", [])
    assert entry_html(text, {}, MarkerCounter()) == ("", [])


def test_a_marker_without_a_number_stays_as_text():
    html, citations = body_html("a[@zzzz]", NUMBERS, MarkerCounter())
    assert (html, citations) == ("<p>a[@zzzz]</p>", [])
    assert plain("a[@zzzz][@y7k3]", NUMBERS) == "a[@zzzz][1]"


def test_plain_text_keeps_all_but_the_keys():
    text = "One <b>[@y7k3].\n\nTwo & “three”[@b2cd][@y7k3]."
    assert plain(text, NUMBERS) == "One <b>[1].\n\nTwo & “three”[2][1]."


typed = st.lists(
    st.one_of(
        st.text(),
        st.sampled_from(["<", ">", "&", '"', "'", "[@y7k3]", "[@b2cd]", "\n\n", "<p>", "&lt;", "-->"]),
    )
).map("".join)


@settings(deadline=None)
@given(typed)
def test_no_markup_comes_from_a_text(text):
    for make in (body_html, entry_html):
        html, _ = make(text, NUMBERS, MarkerCounter())
        bare = re.sub(r'</?p>|<a class="cite" id="cite-[a-z0-9-]+" href="#src-[a-z0-9]+" role="doc-noteref" '
                      r'aria-label="Source \d">\[\d\]</a>', "", html)  # fmt: skip
        assert not re.search("[<>\"']|&(?!(?:lt|gt|amp|quot|#x27);)", bare)


@settings(deadline=None)
@given(typed)
def test_no_character_of_a_text_is_lost(text):
    html, _ = entry_html(text, NUMBERS, MarkerCounter())
    shown = unescape(re.sub(r"<[^>]*>", "", html))
    assert "".join(shown.split()) == "".join(plain(text, NUMBERS).split())


@pytest.mark.skipif(not PAYLOADS.exists(), reason="the shared payloads are not beside this checkout")
def test_hostile_payloads_come_out_as_text():
    payloads = [json.loads(line)["payload"] for line in PAYLOADS.read_text(encoding="utf-8").splitlines()]
    assert len(payloads) > 100
    for payload in payloads:
        for text in (payload, f"It rained {payload}[@y7k3].\n\n{payload}"):
            html, _ = body_html(text, NUMBERS, MarkerCounter())
            tags = read(html)
            assert {tag for tag, _ in tags.found} <= {"p", "a"}
            assert all(
                set(at) == {"class", "id", "href", "role", "aria-label"}
                for tag, at in tags.found
                if tag == "a"
            )
            assert "".join(payload.split()) in "".join("".join(tags.text).split())


def test_hostile_texts_take_time_in_proportion():
    for piece in ("\n", " \n", " ", "[@", "<", "\n \n", "[@y7k3]", "\r"):
        begun = time.perf_counter()
        body_html(piece * (20_000 // len(piece)), NUMBERS, MarkerCounter())
        assert time.perf_counter() - begun < 2
