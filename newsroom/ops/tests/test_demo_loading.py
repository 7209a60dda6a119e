"""The loaded demo: every state is there, and every step on the way is on record."""

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from newsroom.accounts.models import User
from newsroom.ops.demo_accounts import PEOPLE
from newsroom.ops.demo_stories import read_publishers
from sources.models import Article, Publisher
from stories.checks import blockers, check_edition
from stories.ledger import verify
from stories.models import Correction, Edition, LedgerEntry, PublishedStory, Revision, Story, WorkflowEvent
from stories.people import contributors

PASSWORD = "harbour lights 26"
COUNTED = (Story, Edition, Revision, WorkflowEvent, LedgerEntry, Article, Publisher, User)


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    """Settings of an embedded newsroom with a var folder and a demo password of its own."""
    var = tmp_path_factory.mktemp("var")
    with override_settings(EMBEDDED=True, VAR_DIR=var, DEMO_PASSWORD=PASSWORD):
        yield var


@pytest.fixture(scope="module")
def said(embedded, django_db_setup, django_db_blocker):
    """What the command said when it loaded the demo, once for all tests of this file, then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(said, db):
    return said


def load(*arguments):
    out = StringIO()
    call_command("load_demo", *arguments, stdout=out)
    return out.getvalue()


def counts():
    return {model.__name__: model.objects.count() for model in COUNTED}


def test_every_story_comes_to_its_state(loaded):
    assert Counter(Story.objects.values_list("state", flat=True)) == {
        "live": 7,
        "retracted": 1,
        "unpublished": 4,
    }
    working = Edition.objects.filter(state__in=Edition.WORKING)
    assert Counter(working.values_list("state", flat=True)) == {
        "draft": 3,
        "in_review": 1,
        "changes_requested": 1,
        "approved": 1,
        "scheduled": 2,
    }


def test_it_says_how_far_it_is_and_how_to_sign_in(loaded):
    lines = loaded.splitlines()
    assert len(lines) == 13
    assert lines[0].startswith("[1/12] ")
    assert "reporter, editor, duty, legal, sources, partners, admin" in lines[-1]
    assert lines[-1].endswith("as set in NEWSROOM_DEMO_PASSWORD")
    assert PASSWORD not in loaded


def test_the_demo_people_have_their_roles(loaded):
    for person in PEOPLE:
        user = User.objects.get(username=person.username)
        assert user.check_password(PASSWORD)
        assert [group.name for group in user.groups.all()] == [person.role]
        assert user.is_staff
        assert not user.is_superuser


def test_published_texts_have_no_blockers_and_two_people(loaded):
    for edition in Edition.objects.exclude(state="draft"):
        assert blockers(check_edition(edition)) == [], edition
        if edition.approved_by_id:
            assert edition.approved_by_id not in contributors(edition)


def test_versions_lie_some_days_back_in_order(loaded):
    now = timezone.now()
    story = Story.objects.get(slug="wend-valley-dam")
    moments = list(LedgerEntry.objects.filter(story=story).order_by("seq").values_list("at", flat=True))
    assert len(moments) == story.version == 4
    assert moments == sorted(moments)
    assert story.first_published_at == moments[0] < now - timedelta(days=9)
    assert WorkflowEvent.objects.filter(at__gt=now).count() == 0


def test_corrections_show_old_and_new_wording(loaded):
    dam = Correction.objects.get(story__slug="wend-valley-dam", kind="correction")
    assert "flood 240 hectares of meadow" in dam.old
    assert "140 are meadow today" in dam.new
    assert Correction.objects.filter(kind="clarification").count() == 1
    assert Correction.objects.filter(story__slug="hospital-rosters").count() == 1


def test_two_people_retracted_the_story_and_it_can_still_be_read(loaded):
    story = PublishedStory.objects.get(slug="brindle-bay-fever")
    assert story.state == "retracted"
    steps = WorkflowEvent.objects.filter(story__slug="brindle-bay-fever", action__endswith="retract")
    assert set(steps.values_list("by__username", flat=True)) == {"duty", "legal"}


def test_what_is_scheduled_lies_ahead(loaded):
    now = timezone.now()
    ahead = sorted(
        edition.scheduled_for - now for edition in Edition.objects.filter(state=Edition.State.SCHEDULED)
    )
    assert timedelta(hours=4) < ahead[0] < timedelta(hours=6)
    assert timedelta(days=1) < ahead[1] < timedelta(days=2)


def test_nothing_that_waits_is_public(loaded):
    public = set(PublishedStory.objects.values_list("slug", flat=True))
    assert public == set(Story.objects.exclude(state="unpublished").values_list("slug", flat=True))
    assert len(public) == 8


def test_the_ledger_adds_up(loaded):
    assert list(verify()) == []


def test_publishers_are_in_the_catalogue_with_country_and_language(loaded):
    publisher = Publisher.objects.get(name="해온항구신문")
    assert (publisher.country, publisher.language, publisher.kind) == ("KR", "ko", "newspaper")
    assert Publisher.objects.count() == len(read_publishers())


@pytest.mark.parametrize("arguments", [(), ("--again",)])
def test_a_second_call_adds_nothing(loaded, arguments):
    before = counts()
    assert "already there; nothing was added" in load(*arguments)
    assert counts() == before


def test_a_new_password_takes_the_place_of_the_old_one(loaded):
    with override_settings(DEMO_PASSWORD="another tide 27"):
        load()
    assert all(user.check_password("another tide 27") for user in User.objects.all())
