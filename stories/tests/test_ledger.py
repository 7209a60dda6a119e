"""The ledger: one order without gaps under concurrent writers, nothing alterable, all of it repeatable."""

import threading

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction

from stories.editing import create_story, with_articles
from stories.facts import gather
from stories.ledger import append, verify
from stories.models import (
    Follower,
    LedgerDocument,
    LedgerEntry,
    PublishedSource,
    PublishedStory,
    Revision,
    Story,
)
from stories.publishing import publish
from stories.revisions import edition_document
from stories.tests.conftest import DOCUMENT
from stories.workflow import approval_digest, approve, submit


def follow(seen, stop):
    """A follower as the product has them: reads what lies beyond its cursor, and moves the cursor."""
    cursor = 0
    while True:
        last_round = stop.is_set()
        for seq in LedgerEntry.objects.filter(seq__gt=cursor).order_by("seq").values_list("seq", flat=True):
            seen.append(seq)
            cursor = seq
        if last_round:
            connections.close_all()
            return


def write(story_pk, times, errors):
    try:
        for _ in range(times):
            with transaction.atomic():
                story = Story.objects.select_for_update().get(pk=story_pk)
                document = edition_document(story.editions.get())
                append(
                    story=story,
                    kind="derived",
                    reason="label",
                    document=document,
                    facts=gather(story, document),
                    by=None,
                    at=story.updated_at,
                )
    except Exception as error:
        errors.append(error)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_six_writers_and_a_follower_lose_nothing(reporter, editor, topic):
    stories = []
    for number in range(6):
        document = with_articles(DOCUMENT | {"headline": f"Story Number {number}"})
        edition = submit(edition=create_story(document=document, by=reporter), by=reporter)
        edition = approve(edition=edition, by=editor, seen=approval_digest(edition))
        publish(edition=edition, by=editor)
        stories.append(edition.story_id)
    errors, seen, stop = [], [], threading.Event()
    reader = threading.Thread(target=follow, args=(seen, stop))
    reader.start()
    writers = [threading.Thread(target=write, args=(pk, 40, errors)) for pk in stories]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stop.set()
    reader.join()
    assert not errors
    assert seen == list(range(1, 6 + 6 * 40 + 1))
    assert list(verify()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["ledgerentry", "ledgerdocument", "revision", "workflowevent"])
@pytest.mark.parametrize("statement", ["UPDATE stories_{} SET {}", "DELETE FROM stories_{}"])
def test_it_refuses_to_alter_what_is_append_only(published_story, table, statement):
    change = {
        "ledgerentry": "version = 9",
        "ledgerdocument": "body = '{}'",
        "revision": "digest = ''",
        "workflowevent": "reason = 'x'",
    }
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table, change[table]))


@pytest.mark.django_db
def test_it_refuses_a_gap(published_story):
    entry = LedgerEntry.objects.get()
    entry.pk, entry.seq = None, 7
    with pytest.raises(DatabaseError, match="does not follow the head"), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "complaint"),
    [
        ("UPDATE stories_ledgerentry SET actor_id = NULL", "own hash"),
        ("UPDATE stories_ledgerentry SET kind = 'updated'", "own hash"),
        ("UPDATE stories_ledgerentry SET prev_hash = repeat('1', 64)", "hash of the entry before"),
        (
            'UPDATE stories_ledgerdocument SET body = body || \'{"headline": "Forged"}\'',
            "does not have its hash",
        ),
    ],
)
def test_tampering_past_the_triggers_shows(published_story, sql, complaint, capsys):
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica"
        )  # what a thief with the owner's role would do
        cursor.execute(sql)
        cursor.execute("SET session_replication_role = DEFAULT")
    assert any(complaint in place.what for place in verify())
    with pytest.raises(SystemExit):
        call_command("verify_ledger")


@pytest.mark.django_db
def test_the_read_model_can_be_made_again_byte_for_byte(published_story, capsys):
    row = PublishedStory.objects.get()
    before = bytes(row.body), row.etag, row.search
    sources = list(PublishedSource.objects.values("key", "number", "data"))
    PublishedStory.objects.all().delete()
    call_command("rebuild_published")
    row = PublishedStory.objects.get()
    assert (bytes(row.body), row.etag, row.search) == before
    assert list(PublishedSource.objects.values("key", "number", "data")) == sources
    assert "1 stories rebuilt, 0 with other bytes" in capsys.readouterr().out


@pytest.mark.django_db
def test_one_save_and_one_publication_share_one_document(published_story):
    assert LedgerEntry.objects.get().document_hash == Revision.objects.get().digest
    assert LedgerDocument.objects.count() == 2  # the text, and the facts around it
    assert not Follower.objects.exists()
