"""Who is told of what: every event against the names that get mail; everybody else gets none."""

from datetime import timedelta

import pytest
from django.utils import timezone

from sources.models import Article, ArticleChange
from stories import decisions, reminders, source_news, standing, workflow
from stories.concerns import CONFIRMED_WITH
from stories.editing import Plan, new_edition, save_edition
from stories.events import record
from stories.models import OutgoingMail
from stories.notifications import NOTICES
from stories.publishing import approve_afterwards, publish_due
from stories.revisions import edition_document
from stories.standing import STANDINGS
from stories.tests.mail_desk import WHY, Desk
from stories.workflow import approval_digest

pytestmark = pytest.mark.django_db
NOBODY = set()


@pytest.fixture
def desk(make_document):
    return Desk(make_document)


def submit_first(desk):
    desk.submit()


def submit_what_an_editor_was_assigned(desk):
    desk.assign(desk.emil)
    desk.submit()


def submit_what_the_writer_was_assigned(desk):
    desk.assign(desk.rosa)
    desk.submit()


def submit_what_an_editor_who_wrote_was_assigned(desk):
    desk.assign(desk.emil)
    desk.write(desk.emil, "Bridge Shut")
    desk.submit()


def submit_again(desk):
    desk.submit()
    desk.send_back(desk.edith)
    desk.submit()


def submit_again_what_is_assigned_to_another(desk):
    desk.submit()
    desk.send_back(desk.edith)
    desk.assign(desk.emil)
    desk.submit()


def submit_again_what_the_reviewer_has_rewritten(desk):
    desk.submit()
    desk.send_back(desk.edith)
    desk.write(desk.edith, "Bridge Shut")
    desk.submit()


def submit_again_after_the_reviewer_lost_the_role(desk):
    desk.submit()
    desk.send_back(desk.edith)
    desk.edith.groups.clear()
    desk.submit()


def submit_the_next_edition(desk):
    desk.live(by=desk.emil)
    desk.edition = new_edition(story=desk.story, plan=Plan("update"), by=desk.rosa)
    desk.write(desk.rosa, "Harbour Bridge Stays Closed")
    desk.submit()


def request_changes(desk):
    desk.submit()
    desk.send_back(desk.edith)


def approve(desk):
    desk.approved()


def approve_what_two_wrote(desk):
    desk.write(desk.ruben, "Bridge Shut")
    desk.approved()


def approve_what_was_taken_from_another_text(desk):
    desk.live()
    copied = desk.edition.revisions.order_by("number")[0]
    desk.edition = new_edition(story=desk.story, plan=Plan("update"), by=desk.ruben)
    save_edition(
        edition=desk.edition,
        document=edition_document(desk.edition) | {"headline": "Bridge Shut"},
        by=desk.ruben,
        lock_version=desk.edition.lock_version,
        copied_from=copied,
    )
    desk.edition.refresh_from_db()
    desk.edition = workflow.submit(edition=desk.edition, by=desk.ruben)
    desk.approve()


def edit_after_the_approval(desk):
    desk.approved()
    desk.write(desk.ruben, "Bridge Shut")


def edit_by_the_approver(desk):
    desk.approved()
    desk.write(desk.edith, "Bridge Shut")


def edit_by_the_writer_after_the_approval(desk):
    desk.approved()
    desk.write(desk.rosa, "Bridge Shut")


def edit_in_review(desk):
    desk.submit()
    desk.write(desk.emil, "Bridge Shut")


def edit_a_draft(desk):
    desk.write(desk.emil, "Bridge Shut")


def publish_by_the_approver(desk):
    desk.live()


def publish_by_another(desk):
    desk.live(by=desk.emil)


def be_due(desk):
    desk.approved()
    soon = timezone.now() + timedelta(minutes=1)
    workflow.schedule(edition=desk.edition, by=desk.emil, at=soon)
    assert publish_due(now=soon)["published"] == 1


def be_due_and_fail(desk):
    desk.approved()
    soon = timezone.now() + timedelta(minutes=1)
    workflow.schedule(edition=desk.edition, by=desk.emil, at=soon)
    Article.objects.filter(citings__edition=desk.edition).update(state=Article.State.RETRACTED)
    assert publish_due(now=soon)["failed"] == 1


def publish_urgently_at_first_sight(desk):
    desk.urgent()


def publish_urgently_what_an_editor_knows(desk):
    desk.submit()
    desk.send_back(desk.edith)
    desk.submit()
    desk.urgent()


def second_eyes_missing(desk):
    desk.urgent()
    assert reminders.remind(now=timezone.now() + timedelta(hours=25)) == 1


def approve_what_is_live(desk):
    desk.urgent()
    seen = approval_digest(desk.edition)
    approve_afterwards(edition=desk.edition, by=desk.edith, seen=seen)


def discard(desk):
    workflow.discard(edition=desk.edition, by=desk.edith)


def propose_a_retraction(desk):
    desk.live()
    desk.propose("retract", desk.dora)


def propose_a_retraction_that_legal_knows_of(desk):
    desk.assign(desk.hana)
    desk.live()
    desk.propose("retract", desk.dora)


def propose_a_merger(desk):
    target = desk.another_live_story()
    desk.live(by=desk.emil)
    desk.propose("merge", desk.edith, target=target)


def propose_to_lift_a_concern_that_nobody_else_knows(desk):
    desk.live()
    standing.change_standing(action="raise_concern", story=desk.story, by=desk.edith, reason=WHY)
    desk.propose("lift_concern", desk.edith)


def propose_to_restore(desk):
    desk.down()
    desk.propose("restore", desk.dan)


def withdraw_a_proposal(desk):
    desk.live()
    decisions.withdraw(decision=desk.propose("retract", desk.dora), by=desk.dora)


def confirm_a_retraction(desk):
    desk.live()
    decisions.confirm(decision=desk.propose("retract", desk.dora), by=desk.dan)


def confirm_that_a_concern_is_lifted(desk):
    desk.live()
    standing.change_standing(action="raise_concern", story=desk.story, by=desk.edith, reason=WHY)
    decisions.confirm(decision=desk.propose("lift_concern", desk.edith), by=desk.emil)


def confirm_a_restoration(desk):
    desk.down()
    decisions.confirm(decision=desk.propose("restore", desk.dan), by=desk.hana)


def confirm_a_merger(desk):
    target = desk.another_live_story()
    desk.live()
    decisions.confirm(decision=desk.propose("merge", desk.edith, target=target), by=desk.emil)


def raise_a_concern(desk):
    desk.live()
    standing.change_standing(action="raise_concern", story=desk.story, by=desk.emil, reason=WHY)


def take_down(desk):
    desk.down()


def confirm_a_take_down(desk):
    decisions.confirm(decision=desk.down(), by=desk.dan)


def leave_a_take_down_unconfirmed(desk):
    desk.down()
    assert reminders.remind(now=timezone.now() + timedelta(hours=25)) == 1


def assign(desk):
    desk.assign(desk.emil)


def assign_to_oneself(desk):
    desk.assign(desk.edith)


def assign_until_another_day(desk):
    desk.assign(desk.emil)
    desk.assign(desk.emil, assigned_until=timezone.now() + timedelta(days=2))


def assign_as_it_was(desk):
    desk.assign(desk.emil)
    desk.assign(desk.emil, byline="Harbour desk")


def assign_to_nobody(desk):
    desk.assign(desk.emil)
    desk.assign(None)


def note_that_mentions(desk):
    desk.note(desk.edith, desk.emil, desk.edith)


def note_that_mentions_a_contributor(desk):
    desk.note(desk.edith, desk.rosa)


def note_by_the_writer(desk):
    desk.note(desk.rosa)


def resolve_a_note(desk):
    desk.resolve(desk.note(desk.edith), by=desk.rosa)


def resolve_ones_own_note(desk):
    desk.resolve(desk.note(desk.edith), by=desk.edith)


def schedule(desk):
    desk.approved()
    workflow.schedule(edition=desk.edition, by=desk.emil, at=timezone.now() + timedelta(hours=1))


def close(desk):
    desk.live()
    standing.change_standing(action="close", story=desk.story, by=desk.emil)


def rename(desk):
    desk.live()
    standing.rename(story=desk.story, slug="bridge", by=desk.dora)


def begin_another(desk):
    desk.live()
    new_edition(story=desk.story, plan=Plan("update"), by=desk.ruben)


def lose_a_source(desk):
    desk.live()
    article = desk.edition.cited_articles.first().article
    ArticleChange.objects.create(article=article, kind="gone", noticed_at=timezone.now())
    source_news.tell()


def report_an_error(desk):
    desk.live()
    record("reader_report", story=desk.story, by=None, at=timezone.now(), reason="It was the galley.")


EXPECTED = [
    ("source_changed", lose_a_source, {"rosa", "edith"}),
    ("reader_report", report_an_error, {"rosa", "edith"}),
    ("submit", submit_first, NOBODY),
    ("submit", submit_what_an_editor_was_assigned, {"emil"}),
    ("submit", submit_what_the_writer_was_assigned, NOBODY),
    ("submit", submit_what_an_editor_who_wrote_was_assigned, NOBODY),
    ("submit", submit_again, {"edith"}),
    ("submit", submit_again_what_is_assigned_to_another, {"emil"}),
    ("submit", submit_again_what_the_reviewer_has_rewritten, NOBODY),
    ("submit", submit_again_after_the_reviewer_lost_the_role, NOBODY),
    ("submit", submit_the_next_edition, {"edith"}),
    ("request_changes", request_changes, {"rosa"}),
    ("approve", approve, {"rosa"}),
    ("approve", approve_what_two_wrote, {"rosa", "ruben"}),
    ("approve", approve_what_was_taken_from_another_text, {"rosa", "ruben"}),
    ("edit", edit_after_the_approval, {"edith", "rosa"}),
    ("edit", edit_by_the_approver, {"rosa"}),
    ("edit", edit_by_the_writer_after_the_approval, {"edith"}),
    ("edit", edit_in_review, {"rosa"}),
    ("publish", publish_by_the_approver, {"rosa"}),
    ("publish", publish_by_another, {"rosa", "edith"}),
    ("due", be_due, {"rosa", "edith"}),
    ("publish_failed", be_due_and_fail, {"rosa", "edith"}),
    ("publish_urgently", publish_urgently_at_first_sight, {"rosa", "dan"}),
    ("publish_urgently", publish_urgently_what_an_editor_knows, {"rosa", "dan", "edith"}),
    ("second_eyes_missing", second_eyes_missing, {"dora", "dan"}),
    ("approve_afterwards", approve_what_is_live, {"dora", "rosa"}),
    ("discard", discard, {"rosa"}),
    ("propose_retract", propose_a_retraction, {"dan", "hana"}),
    ("propose_retract", propose_a_retraction_that_legal_knows_of, {"hana"}),
    ("propose_merge", propose_a_merger, {"emil"}),
    ("propose_lift_concern", propose_to_lift_a_concern_that_nobody_else_knows, {"dora", "dan"}),
    ("propose_restore", propose_to_restore, {"dora"}),
    ("withdraw_retract", withdraw_a_proposal, {"dan", "hana"}),
    ("retract", confirm_a_retraction, {"dora", "rosa"}),
    ("lift_concern", confirm_that_a_concern_is_lifted, {"edith", "rosa"}),
    ("restore", confirm_a_restoration, {"dan", "rosa"}),
    ("merge", confirm_a_merger, {"edith", "rosa"}),
    ("raise_concern", raise_a_concern, {"rosa"}),
    ("take_down", take_down, {"dan", "hana", "rosa"}),
    ("confirm_take_down", confirm_a_take_down, {"dora"}),
    ("take_down_unconfirmed", leave_a_take_down_unconfirmed, {"dora", "dan", "hana"}),
    ("assign", assign, {"emil"}),
    ("assign", assign_to_oneself, NOBODY),
    ("assign", assign_until_another_day, {"emil"}),
    ("assign", assign_as_it_was, NOBODY),
    ("assign", assign_to_nobody, NOBODY),
    ("note", note_that_mentions, {"emil", "rosa"}),
    ("note", note_that_mentions_a_contributor, {"rosa"}),
    ("note", note_by_the_writer, NOBODY),
    ("resolve_note", resolve_a_note, {"edith"}),
    ("resolve_note", resolve_ones_own_note, NOBODY),
    ("schedule", schedule, NOBODY),
    ("close", close, NOBODY),
    ("rename", rename, NOBODY),
    ("new_edition", begin_another, NOBODY),
]


@pytest.mark.parametrize(("kind", "happen", "names"), EXPECTED, ids=[row[1].__name__ for row in EXPECTED])
def test_those_concerned_are_told_and_nobody_else(desk, kind, happen, names):
    happen(desk)
    assert desk.newest_kind() == kind
    assert desk.told() == names


def test_a_save_that_takes_no_step_tells_nobody(desk):
    edit_a_draft(desk)
    assert not OutgoingMail.objects.exists()


def test_every_kind_of_mail_is_expected_above():
    told = {kind for kind, _, names in EXPECTED if names}
    assert told == set(NOTICES) - {"withdraw_lift_concern", "withdraw_merge", "withdraw_restore"}


def test_what_a_proposal_is_confirmed_with_is_what_the_standings_say():
    two = {action: rule.permission for action, rule in STANDINGS.items() if rule.two_people}
    assert two == CONFIRMED_WITH
