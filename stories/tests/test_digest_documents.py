"""From a digest to the canonical document: keys, citations, headings, and what is kept beside it."""

import itertools
import json
from pathlib import Path

import pytest

from stories.digest.documents import to_document
from stories.digest.grammar import parse
from stories.digest.preview import as_preview
from stories.document import validate

DIGESTS = Path(__file__).parent / "data" / "digests"


def keys_in_order():
    numbers = itertools.count(1)
    return lambda taken: f"k{next(numbers):03}"


@pytest.fixture
def harbour():
    return parse((DIGESTS / "harbour.digest.txt").read_bytes())


@pytest.mark.parametrize("file", sorted(DIGESTS.iterdir()), ids=lambda file: file.stem)
def test_every_digest_makes_a_valid_document_and_plain_hints(file):
    document, hints = to_document(parse(file.read_bytes()))
    validate(document)
    assert json.loads(json.dumps(hints)) == hints


def test_numbers_become_keys_where_they_stand(harbour):
    document, _ = to_document(harbour, new_key=keys_in_order())
    assert [source["key"] for source in document["sources"]] == ["k003", "k004"]
    assert document["sections"][0]["body"].endswith("no chart shows[@k003][@k004].")
    assert document["timeline"][1]["text"] == "The board votes for a delay of six weeks. [@k003][@k004]"


def test_a_source_leaves_its_article_to_the_database(harbour):
    source = to_document(harbour, language="de")[0]["sources"][0]
    assert source["article"] == source["url"] == ""
    assert source["publisher"] == {"slug": "selwyn-courier", "name": "Selwyn Courier"}
    assert (source["language"], source["state"]) == ("de", "cited")


def test_a_dash_of_any_kind_parts_the_words_of_a_slug():
    digest = parse(
        "H\nUpdated (1 article)\nS t\nSources (1 article)\n-\n[1]\nE‑Post–Süd:T: s\nTimeline".encode()
    )
    assert to_document(digest)[0]["sources"][0]["publisher"]["slug"] == "e-post-süd"


def test_a_publisher_in_another_script_has_a_stable_slug():
    digest = parse((DIGESTS / "subway.digest.txt").read_bytes())
    slugs = {to_document(digest)[0]["sources"][0]["publisher"]["slug"] for _ in range(2)}
    assert len(slugs) == 1
    assert slugs.pop()


def test_confirmed_headings_are_taken_and_are_sure(harbour):
    chosen = ["Divers Report Unknown", ""]
    document, hints = to_document(harbour, chosen)
    assert [section["heading"] for section in document["sections"]] == chosen
    assert document["sections"][0]["body"].startswith("Wreck On March 3,")
    assert document["sections"][1]["body"].startswith("Shipping Lines Look")
    assert hints["unconfirmed_headings"] == []


def test_without_confirmation_what_is_not_sure_is_listed(harbour):
    document, hints = to_document(harbour)
    unsure = [
        section["key"]
        for section, shown in zip(document["sections"], as_preview(harbour)["sections"], strict=True)
        if not shown["choices"][0]["sure"]
    ]
    assert hints["unconfirmed_headings"] == unsure


def test_a_title_that_could_end_elsewhere_is_listed(harbour):
    document, hints = to_document(harbour)
    assert hints["unconfirmed_titles"] == [document["sources"][1]["key"]]


@pytest.mark.parametrize(
    "headings", [["Divers"], ["Sailors Report", ""], ["Div", ""], [None, "Shipping Lines" * 20]]
)
def test_it_refuses_headings_that_do_not_fit(harbour, headings):
    with pytest.raises(ValueError, match=r"heading|beginning"):
        to_document(harbour, headings)


def test_the_preview_shows_the_first_choice_and_all_choices(harbour):
    section = as_preview(harbour)["sections"][0]
    first = section["choices"][0]
    assert (section["heading"], section["body"]) == (first["heading"], first["body"])
    assert {"heading", "body", "score", "sure"} == first.keys()
