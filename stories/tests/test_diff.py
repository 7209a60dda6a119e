"""What changed between two documents, and whether a minor change may change it."""

import copy
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stories.dates import parse
from stories.diff import Kind, Substance, compare, touches_substance
from stories.word_runs import Op, runs


def source(key, title):
    return {
        "key": key,
        "article": f"ar_{key}",
        "publisher": {"slug": "harbour-post", "name": "Harbour Post"},
        "title": title,
        "url": "",
        "language": "en",
        "published_at": None,
        "summary": "Tells it all.",
        "state": "cited",
    }


BASE = {
    "schema": 1,
    "language": "en",
    "headline": "Ferry Line Closes",
    "standfirst": "The line ran for years.",
    "topics": ["transport"],
    "image": None,
    "sections": [
        {
            "key": "s1aa",
            "heading": "Closure",
            "body": "The line closes. It carried 300 people[@y7k3]. Rain fell[@b2cd].",
        },
        {
            "key": "s2bb",
            "heading": "Protest",
            "body": "The mayor said “we are not done”[@b2cd]. People came on Monday.",
        },
        {"key": "s3cc", "heading": "Outlook", "body": "A new line may come."},
    ],
    "sources": [source("y7k3", "Ferry to close"), source("b2cd", "Protest on the quay")],
    "timeline": [
        {"key": "t1aa", "date": parse("Early Dec 2025").as_json(), "text": "The firm warns. [@y7k3]"},
        {"key": "t2bb", "date": parse("Dec 25 2025").as_json(), "text": "The line closes. [@y7k3][@b2cd]"},
    ],
    "quotes": [],
}


def altered(*path_and_value):
    *way, last, value = path_and_value
    document = copy.deepcopy(BASE)
    part = document
    for step in way:
        part = part[step]
    part[last] = value
    return document


def body(index, old, new):
    text = BASE["sections"][index]["body"]
    assert old in text
    return altered("sections", index, "body", text.replace(old, new))


def test_equal_documents_have_no_difference():
    difference = compare(BASE, copy.deepcopy(BASE))
    assert not difference
    assert touches_substance(difference) == []


def test_a_changed_text_shows_its_words():
    (change,) = compare(BASE, body(0, "The line closes", "The old line closes")).changes
    assert (change.place, change.change, change.key, change.field) == (
        "section",
        Kind.CHANGED,
        "s1aa",
        "body",
    )
    assert [(run.op, run.text) for run in change.parts if run.op != Op.EQUAL] == [(Op.INSERT, " old")]
    assert change.title == "Section “Closure”"
    assert change.deleted is False


def test_texts_show_numbers_and_never_keys():
    (change,) = compare(BASE, body(0, "[@b2cd]", "[@y7k3]")).changes
    assert change.old.endswith("Rain fell[2].")
    assert change.new.endswith("Rain fell[1].")
    assert [run.text for run in change.parts if run.op != Op.EQUAL] == ["[2]", "[1]"]
    assert change.citations == ("sentence 3 lost source [2]", "sentence 3 gained source [1]")


def test_a_dropped_citation_is_told_by_sentence_and_number():
    (change,) = compare(BASE, body(0, "Rain fell[@b2cd]", "Rain fell hard")).changes
    assert change.citations == ("sentence 3 lost source [2]",)


def test_a_removed_sentence_takes_its_citation_along():
    (change,) = compare(BASE, body(0, " Rain fell[@b2cd].", "")).changes
    assert change.citations == ("a removed sentence cited source [2]",)


def test_lost_sources_bear_their_old_number_and_gained_ones_their_new():
    document = body(0, "[@y7k3]", "[@b2cd]")
    document["sources"].reverse()
    change = next(c for c in compare(BASE, document).changes if c.place == "section")
    assert change.citations == ("sentence 2 lost source [1]", "sentence 2 gained source [1]")


def test_reordered_sources_move_and_change_no_text():
    document = copy.deepcopy(BASE)
    document["sources"].reverse()
    (change,) = compare(BASE, document).changes
    assert (change.place, change.change) == ("source", Kind.MOVED)
    assert touches_substance(compare(BASE, document)) == []


def test_only_the_section_that_moved_shows_as_moved():
    document = copy.deepcopy(BASE)
    document["sections"].append(document["sections"].pop(0))
    (change,) = compare(BASE, document).changes
    assert (change.change, change.key, change.old_place, change.new_place) == (Kind.MOVED, "s1aa", 1, 3)
    assert touches_substance(compare(BASE, document)) == []


def test_a_section_may_move_and_change_at_once():
    document = body(2, "may come", "will come")
    document["sections"].insert(0, document["sections"].pop())
    assert [change.change for change in compare(BASE, document).changes] == [Kind.MOVED, Kind.CHANGED]


def test_rows_that_come_and_go():
    document = copy.deepcopy(BASE)
    gone = document["timeline"].pop(0)
    document["sections"].append({"key": "s4dd", "heading": "", "body": "More[@b2cd]."})
    difference = compare(BASE, document)
    told = [(c.place, c.change, c.title, c.old, c.new) for c in difference.changes]
    assert told == [
        ("section", Kind.ADDED, "Section 4", "", "More[2]."),
        ("entry", Kind.REMOVED, "Timeline entry Early Dec 2025", "Early Dec 2025 – The firm warns. [1]", ""),
    ]
    assert gone["key"] == difference.changes[1].key
    assert touches_substance(difference) == [
        "section 4 was added",
        "timeline entry Early Dec 2025 was removed",
    ]


def test_a_difference_is_json():
    document = body(0, "300", "400")
    document["topics"] = ["transport", "sea"]
    document["timeline"].pop()
    value = json.loads(json.dumps(compare(BASE, document).as_json()))
    assert [change["change"] for change in value["changes"]] == ["changed", "removed", "changed"]
    assert value["changes"][0]["touched"] == ["number"]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (altered("headline", "Ferry line closes"), "the headline changed"),
        (altered("standfirst", "The line ran for 30 years."), "a number changed in standfirst"),
        (body(0, "300", "400"), "a number changed in section “Closure”"),
        (body(0, "300", "300,000"), "a number changed"),
        (body(2, "A new", "Two new"), "a number changed in section “Outlook”"),
        (body(1, "Monday", "Tuesday"), "a date changed in section “Protest”"),
        (body(1, "not done", "done"), "a quotation changed in section “Protest”"),
        (body(1, "“we are not done”", "we are not done"), "a quotation changed"),
        (body(0, "[@b2cd]", ""), "a citation changed in section “Closure”"),
        (body(0, "Rain fell[@b2cd]", "[@b2cd]Rain fell"), "a citation changed"),
        (body(0, "The line closes. It", "The line closes[@y7k3]. It"), "a citation changed"),
        (
            altered("timeline", 0, "date", parse("Mid Dec 2025").as_json()),
            "a date changed in date of timeline",
        ),
        (
            altered("sources", 0, "url", "https://harbour-post.example/1"),
            "a citation changed in url of source [1]",
        ),
        (altered("sources", 0, "state", "retracted"), "a citation changed in state of source [1]"),
        (
            altered("sources", 0, "title", "Ferry to close in 3 days"),
            "a number changed in title of source [1]",
        ),
        (
            altered("sources", 0, "published_at", "2025-12-25T00:00:00+00:00"),
            "a date changed in published at",
        ),
    ],
)
def test_what_a_minor_change_must_not_touch(document, reason):
    assert any(reason in told for told in touches_substance(compare(BASE, document))), touches_substance(
        compare(BASE, document)
    )


@pytest.mark.parametrize(
    "document",
    [
        body(0, "The line closes", "The line shuts"),
        body(1, "“we are not done”", '"we are not done"'),
        altered("sections", 2, "heading", "What comes next"),
        altered("standfirst", "The line ran for many years."),
        altered("topics", ["transport", "sea"]),
        altered("language", "en-GB"),
        altered("sources", 0, "summary", "Tells all."),
        altered("image", {"id": "im_1", "alt": "A ferry on 3 May", "credit": "Harbour Post"}),
    ],
)
def test_what_a_minor_change_may_touch(document):
    difference = compare(BASE, document)
    assert difference
    assert touches_substance(difference) == []


def test_a_citation_that_moves_to_another_sentence_is_substance():
    document = body(1, "done”[@b2cd]. People came on Monday.", "done”. People came on Monday[@b2cd].")
    (change,) = compare(BASE, document).changes
    assert change.touched == (Substance.CITATION,)
    assert change.citations == ("sentence 1 lost source [2]", "sentence 2 gained source [2]")


words = st.lists(
    st.sampled_from(["a", "the", " ", "\n\n", "[@y7k3]", "[@b2cd]", ".", "雨", "<b>", "x1"])
).map("".join)


@settings(deadline=None)
@given(st.one_of(words, st.text()), st.one_of(words, st.text()))
def test_the_runs_hold_both_texts_whole(old, new):
    found = runs(old, new)
    assert "".join(run.text for run in found if run.op != Op.INSERT) == old
    assert "".join(run.text for run in found if run.op != Op.DELETE) == new
    assert all(run.text for run in found)
    assert (old == new) == all(run.op == Op.EQUAL for run in found)


@settings(deadline=None)
@given(st.permutations(["s1aa", "s2bb", "s3cc"]), st.sets(st.sampled_from(["s1aa", "s2bb", "s3cc"])))
def test_every_row_is_kept_added_removed_or_moved_and_at_least_one_stays(order, left):
    rows = {section["key"]: section for section in BASE["sections"]}
    document = BASE | {"sections": [rows[key] for key in order if key in left]}
    changes = compare(BASE, document).changes
    assert {c.key for c in changes if c.change == Kind.REMOVED} == rows.keys() - left
    assert sum(c.change == Kind.MOVED for c in changes) < max(1, len(left))
    assert {c.key for c in compare(document, BASE).changes if c.change == Kind.ADDED} == rows.keys() - left


def test_long_texts_take_little_time():
    old = " ".join(f"Word{n % 50} fell in the town of {n % 7}." for n in range(600))[:20_000]
    new = " ".join(f"Word{n % 49} rose in the town of {n % 11}." for n in range(600))[:20_000]
    begun = time.perf_counter()
    (change,) = compare(altered("sections", 0, "body", old), altered("sections", 0, "body", new)).changes
    assert time.perf_counter() - begun < 8
    assert "".join(run.text for run in change.parts if run.op != Op.INSERT) == old
    assert "".join(run.text for run in change.parts if run.op != Op.DELETE) == new
