"""The edition screen: one form makes one document."""

import pytest
from django.urls import reverse

from sources.cataloguing import record_article, record_publisher
from stories.models import Edition
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.tests.desk_forms import row_of, said, sent_by


@pytest.fixture
def desk(client, reporter, draft):
    """The reporter at the screen of their draft: ``desk.data`` is what the form would send."""

    class Desk:
        url = reverse("admin:stories_edition_change", args=(draft.pk,))

        def open(self):
            self.response = client.get(self.url)
            self.data = sent_by(self.response)
            return self

        def save(self, **more):
            self.response = client.post(self.url, self.data | more, follow=True)
            return self

        def document(self):
            return edition_document(Edition.objects.get(pk=draft.pk))

    client.force_login(reporter)
    return Desk().open()


def test_the_screen_shows_numbers_and_no_keys(desk):
    page = desk.response.content.decode()
    assert "northern span[1]. Traffic was sent round by the tunnel[1][2]." in page
    assert "[@" not in page


def test_saving_what_was_shown_changes_nothing(desk, draft):
    before = desk.document()
    desk.save()
    assert "nothing to save" in said(desk.response)
    assert desk.document() == before
    assert draft.revisions.count() == 1


def test_numbers_typed_become_keys(desk):
    desk.data["sections-1-body"] = "The authority named no date[2][1]."
    desk.save()
    assert desk.document()["sections"][1]["body"] == "The authority named no date[@p4q8][@k7m2]."


def test_it_names_a_number_that_no_source_has(desk, draft):
    desk.data["sections-1-body"] = "The authority named no date[7]."
    desk.save()
    assert "There is no source [7]" in desk.response.content.decode()
    assert "The authority named no date[7]." in desk.response.content.decode()
    assert draft.revisions.count() == 1


def test_reordering_sources_renumbers_and_rewrites_no_text(desk):
    bodies = [section["body"] for section in desk.document()["sections"]]
    desk.data |= {"sources-0-position": "2", "sources-1-position": "1"}
    desk.save()
    assert [source["key"] for source in desk.document()["sources"]] == ["p4q8", "k7m2"]
    assert [section["body"] for section in desk.document()["sections"]] == bodies
    assert (
        "northern span[2]. Traffic was sent round by the tunnel[2][1]."
        in desk.open().response.content.decode()
    )


def test_a_number_means_the_source_that_had_it_when_the_form_was_opened(desk):
    desk.data |= {
        "sources-0-position": "2",
        "sources-1-position": "1",
        "sections-1-body": "Named by the first one[1].",
    }
    desk.save()
    assert desk.document()["sections"][1]["body"] == "Named by the first one[@k7m2]."


def test_a_moved_row_goes_before_the_one_that_has_its_place(desk):
    desk.data["sections-1-position"] = "1"
    desk.save()
    assert [section["key"] for section in desk.document()["sections"]] == ["s3b4", "s1a2"]


def test_a_section_is_added_and_another_removed(desk):
    spare = row_of(desk.data, "sections", key="")
    desk.data |= {
        f"{spare}-heading": "Ferries Fill Up",
        f"{spare}-body": "Every crossing was sold out[2].",
        "sections-0-DELETE": "on",
    }
    desk.save()
    sections = desk.document()["sections"]
    assert [section["heading"] for section in sections] == ["Repairs May Last Months", "Ferries Fill Up"]
    assert sections[1]["body"] == "Every crossing was sold out[@p4q8]."


def test_a_source_typed_by_hand_is_cited_under_the_number_shown(desk):
    spare = row_of(desk.data, "sources", key="")
    assert desk.data[f"{spare}-number"] == "3"
    desk.data |= {
        f"{spare}-publisher": "Port Authority",
        f"{spare}-title": "Notice to mariners",
        f"{spare}-url": "https://port.example/notice",
        f"{spare}-summary": "Announces the closure.",
        "sections-1-body": "The authority named no date[3].",
    }
    desk.save()
    source = desk.document()["sources"][2]
    assert source["publisher"] == {"slug": "port-authority", "name": "Port Authority"}
    assert source["article"].startswith("ar_")
    assert desk.document()["sections"][1]["body"] == f"The authority named no date[@{source['key']}]."


def test_a_source_is_chosen_from_the_catalogue(desk, make_document):
    publisher = record_publisher(name="Coast Radio")
    article = record_article(publisher=publisher, title="Bridge shut", url="https://coast.example/1")
    spare = row_of(desk.data, "sources", key="")
    desk.data |= {f"{spare}-existing": str(article.pk), f"{spare}-summary": "Interviews drivers."}
    desk.save()
    source = desk.document()["sources"][2]
    assert (source["article"], source["title"]) == (article.public_id, "Bridge shut")
    assert source["publisher"] == {"slug": "coast-radio", "name": "Coast Radio"}


def test_it_refuses_one_article_twice(desk, draft):
    spare = row_of(desk.data, "sources", key="")
    article = draft.cited_articles.get(key="k7m2").article
    desk.data |= {f"{spare}-existing": str(article.pk)}
    desk.save()
    assert "listed already, as source [1]" in desk.response.content.decode()


def test_it_refuses_a_source_without_publisher_and_title(desk, draft):
    spare = row_of(desk.data, "sources", key="")
    desk.data |= {f"{spare}-url": "https://port.example/notice"}
    desk.save()
    page = desk.response.content.decode()
    assert "Who published it?" in page
    assert "What is it called?" in page
    assert draft.revisions.count() == 1


def test_a_new_entry_goes_where_its_date_belongs(desk):
    spare = row_of(desk.data, "timeline", key="")
    desk.data |= {f"{spare}-date": "Oct 2 2026", f"{spare}-text": "Divers look at the piers. [1]"}
    desk.save()
    texts = [entry["text"] for entry in desk.document()["timeline"]]
    assert texts[1] == "Divers look at the piers. [@k7m2]"


def test_a_new_entry_stays_where_it_was_put(desk):
    spare = row_of(desk.data, "timeline", key="")
    desk.data |= {
        f"{spare}-date": "Oct 2 2026",
        f"{spare}-text": "Divers look at the piers. [1]",
        f"{spare}-position": "3",
    }
    desk.save()
    assert desk.document()["timeline"][2]["text"] == "Divers look at the piers. [@k7m2]"


def test_all_entries_are_put_in_order_of_date(desk):
    desk.data |= {"timeline-0-position": "2", "timeline-1-position": "1"}
    desk.save(_by_date="1")
    assert [entry["key"] for entry in desk.document()["timeline"]] == ["t9k2", "t5h6"]


def test_it_says_what_to_type_for_a_date_that_is_none(desk, draft):
    spare = row_of(desk.data, "timeline", key="")
    desk.data |= {f"{spare}-date": "Dec 25", f"{spare}-text": "Something happens."}
    desk.save()
    assert "year" in desk.response.content.decode()
    assert 'value="Dec 25"' in desk.response.content.decode()
    assert draft.revisions.count() == 1


def test_line_breaks_of_the_browser_become_line_feeds(desk):
    desk.data["sections-1-body"] = "First paragraph[1].\r\n\r\nSecond paragraph[2]."
    desk.save()
    assert desk.document()["sections"][1]["body"] == "First paragraph[@k7m2].\n\nSecond paragraph[@p4q8]."


def test_the_head_of_the_text_is_saved(desk):
    desk.data |= {"text-headline": "Bridge Shut", "text-standfirst": "Short.", "text-language": "en-GB"}
    desk.data.pop("text-topics")
    desk.save()
    document = desk.document()
    assert (document["headline"], document["standfirst"]) == ("Bridge Shut", "Short.")
    assert (document["language"], document["topics"]) == ("en-GB", [])


def test_what_the_document_refuses_is_shown_at_its_field(desk, draft):
    desk.data["sections-0-heading"] = "A heading\twith a tab"
    desk.save()
    assert "control character" in desk.response.content.decode()
    assert draft.revisions.count() == 1


def test_a_reader_without_the_right_to_write_sees_the_text_only(client, draft, db):
    client.force_login(person("lena", "legal"))
    url = reverse("admin:stories_edition_change", args=(draft.pk,))
    page = client.get(url).content.decode()
    assert "northern span" in page
    assert "edition-form" not in page
    assert client.post(url, {"lock_version": "1"}).status_code == 403
