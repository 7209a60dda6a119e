"""Everything that can be done with a story, in every state, by every role, by who proposed it or not."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from newsroom.accounts.models import User
from newsroom.accounts.roles import ROLES
from stories.decisions import confirm, may_confirm, may_withdraw, possible, propose, withdraw
from stories.editing import create_story
from stories.errors import NotAllowed, Refused
from stories.models import PendingDecision, Story
from stories.publishing import publish
from stories.standing import STANDINGS, change_standing, rename
from stories.tests.conftest import person
from stories.workflow import approval_digest, approve, submit

pytestmark = pytest.mark.django_db
SUPER = "superuser"
EDITORS = {"editor", "duty editor", SUPER}
GRAVE = {"duty editor", "legal", SUPER}
DUTY = {"duty editor", SUPER}
READABLE = {"live", "concern", "closed", "retracted"}
# As the newsroom's rules have it, written out by hand: action -> states, roles.
ALONE = {
    "raise_concern": ({"live"}, EDITORS),
    "close": ({"live"}, EDITORS),
    "reopen": ({"closed"}, EDITORS),
    "take_down": (READABLE, GRAVE),
    "rename": ({"unpublished", *READABLE}, DUTY),
}
BY_TWO = {
    "lift_concern": ({"concern"}, EDITORS),
    "retract": ({"live", "concern"}, GRAVE),
    "restore": ({"taken_down"}, GRAVE),
    "merge": ({"live"}, EDITORS),
}
DECIDED = BY_TWO | {"confirm_take_down": ({"taken_down"}, GRAVE)}
STEPS = [
    *(("do", action) for action in ALONE),
    *(("propose", action) for action in BY_TWO),
    *(("confirm", action) for action in DECIDED),
    *(("withdraw", action) for action in DECIDED),
]
TABLES = ("story", "redirect", "pendingdecision", "workflowevent", "ledgerentry", "publishedstory", "edition")


class Room:
    """One of each role, a story in the state in question, and another one to merge into."""

    def __init__(self, state, make_document):
        self.chief, self.second = person("chief", "duty editor"), person("second", "duty editor")
        self.writer = person("writer", "reporter")
        self.people = {role: person(f"the-{role.replace(' ', '-')}", role) for role in ROLES}
        self.people[SUPER] = User.objects.create_superuser("root", "root@newsroom.example", "x")
        self.target = self.public(make_document(headline="The Other Story"))
        self.story = self.in_state(state, make_document(headline="The Story"))

    def public(self, document):
        edition = submit(edition=create_story(document=document, by=self.writer), by=self.writer)
        approve(edition=edition, by=self.chief, seen=approval_digest(edition))
        publish(edition=edition, by=self.chief)
        return Story.objects.get(pk=edition.story_id)

    def in_state(self, state, document):
        if state == "unpublished":
            return create_story(document=document, by=self.writer).story
        story = self.public(document)
        if state == "concern":
            self.alone("raise_concern", story)
        elif state == "closed":
            self.alone("close", story)
        elif state == "taken_down":
            self.alone("take_down", story)
            confirm(decision=story.decisions.get(), by=self.second)
        elif state == "retracted":
            self.both("retract", story)
        elif state == "merged":
            self.both("merge", story, target=self.target)
        story.refresh_from_db()
        return story

    def alone(self, action, story):
        change_standing(action=action, story=story, by=self.chief, reason="Because.", code="legal")

    def both(self, action, story, target=None):
        proposed = propose(story=story, action=action, by=self.chief, reason="Because.", target=target)
        confirm(decision=proposed, by=self.second)

    def waits(self, action, by):
        """A decision that somebody asked for and nobody has taken, whatever the story is like since."""
        now = timezone.now()
        return PendingDecision.objects.create(
            story=self.story,
            action=action,
            reason="Because.",
            target=self.target if action == "merge" else None,
            proposed_by=by,
            proposed_at=now,
            expires_at=now + timedelta(hours=24),
        )

    def take(self, verb, action, by, decision):
        if verb == "do" and action == "rename":
            rename(story=self.story, slug="another-address", by=by)
        elif verb == "do":
            change_standing(action=action, story=self.story, by=by, reason="Because.", code="legal")
        elif verb == "propose":
            target = self.target if action == "merge" else None
            propose(story=self.story, action=action, by=by, reason="Because.", target=target)
        elif verb == "confirm":
            confirm(decision=decision, by=by)
        else:
            withdraw(decision=decision, by=by)

    def offered(self, verb, action, by, decision):
        now = timezone.now()
        if verb in ("do", "propose"):
            return action in possible(self.story, by, now=now)
        if verb == "confirm":
            return may_confirm(decision, by, now=now)
        return may_withdraw(decision, by)


def permitted(verb, action, state, role, *, asked):
    """Whether the rules allow it to somebody of this role; ``asked``: it waits because they asked for it."""
    if verb == "withdraw":
        return asked and action != "confirm_take_down"
    states, roles = (ALONE if verb == "do" else DECIDED)[action]
    fits = state in states and role in roles
    return fits and (verb == "do" or not asked)


def all_rows():
    """One fingerprint of every column of every row that an action could touch."""
    parts = ", ".join(
        f"(SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM stories_{table} t)"  # noqa: S608 - our own names
        for table in TABLES
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {parts}")
        return cursor.fetchone()


class Undo(Exception):
    """Takes back a trial, so that the next one starts from the same state."""


def trial(room, verb, action, by, *, asked):
    """Whether it works and whether it was offered; a refusal must have words and leave every row as it was."""
    try:
        with transaction.atomic():
            needed = verb in ("confirm", "withdraw") or (verb == "propose" and asked)
            decision = room.waits(action, by if asked else room.chief) if needed else None
            offered = room.offered(verb, action, by, decision)
            worked = changes(lambda: room.take(verb, action, by, decision))
            raise Undo
    except Undo:
        return worked, offered


def changes(take):
    """Whether something is done; it must be either that or refused with words and without a trace."""
    before, words = all_rows(), ""
    try:
        with transaction.atomic():
            take()
    except Refused as refusal:
        words = refusal.message
    worked = all_rows() != before
    assert worked != (len(words) > 10)
    return worked


def test_the_rules_name_everything():
    assert set(ALONE) - {"rename"} | set(BY_TWO) == set(STANDINGS)
    assert set(DECIDED) == set(PendingDecision.Action.values)


@pytest.mark.parametrize("state", Story.State.values)
def test_exactly_what_is_permitted_works(state, make_document):
    room = Room(state, make_document)
    assert room.story.state == state
    for verb, action in STEPS:
        for role, by in room.people.items():
            for asked in (True, False):
                expected = permitted(verb, action, state, role, asked=asked)
                who = f"{verb} {action} of a {state} story by {role}, who asked for it: {asked}"
                worked, offered = trial(room, verb, action, by, asked=asked)
                assert worked == expected, who
                assert offered == expected, who


def test_a_superuser_cannot_be_both_people(published_story):
    root = User.objects.create_superuser("root", "root@newsroom.example", "x")
    for action in BY_TWO.keys() - {"restore", "lift_concern", "merge"}:
        decision = propose(story=published_story, action=action, by=root, reason="Because.")
        with pytest.raises(NotAllowed, match="second person"):
            confirm(decision=decision, by=root)
    change_standing(action="take_down", story=published_story, by=root, reason="Because.", code="legal")
    with pytest.raises(NotAllowed, match="second person"):
        confirm(decision=published_story.decisions.get(action="confirm_take_down"), by=root)
