"""One thing with many rows: asked first, done row by row through the workflow, and reported row by row."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stories.admin import bulk
from stories.editing import create_story
from stories.models import Edition, LedgerEntry, Story, WorkflowEvent
from stories.publishing import publish
from stories.tests.desk_forms import said, sent_by
from stories.workflow import STEPS, approval_digest, approve, schedule, submit

State = Edition.State


@pytest.fixture
def written(make_document, reporter):
    """So many drafts of the reporter."""

    def write(count):
        return [
            create_story(document=make_document(headline=f"Bridge Story {n}"), by=reporter)
            for n in range(count)
        ]

    return write


@pytest.fixture
def agreed(written, reporter, editor):
    """So many approved texts."""

    def agree(count):
        texts = [submit(edition=text, by=reporter) for text in written(count)]
        return [approve(edition=text, by=editor, seen=approval_digest(text)) for text in texts]

    return agree


def list_url(model, query=""):
    return reverse(f"admin:stories_{model}_changelist") + query


def ask(client, model, key, rows, query="", **data):
    """Tick rows of a list and choose what to do with them."""
    ticked = {"action": key, "index": "0", "select_across": "0", "_selected_action": [r.pk for r in rows]}
    return client.post(list_url(model, query), ticked | data, follow=True)


def do(client, model, key, rows, **typed):
    """The same, and confirm it as the form on the page would."""
    asked = ask(client, model, key, rows)
    assert asked.status_code == 200
    return client.post(list_url(model), sent_by(asked, "bulk-form") | typed)


def states(rows):
    return [type(row).objects.get(pk=row.pk).state for row in rows]


def told(response):
    return [(row["title"], row["done"], row["told"]) for row in response.context["rows"]]


# Asking first


def test_nothing_happens_before_it_is_confirmed(client, editor, agreed):
    texts = agreed(2)
    client.force_login(editor)
    asked = ask(client, "edition", "publish", texts)
    assert "Readers see each text at once." in asked.content.decode()
    assert states(texts) == [State.APPROVED, State.APPROVED]


def test_the_question_says_which_rows_will_be_refused(client, editor, agreed, written):
    rows = [*agreed(1), *written(1)]
    client.force_login(editor)
    asked = ask(client, "edition", "publish", rows)
    assert (asked.context["fitting"], asked.context["unfit"]) == (1, 1)
    assert "1 of 2 is in a state in which that is not possible" in " ".join(asked.content.decode().split())


def test_it_offers_no_button_where_no_row_fits(client, editor, written):
    client.force_login(editor)
    asked = ask(client, "edition", "publish", written(1)).content.decode()
    assert "None of them can be" in asked
    assert '<button type="submit" class="button">Publish' not in asked


def test_nothing_ticked_is_said(client, editor, agreed):
    agreed(1)
    client.force_login(editor)
    assert "must be selected" in said(ask(client, "edition", "publish", []))


def test_all_that_match_are_at_most_five_hundred_and_it_says_so(client, editor, agreed, monkeypatch):
    monkeypatch.setattr("stories.admin.bulk_pages.LIMIT", 3)
    texts = agreed(4)
    client.force_login(editor)
    asked = ask(client, "edition", "publish", texts[:1], "?view=approved", select_across="1")
    assert "these are the first 3" in asked.content.decode()
    response = client.post(list_url("edition"), sent_by(asked, "bulk-form"))
    assert response.context["done"] == 3
    assert sorted(states(texts)) == [State.APPROVED, *[State.PUBLISHED] * 3]
    assert "?view=approved" in response.content.decode()


# What becomes of each


def test_each_row_is_published_or_told_why_not(client, editor, agreed, written):
    ready, draft = agreed(2), written(1)
    client.force_login(editor)
    response = do(client, "edition", "publish", [*ready, *draft])
    assert states([*ready, *draft]) == [State.PUBLISHED, State.PUBLISHED, State.DRAFT]
    assert (response.context["done"], response.context["refused"]) == (2, 1)
    [refused] = [row for row in response.context["rows"] if not row["done"]]
    assert "not possible while the edition is draft" in refused["told"]
    assert LedgerEntry.objects.count() == 2
    assert {row["word"] for row in response.context["rows"]} == {"Published", "Draft"}


def test_a_row_that_somebody_else_moved_meanwhile_is_refused(client, editor, agreed):
    first, second = agreed(2)
    client.force_login(editor)
    asked = ask(client, "edition", "publish", [first, second])
    publish(edition=first, by=editor)
    response = client.post(list_url("edition"), sent_by(asked, "bulk-form"))
    assert sorted(row["done"] for row in response.context["rows"]) == [False, True]
    assert LedgerEntry.objects.count() == 2


def test_a_fault_in_one_row_is_told_and_holds_up_no_other(client, editor, agreed, monkeypatch, caplog):
    first, second = agreed(2)

    def broken(*, edition, by):
        return 1 / 0 if edition.pk == first.pk else publish(edition=edition, by=by)

    monkeypatch.setattr("stories.admin.bulk.publish", broken)
    client.force_login(editor)
    response = do(client, "edition", "publish", [first, second])
    assert states([first, second]) == [State.APPROVED, State.PUBLISHED]
    assert any("ZeroDivisionError" in row["told"] for row in response.context["rows"])
    assert "bulk_fault" in caplog.text


def test_texts_are_submitted_unless_a_check_blocks_them(client, reporter, written, make_document):
    [good] = written(1)
    empty = create_story(
        document=make_document(headline="No Sources", sources=[], sections=[], timeline=[]), by=reporter
    )
    client.force_login(reporter)
    response = do(client, "edition", "submit", [good, empty])
    assert states([good, empty]) == [State.IN_REVIEW, State.DRAFT]
    [refused] = [row for row in response.context["rows"] if not row["done"]]
    assert refused["title"] == "No Sources"
    assert "cannot be submitted yet" in refused["told"]


def test_approved_texts_are_scheduled_for_one_local_time(client, editor, agreed):
    editor.time_zone = "Europe/Berlin"
    editor.save()
    texts = agreed(2)
    client.force_login(editor)
    response = do(client, "edition", "schedule", texts, at="2031-07-01T10:00", zone="Europe/Berlin")
    assert states(texts) == [State.SCHEDULED, State.SCHEDULED]
    assert "10:00 CEST (08:00 UTC)" in response.content.decode()


@pytest.mark.parametrize("at", ["", "2031-03-30T02:15"])
def test_a_time_that_cannot_be_is_asked_for_again(client, editor, agreed, at):
    editor.time_zone = "Europe/Berlin"
    editor.save()
    texts = agreed(2)
    client.force_login(editor)
    response = do(client, "edition", "schedule", texts, at=at, zone="Europe/Berlin")
    assert response.context["problem"]
    assert states(texts) == [State.APPROVED, State.APPROVED]
    again = sent_by(response, "bulk-form")
    assert (again["at"], again["zone"]) == (at, "Europe/Berlin")


def test_scheduled_texts_are_taken_off(client, editor, agreed):
    texts = agreed(2)
    for text in texts:
        schedule(edition=text, by=editor, at=timezone.now() + timedelta(days=1))
    client.force_login(editor)
    do(client, "edition", "unschedule", texts)
    assert states(texts) == [State.APPROVED, State.APPROVED]


def test_failed_texts_are_ready_again(client, editor, agreed):
    texts = agreed(2)
    Edition.objects.filter(pk__in=[text.pk for text in texts]).update(state="publish_failed", failure="Why.")
    client.force_login(editor)
    do(client, "edition", "retry", texts)
    assert states(texts) == [State.APPROVED, State.APPROVED]


def test_texts_are_discarded_with_one_reason(client, editor, written):
    texts = written(2)
    client.force_login(editor)
    do(client, "edition", "discard", texts, reason="Duplicates.")
    assert states(texts) == [State.DISCARDED, State.DISCARDED]
    reasons = WorkflowEvent.objects.filter(action="discard").values_list("reason", flat=True)
    assert list(reasons) == ["Duplicates.", "Duplicates."]


def test_a_reporter_discards_only_their_own(client, reporter, other_reporter, written, make_document):
    [own] = written(1)
    other = create_story(document=make_document(headline="Theirs"), by=other_reporter)
    client.force_login(reporter)
    response = do(client, "edition", "discard", [own, other])
    assert states([own, other]) == [State.DISCARDED, State.DRAFT]
    assert any("Only who worked on this text" in row["told"] for row in response.context["rows"])


def test_stories_are_assigned_to_somebody_until_a_day(client, editor, reporter, written):
    rows = [text.story for text in written(2)]
    Story.objects.filter(pk=rows[0].pk).update(byline="Rosa Lind")
    client.force_login(editor)
    do(client, "story", "assign", rows, person=str(reporter.pk), at="2031-07-01T10:00", zone="UTC")
    for row in rows:
        row.refresh_from_db()
    assert {row.assigned_to for row in rows} == {reporter}
    assert f"{rows[0].assigned_until:%H:%M}" == "10:00"
    assert rows[0].byline == "Rosa Lind"
    assert WorkflowEvent.objects.filter(action="assign").count() == 2


def test_stories_are_given_back_to_nobody(client, editor, reporter, written):
    rows = [text.story for text in written(1)]
    Story.objects.update(assigned_to=reporter)
    client.force_login(editor)
    do(client, "story", "assign", rows, person="")
    assert Story.objects.get(pk=rows[0].pk).assigned_to is None


@pytest.mark.parametrize("wrong", ["999999", "x"])
def test_it_refuses_to_assign_to_who_does_not_work_here(client, editor, written, wrong):
    rows = [text.story for text in written(1)]
    client.force_login(editor)
    assert do(client, "story", "assign", rows, person=wrong).context["problem"]


def test_stories_are_closed_and_reopened(client, editor, published_story, written):
    [draft] = written(1)
    client.force_login(editor)
    response = do(client, "story", "close", [published_story, draft.story])
    assert states([published_story, draft.story]) == ["closed", "unpublished"]
    assert response.context["refused"] == 1
    do(client, "story", "reopen", [published_story])
    assert states([published_story]) == ["live"]


# Who may


def offered(client, model):
    form = client.get(list_url(model)).context["action_form"]
    return [key for key, _ in form.fields["action"].choices if key] if form else []


def test_everybody_is_offered_what_they_may_do(client, reporter, editor, duty, draft):
    client.force_login(reporter)
    assert offered(client, "edition") == ["submit", "discard"]
    assert offered(client, "story") == []
    client.force_login(editor)
    assert offered(client, "edition") == list(bulk.EDITIONS)
    assert offered(client, "story") == list(bulk.STORIES)


def test_it_refuses_what_was_not_offered(client, reporter, agreed):
    texts = agreed(1)
    client.force_login(reporter)
    response = ask(client, "edition", "publish", texts, confirmed="yes")
    assert "No action selected" in said(response)
    assert states(texts) == [State.APPROVED]


def test_an_approval_is_never_given_in_bulk():
    assert "approve" in STEPS
    assert not {"approve", "approve_afterwards", "publish_urgently"} & set(bulk.EDITIONS)


# Few questions


@pytest.mark.parametrize("count", [2, 12])
def test_asking_costs_the_same_for_few_and_for_many(
    client, editor, written, count, django_assert_max_num_queries
):
    texts = written(count)
    client.force_login(editor)
    with django_assert_max_num_queries(12):
        ask(client, "edition", "discard", texts)
    with django_assert_max_num_queries(13):
        ask(client, "story", "assign", [text.story for text in texts])
