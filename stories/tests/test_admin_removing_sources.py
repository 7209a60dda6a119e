"""A cited source goes only once it is said what becomes of the sentences that cite it."""

import pytest
from django.urls import reverse

from stories.models import Edition
from stories.revisions import edition_document
from stories.tests.desk_forms import sent_by


@pytest.fixture
def removing(client, reporter, draft):
    """The reporter's form with source [1] marked for removal; calling it saves."""
    client.force_login(reporter)
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    data = sent_by(client.get(url)) | {"sources-0-DELETE": "on"}

    def save(**more):
        return client.post(url, data | more, follow=True)

    save.document = lambda: edition_document(Edition.objects.get(pk=draft.pk))
    return save


def test_it_lists_every_sentence_and_refuses(removing, draft):
    page = removing().content.decode()
    assert "3 sentences rest on source [1]" in page
    assert "Inspectors found 14 cracks in the northern span." in page
    assert "Timeline: Oct 6 2026 05:30 UTC" in page
    assert "The bridge is closed to all traffic." in page
    assert draft.revisions.count() == 1


def test_another_source_carries_the_sentences(removing):
    removing(**{"sources-0-resolve": "move", "sources-0-move_to": "2"})
    document = removing.document()
    assert [source["key"] for source in document["sources"]] == ["p4q8"]
    assert document["sections"][0]["body"] == (
        "Inspectors found 14 cracks in the northern span[@p4q8]. Traffic was sent round by the tunnel[@p4q8]."
    )
    assert document["timeline"][1]["text"] == "The bridge is closed to all traffic. [@p4q8]"


def test_it_asks_which_source_carries_them(removing, draft):
    page = removing(**{"sources-0-resolve": "move"}).content.decode()
    assert "Choose the source that should carry these sentences." in page
    assert draft.revisions.count() == 1


def test_it_refuses_to_move_to_a_source_that_goes_too(removing, draft):
    more = {"sources-1-DELETE": "on", "sources-0-resolve": "move", "sources-0-move_to": "2"}
    page = removing(**more).content.decode()
    assert "Choose the source that should carry these sentences." in page
    assert draft.revisions.count() == 1


def test_the_markers_are_taken_out(removing):
    removing(**{"sources-0-resolve": "strip"})
    document = removing.document()
    assert document["sections"][0]["body"] == (
        "Inspectors found 14 cracks in the northern span. Traffic was sent round by the tunnel[@p4q8]."
    )
    assert document["timeline"][1]["text"] == "The bridge is closed to all traffic."


def test_the_source_stays_struck_through_under_its_number(removing):
    removing(**{"sources-0-resolve": "retract"})
    document = removing.document()
    assert [(s["key"], s["state"]) for s in document["sources"]] == [("k7m2", "retracted"), ("p4q8", "cited")]
    assert "[@k7m2]" in document["sections"][0]["body"]


def test_a_source_that_nothing_cites_just_goes(removing):
    texts = {
        "sections-0-body": "Traffic was sent round by the tunnel[2].",
        "timeline-1-text": "The bridge is closed to all traffic. [2]",
    }
    removing(**texts)
    assert [source["key"] for source in removing.document()["sources"]] == ["p4q8"]
