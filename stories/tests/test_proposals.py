"""The sources offer entries for the timeline; nothing is added unless a person accepts it."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sources.models import Article
from stories import assistance
from stories.models import Coverage, EntryProposal
from stories.revisions import edition_document, latest_revision
from stories.tests.conftest import person
from stories.tests.desk_forms import said
from stories.tests.stored_texts import LEDGER, WIRE, store_text


@pytest.fixture
def sourced(draft):
    """The draft, whose two articles have stored texts."""
    wire = Article.objects.get(title="Bridge closed after cracks found")
    ledger = Article.objects.get(title="Tunnel queues grow")
    Article.objects.filter(pk=ledger.pk).update(published_at=datetime(2026, 10, 8, 6, tzinfo=UTC))
    store_text(wire, WIRE)
    store_text(Article.objects.get(pk=ledger.pk), LEDGER)
    return draft


def page(edition, name="proposals"):
    return reverse(f"admin:stories_edition_{name}", args=(edition.pk,))


def shown(response):
    return {card.text: card for card in response.context["cards"]}


def press(client, edition, card, do, **changed):
    data = {"key": card.offer.likely.key, "at": card.place, "date": card.date, "text": card.text, "do": do}
    return client.post(page(edition), data | changed, follow=True)


def timeline(edition):
    edition.refresh_from_db()
    return [(e.date.display(), e.text) for e in edition.timeline.all()]


def test_dated_sentences_are_offered_but_not_what_the_timeline_has(client, sourced, reporter):
    client.force_login(reporter)
    cards = shown(client.get(page(sourced)))
    assert {text: card.date for text, card in cards.items()} == {
        "Inspectors found 14 cracks in the northern span night.": "Oct 5 2026",
        "Queues at the tunnel grew to three kilometres.": "Oct 7 2026",
        "The port authority asked for a second survey.": "Sep 14 2026",
        "A survey of 2019 found none.": "2019",
    }
    assert timeline(sourced) == timeline(sourced)
    assert latest_revision(sourced).number == 1  # looking changes nothing


def test_accepting_adds_the_entry_in_its_place_with_its_citation(client, sourced, reporter):
    client.force_login(reporter)
    card = shown(client.get(page(sourced)))["Queues at the tunnel grew to three kilometres."]
    response = press(client, sourced, card, "accept")
    assert said(response) == "Added to the timeline, with its source."
    assert timeline(sourced)[2] == ("Oct 7 2026", "Queues at the tunnel grew to three kilometres. [@p4q8]")
    assert latest_revision(sourced).author == reporter
    assert card.text not in shown(response)
    (row,) = EntryProposal.objects.all()
    assert (row.state, row.decided_by) == ("accepted", reporter)


def test_it_can_be_changed_first(client, sourced, reporter):
    client.force_login(reporter)
    card = shown(client.get(page(sourced)))["The port authority asked for a second survey."]
    press(client, sourced, card, "accept", date="Mid Sep 2026", text="A second survey is asked for.")
    assert timeline(sourced)[0] == ("Mid Sep 2026", "A second survey is asked for. [@k7m2]")


def test_what_is_no_date_is_refused_and_nothing_typed_is_lost(client, sourced, reporter):
    client.force_login(reporter)
    card = shown(client.get(page(sourced)))["The port authority asked for a second survey."]
    response = press(client, sourced, card, "accept", date="soon", text="A survey is asked for.")
    assert response.status_code == 409
    (marked,) = [one for one in response.context["cards"] if one.problem]
    assert (marked.date, marked.text) == ("soon", "A survey is asked for.")
    assert "“soon” is not a date we understand" in marked.problem
    assert len(timeline(sourced)) == 2


def test_what_is_dismissed_is_remembered_and_can_be_offered_again(client, sourced, reporter, editor):
    client.force_login(reporter)
    card = shown(client.get(page(sourced)))["Queues at the tunnel grew to three kilometres."]
    response = press(client, sourced, card, "dismiss")
    assert card.text not in shown(response)
    client.force_login(editor)
    response = client.get(page(sourced))
    assert card.text not in shown(response)
    (gone,) = response.context["dismissed"]
    assert gone.decided_by == reporter
    response = client.post(page(sourced), {"do": "bring-back", "proposal": gone.pk}, follow=True)
    assert card.text in shown(response)


def test_accepted_coverage_that_is_not_cited_yet_is_listed_when_its_offer_is_accepted(
    client, sourced, reporter
):
    wire = Article.objects.get(title="Bridge closed after cracks found")
    more = Article.objects.create(
        publisher=wire.publisher, title="Tolls fall", title_key="tolls fall", published_at=wire.published_at
    )
    store_text(more, "The authority cut the tunnel toll by half on October 7, 2026.")
    coverage = Coverage.objects.create(story=sourced.story, article=more, state="suggested")
    client.force_login(reporter)
    text = "The authority cut the tunnel toll by half."
    assert text not in shown(client.get(page(sourced)))  # suggested is not accepted
    coverage.state = "accepted"
    coverage.save()
    press(client, sourced, shown(client.get(page(sourced)))[text], "accept")
    source = edition_document(sourced)["sources"][2]
    assert (source["title"], source["publisher"]["name"]) == ("Tolls fall", "Harbour Wire")
    assert timeline(sourced)[-1] == ("Oct 7 2026", f"{text} [@{source['key']}]")


def test_it_voids_an_approval_like_any_other_save(client, sourced, reporter, in_review):
    client.force_login(reporter)
    card = shown(client.get(page(in_review)))["Queues at the tunnel grew to three kilometres."]
    press(client, in_review, card, "accept")
    in_review.refresh_from_db()
    assert in_review.state == "draft"


def test_only_who_may_write_may_look_and_decide(client, sourced):
    client.force_login(person("lena", "legal"))
    assert client.get(page(sourced)).status_code == 403
    assert client.post(page(sourced), {"do": "accept"}).status_code == 403


def test_an_offer_that_is_gone_is_refused(client, sourced, reporter):
    client.force_login(reporter)
    response = client.post(page(sourced), {"do": "accept", "key": "0" * 24, "date": "2026", "text": "x"})
    assert response.status_code == 409
    assert "is not there any more" in said(response)


def test_a_day_is_that_of_the_place_where_the_article_was_written():
    article = Article(
        published_at=datetime(2026, 10, 6, 23, 30, tzinfo=UTC), published_raw="2026-10-07T08:30+09:00"
    )
    assert assistance.said_on(article).isoformat() == "2026-10-07"
    article.published_raw = "6 Oct 2026 23:30"
    assert assistance.said_on(article).isoformat() == "2026-10-06"


def test_the_page_costs_the_same_however_many_articles_there_are(client, sourced, reporter):
    client.force_login(reporter)
    client.get(page(sourced))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page(sourced))
    wire = Article.objects.get(title="Bridge closed after cracks found")
    for number in range(5):
        more = Article.objects.create(publisher=wire.publisher, title=f"T{number}", title_key=f"t{number}")
        store_text(
            more, f"Crew {number} painted the northern span of the bridge on October {number + 10}, 2026."
        )
        Coverage.objects.create(story=sourced.story, article=more, state="accepted")
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(page(sourced)).context["cards"]) > 5
    assert len(many) == len(few)
