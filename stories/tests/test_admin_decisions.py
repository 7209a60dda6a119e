"""The list of what two people decide: the open ones first, who waits for whom, how the others ended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stories.decisions import confirm, propose, withdraw
from stories.editing import create_story
from stories.models import PendingDecision
from stories.publishing import publish
from stories.standing import change_standing
from stories.workflow import approval_digest, approve, submit

pytestmark = pytest.mark.django_db
LIST = reverse("admin:stories_pendingdecision_changelist")
WHY = "The inspectors were not quoted correctly."


@pytest.fixture
def make_story(reporter, editor, make_document):
    def make(headline):
        edition = submit(
            edition=create_story(document=make_document(headline=headline), by=reporter), by=reporter
        )
        approve(edition=edition, by=editor, seen=approval_digest(edition))
        publish(edition=edition, by=editor)
        return edition.story

    return make


@pytest.fixture
def every_stand(make_story, duty, other_duty):
    """One decision of each stand, made in an order that the list must not show."""
    now = timezone.now()
    slugs = ("taken-back", "confirmed", "overtaken", "expired", "waiting", "overdue")
    stories = {slug: make_story(slug.replace("-", " ").title()) for slug in slugs}

    def retract(slug, at=now):
        return propose(story=stories[slug], action="retract", by=duty, reason=WHY, now=at)

    def take_down(slug, at=now):
        change_standing(action="take_down", story=stories[slug], by=duty, reason=WHY, code="error", now=at)

    withdraw(decision=retract("taken-back"), by=duty)
    confirm(decision=retract("confirmed"), by=other_duty)
    retract("overtaken")
    take_down("overtaken")
    confirm(decision=PendingDecision.objects.undecided().get(), by=other_duty)
    retract("expired", now - timedelta(hours=30))
    retract("waiting")
    take_down("overdue", now - timedelta(hours=26))


def shown(client, **chosen):
    page = client.get(LIST, chosen)
    assert page.status_code == 200
    return [decision.story.slug for decision in page.context["cl"].result_list]


def test_what_is_late_stands_first_then_what_waits(client, editor, every_stand):
    client.force_login(editor)
    assert shown(client)[:3] == ["overdue", "waiting", "expired"]
    page = client.get(LIST).content.decode()
    for word in ("Overdue", "Waiting", "Expired", "Confirmed", "Overtaken", "Taken back"):
        assert f">{word}</span>" in page
    assert "dora asked 1 day ago, overdue for 2 hours" in page
    assert "dora asked a moment ago, expires in 23 hours" in page


def test_each_leads_to_the_page_on_which_it_is_decided(client, editor, every_stand):
    client.force_login(editor)
    page = client.get(LIST).content.decode()
    for decision in PendingDecision.objects.all():
        assert reverse("admin:stories_story_change", args=(decision.story_id,)) in page


@pytest.mark.parametrize(
    ("stand", "slugs"),
    [
        ("waiting", ["overdue", "waiting"]),
        ("overdue", ["overdue"]),
        ("expired", ["expired"]),
        ("over", ["expired", "overtaken", "overtaken", "confirmed", "taken-back"]),
    ],
)
def test_one_stand_alone_is_shown(client, editor, every_stand, stand, slugs):
    client.force_login(editor)
    assert sorted(shown(client, stand=stand)) == sorted(slugs)


def test_it_is_found_by_address_and_linked_from_the_menu(client, editor, every_stand):
    client.force_login(editor)
    assert shown(client, q="wait") == ["waiting"]
    assert LIST in client.get(reverse("admin:index")).content.decode()


def test_nothing_can_be_changed_there(client, django_user_model, every_stand):
    root = django_user_model.objects.create_superuser("root", "root@newsroom.example", "x")
    client.force_login(root)
    one = PendingDecision.objects.undecided().first()
    url = reverse("admin:stories_pendingdecision_change", args=(one.pk,))
    page = client.get(url).content.decode()
    assert WHY in page
    assert 'name="reason"' not in page
    assert client.post(url, {"reason": "Changed."}).status_code == 403
    assert client.get(reverse("admin:stories_pendingdecision_add")).status_code == 403


def test_a_long_list_asks_as_often_as_a_short_one(client, editor, duty, every_stand, make_story):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(LIST).status_code == 200
            return len(asked)

    client.force_login(editor)
    few = queries()
    for number in range(6):
        propose(story=make_story(f"Story {number}"), action="retract", by=duty, reason=WHY)
    assert queries() == few <= 6
