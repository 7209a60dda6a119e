"""The edition screen and what it asks while somebody writes cost the same queries whatever the size of a text."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stories.editing import create_story
from stories.tests.conftest import DOCUMENT
from stories.tests.desk_forms import sent_by

MOST = 25


def grown(make_document, sections, entries, sources):
    """A text of many rows, each of which cites."""
    source, entry = DOCUMENT["sources"][0], DOCUMENT["timeline"][1]
    keys = [f"q{number:03}" for number in range(sources)]
    cited = [f"[@{keys[number % sources]}]" for number in range(max(sections, entries))]
    return make_document(
        sections=[
            {"key": f"s{n:03}", "heading": f"Section {n}", "body": f"It has {n} parts{cited[n]}."}
            for n in range(sections)
        ],
        sources=[
            source | {"key": key, "title": f"Title {n}", "url": f"https://harbour-wire.example/{n}"}
            for n, key in enumerate(keys)
        ],
        timeline=[
            entry | {"key": f"t{n:03}", "text": f"Thing {n} happened. {cited[n]}"} for n in range(entries)
        ],
    )


@pytest.fixture
def small_and_large(reporter, make_document):
    """Two drafts: one with a row of each kind, one with 10 sections, 30 entries and 20 sources."""
    return [
        create_story(document=grown(make_document, *sizes), by=reporter, slug=f"of-{sizes[0]}")
        for sizes in ((1, 1, 1), (10, 30, 20))
    ]


def queries_of(ask):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = ask()
    assert answer.status_code == 200, answer.content
    return len(captured)


def counts(client, editions, ask):
    found = []
    for edition in editions:
        form = sent_by(client.get(reverse("admin:stories_edition_change", args=(edition.pk,))))
        found.append(queries_of(lambda edition=edition, form=form: ask(edition, form)))
    return found


def test_the_screen(client, reporter, small_and_large):
    client.force_login(reporter)
    found = counts(
        client,
        small_and_large,
        lambda edition, _: client.get(reverse("admin:stories_edition_change", args=(edition.pk,))),
    )
    assert found[0] == found[1] <= MOST


@pytest.mark.parametrize("name", ["preview", "keep", "present"])
def test_what_it_asks_while_somebody_writes(client, reporter, small_and_large, name):
    client.force_login(reporter)

    def ask(edition, form):
        url = reverse(f"admin:stories_edition_{name}", args=(edition.pk,))
        return client.post(url, form, headers={"Accept": "application/json"})

    found = counts(client, small_and_large, ask)
    assert found[0] == found[1] <= MOST
