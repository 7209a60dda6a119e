"""Passages that support a sentence are shown beside it, and one click cites the article that has it."""

import re

import pytest
from django.urls import reverse

from sources.models import Article
from stories.citing_passages import cite_entry, cite_sentence
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.tests.desk_forms import said
from stories.tests.stored_texts import LEDGER, WIRE, store_text


@pytest.fixture
def sourced(draft):
    store_text(Article.objects.get(title="Bridge closed after cracks found"), WIRE)
    store_text(Article.objects.get(title="Tunnel queues grow"), LEDGER)
    return draft


def page(edition):
    return reverse("admin:stories_edition_passages", args=(edition.pk,))


def test_each_saved_row_of_the_edition_screen_leads_to_its_passages(client, sourced, reporter):
    client.force_login(reporter)
    html = client.get(reverse("admin:stories_edition_change", args=(sourced.pk,))).content.decode()
    assert re.findall(r"/passages/\?at=(\w+)", html) == ["s1a2", "s3b4", "t9k2", "t5h6"]


def test_every_sentence_of_a_place_shows_what_the_sources_say(client, sourced, reporter):
    client.force_login(reporter)
    response = client.get(page(sourced), {"at": "s1a2"})
    first, second = response.context["sentences"]
    assert (first.text, first.numbers) == ("Inspectors found 14 cracks in the northern span.", [1])
    best = first.passages[0]
    assert (best.article.title, best.cited, best.missing) == ("Bridge closed after cracks found", True, "")
    marked = [run.text for run in best.words if run.op == "insert"]
    assert marked == ["Inspectors found 14 cracks", "northern span"]
    assert second.numbers == [1, 2]


def test_one_click_cites_the_article_at_that_sentence(client, sourced, reporter):
    client.force_login(reporter)
    asked = client.get(page(sourced), {"at": "s3b4"}).context["sentences"][0]
    assert asked.passages[0].cited
    wire = Article.objects.get(title="Bridge closed after cracks found").public_id
    data = {"at": "s3b4", "sentence": asked.index, "seen": asked.text, "article": wire}
    response = client.post(page(sourced), data, follow=True)
    assert said(response) == "Cited. It is saved in the text."
    assert edition_document(sourced)["sections"][1]["body"] == "The authority named no date[@p4q8][@k7m2]."
    again = client.post(page(sourced), data, follow=True)
    assert said(again) == "This source is cited there already."


def test_a_sentence_that_somebody_changed_is_left_alone(client, sourced, reporter):
    client.force_login(reporter)
    wire = Article.objects.get(title="Bridge closed after cracks found").public_id
    data = {"at": "s3b4", "sentence": 0, "seen": "The authority named a date.", "article": wire}
    assert "Somebody has changed this sentence" in said(client.post(page(sourced), data, follow=True))
    for broken in ({"sentence": "99"}, {"sentence": "x"}, {"at": "zzzz"}, {"article": "ar_none"}):
        client.post(page(sourced), {**data, "seen": "The authority named no date.", **broken})
    assert edition_document(sourced)["sections"][1]["body"] == "The authority named no date[@p4q8]."


def test_who_may_not_write_can_look_and_not_cite(client, sourced):
    client.force_login(person("lena", "legal"))
    response = client.get(page(sourced), {"at": "s3b4"})
    assert response.status_code == 200
    assert "Cite this" not in response.content.decode()
    wire = Article.objects.get(title="Bridge closed after cracks found").public_id
    data = {"at": "s3b4", "sentence": 0, "seen": "The authority named no date.", "article": wire}
    client.post(page(sourced), data)
    assert edition_document(sourced)["sections"][1]["body"] == "The authority named no date[@p4q8]."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("It fell.", "It fell[@k7m2]."),
        ("It fell[@p4q8].", "It fell[@p4q8][@k7m2]."),
        ("It fell. [@p4q8]", "It fell. [@p4q8][@k7m2]"),
        ("“It fell.”", "“It fell[@k7m2].”"),
        ("It fell", "It fell[@k7m2]"),
    ],
)
def test_the_marker_stands_where_sections_have_it(before, after):
    assert cite_sentence(before, 0, "k7m2") == after


def test_the_marker_of_an_entry_stands_after_its_full_stop():
    assert cite_entry("It fell.", "k7m2") == "It fell. [@k7m2]"
    assert cite_entry("It fell. [@p4q8]", "k7m2") == "It fell. [@p4q8][@k7m2]"
