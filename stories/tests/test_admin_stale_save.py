"""Two people at one text: the one who comes second loses nothing and sees both."""

import copy

import pytest
from django.urls import reverse

from stories.editing import save_edition, with_articles
from stories.models import Edition
from stories.revisions import edition_document
from stories.tests.desk_forms import said, sent_by


@pytest.fixture
def late(client, reporter, other_reporter, draft):
    """The reporter saves a form that was opened before somebody else saved the same text."""
    client.force_login(reporter)
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    data = sent_by(client.get(url))
    theirs = copy.deepcopy(edition_document(draft))
    theirs["headline"] = "Harbour Bridge Closed for Weeks"
    theirs["sections"][1]["body"] = "The authority spoke of weeks[@p4q8]."
    save_edition(edition=draft, document=theirs, by=other_reporter, lock_version=draft.lock_version)
    data |= {
        "sections-1-body": "The authority spoke of months[2].",
        "text-standfirst": "All traffic is sent round.",
    }
    return url, data, client.post(url, data, follow=True)


def test_nothing_is_saved_over_theirs(late, draft):
    assert late[2].status_code == 409
    assert edition_document(Edition.objects.get(pk=draft.pk))["headline"] == "Harbour Bridge Closed for Weeks"


def test_every_character_typed_is_still_there(late):
    again = sent_by(late[2])
    for name, value in late[1].items():
        if name not in ("lock_version", "csrfmiddlewaretoken"):
            assert again[name] == value


def test_theirs_stands_beside_yours_with_who_changed_what(late):
    page = late[2].content.decode()
    assert "Somebody else saved this edition" in said(late[2])
    shown = {beside.field: beside for beside in late[2].context["stale"].differences}
    body = shown["Section “Repairs May Last Months”"]
    assert (body.theirs, body.yours) == (
        "The authority spoke of weeks[2].",
        "The authority spoke of months[2].",
    )
    assert body.changed_by == "changed by both"
    assert shown["Headline"].changed_by == "changed by them"
    assert shown["Standfirst"].changed_by == "changed by you"
    assert "Save mine on top" in page


def test_saving_again_goes_on_top(late, client, draft):
    url, _, response = late
    client.post(url, sent_by(response), follow=True)
    document = edition_document(Edition.objects.get(pk=draft.pk))
    assert document["headline"] == "Harbour Bridge Closed After Inspectors Find Cracks"
    assert document["sections"][1]["body"] == "The authority spoke of months[@p4q8]."
    assert draft.revisions.count() == 3


def test_it_refuses_a_form_without_its_token(client, reporter, draft):
    client.force_login(reporter)
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    data = sent_by(client.get(url)) | {"lock_version": "", "text-headline": "Other"}
    assert client.post(url, data).status_code == 409
    assert draft.revisions.count() == 1


def test_what_takes_theirs_over_is_known_for_each_field(late):
    takes = {beside.field: beside.take for beside in late[2].context["stale"].differences}
    body = takes["Section “Repairs May Last Months”"]
    assert (body.name, body.value) == ("sections-1-body", "The authority spoke of weeks[2].")
    assert takes["Headline"].value == "Harbour Bridge Closed for Weeks"


def test_rows_that_only_they_have_can_be_taken_over_whole(client, reporter, other_reporter, draft):
    client.force_login(reporter)
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    data = sent_by(client.get(url)) | {"text-headline": "Mine"}
    theirs = copy.deepcopy(edition_document(draft))
    new = copy.deepcopy(theirs["sources"][0]) | {
        "key": "n3w1",
        "article": "",
        "url": "https://coast.example/1",
    }
    theirs["sources"].append(new | {"title": "Ferries full"})
    theirs["sections"].append({"key": "s5c6", "heading": "Ferries", "body": "They are full[@n3w1]."})
    theirs = with_articles(theirs)
    save_edition(edition=draft, document=theirs, by=other_reporter, lock_version=draft.lock_version)
    page = client.post(url, data)
    takes = [
        beside.take.row for beside in page.context["stale"].differences if beside.take and beside.take.row
    ]
    section = next(row for row in takes if "body" in row)
    source = next(row for row in takes if "number" in row)
    assert (section["body"], source["number"]) == ("They are full[3].", "3")
    more = {f"sections-3-{name}": value for name, value in section.items()}
    more |= {f"sources-3-{name}": value for name, value in source.items()}
    more |= {"sections-TOTAL_FORMS": "4", "sources-TOTAL_FORMS": "4"}
    client.post(url, sent_by(page) | more)
    document = edition_document(Edition.objects.get(pk=draft.pk))
    assert document["headline"] == "Mine"
    assert document["sections"] == theirs["sections"]
    assert document["sources"] == theirs["sources"]
