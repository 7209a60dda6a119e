"""While somebody writes: the page to come and the checks, of a form that is not saved."""

import pytest
from django.urls import reverse

from stories.models import LedgerEntry
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.tests.desk_forms import row_of, sent_by


@pytest.fixture
def writing(client, reporter, draft):
    """The reporter at their draft: ``ask`` posts the form as the script does, ``post`` as a button does."""

    class Writing:
        url = reverse("admin:stories_edition_preview", args=(draft.pk,))

        def open(self):
            self.data = sent_by(client.get(reverse("admin:stories_edition_change", args=(draft.pk,))))
            return self

        def ask(self, query="", **typed):
            accept = {"Accept": "application/json"}
            return client.post(self.url + query, self.data | typed, headers=accept).json()

        def post(self, **typed):
            return client.post(self.url, self.data | typed)

    client.force_login(reporter)
    return Writing().open()


def test_the_page_holds_what_is_typed_and_nothing_is_saved(writing, draft):
    before = edition_document(draft)
    answer = writing.ask(**{"text-headline": "Typed <b>Now</b>", "sections-0-body": "Shut[2]."})
    assert "Typed &lt;b&gt;Now&lt;/b&gt;" in answer["page"]
    assert 'aria-label="Source 2">[2]</a>.' in answer["page"]
    assert "as it is on your screen now" in answer["page"]
    assert answer["anchors"]["place-s1a2"] == "s-s1a2"
    draft.refresh_from_db()
    assert (edition_document(draft), draft.revisions.count()) == (before, 1)
    assert not LedgerEntry.objects.exists()


def test_what_is_in_the_way_is_named_with_its_field(writing):
    answer = writing.ask(**{"timeline-1-date": "Dec 25 2025 11:51 KST", "sections-0-body": "Shut[9]."})
    assert "page" not in answer
    found = {(obstacle["field"], obstacle["called"]) for obstacle in answer["obstacles"]}
    assert ("id_timeline-1-date", "Timeline entry 2: When") in found
    answer = writing.ask(**{"sections-0-body": "Shut[9]."})
    [obstacle] = answer["obstacles"]
    assert obstacle["called"] == "Section 1: Text"
    assert "There is no source [9]" in obstacle["message"]


def test_the_checks_are_of_what_is_typed_and_lead_to_rows_that_were_never_saved(writing):
    total = int(writing.data["sections-TOTAL_FORMS"]) - 1
    answer = writing.ask(**{f"sections-{total}-heading": "Empty Still", "sections-1-body": ""})
    assert answer["blockers"] == 2
    assert f'href="#place-sections-{total}"' in answer["checks"]
    assert 'href="#place-s3b4"' in answer["checks"]
    assert answer["anchors"][f"place-sections-{total}"].startswith("s-")
    fixed = writing.ask(**{"sections-1-body": "The authority named no date[2]."})
    assert fixed["blockers"] == 0


def test_a_source_that_is_in_no_catalogue_yet_is_on_the_page(writing):
    total = int(writing.data["sources-TOTAL_FORMS"]) - 1
    new = {"publisher": "Coast Radio", "title": "Months, says the port", "number": "3", "url": ""}
    typed = {f"sources-{total}-{name}": value for name, value in new.items()}
    answer = writing.ask(**typed, **{"sections-1-body": "It may take months[3]."})
    assert "Coast Radio" in answer["page"]
    assert "3 publishers" in answer["page"]
    assert "rests on one publisher" not in answer["checks"]


def test_a_removed_source_that_is_cited_is_in_the_way(writing):
    prefix = row_of(writing.data, "sources", number="1")
    [obstacle] = writing.ask(**{f"{prefix}-DELETE": "on"})["obstacles"]
    assert "Say what becomes of them" in obstacle["message"]


def test_the_checks_alone_spare_the_page(writing):
    answer = writing.ask("?page=no", **{"sections-1-body": ""})
    assert (answer["page"], answer["blockers"]) == ("", 1)


def test_without_scripts_a_button_shows_the_page(writing, client):
    page = writing.post(**{"text-headline": "By Button"})
    assert page.status_code == 200
    assert "By Button" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    refused = writing.post(**{"timeline-1-date": "soon"})
    assert refused.status_code == 422
    assert "Timeline entry 2: When" in refused.content.decode()


def test_a_saved_text_can_be_looked_at_as_a_page_by_who_may_only_read(client, in_review):
    client.force_login(person("lena", "legal"))
    url = reverse("admin:stories_edition_preview", args=(in_review.pk,))
    page = client.get(url).content.decode()
    assert "Preview: not published" in page
    assert "as it was saved" in page
    assert client.post(url, {"text-headline": "X"}).status_code == 403


def test_it_refuses_strangers_and_what_is_not_there(client, draft):
    url = reverse("admin:stories_edition_preview", args=(draft.pk,))
    assert client.get(url).status_code == 302
    nobody = person("nora", "reporter")
    nobody.groups.clear()
    client.force_login(nobody)
    assert client.get(url).status_code == 403
    client.force_login(person("olga", "reporter"))
    assert client.get(reverse("admin:stories_edition_preview", args=(9_999,))).status_code == 404
