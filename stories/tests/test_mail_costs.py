"""Telling people costs a fixed handful of statements, and nothing of it is left where a step fails."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.accounts.models import User
from stories import workflow
from stories.editing import save_edition
from stories.errors import NotAllowed
from stories.events import record
from stories.models import OutgoingMail, Revision, WorkflowEvent
from stories.notifications import NOTICES, tell
from stories.publishing import publish
from stories.revisions import edition_document
from stories.tests.mail_desk import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(make_document):
    return Desk(make_document)


def add_writers(desk, count):
    writers = User.objects.bulk_create(
        User(username=f"writer{n}", email=f"writer{n}@newsroom.example") for n in range(count)
    )
    last = desk.edition.revisions.count()
    text = desk.edition.revisions.all()[0]
    Revision.objects.bulk_create(
        Revision(
            edition=desk.edition,
            number=last + n,
            document=text.document,
            digest=text.digest,
            author=writer,
            created_at=timezone.now(),
        )
        for n, writer in enumerate(writers, 1)
    )


def cost(act):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return [query["sql"] for query in captured]


def publishing(desk):
    return cost(lambda: publish(edition=desk.edition, by=desk.edith))


@pytest.mark.parametrize("writers", [0, 40])
def test_publishing_takes_two_statements_more_however_many_are_told(desk, writers):
    add_writers(desk, writers)
    desk.approved()
    statements = publishing(desk)
    assert desk.told() == {"rosa", *(f"writer{n}" for n in range(writers))}
    insert = [n for n, sql in enumerate(statements) if 'INSERT INTO "stories_outgoingmail"' in sql]
    event = [n for n, sql in enumerate(statements) if 'INSERT INTO "stories_workflowevent"' in sql]
    assert len(insert) == 1
    assert insert[0] - event[0] == 2


def test_where_nobody_is_concerned_one_statement_finds_that_out(desk):
    User.objects.filter(pk=desk.rosa.pk).update(email="")
    desk.approved()
    statements = publishing(desk)
    assert not OutgoingMail.objects.exists()
    event = next(n for n, sql in enumerate(statements) if 'INSERT INTO "stories_workflowevent"' in sql)
    assert 'FROM "accounts_user"' in statements[event + 1]
    assert 'FROM "accounts_user"' not in statements[event + 2]


def test_an_event_that_asks_for_no_mail_costs_nothing_more(desk):
    story = desk.story

    def act():
        record("close", story=story, by=desk.emil, at=timezone.now())

    assert len(cost(act)) == 1


@pytest.mark.parametrize("action", sorted(NOTICES))
def test_no_kind_of_mail_takes_more_than_four_statements(desk, action):
    desk.assign(desk.emil)
    details = {"assigned_to": desk.emil.pk, "version": 1}
    if "note" in action:
        details["note"] = desk.note(desk.edith, desk.emil).pk
    desk.live()
    event = WorkflowEvent.objects.create(
        story=desk.story, edition=desk.edition, action=action, details=details, at=timezone.now()
    )
    if action in {"assign"} or action.startswith(("propose", "withdraw")):
        event.edition = None
    assert len(cost(lambda: tell(event, by=desk.dan))) <= 4


def test_mail_of_a_step_that_fails_is_never_there(desk):
    desk.submit()
    with transaction.atomic():
        desk.send_back(desk.edith)
        assert OutgoingMail.objects.count() == 1
        transaction.set_rollback(True)
    assert not OutgoingMail.objects.exists()


def test_a_save_by_hand_of_a_text_in_review_costs_the_same_few(desk):
    desk.submit()
    document = edition_document(desk.edition) | {"headline": "Bridge Shut"}

    def act():
        save_edition(
            edition=desk.edition, document=document, by=desk.emil, lock_version=desk.edition.lock_version
        )

    statements = cost(act)
    assert sum("stories_outgoingmail" in sql for sql in statements) == 1
    assert desk.told() == {"rosa"}


def test_a_step_that_is_refused_tells_nobody(desk):
    desk.submit()
    desk.rosa.groups.add(*desk.edith.groups.all())
    with pytest.raises(NotAllowed, match="You worked on this text"):
        workflow.approve(edition=desk.edition, by=User.objects.get(pk=desk.rosa.pk), seen="")
    assert not OutgoingMail.objects.exists()
