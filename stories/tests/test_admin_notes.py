"""Notes at the desk: in place on both screens and on a page of their own, with a script and without."""

import copy
import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stories.editing import create_story, save_edition
from stories.models import Note
from stories.notes import add_note, resolve_note
from stories.previews import share_preview
from stories.revisions import edition_document, latest_revision
from stories.tests.conftest import DOCUMENT, person
from stories.tests.desk_forms import said, sent_by

JSON = {"Accept": "application/json"}


def address(edition, name="notes"):
    return reverse(f"admin:stories_edition_{name}", args=(edition.pk,))


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("who", ["reporter", "editor"])
def test_they_stand_beside_the_text_in_its_order(client, request, in_review, reporter, editor, who):
    add_note(edition=in_review, text="When was that?", place="t5h6", by=editor)
    add_note(edition=in_review, text="Who says so, @rosa?", place="s1a2", by=editor)
    add_note(edition=in_review, text="Good.", by=editor)
    resolve_note(note=add_note(edition=in_review, text="A typo.", place="s1a2", by=editor), by=reporter)
    client.force_login(request.getfixturevalue(who))
    response = client.get(address(in_review, "change"))
    threads = response.context["notes"].threads
    assert [(one.about, len(one.open), len(one.resolved)) for one in threads] == [
        ("The whole text", 1, 0),
        ("Section 1: Crossing Shut Overnight", 1, 1),
        ("Oct 6 2026 05:30 UTC: The bridge is closed to all traffic.", 1, 0),
    ]
    assert response.context["notes"].open_at == {"": 1, "s1a2": 1, "t5h6": 1}
    assert "Who says so, <b>@rosa</b>?" in response.content.decode()
    assert "resolved by rosa" in words(response)


def test_each_saved_row_has_a_way_to_its_notes_with_their_number(client, reporter, draft, editor):
    add_note(edition=draft, text="Who says so?", place="p4q8", by=editor)
    client.force_login(reporter)
    page = client.get(address(draft, "change")).content.decode()
    tools = re.findall(r'data-note-at="(\w+)"[^>]*>.*?data-note-count>(\d*)<', page, re.DOTALL)
    assert tools == [("s1a2", ""), ("s3b4", ""), ("k7m2", ""), ("p4q8", "1"), ("t9k2", ""), ("t5h6", "")]


def test_a_note_is_sent_without_a_script_from_the_screen_of_a_frozen_text(client, editor, approved):
    client.force_login(person("lena", "legal"))
    page = client.get(address(approved, "change"))
    form = sent_by(page, "note-form")
    assert form["back"] == "screen"
    data = form | {"do": "add", "place": "s3b4", "text": "Is that certain, @edith?"}
    response = client.post(address(approved), data, follow=True)
    assert response.redirect_chain == [(address(approved, "change") + "#notes", 302)]
    assert said(response) == "The note is added."
    assert list(Note.objects.get().mentioned.all()) == [editor]


def test_where_a_text_is_typed_it_is_sent_from_a_tab_of_its_own(client, reporter, draft):
    """Without scripts: so that no note takes along what is typed and not saved."""
    client.force_login(reporter)
    page = client.get(address(draft, "change")).content.decode()
    assert f'href="{address(draft)}" target="_blank"' in page
    assert "data-by-script hidden" in page
    form = sent_by(client.get(address(draft) + "?at=s3b4"), "note-form")
    assert (form["place"], form["back"]) == ("s3b4", "page")
    response = client.post(address(draft), form | {"text": "Hm.", "do": "add"}, follow=True)
    assert response.redirect_chain == [(address(draft) + "#notes", 302)]
    assert Note.objects.get().place == "s3b4"


def test_the_fields_of_a_note_are_no_part_of_the_text(client, reporter, draft):
    client.force_login(reporter)
    sent = sent_by(client.get(address(draft, "change")))
    assert not {"text", "place", "recipient", "days", "do", "back"} & set(sent)


def test_it_keeps_what_was_typed_where_it_refuses(client, reporter, draft):
    client.force_login(reporter)
    data = {"do": "add", "place": "s3b4", "text": "Ask @rossa & co"}
    response = client.post(address(draft), data)
    assert response.status_code == 409
    assert "did you mean @rosa?" in words(response)
    assert sent_by(response, "note-form")["text"] == "Ask @rossa & co"
    assert sent_by(response, "note-form")["place"] == "s3b4"
    assert not Note.objects.exists()


def test_resolving_another_note_keeps_what_is_typed(client, reporter, draft, editor):
    note = add_note(edition=draft, text="Who says so?", by=editor)
    client.force_login(reporter)
    response = client.post(address(draft), {"do": f"resolve-{note.pk}", "text": "Half a sent"})
    assert said(response) == "The note is resolved."
    assert sent_by(response, "note-form")["text"] == "Half a sent"
    note.refresh_from_db()
    assert note.resolved_by == reporter
    response = client.post(address(draft), {"do": f"reopen-{note.pk}"}, follow=True)
    assert said(response) == "The note is open again."


def test_a_script_is_given_the_notes_and_their_numbers(client, reporter, draft, editor):
    client.force_login(editor)
    data = {"do": "add", "place": "s1a2", "text": "<i>Who</i> says so?", "back": "screen"}
    answer = client.post(address(draft), data, headers=JSON).json()
    assert (answer["said"], answer["problem"], answer["used"]) == ("The note is added.", "", True)
    assert (answer["open"], answer["total"]) == ({"s1a2": 1}, 1)
    assert "&lt;i&gt;Who&lt;/i&gt; says so?" in answer["html"]
    assert 'href="#place-s1a2"' in answer["html"]
    assert " hidden" not in answer["html"]
    answer = client.post(address(draft), {"do": "add", "text": " "}, headers=JSON).json()
    assert (answer["problem"], answer["used"], answer["total"]) == ("Write the note first.", False, 1)


def test_a_note_on_a_place_that_is_gone_says_what_it_was_about(client, reporter, draft, editor):
    add_note(edition=draft, text="Who says so?", place="s3b4", by=editor)
    document = edition_document(draft)
    document["sections"] = document["sections"][:1]
    save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    client.force_login(reporter)
    response = client.get(address(draft, "change"))
    assert "Removed from the text: Section 2: Repairs May Last Months" in words(response)
    assert 'href="#place-s3b4"' not in response.content.decode()


def test_it_refuses_a_note_of_another_text(client, reporter, draft, make_document, editor):
    other = create_story(document=make_document(), by=reporter, slug="another")
    note = add_note(edition=other, text="Hm.", by=editor)
    client.force_login(reporter)
    assert client.post(address(draft), {"do": f"resolve-{note.pk}"}).status_code == 404
    note.refresh_from_db()
    assert note.resolved_at is None


@pytest.mark.parametrize("do", ["", "burn", "resolve", "resolve-x", "resolve-9999999999999999999", "add-"])
def test_a_step_that_does_not_exist_does_nothing(client, reporter, draft, do):
    client.force_login(reporter)
    assert client.post(address(draft), {"do": do}).status_code in {404, 409}
    assert not Note.objects.exists()


def test_who_may_not_write_notes_reads_them(client, draft, editor):
    note = add_note(edition=draft, text="Who says so?", by=editor)
    client.force_login(person("paula", "partner manager"))
    page = client.get(address(draft, "change"))
    assert "Who says so?" in words(page)
    assert 'id="note-form"' not in page.content.decode()
    for do in ("add", f"resolve-{note.pk}"):
        response = client.post(address(draft), {"do": do, "text": "Hm."})
        assert response.status_code == 409
        assert "may not add note" in words(response)
    assert client.get(reverse("admin:stories_edition_people")).status_code == 403


def test_who_is_not_of_the_desk_is_sent_away(client, draft):
    for path in (address(draft), address(draft, "sharing"), reverse("admin:stories_edition_people")):
        assert client.get(path).status_code == 302
        assert client.post(path).status_code == 302


def test_people_are_offered_by_the_beginning_of_any_of_their_names(client, reporter, editor):
    editor.byline, editor.first_name = "E. Ditor-Jones", "Edith"
    editor.save()
    person("eddie", "reporter")
    gone = person("edgar", "reporter")
    gone.is_active = False
    gone.save()
    client.force_login(reporter)

    def offered(typed):
        answer = client.get(reverse("admin:stories_edition_people"), {"q": typed}).json()["people"]
        return [(one["name"], one["words"]) for one in answer]

    assert offered("ed") == [("eddie", "eddie"), ("edith", "E. Ditor-Jones")]
    assert offered("E. D") == [("edith", "E. Ditor-Jones")]
    assert offered("%") == offered("_") == offered("nobody") == []
    for number in range(12):
        person(f"many{number}", "reporter")
    assert len(offered("many")) == 8


def large(make_document, reporter, sections, entries, sources):
    """A text of so many parts."""
    document = copy.deepcopy(DOCUMENT)
    document["sections"] = [
        {"key": f"s{n:02}a", "heading": f"Part {n}", "body": f"It is so[@r{n % sources:02}a]."}
        for n in range(sections)
    ]
    document["sources"] = [
        document["sources"][0]
        | {"key": f"r{n:02}a", "title": f"Report {n}", "url": f"https://harbour-wire.example/{n}"}
        for n in range(sources)
    ]
    document["timeline"] = [
        document["timeline"][1] | {"key": f"t{n:02}a", "text": f"It goes on. [@r{n % sources:02}a]"}
        for n in range(entries)
    ]
    return create_story(document=make_document(**document), by=reporter, slug=f"large-{sections}")


def queries(client, edition):
    with CaptureQueriesContext(connection) as context:
        assert client.get(address(edition, "change")).status_code == 200
    return [one["sql"] for one in context]


def test_the_panels_ask_the_database_thrice_however_much_there_is(client, make_document, reporter, editor):
    edition = large(make_document, reporter, sections=10, entries=30, sources=20)
    for place in [f"s{n:02}a" for n in range(10)] + [f"t{n:02}a" for n in range(30)]:
        add_note(edition=edition, text="Who says so, @edith?", place=place, by=reporter)
    for number in range(12):
        share_preview(revision=latest_revision(edition), recipient=f"Dr {number}", days=1, by=reporter)
    document = edition_document(edition)
    document["sections"] = document["sections"][:5]
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    client.force_login(editor)
    client.get("/admin/")
    asked = queries(client, edition)
    ours = [sql for sql in asked if re.search(r'FROM "stories_(note|previewlink)"|details.*->', sql)]
    assert len(ours) == 3, ours
    page = client.get(address(edition, "change")).content.decode()
    assert page.count('class="note"') == 40
    assert page.count("Removed from the text") == 5
    editor.groups.clear()
    editor.user_permissions.add(*Permission.objects.filter(codename__in=("view_edition", "change_edition")))
    assert len(asked) - len(queries(client, edition)) == 3
