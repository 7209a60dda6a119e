"""Notes: about a place, calling colleagues, resolved and reopened, and kept until somebody resolves them."""

import pytest

from stories.editing import Plan, new_edition, save_edition
from stories.errors import NotAllowed, Refused
from stories.models import Note
from stories.notes import LONGEST_NOTE, MOST_CALLED, add_note, places, reopen_note, resolve_note
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.workflow import discard

pytestmark = pytest.mark.django_db


def called(note):
    return sorted(note.mentioned.values_list("username", flat=True))


def last(edition):
    event = edition.events.first()
    return event.action, event.by, event.details


def test_a_note_is_about_a_section_an_entry_a_source_or_the_whole(draft, editor):
    for place in ("", "s1a2", "k7m2", "t5h6"):
        note = add_note(edition=draft, text="  Who says so?\r\nAsk. ", place=place, by=editor)
        note.refresh_from_db()
        assert (note.place, note.text, note.author, note.resolved_at) == (
            place,
            "Who says so?\nAsk.",
            editor,
            None,
        )
    assert list(places(edition_document(draft)).items())[:4] == [
        ("", "The whole text"),
        ("s1a2", "Section 1: Crossing Shut Overnight"),
        ("s3b4", "Section 2: Repairs May Last Months"),
        ("k7m2", "Source [1]: Harbour Wire"),
    ]
    assert places(edition_document(draft))["t9k2"] == "Late Sep 2026: A routine inspection is put off."


def test_it_is_written_down_with_who_is_called(draft, editor, reporter, other_reporter):
    note = add_note(edition=draft, text="@rosa and @ruben, look.", place="s1a2", by=editor)
    assert called(note) == ["rosa", "ruben"]
    assert last(draft) == (
        "note",
        editor,
        {"note": note.pk, "about": "Section 1: Crossing Shut Overnight"},
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@rosa", ["rosa"]),
        ("@Rosa: see (@edith).", ["edith", "rosa"]),
        ("@rosa.", ["rosa"]),
        ("@rosa's @rosa @ROSA", ["rosa"]),
        ("@jörg", ["jörg"]),
        ("@jo\u0308rg", ["jörg"]),
        ("@r.van-dyk+desk, please", ["r.van-dyk+desk"]),
        ("press@rosa.example is no call", []),
        ("5 @ 3 euros, or @", []),
        ("@@rosa", []),
        ("@...", []),
    ],
)
def test_names_are_found_as_people_write_them(draft, editor, reporter, text, names):
    for name in ("jörg", "r.van-dyk+desk"):
        person(name, "reporter")
    assert called(add_note(edition=draft, text=text, by=editor)) == names


def test_where_names_differ_by_case_alone_the_exact_one_is_meant(draft, editor):
    small, large = person("max", "reporter"), person("MAX", "reporter")
    assert list(add_note(edition=draft, text="@max", by=editor).mentioned.all()) == [small]
    assert list(add_note(edition=draft, text="@MAX", by=editor).mentioned.all()) == [large]
    with pytest.raises(Refused, match="Nobody here is called @Max"):
        add_note(edition=draft, text="@Max", by=editor)


def test_it_refuses_a_name_that_nobody_has_and_offers_one_alike(draft, editor, reporter):
    with pytest.raises(Refused, match="Nobody here is called @rossa: did you mean @rosa") as refusal:
        add_note(edition=draft, text="@edith @rossa", by=editor)
    assert refusal.value.code == "nobody_called"
    with pytest.raises(Refused, match="choose from the list behind the @"):
        add_note(edition=draft, text="@zzzz", by=editor)
    assert not Note.objects.exists()
    assert draft.events.filter(action="note").count() == 0


def test_it_refuses_to_call_who_has_left_or_is_not_of_the_desk(draft, editor, reporter):
    gone, outside = person("gina", "reporter"), person("otto", "reporter")
    gone.is_active, outside.is_staff = False, False
    gone.save()
    outside.save()
    for name in ("gina", "otto"):
        with pytest.raises(Refused, match=f"Nobody here is called @{name}"):
            add_note(edition=draft, text=f"@{name}", by=editor)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "note_missing"),
        (" \n ", "note_missing"),
        ("a" * (LONGEST_NOTE + 1), "note_too_long"),
        ("a\x00b", "bad_note"),
        ("a\x1bb", "bad_note"),
        (" ".join(f"@p{n}" for n in range(MOST_CALLED + 1)), "too_many_called"),
    ],
)
def test_it_refuses_what_is_no_note(draft, editor, text, code):
    with pytest.raises(Refused) as refusal:
        add_note(edition=draft, text=text, by=editor)
    assert refusal.value.code == code
    assert not Note.objects.exists()


@pytest.mark.parametrize("place", ["zzzz", "headline", "s1a2 ", "t" * 9])
def test_it_refuses_a_place_that_is_not_in_the_text(draft, editor, place):
    with pytest.raises(Refused, match="not in the saved text"):
        add_note(edition=draft, text="Here?", place=place, by=editor)


def test_it_refuses_who_may_not_write_notes(draft, editor):
    outsider = person("paula", "partner manager")
    note = add_note(edition=draft, text="Hm.", by=editor)
    for act in (
        lambda: add_note(edition=draft, text="Hm.", by=outsider),
        lambda: resolve_note(note=note, by=outsider),
        lambda: reopen_note(note=note, by=outsider),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_a_note_is_resolved_and_reopened_once_each(draft, editor, reporter):
    note = add_note(edition=draft, text="Who says so?", by=editor)
    resolve_note(note=note, by=reporter)
    note.refresh_from_db()
    assert note.resolved_by == reporter
    assert last(draft) == ("resolve_note", reporter, {"note": note.pk})
    with pytest.raises(Refused, match="before you"):
        resolve_note(note=note, by=editor)
    reopen_note(note=note, by=editor)
    note.refresh_from_db()
    assert (note.resolved_at, note.resolved_by) == (None, None)
    assert last(draft)[0] == "reopen_note"
    with pytest.raises(Refused, match="open already"):
        reopen_note(note=note, by=editor)


def test_what_is_open_goes_on_beside_the_next_text(published_story, reporter, editor):
    live = published_story.editions.get()
    settled = add_note(edition=live, text="Settled.", by=editor)
    resolve_note(note=settled, by=reporter)
    waits = add_note(edition=live, text="Still to ask.", place="s1a2", by=editor)
    second = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    mine = add_note(edition=second, text="New.", by=reporter)
    assert set(Note.objects.beside(second)) == {waits, mine}
    resolve_note(note=waits, by=reporter)
    assert set(Note.objects.beside(second)) == {waits, mine}, "what was resolved here stays to be seen"
    assert set(Note.objects.beside(live)) == {settled, waits}, "nothing goes back to a former text"


def test_what_was_said_of_a_discarded_text_went_with_it(published_story, reporter, editor):
    second = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    add_note(edition=second, text="Not like this.", by=editor)
    discard(edition=second, by=editor)
    third = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    assert not Note.objects.beside(third).exists()
    assert Note.objects.beside(second).exists()


def test_a_note_outlives_its_place(draft, editor, reporter):
    note = add_note(edition=draft, text="Who says so?", place="s3b4", by=editor)
    document = edition_document(draft)
    document["sections"] = document["sections"][:1]
    save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    assert list(Note.objects.beside(draft)) == [note]
    assert resolve_note(note=note, by=reporter).resolved_by == reporter
