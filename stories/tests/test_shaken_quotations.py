"""A changed article is asked for the passages that are pinned of it; what is gone lands with those concerned."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sources.models import ArticleChange
from stories import shaken_quotations, tasks
from stories.editing import create_story
from stories.models import WorkflowEvent
from stories.quotation_check import with_pins
from stories.quotations import look_up
from stories.tests.quoting import BRIDGE, QUOTED, article_of, quoting_document, read
from stories.tests.test_quotations import live

Kind = ArticleChange.Kind


@pytest.fixture
def edition(topic, reporter):
    document = quoting_document()
    checked = look_up(document).checked
    quotes = with_pins(document, checked, chosen={checked[0].token}, now=timezone.now())
    return create_story(document=document | {"quotes": quotes}, by=reporter)


@pytest.fixture
def article(edition):
    return article_of(edition.revisions.get().document)


def changed(article, text):
    before = article.newest
    read(article, text)
    return ArticleChange.objects.create(
        article=article, kind=Kind.TEXT, before=before, after=article.newest, noticed_at=timezone.now()
    )


def quotation_changes():
    return list(ArticleChange.objects.filter(kind=Kind.QUOTATION))


def test_a_passage_that_is_gone_becomes_a_change_of_its_own_once(article):
    change = changed(article, BRIDGE.replace("did not", "did"))
    assert shaken_quotations.note() == 1
    assert shaken_quotations.note() == 0
    (noted,) = quotation_changes()
    assert (noted.before, noted.after) == (change.before, change.after)
    assert noted.detail == {"passages": [{"old": QUOTED, "new": "We did close the bridge lightly"}]}


def test_a_passage_that_still_stands_is_no_news(article):
    changed(article, BRIDGE + "\n\nMore to follow.")
    assert shaken_quotations.note() == 0
    assert quotation_changes() == []


def test_an_old_change_and_one_that_was_overtaken_are_not_asked_about(article):
    change = changed(article, BRIDGE.replace("did not", "did"))
    assert shaken_quotations.note(now=change.noticed_at + timedelta(days=8)) == 0
    read(article, BRIDGE)
    assert shaken_quotations.note() == 0


def test_the_round_of_the_watch_tells_those_concerned_and_the_desk_shows_both_wordings(
    client, edition, article, reporter, editor
):
    live(edition, reporter, editor)
    changed(article, BRIDGE.replace("lightly", "gladly"))
    assert tasks.watch_sources()["shaken"] == 1
    told = WorkflowEvent.objects.filter(story=edition.story, action="source_changed")
    assert any("A quoted passage changed" in event.reason for event in told)
    client.force_login(editor)
    (noted,) = quotation_changes()
    page = client.get(reverse("admin:sources_articlechange_change", args=(noted.pk,))).content.decode()
    assert "does not say any more what your text quotes" in page
    assert "lightly" in page
    assert "gladly" in page
