"""Importing a digest at the desk: shown first, saved when confirmed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from stories.digest.grammar import parse
from stories.importing import import_digest
from stories.models import Edition, Story
from stories.revisions import edition_document, latest_revision
from stories.tests.desk_forms import said, sent_by

URL = reverse("admin:stories_story_import")
DIGEST = """Harbour Bridge Closed After Inspectors Find Cracks
Updated (2 articles)
Crossing Shut Overnight On Tuesday inspectors found 14 cracks[1]. Traffic was sent round[1][2].
Repairs May Last Months The authority named no date[2].
Sources (2 articles)
-
[1]
Harbour Wire:Bridge closed: cracks found: Reports the closure and the number of the cracks found.
-
[2]
Northern Ledger: Tunnel queues grow: Describes the detour and the missing date for the repair.
Timeline
Late Sep 2026 – A routine inspection is put off. [2]
Oct 6 2026 05:30 UTC – The bridge is closed to all traffic. [1]
"""


@pytest.fixture
def desk(client, reporter):
    client.force_login(reporter)
    return client


def preview(client, text=DIGEST):
    return client.post(URL, {"file": SimpleUploadedFile("bridge.txt", text.encode())})


def test_nothing_is_saved_before_it_is_confirmed(desk):
    page = preview(desk).content.decode()
    assert "Nothing is saved yet" in page
    assert "2 sections, 2 sources, 2 timeline entries" in page
    assert not Story.objects.exists()


def test_the_confirmed_headings_are_saved_and_not_doubted(desk):
    shown = preview(desk)
    sections = shown.context["sections"]
    data = sent_by(shown, None)
    wanted = ["Crossing Shut Overnight", "Repairs May Last Months"]
    for number, (section, heading) in enumerate(zip(sections, wanted, strict=True), 1):
        data |= {f"heading-{number}": "other", f"end-{number}": str(section.ends.index(heading))}
    desk.post(URL, data, follow=True)
    edition = Edition.objects.get()
    assert [section["heading"] for section in edition_document(edition)["sections"]] == wanted
    assert latest_revision(edition).digest_hints["unconfirmed_headings"] == []


def test_a_ranked_choice_is_taken(desk):
    shown = preview(desk)
    choice = shown.context["sections"][0].choices[1]
    desk.post(URL, sent_by(shown, None) | {"heading-1": "1"}, follow=True)
    assert edition_document(Edition.objects.get())["sections"][0]["heading"] == choice.heading


def test_title_and_summary_are_cut_where_the_editor_says(desk):
    shown = preview(desk)
    titles = [title for title, _ in shown.context["sources"][0].line.choices]
    assert titles == ["Bridge closed: cracks found", "Bridge closed"]
    desk.post(URL, sent_by(shown, None) | {"cut-1": "1"}, follow=True)
    source = edition_document(Edition.objects.get())["sources"][0]
    assert source["title"] == "Bridge closed"
    assert source["summary"] == "cracks found: Reports the closure and the number of the cracks found."


def test_topics_are_given_and_the_draft_opens(desk, topic):
    response = desk.post(URL, sent_by(preview(desk), None) | {"topics": "transport"}, follow=True)
    assert edition_document(Edition.objects.get())["topics"] == ["transport"]
    assert "Imported as a draft" in said(response)
    assert "edition-form" in response.content.decode()


def test_a_pasted_digest_is_read_whatever_line_ends_the_browser_sends(desk):
    page = desk.post(URL, {"pasted": DIGEST.replace("\n", "\r\n")}).content.decode()
    assert "Check what was understood" in page


def test_it_tells_the_line_of_what_is_wrong(desk):
    page = preview(desk, DIGEST.replace("Late Sep 2026 –", "Sometime –")).content.decode()
    assert "Line 13:" in page
    assert not Story.objects.exists()


@pytest.mark.parametrize("data", [{}, {"pasted": "  \n"}])
def test_it_refuses_nothing_at_all(desk, data):
    assert "Choose a file or paste a digest." in desk.post(URL, {"pasted": "", **data}).content.decode()


def test_it_refuses_a_digest_that_was_changed_on_the_way(desk):
    response = desk.post(URL, {"data": "!!"}, follow=True)
    assert "lost on the way" in said(response)


def test_one_goes_back_to_the_text(desk):
    data = sent_by(preview(desk), None) | {"_back": "1"}
    assert "Repairs May Last Months" in desk.post(URL, data).content.decode()
    assert not Story.objects.exists()


def test_a_guess_from_the_command_line_is_confirmed_on_the_screen(desk, reporter):
    edition = import_digest(digest=parse(DIGEST.encode()), by=reporter)
    url = reverse("admin:stories_edition_change", args=(edition.pk,))
    page = desk.get(url)
    unsure = latest_revision(edition).digest_hints["unconfirmed_headings"]
    assert page.content.decode().count('name="confirmed"') == len(unsure)
    desk.post(url, sent_by(page) | {"confirmed": unsure}, follow=True)
    assert latest_revision(edition).digest_hints["unconfirmed_headings"] == []


def test_it_refuses_people_who_may_not_write(client, duty, db):
    duty.groups.clear()
    client.force_login(duty)
    assert client.get(URL).status_code == 403
