"""The articles that texts rest on are watched, and what happens to them lands with those concerned."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sources.models import Article, ArticleChange, Watch
from stories import shaken_quotations, source_news, tasks, watching
from stories.editing import Plan, create_story, new_edition, save_edition
from stories.models import Edition, OutgoingMail, WorkflowEvent
from stories.quotation_check import with_pins
from stories.quotations import look_up
from stories.revisions import edition_document
from stories.standing import change_standing
from stories.tests.conftest import person
from stories.tests.desk_forms import said
from stories.tests.quoting import BRIDGE, QUOTED, article_of, quoting_document, read
from stories.tests.stored_texts import WIRE, store_text
from stories.workflow import discard

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
NEW = WIRE.replace("14 cracks", "15 cracks")


@pytest.fixture(autouse=True)
def servers(settings):
    """Names that lead nowhere in public lead to servers of our own here."""
    names = ("harbour-wire.example", "northern-ledger.example", "wire.example", "a.example")
    settings.FETCH_EXCEPTIONS = dict.fromkeys(names, ("127.0.0.1", 80))


@pytest.fixture
def wire(published_story):
    return Article.objects.get(title="Bridge closed after cracks found")


@pytest.fixture
def changed(wire):
    """A change of the text of an article that the live story cites twice."""
    old, new = store_text(wire, WIRE), store_text(wire, NEW)
    return change(wire, before=old, after=new)


def change(article, kind="text", **more):
    passages = [{"old": "Inspectors found 14 cracks.", "new": "Inspectors found 15 cracks."}]
    detail = {"passages": passages, "more": 0} if kind == "text" else {}
    return ArticleChange.objects.create(
        article=article, kind=kind, **{"detail": detail, "noticed_at": timezone.now()} | more
    )


def page(one):
    return reverse("admin:sources_articlechange_change", args=(one.pk,))


def panel(client, somebody, key="source-changes"):
    client.force_login(somebody)
    panels = client.get(reverse("admin:index")).context["panels"]
    return next((one for one in panels if one.key == key), None)


def watched():
    return sorted(Watch.objects.filter(active=True).values_list("article__title", flat=True))


# Which articles


def test_what_a_live_or_working_text_cites_is_watched_from_now_on(draft):
    assert watching.reconcile(now=NOW) == {"ended": 0, "again": 0, "new": 2}
    assert watched() == ["Bridge closed after cracks found", "Tunnel queues grow"]
    assert {watch.next_at for watch in Watch.objects.all()} == {NOW}
    assert watching.reconcile(now=NOW) == {"ended": 0, "again": 0, "new": 0}


def test_what_has_an_address_that_leads_nowhere_is_not_watched(draft, settings):
    settings.FETCH_EXCEPTIONS = {"northern-ledger.example": ("127.0.0.1", 80)}
    assert watching.reconcile(now=NOW)["new"] == 1
    assert watched() == ["Tunnel queues grow"]
    settings.FETCH_EXCEPTIONS = {}
    assert watching.reconcile(now=NOW)["ended"] == 1
    assert watching.reconcile(now=NOW) == {"ended": 0, "again": 0, "new": 0}


@pytest.mark.parametrize(
    ("let_through", "said_so"), [({}, True), ({"harbour-wire.example": ("::1", 80)}, False)]
)
def test_the_page_of_an_article_says_that_its_address_leads_nowhere(
    admin_client, wire, settings, let_through, said_so
):
    settings.FETCH_EXCEPTIONS = let_through
    shown = admin_client.get(reverse("admin:sources_article_change", args=(wire.pk,))).content.decode()
    assert ("leads nowhere on the public internet: it is not watched" in shown) == said_so
    assert ("Read it now" in shown) != said_so


def test_it_ends_with_the_last_text_that_rests_on_it_and_begins_again(draft, reporter, editor, make_document):
    watching.reconcile(now=NOW)
    discard(edition=draft, by=editor, reason="")
    assert watching.reconcile(now=NOW)["ended"] == 2
    assert watched() == []
    assert {watch.next_at for watch in Watch.objects.all()} == {None}
    Edition.objects.filter(pk=draft.pk).update(state="draft")
    assert watching.reconcile(now=NOW)["again"] == 2


def test_a_story_that_was_taken_down_has_nothing_watched(published_story, duty):
    watching.reconcile(now=NOW)
    why = "Both sources have withdrawn their reports."
    change_standing(action="take_down", story=published_story, by=duty, reason=why, code="error")
    assert watching.reconcile(now=NOW)["ended"] == 2


def test_an_article_without_an_address_cannot_be_watched(draft):
    Article.objects.filter(title="Tunnel queues grow").update(canonical_url=None, url="")
    watching.reconcile(now=NOW)
    assert watched() == ["Bridge closed after cracks found"]


def test_a_source_that_is_struck_through_is_left_alone(draft, reporter):
    document = edition_document(draft)
    document["sources"][0]["state"] = "retracted"
    save_edition(edition=draft, document=document, by=reporter, lock_version=draft.lock_version)
    watching.reconcile(now=NOW)
    assert watched() == ["Tunnel queues grow"]


def test_reconciling_takes_the_same_few_statements_for_many(draft, reporter, make_document):
    with CaptureQueriesContext(connection) as taken:
        watching.reconcile(now=NOW)
    assert len(taken) <= 6


def test_its_bell_rings_for_all_of_it(draft):
    told = {"ended": 0, "again": 0, "new": 2, "shaken": 0, "told": 0}
    assert tasks.watch_sources() == told
    assert tasks.watch_sources() == told | {"new": 0}


# On whose dashboard


def test_it_is_on_the_dashboard_of_those_whose_story_rests_on_it(client, changed, reporter, editor):
    (row,) = panel(client, reporter).rows
    assert row.title == "Harbour Wire: Bridge closed after cracks found"
    assert row.word == "The text changed"
    assert "“Harbour Bridge Closed After Inspectors Find Cracks” rests on it" in row.note
    assert row.url == page(changed)
    assert len(panel(client, editor).rows) == 1  # who approved it


def test_it_is_not_on_that_of_others_but_of_those_who_look_after_all(client, changed, other_reporter, duty):
    assert panel(client, other_reporter) is None
    assert panel(client, person("silas", "publisher desk")).rows
    assert panel(client, duty).rows


def test_whoever_is_given_the_story_is_concerned(client, changed, other_reporter, published_story):
    published_story.assigned_to = other_reporter
    published_story.save()
    assert panel(client, other_reporter).rows


def test_the_panel_of_states_does_not_say_it_again(client, changed, wire, reporter):
    Article.objects.filter(pk=wire.pk).update(state="changed")
    assert panel(client, reporter, "changed") is None
    Article.objects.filter(pk=wire.pk).update(state="gone")
    assert panel(client, reporter, "changed").rows


def test_an_article_stands_there_once_with_the_gravest_that_is_open(client, changed, wire, reporter):
    notice = change(wire, "notice", detail={"words": "Correction: 15."}, noticed_at=changed.noticed_at)
    [row] = panel(client, reporter).rows
    assert row.url == page(notice)
    client.post(page(notice), {"do": "one"})
    [row] = panel(client, reporter).rows
    assert row.url == page(changed)


def test_the_list_answers_the_same_question(client, changed, reporter, other_reporter):
    url = reverse("admin:sources_articlechange_changelist") + "?view=source-changes"
    client.force_login(reporter)
    assert client.get(url).context["cl"].result_count == 1
    client.force_login(other_reporter)
    assert client.get(url).context["cl"].result_count == 0


# The page of one change


def test_the_page_shows_what_differs_and_each_sentence_that_rests_on_it(client, changed, reporter):
    client.force_login(reporter)
    response = client.get(page(changed))
    html = response.content.decode()
    assert "<del> 14</del>" in html
    assert "<ins> 15</ins>" in html
    (text,) = response.context["texts"]
    assert [(one.place, one.text) for one in text.sentences] == [
        ("s1a2", "Inspectors found 14 cracks in the northern span."),
        ("s1a2", "Traffic was sent round by the tunnel."),
        ("t5h6", "The bridge is closed to all traffic."),
    ]
    assert response.context["resting"] == 3
    assert reverse("admin:stories_story_change", args=(text.edition.story_id,)) in html


def test_the_working_text_stands_there_too(client, changed, reporter, published_story):
    new_edition(story=published_story, plan=Plan("update"), by=reporter)
    client.force_login(reporter)
    response = client.get(page(changed))
    assert [text.edition.state for text in response.context["texts"]] == ["published", "draft"]
    assert "Open the text" in response.content.decode()


@pytest.mark.parametrize("kind", [kind for kind, _ in ArticleChange.Kind.choices])
def test_every_kind_of_change_has_a_page_that_says_what_to_do(client, wire, reporter, kind):
    detail = {
        "old": "A",
        "new": "B",
        "words": "Correction: 14.",
        "url": "https://a.example/",
        "since": "2026-11-24T10:00:00+00:00",
    }
    client.force_login(reporter)
    response = client.get(page(change(wire, kind, detail=detail)))
    assert response.status_code == 200
    assert response.context["advice"] in response.content.decode().replace("&#x27;", "'")


def test_dismissing_says_who_and_when_and_takes_it_off_every_dashboard(client, changed, reporter, editor):
    client.force_login(reporter)
    assert said(client.post(page(changed), {"do": "one"}, follow=True)) == "Dismissed."
    changed.refresh_from_db()
    assert changed.seen_by == reporter
    assert panel(client, editor) is None
    assert "Dismissed by rosa" in client.get(page(changed)).content.decode()
    assert "before you" in said(client.post(page(changed), {"do": "one"}, follow=True))


def test_all_changes_of_one_article_can_be_dismissed_at_once(client, changed, wire, reporter):
    change(wire, "title", detail={"old": "A", "new": "B"})
    other = change(Article.objects.get(title="Tunnel queues grow"))
    client.force_login(reporter)
    client.post(page(changed), {"do": "all"})
    assert list(ArticleChange.objects.filter(seen_at=None)) == [other]


def test_who_may_only_look_does_not_dismiss(client, changed):
    client.force_login(person("lena", "legal"))
    assert "Dismiss" not in client.get(page(changed)).content.decode()
    assert "may not dismiss" in said(client.post(page(changed), {"do": "one"}, follow=True))
    changed.refresh_from_db()
    assert changed.seen_at is None


def test_the_page_costs_the_same_however_many_texts_cite_it(client, changed, reporter, wire):
    client.force_login(reporter)
    with CaptureQueriesContext(connection) as few:
        client.get(page(changed))
    for _ in range(3):
        change(wire)
    with CaptureQueriesContext(connection) as many:
        client.get(page(changed))
    assert len(many) == len(few) <= 20


# In the history, and by mail


@pytest.mark.parametrize("kind", ["retracted", "gone", "notice", "quotation"])
def test_what_is_grave_is_recorded_once_in_the_story_and_mailed(
    wire, kind, reporter, editor, published_story
):
    OutgoingMail.objects.all().delete()
    change(wire, kind)
    assert source_news.tell() == 1
    assert source_news.tell() == 0
    event = WorkflowEvent.objects.get(action="source_changed")
    assert (event.story, event.by) == (published_story, None)
    assert event.reason.endswith("Harbour Wire, “Bridge closed after cracks found”")
    told = OutgoingMail.objects.values_list("recipient__username", flat=True)
    assert set(told) == {"rosa", "edith"}
    assert OutgoingMail.objects.first().subject.endswith("(a source changed)")


def test_each_change_is_told_by_itself_and_in_one_round(wire):
    for kind in ("text", "gone", "title", "retracted"):
        change(wire, kind)
    assert source_news.tell() == 2
    assert source_news.tell() == 0
    reasons = (
        WorkflowEvent.objects.filter(action="source_changed").order_by("pk").values_list("reason", flat=True)
    )
    assert [reason.partition(":")[0] for reason in reasons] == ["It is gone", "It was retracted"]


def test_a_new_text_is_for_the_dashboard_only(changed):
    assert source_news.tell() == 0


def test_what_was_dismissed_or_is_old_is_not_told(wire):
    change(wire, "gone", seen_at=timezone.now())
    change(wire, "retracted", noticed_at=timezone.now() - timedelta(days=8))
    assert source_news.tell() == 0


# Pinned quotations


@pytest.fixture
def pinned(reporter, topic):
    """A draft that has pinned what its first source says."""
    document = quoting_document()
    document["quotes"] = with_pins(document, look_up(document).checked, chosen=Anything(), now=NOW)
    assert document["quotes"]
    return create_story(document=document, by=reporter)


class Anything:
    def __contains__(self, one):
        return True


def test_a_pinned_quotation_that_stands_no_more_is_a_change_of_its_own(client, pinned, reporter):
    article = article_of(edition_document(pinned))
    assert shaken_quotations.note() == 0
    read(article, BRIDGE.replace("did not close", "closed"))
    article.refresh_from_db()
    change(article, after=article.newest)
    assert shaken_quotations.note() == 1
    assert shaken_quotations.note() == 0
    lost = ArticleChange.objects.get(kind="quotation")
    assert [passage["old"] for passage in lost.detail["passages"]] == [QUOTED]
    client.force_login(reporter)
    response = client.get(page(lost))
    assert [one.quote.exact for one in response.context["shaken"]] == [QUOTED]
    assert "not stand in it now" in response.content.decode()
    assert source_news.tell() == 1
