"""Desk checks: each is tripped by one text and not by the next."""

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.management import call_command

from sources.quotes import Passage
from stories.checks import REGISTRY, Desk, Severity, blockers, run
from stories.quotation_check import beside
from stories.tests.conftest import DOCUMENT

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def desk(change=None, **around):
    document = copy.deepcopy(DOCUMENT)
    if change:
        change(document)
    states = {"ar_bridge": "live", "ar_tunnel": "live"} | around.pop("article_states", {})
    for source, article in zip(document["sources"], ("ar_bridge", "ar_tunnel"), strict=False):
        source["article"] = article
    return Desk(document=document, article_states=states, **around)


def setting(path, value):
    def change(document):
        *way, last = path
        part = document
        for step in way:
            part = part[step]
        part[last] = value

    return change


def swap_timeline(document):
    document["timeline"].reverse()


def same_publisher(document):
    document["sources"][1]["publisher"] = document["sources"][0]["publisher"]


BODY = ("sections", 1, "body")
SAID = "Nobody asked. “We will not name a date before the spring,” the head of the authority told the paper."
PIN = {
    "citation": {"place": "s3b4", "sentence": 0, "source": "p4q8"},
    "exact": "We will not name a date",
    "prefix": "",
    "suffix": "",
    "verified_at": "2026-10-07T08:00:00+00:00",
    "score": 100.0,
}


def quoting(body, article=SAID, quotes=(), **around):
    def change(document):
        setting(BODY, body)(document)
        document["quotes"] = list(quotes)

    bare = desk(change, **around)
    return replace(bare, quotations=beside(bare.document, {"ar_tunnel": Passage(article, "en")}))


TRIPPED = {
    "headline_missing": (desk(setting(("headline",), " ")), "headline"),
    "no_sections": (desk(setting(("sections",), [])), "sections"),
    "no_sources": (desk(setting(("sources",), [])), "sources"),
    "empty_section": (desk(setting(BODY, "")), "s3b4"),
    "unknown_citation": (desk(setting(BODY, "Nobody said so[@zz99].")), "s3b4"),
    "lost_citation": (desk(setting(BODY, "The authority named no date."), live=DOCUMENT), "s3b4"),
    "cited_article_withdrawn": (desk(article_states={"ar_tunnel": "retracted"}), "p4q8"),
    "timeline_order": (desk(swap_timeline), "t9k2"),
    "slug_reserved": (desk(slug_reserved=True), "slug"),
    "embargo": (desk(embargo_until=NOW + timedelta(hours=1), publishing_at=NOW), "embargo_until"),
    "image_without_alt": (desk(setting(("image",), {"id": "im_1", "alt": "", "credit": "Us"})), "image"),
    "uncited_fact": (desk(setting(BODY, "It will cost 40 million. Nobody objects[@p4q8].")), "s3b4"),
    "source_never_cited": (
        desk(
            lambda d: [
                d["sections"].pop(),
                setting(("sections", 0, "body"), "Shut[@k7m2].")(d),
                d["timeline"].pop(0),
            ]
        ),
        "p4q8",
    ),
    "single_publisher": (desk(same_publisher), "sources"),
    "heading_not_confirmed": (desk(unconfirmed_headings=frozenset({"s1a2"})), "s1a2"),
    "section_long": (desk(setting(BODY, "word " * 130 + "[@p4q8].")), "s3b4"),
    "headline_long": (desk(setting(("headline",), "x" * 91)), "headline"),
    "article_changed": (desk(article_states={"ar_tunnel": "gone"}), "p4q8"),
    "quotation_not_found": (quoting("“Nothing of the sort was said”[@p4q8]."), "s3b4"),
    "quotation_differs": (quoting("“We will name a date before the spring”[@p4q8]."), "s3b4"),
    "quotation_cut": (quoting("“We will … name a date”[@p4q8]."), "s3b4"),
    "pinned_quotation_gone": (quoting("“We will not name a date”[@p4q8].", "No more.", [PIN]), "s3b4"),
    "pin_let_go": (desk(live=DOCUMENT | {"quotes": [PIN]}), "sources"),
}


def test_every_check_has_a_case():
    assert set(TRIPPED) == set(REGISTRY)
    assert all(rule.about and rule.fix for rule in REGISTRY.values())


def test_the_documentation_says_what_the_registry_says(capsys):
    call_command("describe_checks")
    written = (settings.BASE_DIR / "docs" / "desk-checks.md").read_text()
    assert written == capsys.readouterr().out, "manage.py describe_checks > docs/desk-checks.md"
    assert all(f"`{code}`" in written for code in REGISTRY)


@pytest.mark.parametrize("code", sorted(TRIPPED))
def test_a_check_is_tripped_and_points_to_its_place(code):
    tripped, place = TRIPPED[code]
    [issue] = [found for found in run(tripped) if found.code == code]
    assert issue.place == place
    assert issue.severity == REGISTRY[code].severity


def test_a_sound_text_trips_nothing():
    assert run(desk(live=DOCUMENT, publishing_at=NOW, embargo_until=NOW)) == []


NEARLY = {
    "headline_missing": desk(setting(("headline",), "?")),
    "no_sections": desk(lambda d: d["sections"].pop()),
    "no_sources": desk(lambda d: d["sources"].pop()),
    "empty_section": desk(setting(BODY, "No[@p4q8].")),
    "unknown_citation": desk(setting(BODY, "The authority named no date[@k7m2].")),
    "lost_citation": desk(setting(BODY, "The authority gave no date[@k7m2]."), live=DOCUMENT),
    "cited_article_withdrawn": desk(article_states={"ar_tunnel": "gone"}),
    "timeline_order": desk(setting(("timeline", 0, "date"), {**DOCUMENT["timeline"][1]["date"]})),
    "slug_reserved": desk(slug_reserved=False),
    "embargo": desk(embargo_until=NOW, publishing_at=NOW),
    "image_without_alt": desk(setting(("image",), {"id": "im_1", "alt": "A bridge", "credit": "Us"})),
    "uncited_fact": desk(setting(BODY, "It will cost a lot. Nobody objects to 40 million[@p4q8].")),
    "source_never_cited": desk(lambda d: d["sections"].pop()),
    "single_publisher": desk(),
    "heading_not_confirmed": desk(unconfirmed_headings=frozenset({"gone"})),
    "section_long": desk(setting(BODY, "word " * 119 + "[@p4q8].")),
    "headline_long": desk(setting(("headline",), "x" * 90)),
    "article_changed": desk(
        setting(("sources", 1, "state"), "retracted"), article_states={"ar_tunnel": "gone"}
    ),
    "quotation_not_found": quoting("“Was nicht gesagt wurde”[@k7m2]."),  # of that article there is no text
    "quotation_differs": quoting("“WE WILL NOT NAME a date before the spring”[@p4q8]."),
    "quotation_cut": quoting("“We will not name … before the spring”[@p4q8]."),
    "pinned_quotation_gone": quoting("“We will not name a date”[@p4q8].", quotes=[PIN]),
    "pin_let_go": quoting(
        "“We will not name a date”[@p4q8].", quotes=[PIN], live=DOCUMENT | {"quotes": [PIN]}
    ),
}


def test_every_check_has_a_case_that_just_passes():
    assert set(NEARLY) == set(REGISTRY)


@pytest.mark.parametrize("code", sorted(NEARLY))
def test_a_check_is_not_tripped_by_what_just_passes(code):
    assert code not in {issue.code for issue in run(NEARLY[code])}


def test_a_retracted_source_that_is_marked_so_is_no_blocker():
    marked = desk(setting(("sources", 1, "state"), "retracted"), article_states={"ar_tunnel": "retracted"})
    assert not blockers(run(marked))


def test_the_embargo_does_not_hold_before_publishing():
    assert not blockers(run(desk(embargo_until=NOW + timedelta(hours=1))))


def test_the_markers_at_the_end_of_an_entry_support_all_of_it():
    live = desk(setting(("timeline", 0, "text"), "It shut[@k7m2]. Nobody was hurt.")).document
    moved = desk(setting(("timeline", 0, "text"), "It shut. Nobody was hurt. [@k7m2]"), live=live)
    gone = desk(setting(("timeline", 0, "text"), "It shut. Nobody was hurt."), live=live)
    assert [[issue.code for issue in blockers(run(text))] for text in (moved, gone)] == [
        [],
        ["lost_citation"],
    ]


def test_blockers_come_first():
    found = run(desk(lambda d: (setting(("headline",), "x" * 91)(d), setting(BODY, "")(d))))
    assert [issue.severity for issue in found] == sorted(
        (issue.severity for issue in found), key=lambda severity: severity != Severity.BLOCKER
    )
