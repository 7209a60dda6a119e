"""What is offered for a timeline: dated events of the story, each once, and how often that is right."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from stories.dates import parse
from stories.likely_entries import Known, Told, likely_entries

TOLD = tomllib.loads(Path(__file__).with_name("texts").joinpath("told.toml").read_text())["story"]
STORY = "Harbour Bridge closed after inspectors find cracks in the northern span; the port authority names no date."
WIRE = Told(
    "wire",
    "MERROW, Oct 6 (Wire) — On Tuesday, inspectors found 14 cracks in Harbour Bridge. "
    "Was it ever safe, a driver asked on Monday?",
    date(2026, 10, 6),
)
LEDGER = Told(
    "ledger",
    "Inspectors found 14 cracks in the bridge on October 6, the Ledger has learnt.",
    date(2026, 10, 9),
)


def offers(*articles, known=()):
    return likely_entries(articles, story=STORY, known=known)


def test_a_sentence_comes_without_the_words_of_its_date_and_of_its_agency():
    (offer,) = offers(WIRE)
    assert offer.sentence == "On Tuesday, inspectors found 14 cracks in Harbour Bridge."
    assert offer.entry == "Inspectors found 14 cracks in Harbour Bridge."
    assert (offer.date, offer.said) == (parse("Oct 6 2026"), "Tuesday")
    assert offer.reading == "Tuesday by the date of the article, Oct 6 2026"


def test_one_event_told_twice_is_one_offer_that_names_both():
    (offer,) = offers(WIRE, LEDGER)
    assert {offer.article, *offer.also} == {"wire", "ledger"}


@pytest.mark.parametrize(
    "text", ["The bridge is closed after 14 cracks are found.", "Cracks found in Harbour Bridge."]
)
def test_what_the_timeline_has_is_not_offered_on_that_day_only(text):
    assert offers(WIRE, known=[Known(parse("Oct 6 2026 05:30 UTC"), text)]) == []
    assert offers(WIRE, known=[Known(parse("Oct 7 2026"), text)])


def test_the_same_articles_give_the_same_offers_under_the_same_names():
    assert offers(WIRE, LEDGER) == offers(WIRE, LEDGER)
    (key,) = [offer.key for offer in offers(WIRE)]
    assert key == offers(WIRE)[0].key
    assert key != offers(LEDGER)[0].key


def test_on_articles_that_were_not_used_to_tune_it_most_offers_are_right():
    """The figures of the decision record; a change that makes them worse must say so there."""
    offered, right, wanted = 0, 0, 0
    for story in TOLD:
        if story["tuned_on"]:
            continue
        articles = [Told(a["name"], a["text"], a["said_on"]) for a in story["article"]]
        events = {(a["name"], start): when for a in story["article"] for start, when in a["events"]}
        wanted += len(events)
        for offer in likely_entries(articles, story=story["text"]):
            offered += 1
            right += any(
                offer.article == name and offer.sentence.startswith(start) and offer.date.display() == when
                for (name, start), when in events.items()
            )
    assert right / offered >= 0.7
    assert right / wanted >= 0.8
