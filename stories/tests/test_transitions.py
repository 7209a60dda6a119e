"""Every step from every state by every role, contributor or not: the allowed ones work, no other does."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from newsroom.accounts.roles import ROLES
from sources.models import Article
from stories.editing import Plan, create_story, new_edition, save_edition
from stories.errors import Refused
from stories.models import Edition, LedgerEntry, WorkflowEvent
from stories.publishing import approve_afterwards, publish, publish_due, publish_urgently
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.workflow import (
    STEPS,
    approval_digest,
    approve,
    discard,
    possible,
    request_changes,
    retry,
    schedule,
    submit,
    unschedule,
)

pytestmark = pytest.mark.django_db
WRITERS = {"reporter", "editor", "duty editor"}
EDITORS = {"editor", "duty editor"}
# As the newsroom's rules have it, written out by hand: step -> states, roles, contributor (None: no matter).
RULES = {
    "submit": ({"draft", "changes_requested"}, WRITERS, True),
    "request_changes": ({"in_review"}, EDITORS, None),
    "approve": ({"in_review"}, EDITORS, False),
    "publish": ({"approved"}, EDITORS, None),
    "publish_urgently": ({"draft", "in_review"}, {"duty editor"}, None),
    "approve_afterwards": ({"published_urgently"}, EDITORS, False),
    "schedule": ({"approved"}, EDITORS, None),
    "unschedule": ({"scheduled"}, EDITORS, None),
    "retry": ({"publish_failed"}, EDITORS, None),
    "discard": ({"draft", "in_review", "changes_requested", "approved", "publish_failed"}, EDITORS, None),
    # … and by a reporter who works on it, see permitted()
}
TAKE = {
    "submit": lambda edition, by: submit(edition=edition, by=by),
    "request_changes": lambda edition, by: request_changes(edition=edition, by=by, reason="Shorter."),
    "approve": lambda edition, by: approve(edition=edition, by=by, seen=approval_digest(edition)),
    "publish": lambda edition, by: publish(edition=edition, by=by),
    "publish_urgently": lambda edition, by: publish_urgently(edition=edition, by=by, reason="It burns."),
    "approve_afterwards": lambda edition, by: approve_afterwards(
        edition=edition, by=by, seen=approval_digest(edition)
    ),
    "schedule": lambda edition, by: schedule(edition=edition, by=by, at=timezone.now() + timedelta(hours=1)),
    "unschedule": lambda edition, by: unschedule(edition=edition, by=by),
    "retry": lambda edition, by: retry(edition=edition, by=by),
    "discard": lambda edition, by: discard(edition=edition, by=by),
}
STATES = [*Edition.State.values, "published_urgently"]


class Cast:
    """Two of each role: one who works on the text, one who does not."""

    def __init__(self):
        self.chief, self.second = person("chief", "duty editor"), person("second", "editor")
        self.inside = {role: person(f"in-{role.replace(' ', '-')}", role) for role in WRITERS}
        self.outside = {role: person(f"out-{role.replace(' ', '-')}", role) for role in ROLES}


def written(cast, make_document):
    """A draft on which every writing role has worked."""
    edition = create_story(document=make_document(), by=cast.inside["reporter"])
    for number, role in enumerate(sorted(WRITERS)):
        document = edition_document(edition) | {"standfirst": f"Standfirst number {number}."}
        save_edition(
            edition=edition, document=document, by=cast.inside[role], lock_version=edition.lock_version
        )
        edition.refresh_from_db()
    return edition


def go_public(edition, cast):
    approve_by_second(edition, cast)
    publish(edition=edition, by=cast.chief)


def approve_by_second(edition, cast):
    submit(edition=edition, by=cast.inside["reporter"])
    approve(edition=edition, by=cast.second, seen=approval_digest(edition))


def fail_at_its_slot(edition, cast):
    slot = timezone.now() + timedelta(minutes=1)
    schedule(edition=edition, by=cast.chief, at=slot)
    cited = Article.objects.filter(citings__edition=edition)
    cited.update(state=Article.State.RETRACTED)
    publish_due(now=slot)
    cited.update(state=Article.State.LIVE)


def supersede(edition, cast):
    go_public(new_edition(story=edition.story, plan=Plan("update"), by=cast.inside["reporter"]), cast)


def send_in(edition, cast):
    submit(edition=edition, by=cast.inside["reporter"])


def send_back(edition, cast):
    request_changes(edition=edition, by=cast.chief, reason="Shorter.")


def set_aside(edition, cast):
    discard(edition=edition, by=cast.chief)


def set_a_slot(edition, cast):
    schedule(edition=edition, by=cast.chief, at=timezone.now() + timedelta(minutes=1))


def rush(edition, cast):
    publish_urgently(edition=edition, by=cast.chief, reason="It burns.")


WAYS = {
    "draft": (),
    "in_review": (send_in,),
    "changes_requested": (send_in, send_back),
    "approved": (approve_by_second,),
    "scheduled": (approve_by_second, set_a_slot),
    "publish_failed": (approve_by_second, fail_at_its_slot),
    "published": (go_public,),
    "superseded": (go_public, supersede),
    "discarded": (set_aside,),
    "published_urgently": (rush,),
}


def edition_in(state, cast, make_document):
    """An edition in a state, reached by the ordinary steps."""
    edition = written(cast, make_document)
    for way in WAYS[state]:
        way(edition, cast)
    return edition


def traces(edition):
    edition.refresh_from_db()
    return (
        edition.state,
        edition.needs_second_eyes,
        WorkflowEvent.objects.count(),
        LedgerEntry.objects.count(),
    )


def permitted(step, state, role, *, worked_on_it):
    states, roles, must_be_contributor = RULES[step]
    fits = must_be_contributor is None or must_be_contributor == worked_on_it
    own_draft = step == "discard" and role == "reporter" and worked_on_it
    return state in states and fits and (role in roles or own_draft)


class Undo(Exception):
    """Takes back what a permitted step did, so that the next one starts from the same state."""


def taken(step, edition, by):
    """Whether a step is taken; whatever it did is undone."""
    before = traces(edition)
    try:
        with transaction.atomic():
            TAKE[step](edition, by)
            changed = traces(edition) != before
            raise Undo
    except Undo:
        edition.refresh_from_db()
        return changed
    except Refused:
        unchanged = traces(edition) == before
    assert unchanged
    return False


def test_the_rules_name_every_step():
    assert set(RULES) == set(STEPS) == set(TAKE)


@pytest.mark.parametrize("state", STATES)
def test_exactly_the_permitted_steps_work(state, make_document):
    cast = Cast()
    edition = edition_in(state, cast, make_document)
    assert traces(edition)[0] == ("published" if state == "published_urgently" else state)
    for step in RULES:
        for role in ROLES:
            for worked_on_it in (True, False) if role in WRITERS else (False,):
                people = cast.inside if worked_on_it else cast.outside
                expected = permitted(step, state, role, worked_on_it=worked_on_it)
                who = f"{step} from {state} by {role}, contributor: {worked_on_it}"
                assert taken(step, edition, people[role]) == expected, who
                assert (step in possible(edition, people[role])) == expected, who
