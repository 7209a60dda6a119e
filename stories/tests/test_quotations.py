"""Quotations of a text beside the articles it cites, and passages pinned to its sentences."""

import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from sources.quotes import Verdict
from stories.checks import blockers, check_edition
from stories.diff import compare, touches_substance
from stories.document import DocumentError
from stories.editing import Plan, create_story, new_edition, restore_revision, save_edition
from stories.errors import Refused
from stories.models import Edition
from stories.publishing import publish
from stories.quotation_check import with_pins
from stories.quotations import look_up, shaken_by
from stories.quoted import followed, lost
from stories.revisions import edition_document
from stories.tests.quoting import BRIDGE, QUOTED, article_of, quoting_document, read
from stories.waivers import waive
from stories.workflow import approval_digest, approve, submit

NOW = datetime(2026, 10, 7, 8, tzinfo=UTC)


@pytest.fixture
def document(topic):
    return quoting_document()


@pytest.fixture
def pinned(document):
    """The document with its one quotation pinned."""
    checked = look_up(document).checked
    quotes = with_pins(document, checked, chosen={checked[0].token}, now=NOW)
    return document | {"quotes": quotes}


@pytest.fixture
def edition(pinned, reporter):
    return create_story(document=pinned, by=reporter)


def verdicts(document):
    return [each.verdict for each in look_up(document).checked]


def codes(edition):
    return {issue.code for issue in check_edition(edition)}


def live(edition, reporter, editor):
    edition = submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    edition.refresh_from_db()
    return edition


def test_a_quotation_is_sought_in_the_article_that_its_sentence_cites(document):
    (checked,) = look_up(document).checked
    assert (checked.verdict, checked.source, checked.quoted.words) == (Verdict.EXACT, "k7m2", f"{QUOTED}.")
    assert checked.passage[checked.match.start : checked.match.end] == QUOTED


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ruiz: “We did close the bridge lightly”[@k7m2].", [Verdict.DIFFERENT]),
        ("Ruiz: “A thing nobody said to anybody”[@k7m2].", [Verdict.NOT_FOUND]),
        ("Ruiz: “A thing nobody said to anybody”[@k7m2][@p4q8].", [Verdict.NO_TEXT]),
        ("Ruiz: “We did not close the bridge lightly”[@p4q8][@k7m2].", [Verdict.EXACT]),
        ("Ruiz: “We did not close the bridge lightly”.", []),
        ("“Nobody knows today. How long”[@k7m2] and “14 cracks”[@k7m2].", [Verdict.NEAR, Verdict.EXACT]),
    ],
)
def test_the_best_of_the_cited_articles_speaks(topic, body, expected):
    assert verdicts(quoting_document(body)) == expected


def test_a_standfirst_may_quote_any_source_and_the_end_of_an_entry_supports_all_of_it(topic):
    document = quoting_document("Nothing quoted[@k7m2].", standfirst="“Nobody knows today,” says the head.")
    document["timeline"][1]["text"] = "Ruiz speaks of “every weld”. The bridge is closed. [@k7m2]"
    assert [(each.quoted.place, each.verdict, each.can_be_pinned) for each in look_up(document).checked] == [
        ("standfirst", Verdict.EXACT, False),
        ("t5h6", Verdict.EXACT, True),
    ]


def test_an_article_in_another_language_cannot_be_checked_and_blocks_nothing(topic, reporter):
    document = quoting_document("Ruiz: “Wir wissen es nicht”[@k7m2].", language="de")
    edition = create_story(document=document, by=reporter)
    assert verdicts(document) == [Verdict.TRANSLATED]
    assert not {code for code in codes(edition) if "quotation" in code}


def test_one_query_reads_every_text_and_none_where_nothing_is_quoted(
    document, make_document, django_assert_num_queries
):
    body = " ".join(f"“We did not close” and “{number} cracks”[@k7m2]." for number in range(40))
    many = quoting_document(body)
    with django_assert_num_queries(1):
        look_up(document)
    with django_assert_num_queries(1):
        assert len(look_up(many).checked) == 80
    plain = make_document()
    with django_assert_num_queries(0):
        look_up(plain)


def test_a_pin_is_a_selector_of_the_passage(pinned):
    (quote,) = pinned["quotes"]
    assert quote["citation"] == {"place": "s1a2", "sentence": 0, "source": "k7m2"}
    assert quote["exact"] == QUOTED
    assert BRIDGE.index(quote["prefix"] + quote["exact"] + quote["suffix"])
    assert (len(quote["suffix"]), quote["score"], quote["verified_at"]) == (32, 100.0, NOW.isoformat())


def test_only_words_that_stand_can_be_pinned(topic):
    document = quoting_document("Ruiz: “We did close the bridge lightly”[@k7m2].")
    checked = look_up(document).checked
    assert with_pins(document, checked, chosen={checked[0].token}, now=NOW) == []


def test_pinning_again_changes_nothing_and_leaving_out_unpins(pinned):
    checked = look_up(pinned).checked
    again = with_pins(pinned, checked, chosen={checked[0].token}, now=NOW + timedelta(days=1))
    assert again == pinned["quotes"]
    assert with_pins(pinned, checked, chosen=(), now=NOW) == []


def test_rows_and_document_hold_the_same_pins(edition, pinned):
    assert edition_document(edition)["quotes"] == pinned["quotes"]
    assert edition.revisions.get().document["quotes"] == pinned["quotes"]


def test_restoring_and_the_next_edition_keep_pins(edition, pinned, reporter, editor):
    bare = pinned | {"quotes": []}
    first = edition.revisions.get()
    save_edition(edition=edition, document=bare, by=reporter, lock_version=1)
    edition.refresh_from_db()
    assert edition_document(edition)["quotes"] == []
    restore_revision(revision=first, by=reporter, lock_version=2, edition=edition)
    edition.refresh_from_db()
    assert edition_document(edition)["quotes"] == pinned["quotes"]
    story = live(edition, reporter, editor).story
    following = new_edition(story=story, plan=Plan(Edition.Change.UPDATE), by=reporter)
    assert edition_document(following)["quotes"] == pinned["quotes"]


def test_an_approval_covers_the_pins(edition, pinned, reporter, editor):
    edition = submit(edition=edition, by=reporter)
    seen = approval_digest(edition)
    edition.pinned_quotes.all().delete()
    with pytest.raises(Refused, match="changed after you opened it"):
        approve(edition=edition, by=editor, seen=seen)


@pytest.mark.parametrize(
    "citation",
    [
        {"place": "s1a2", "sentence": 9, "source": "k7m2"},
        {"place": "zz99", "sentence": 0, "source": "k7m2"},
        {"place": "s1a2", "sentence": 0, "source": "zz99"},
    ],
)
def test_a_pin_to_nothing_is_no_document(pinned, reporter, citation):
    pinned["quotes"][0]["citation"] = citation
    with pytest.raises(DocumentError, match="quotes"):
        create_story(document=pinned, by=reporter)


def changed(document, **bodies):
    other = copy.deepcopy(document)
    for section in other["sections"]:
        section["body"] = bodies.get(section["key"], section["body"])
    return other


SENTENCE = "Marta Ruiz said: “We did not close the bridge lightly[@k7m2].”"


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ({"s1a2": f"It is shut[@k7m2]. {SENTENCE}"}, ("s1a2", 1)),
        ({"s1a2": "It is shut[@k7m2].", "s3b4": f"{SENTENCE} No date[@p4q8]."}, ("s3b4", 0)),
        ({"s1a2": SENTENCE.replace("said", "told us")}, ("s1a2", 0)),
        ({"s1a2": SENTENCE.replace("@k7m2", "@p4q8")}, None),
        ({"s1a2": SENTENCE.replace("lightly", "gladly")}, None),
        ({"s1a2": "It is shut[@k7m2]."}, None),
    ],
)
def test_a_pin_follows_its_sentence_or_is_let_go(pinned, bodies, expected):
    after = changed(pinned, **bodies)
    after["quotes"] = followed(pinned, after)
    where = [(quote["citation"]["place"], quote["citation"]["sentence"]) for quote in after["quotes"]]
    assert where == ([expected] if expected else [])
    assert [quote["exact"] for quote in lost(pinned, after)] == ([] if expected else [QUOTED])


def test_a_pinned_passage_that_the_article_no_longer_holds_blocks(edition, pinned, reporter, editor):
    assert not blockers(check_edition(edition))
    read(article_of(pinned), BRIDGE.replace("lightly", "gladly"))
    with pytest.raises(Refused, match="no longer in source"):
        submit(edition=edition, by=reporter)
    (issue,) = blockers(check_edition(edition))
    waive(
        edition=edition,
        code=issue.code,
        place=issue.place,
        subject=issue.subject,
        reason="The archived copy bears it out.",
        by=editor,
    )
    assert submit(edition=edition, by=reporter).state == Edition.State.IN_REVIEW


def test_publishing_reads_a_text_only_if_it_was_read_again(
    edition, pinned, reporter, editor, django_capture_on_commit_callbacks, django_assert_num_queries
):
    edition = submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    read(article_of(pinned), BRIDGE.replace("lightly", "gladly"), at=NOW + timedelta(hours=1))
    with pytest.raises(Refused, match="no longer in source"):
        publish(edition=edition, by=editor)
    read(article_of(pinned), BRIDGE + "\n\nMore to follow.", at=NOW + timedelta(hours=2))
    publish(edition=edition, by=editor)


def test_publishing_fetches_no_text_for_what_was_verified(
    edition, pinned, reporter, editor, django_assert_max_num_queries
):
    edition = submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    with django_assert_max_num_queries(100) as queries:
        publish(edition=edition, by=editor)
    asked = [query["sql"] for query in queries.captured_queries if "sources_snapshot" in query["sql"]]
    assert len(asked) == 1
    assert '"sources_snapshot"."text"' not in asked[0]


def test_a_difference_tells_which_passages_were_pinned_and_none_that_only_moved(pinned):
    bare = pinned | {"quotes": []}
    (change,) = compare(bare, pinned).changes
    assert (change.title, change.new) == ("Pinned passages", f"Harbour Wire: “{QUOTED}”")
    assert touches_substance(compare(bare, pinned)) == ["a quotation changed in pinned passages"]
    moved = changed(pinned, s1a2=f"It is shut[@k7m2]. {pinned['sections'][0]['body']}")
    moved["quotes"] = followed(pinned, moved)
    assert not [change for change in compare(pinned, moved).changes if change.place == "quotes"]


def test_a_digest_file_says_that_it_leaves_pins_out(edition, capfd):
    call_command("export_digest", edition.story.slug)
    out, err = capfd.readouterr()
    assert out.startswith("Harbour Bridge")
    assert "no place for pinned passages: 1 left out" in err


def test_a_command_checks_the_texts_of_all_stories_or_of_one(edition, pinned, capsys):
    call_command("check_quotations")
    assert "1 quotations, 1 stand, 0 could not be checked, 0 pinned passages gone" in capsys.readouterr().out
    read(article_of(pinned), BRIDGE.replace("did not", "did"))
    call_command("check_quotations", edition.story.slug)
    out = capsys.readouterr().out
    assert f"{edition.story.slug} (edition 1) [1] different: “{QUOTED}.”; “not” is not there" in out
    assert f"[1] pinned, gone: “{QUOTED}”" in out
    with pytest.raises(CommandError, match="no story"):
        call_command("check_quotations", "nowhere")


def test_the_watch_is_told_which_pins_an_article_no_longer_bears_out(edition, pinned, reporter, editor):
    article = article_of(pinned)
    assert shaken_by(article) == []
    story = live(edition, reporter, editor).story
    new_edition(story=story, plan=Plan(Edition.Change.UPDATE), by=reporter)
    read(article, BRIDGE + "\n\nMore.")
    assert shaken_by(article) == []
    read(article, BRIDGE.replace("did not", "did"))
    shaken = shaken_by(article)
    assert [(each.live, each.edition.number, each.quote.exact) for each in shaken] == [
        (True, 1, QUOTED),
        (False, 2, QUOTED),
    ]
    assert shaken[0].match.verdict == Verdict.DIFFERENT
    assert shaken_by(article, text=BRIDGE) == []
