"""What readers and partners are given of a pinned passage."""

import orjson
import pytest

from newsroom.site.previewing import preview_page
from stories.editing import create_story
from stories.forthcoming import forthcoming
from stories.models import PublishedStory
from stories.publishing import publish
from stories.quotation_check import with_pins
from stories.quotations import look_up
from stories.readmodel import public_at
from stories.revisions import edition_document
from stories.tests.quoting import QUOTED, quoting_document
from stories.tests.test_quotations import NOW, live
from stories.workflow import approval_digest, approve, submit

FRAGMENT = "#:~:text=%E2%80%9C-,We%20did%20not%20close%20the%20bridge%20lightly,-%2C%20and%20we"


@pytest.fixture
def edition(topic, reporter):
    document = quoting_document("It is shut[@k7m2]. Ruiz: “We did not close the bridge lightly”[@k7m2].")
    checked = look_up(document).checked
    quotes = with_pins(document, checked, chosen={each.token for each in checked}, now=NOW)
    return create_story(document=document | {"quotes": quotes}, by=reporter)


def test_partners_get_the_selector_the_marker_and_the_address(client, edition, reporter, editor):
    story = live(edition, reporter, editor).story
    body = orjson.loads(PublishedStory.objects.get(id=story.public_id).body)
    (quote,) = body["quotes"]
    assert (quote["place"], quote["source"], quote["anchor"], quote["exact"]) == (
        *("s1a2", "k7m2", "cite-k7m2-2"),
        QUOTED,
    )
    assert quote["url"].startswith(f"https://harbour-wire.example/bridge{FRAGMENT}")
    assert f'id="{quote["anchor"]}"' in body["sections"][0]["body_html"]


def test_the_page_shows_the_passage_at_its_source_and_leads_to_it(edition, django_assert_num_queries):
    public = forthcoming(edition, edition_document(edition), now=NOW)
    with django_assert_num_queries(0):
        page = preview_page(public, note="").decode()
    assert f"<bdi>{QUOTED}</bdi>" in page
    assert f'href="https://harbour-wire.example/bridge{FRAGMENT}' in page
    assert 'data-cite="cite-k7m2-2"' in page


def test_of_a_long_passage_readers_see_the_two_ends(edition):
    document = edition_document(edition)
    document["quotes"][0]["exact"] = " ".join(f"word{number}" for number in range(120))
    page = preview_page(forthcoming(edition, document, now=NOW), note="").decode()
    assert "word0 word1" in page
    assert "word119</bdi>" in page
    assert "word60" not in page


def test_a_published_passage_can_be_made_again_from_the_ledger(edition, reporter, editor):
    edition = submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    entry = publish(edition=edition, by=editor)
    public, _ = public_at(entry)
    assert orjson.dumps(public) == bytes(PublishedStory.objects.get(seq=entry.seq).body)
