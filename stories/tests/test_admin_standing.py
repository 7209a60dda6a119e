"""What can be done with a public story at the desk: what is offered to whom, what is asked, what follows."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stories.admin.comparing import WORDS
from stories.decisions import confirm, propose, withdraw
from stories.editing import create_story
from stories.models import LedgerEntry, PendingDecision, PublishedStory, Redirect, Story
from stories.publishing import publish, publish_urgently
from stories.standing import STANDINGS, change_standing, rename
from stories.tests.conftest import person
from stories.tests.desk_forms import said, sent_by
from stories.workflow import STEPS, approval_digest, approve, submit

pytestmark = pytest.mark.django_db
WHY = "The inspectors were not quoted correctly."


@pytest.fixture
def legal(db):
    return person("lea", "legal")


@pytest.fixture
def other_story(reporter, editor, make_document):
    document = make_document(headline="Tunnel Queues Grow")
    edition = submit(edition=create_story(document=document, by=reporter), by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    publish(edition=edition, by=editor)
    return Story.objects.get(pk=edition.story_id)


def page_of(story):
    return reverse("admin:stories_story_change", args=(story.pk,))


def sheet_of(story, action):
    return reverse("admin:stories_story_standing", args=(story.pk, action))


def door_of(decision, verb):
    return reverse("admin:stories_story_decision", args=(decision.story_id, decision.pk, verb))


def offered(client, by, story):
    """The actions that the page of a story leads to, in their order."""
    client.force_login(by)
    page = client.get(page_of(story)).content.decode()
    return re.findall(rf'href="{page_of(story).removesuffix("change/")}standing/(\w+)/"', page)


def fill_in(client, by, story, action, **typed):
    """Open a sheet and send it as a browser would, with what is typed."""
    client.force_login(by)
    url = sheet_of(story, action)
    opened = client.get(url, {"target": typed["target"]} if "target" in typed else {})
    data = sent_by(opened, None) | typed
    return client.post(url, data, follow=True)


def fresh(story):
    return Story.objects.get(pk=story.pk)


def test_each_role_is_offered_what_it_may_do(client, reporter, editor, duty, legal, published_story):
    assert offered(client, reporter, published_story) == []
    assert offered(client, editor, published_story) == ["raise_concern", "close", "merge"]
    all_of_it = ["raise_concern", "close", "merge", "rename", "retract", "take_down"]
    assert offered(client, duty, published_story) == all_of_it
    assert offered(client, legal, published_story) == ["retract", "take_down"]


def test_what_is_offered_follows_the_state(client, editor, duty, published_story):
    change_standing(action="close", story=published_story, by=editor)
    assert offered(client, editor, published_story) == ["reopen"]
    change_standing(action="take_down", story=published_story, by=duty, reason=WHY, code="error")
    assert offered(client, editor, published_story) == []
    assert offered(client, duty, published_story) == ["restore"]
    propose(story=published_story, action="restore", by=duty, reason=WHY)
    assert offered(client, duty, published_story) == []


@pytest.mark.parametrize("action", [*STANDINGS, "rename"])
def test_every_sheet_says_who_notices(client, action, duty, published_story):
    start = {"lift_concern": "raise_concern", "reopen": "close", "restore": "take_down"}.get(action)
    if start:
        change_standing(action=start, story=published_story, by=duty, reason=WHY, code="error")
    client.force_login(duty)
    page = client.get(sheet_of(published_story, action)).content.decode()
    for word in ("Readers", "Partners", "Leave it as it is"):
        assert word in page


def test_a_concern_is_raised(client, editor, published_story):
    response = fill_in(
        client, editor, published_story, "raise_concern", reason="A source is in doubt.\r\nWe ask."
    )
    assert "readers see your note" in said(response)
    story = fresh(published_story)
    assert (story.state, story.concern_note) == ("concern", "A source is in doubt.\nWe ask.")
    page = response.content.decode()
    assert "Readers see this note" in page
    assert "A source is in doubt." in page


def test_a_story_is_closed_and_reopened_without_a_reason(client, editor, published_story):
    assert "no longer followed" in said(fill_in(client, editor, published_story, "close"))
    assert fresh(published_story).state == "closed"
    fill_in(client, editor, published_story, "reopen")
    assert fresh(published_story).state == "live"


@pytest.mark.parametrize(("code", "answer"), [("legal", "451"), ("privacy", "410")])
def test_one_person_takes_down_at_once(client, legal, published_story, code, answer):
    response = fill_in(client, legal, published_story, "take_down", reason="A court order.", code=code)
    assert "Taken down" in said(response)
    page = response.content.decode()
    assert f"Readers get {answer}" in page
    assert "You asked for it" in page
    assert fresh(published_story).state == "taken_down"
    assert LedgerEntry.objects.latest("seq").reason == code


def test_a_sheet_that_lacks_something_keeps_what_was_typed(client, duty, published_story):
    response = fill_in(client, duty, published_story, "take_down", reason="A court order.")
    page = response.content.decode()
    assert "Say which kind of reason it is." in page
    assert "A court order." in page
    neither = fill_in(client, duty, published_story, "take_down").content.decode()
    assert "Say which kind of reason it is." in neither
    assert "Say why" in neither
    response = fill_in(client, duty, published_story, "take_down", code="legal", reason=" ")
    page = response.content.decode()
    assert "Say why" in page
    assert re.search(r'value="legal"[^>]*checked', page)
    assert fresh(published_story).state == "live"


def test_a_second_person_confirms_the_take_down(client, legal, duty, published_story):
    fill_in(client, legal, published_story, "take_down", reason="A court order.", code="legal")
    decision = PendingDecision.objects.get()
    client.force_login(duty)
    assert "Confirm the take-down" in client.get(page_of(published_story)).content.decode()
    response = client.post(door_of(decision, "confirm"), follow=True)
    assert "two people stand behind" in said(response)
    assert "Confirm the take-down" not in response.content.decode()


def test_a_take_down_that_nobody_confirmed_in_time_stands_out(client, legal, duty, published_story):
    yesterday = timezone.now() - timedelta(hours=27)
    change_standing(
        action="take_down", story=published_story, by=legal, reason=WHY, code="legal", now=yesterday
    )
    client.force_login(duty)
    page = client.get(page_of(published_story)).content.decode()
    assert "Overdue" in page
    assert "overdue for 3 hours" in page
    assert "Confirm the take-down" in page


def test_a_story_is_retracted_by_two(client, duty, other_duty, published_story):
    response = fill_in(client, duty, published_story, "retract", reason=WHY)
    assert "a second person" in said(response)
    decision = PendingDecision.objects.get()
    page = response.content.decode()
    assert door_of(decision, "confirm") not in page
    assert door_of(decision, "withdraw") in page
    assert fresh(published_story).state == "live"
    assert "You proposed this" in said(client.post(door_of(decision, "confirm"), follow=True))
    client.force_login(other_duty)
    assert "Confirm: retract this story" in client.get(page_of(published_story)).content.decode()
    assert "Readers see it now" in said(client.post(door_of(decision, "confirm"), follow=True))
    story = fresh(published_story)
    assert (story.state, story.retraction_note) == ("retracted", WHY)


def test_who_proposed_it_takes_it_back(client, duty, published_story):
    fill_in(client, duty, published_story, "retract", reason=WHY)
    decision = PendingDecision.objects.get()
    response = client.post(door_of(decision, "withdraw"), follow=True)
    assert "Taken back: retract." in said(response)
    assert "took it back" in response.content.decode()
    assert "no longer open" in said(client.post(door_of(decision, "withdraw"), follow=True))


def test_nobody_else_takes_it_back(client, duty, other_duty, published_story):
    decision = propose(story=published_story, action="retract", by=duty, reason=WHY)
    client.force_login(other_duty)
    assert "Only who proposed it" in said(client.post(door_of(decision, "withdraw"), follow=True))
    assert PendingDecision.objects.undecided().get() == decision


def test_how_decisions_ended_stays_readable(client, duty, other_duty, published_story):
    long_ago = timezone.now() - timedelta(days=2)
    propose(story=published_story, action="retract", by=duty, reason="First try.", now=long_ago)
    client.force_login(duty)
    page = client.get(page_of(published_story)).content.decode()
    assert "Expired" in page
    assert "it can be proposed again" in page
    again = propose(story=published_story, action="retract", by=duty, reason="Second try.")
    confirm(decision=again, by=other_duty)
    page = client.get(page_of(published_story)).content.decode()
    assert "dan confirmed it" in page
    assert "Nobody confirmed it" in page


def test_what_events_have_overtaken_is_not_called_taken_back(client, duty, published_story):
    propose(story=published_story, action="retract", by=duty, reason="Too late.")
    change_standing(action="take_down", story=published_story, by=duty, reason=WHY, code="error")
    client.force_login(duty)
    page = client.get(page_of(published_story)).content.decode()
    assert "Overtaken" in page
    assert "took it back" not in page


@pytest.mark.parametrize("named", ["slug", "id", "link", "former address"])
def test_the_other_story_is_named_by_whatever_one_has(
    client, editor, duty, published_story, other_story, named
):
    typed = {
        "slug": other_story.slug,
        "id": other_story.public_id,
        "link": f"https://news.example/stories/{other_story.slug}/history/?a=b",
        "former address": "tunnel-queues",
    }[named]
    Redirect.objects.create(slug="tunnel-queues", story=other_story)
    client.force_login(editor)
    page = client.get(sheet_of(published_story, "merge"), {"target": typed}).content.decode()
    assert "Readers will be led to" in page
    assert "Tunnel Queues Grow" in page
    assert f'name="target" value="{other_story.slug}"' in page


def test_words_of_the_headline_offer_stories_to_choose(client, editor, published_story, other_story):
    client.force_login(editor)
    page = client.get(sheet_of(published_story, "merge"), {"target": "queue tun"}).content.decode()
    assert f'href="?target={other_story.slug}"' in page
    none = client.get(sheet_of(published_story, "merge"), {"target": "zeppelin & (!"}).content.decode()
    assert "No other public story is called so" in none


@pytest.mark.parametrize("typed", ["http://[", "\0", "a\0b", "/stories/", "//", "%00", "../..", "x" * 5000])
def test_it_refuses_what_names_no_story(client, editor, published_story, typed):
    client.force_login(editor)
    page = client.get(sheet_of(published_story, "merge"), {"target": typed})
    assert "No other public story is called so" in page.content.decode()
    client.post(sheet_of(published_story, "merge"), {"target": typed, "reason": WHY})
    assert not PendingDecision.objects.exists()


def test_only_other_public_stories_are_offered(client, editor, duty, published_story, other_story, draft):
    client.force_login(editor)
    url = reverse("admin:stories_story_targets", args=(published_story.pk,))
    named = {"slug": other_story.slug, "headline": "Tunnel Queues Grow"}
    assert client.get(url, {"q": "Tunn"}).json() == {"stories": [named]}
    assert client.get(url, {"q": "Harbour"}).json() == {"stories": []}
    change_standing(action="take_down", story=other_story, by=duty, reason=WHY, code="error")
    assert client.get(url, {"q": "Tunn"}).json() == {"stories": []}


def test_the_offers_are_for_those_who_may_merge(client, reporter, published_story):
    client.force_login(reporter)
    url = reverse("admin:stories_story_targets", args=(published_story.pk,))
    assert client.get(url, {"q": "Tunn"}).status_code == 403


def test_a_merger_is_proposed_and_confirmed(client, editor, other_editor, published_story, other_story):
    fill_in(client, editor, published_story, "merge", target=other_story.slug, reason="The same event.")
    decision = PendingDecision.objects.get()
    assert decision.target == other_story
    client.force_login(other_editor)
    page = client.get(page_of(published_story)).content.decode()
    assert "Readers will be led to" in page
    assert "Tunnel Queues Grow" in page
    response = client.post(door_of(decision, "confirm"), follow=True)
    assert fresh(published_story).merged_into == other_story
    assert "Readers of this address are led to" in response.content.decode()
    assert PublishedStory.objects.get(id=published_story.public_id).merged_into == other_story.public_id


@pytest.mark.parametrize("target", ["", "nowhere-at-all"])
def test_it_refuses_a_merger_into_nothing(client, editor, published_story, target):
    client.force_login(editor)
    response = client.post(sheet_of(published_story, "merge"), {"target": target, "reason": WHY}, follow=True)
    assert "Choose the other story" in said(response)
    assert not PendingDecision.objects.exists()


def test_a_story_gets_another_address(client, duty, published_story):
    old = published_story.slug
    response = fill_in(client, duty, published_story, "rename", slug="harbour-bridge")
    assert "the new address works now" in said(response)
    assert fresh(published_story).slug == "harbour-bridge"
    assert Redirect.objects.get().slug == old


def test_a_story_that_is_not_public_gets_another_address_unnoticed(client, duty, draft):
    assert offered(client, duty, draft.story) == ["rename"]
    assert "nobody outside will notice" in client.get(sheet_of(draft.story, "rename")).content.decode()
    fill_in(client, duty, draft.story, "rename", slug="harbour-bridge")
    assert fresh(draft.story).slug == "harbour-bridge"
    assert not Redirect.objects.exists()


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("Two Words", "made of words and hyphens"),
        ("tunnel-queues-grow", "belongs to another"),
        ("", "made of words"),
    ],
)
def test_it_refuses_an_address_beside_its_field(client, duty, published_story, other_story, slug, words):
    response = fill_in(client, duty, published_story, "rename", slug=slug)
    assert words in response.content.decode()
    assert f'value="{slug}"' in response.content.decode() or not slug
    assert not Redirect.objects.exists()


def test_whoever_may_not_is_told_so(client, editor, reporter, published_story):
    client.force_login(editor)
    for method in (client.get, client.post):
        response = method(sheet_of(published_story, "retract"), {"reason": WHY}, follow=True)
        assert "may not retract story" in said(response)
    client.force_login(reporter)
    response = client.post(sheet_of(published_story, "close"), follow=True)
    assert "may not close story" in said(response)
    assert fresh(published_story).state == "live"


def test_whoever_comes_second_is_told_so(client, duty, other_duty, published_story):
    propose(story=published_story, action="retract", by=duty, reason=WHY)
    client.force_login(other_duty)
    assert "proposed already" in said(client.get(sheet_of(published_story, "retract"), follow=True))
    change_standing(action="take_down", story=published_story, by=duty, reason=WHY, code="error")
    response = client.post(sheet_of(published_story, "close"), follow=True)
    assert "not possible while the story is taken down" in said(response)


def test_it_refuses_what_does_not_exist(client, duty, published_story, other_story):
    client.force_login(duty)
    assert client.get(sheet_of(published_story, "explode")).status_code == 404
    decision = propose(story=published_story, action="retract", by=duty, reason=WHY)
    assert client.post(door_of(decision, "explode")).status_code == 404
    elsewhere = reverse("admin:stories_story_decision", args=(other_story.pk, decision.pk, "withdraw"))
    assert client.post(elsewhere).status_code == 404
    assert client.get(door_of(decision, "confirm")).status_code == 405


def test_nothing_is_offered_to_somebody_without_a_role(client, published_story):
    nobody = person("nils", "partner manager")
    assert offered(client, nobody, published_story) == []
    nobody.groups.clear()
    client.force_login(nobody)
    assert client.get(sheet_of(published_story, "close")).status_code == 403


def test_a_text_that_needs_second_eyes_says_so_on_both_pages(client, draft, duty, editor):
    publish_urgently(edition=draft, by=duty, reason="It burns.")
    client.force_login(editor)
    pages = [page_of(draft.story), reverse("admin:stories_edition_change", args=(draft.pk,))]
    for page in pages:
        shown = client.get(page).content.decode()
        assert "Needs second eyes" in shown
        assert "Overdue" not in shown
    type(draft).objects.filter(pk=draft.pk).update(state_changed_at=timezone.now() - timedelta(hours=25))
    for page in pages:
        assert "More than 24 hours have passed" in client.get(page).content.decode()


def test_the_history_tells_every_step_in_words(client, duty, other_duty, published_story):
    old = published_story.slug
    rename(story=published_story, slug="harbour-bridge", by=duty)
    withdraw(decision=propose(story=published_story, action="retract", by=duty, reason=WHY), by=duty)
    change_standing(action="take_down", story=published_story, by=duty, reason=WHY, code="error")
    confirm(decision=PendingDecision.objects.undecided().get(), by=other_duty)
    client.force_login(duty)
    page = client.get(reverse("admin:stories_story_history", args=(published_story.pk,))).content.decode()
    assert f"from {old} to harbour-bridge" in page
    for words in (
        "Proposed to retract the story",
        "Took back the proposal to retract the story",
        "Took the story down",
        "Confirmed the take-down",
    ):
        assert words in page


def test_no_step_is_without_words():
    decided = set(PendingDecision.Action.values)
    proposed = {f"{verb}_{action}" for verb in ("propose", "withdraw") for action in decided}
    proposed -= {"propose_confirm_take_down", "withdraw_confirm_take_down"}
    written = {"rename", "assign", "waive", "withdraw_waiver", "note", "resolve_note", "share_preview"}
    assert {*STEPS, *STANDINGS, *decided, *proposed, *written} <= set(WORDS)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
        return len(asked)


def test_the_page_asks_as_often_for_many_decisions_as_for_two(
    client, duty, other_duty, published_story, other_story
):
    def ask(times):
        for _ in range(times):
            decision = propose(story=published_story, action="retract", by=duty, reason=WHY)
            client.post(door_of(decision, "withdraw"))

    client.force_login(duty)
    propose(story=published_story, action="merge", by=other_duty, reason=WHY, target=other_story)
    ask(2)
    client.get(page_of(published_story))  # content types are read once for each process
    few = queries_of(client, page_of(published_story))
    ask(12)
    assert queries_of(client, page_of(published_story)) == few <= 19
