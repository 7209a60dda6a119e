"""A source keeps what was said of it when it was cited; the catalogue may learn more without undoing a review."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from sources.cataloguing import record_publisher
from sources.models import Article
from stories.models import Edition
from stories.publishing import publish
from stories.revisions import edition_document
from stories.tests.desk_forms import row_of, sent_by

NEW_URL = "https://harbour-wire.example/bridge-closed"


def catalogue_learns():
    Article.objects.filter(title="Bridge closed after cracks found").update(
        url=NEW_URL,
        language="en-GB",
        published_at=datetime(2026, 10, 6, 9, tzinfo=UTC),
        publisher=record_publisher(name="Harbour Wire Service"),
    )


def test_an_approved_text_goes_out_though_the_catalogue_has_learned_more(approved, editor):
    catalogue_learns()
    publish(edition=approved, by=editor)
    source = edition_document(approved)["sources"][0]
    assert source["url"] == "https://harbour-wire.example/bridge"
    assert (source["language"], source["published_at"]) == ("en", "2026-10-06T08:00:00+00:00")
    assert source["publisher"]["slug"] == "harbour-wire"


@pytest.mark.parametrize("asked", [True, False])
def test_an_editor_sees_what_the_catalogue_says_and_takes_it_over_only_when_asked(
    client, draft, reporter, asked
):
    client.force_login(reporter)
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    assert "Take over what the catalogue says" not in client.get(url).content.decode()
    catalogue_learns()
    page = client.get(url)
    assert f"Take over what the catalogue says now: {NEW_URL}, en-GB" in page.content.decode()
    data = sent_by(page)
    row = row_of(data, "sources", key="k7m2")
    data[f"{row}-summary"] = "Reports the closure, the cracks and the detour."
    data |= {f"{row}-refresh": "on"} if asked else {}
    client.post(url, data, follow=True)
    source = edition_document(Edition.objects.get(pk=draft.pk))["sources"][0]
    assert source["summary"] == "Reports the closure, the cracks and the detour."
    assert (source["url"] == NEW_URL) == asked
    assert (source["publisher"]["slug"] == "harbour-wire-service") == asked
    assert source["publisher"]["name"] == "Harbour Wire"  # as it is typed in its own field
