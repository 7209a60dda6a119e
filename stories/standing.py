"""Where a public story stands: live, in doubt, closed, retracted, gone; each change is a public event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sources.slugs import slug_for
from stories import ledger
from stories.editing import take_slug_lock
from stories.errors import NotAllowed, Refused, clean_reason
from stories.events import record
from stories.facts import gather
from stories.models import Edition, LedgerEntry, PendingDecision, PreviewLink, Redirect, Story
from stories.people import Person, require
from stories.previews import revoke_all
from stories.revisions import latest_revision

State = Story.State
Kind = LedgerEntry.Kind
PUBLIC = frozenset(Story.READABLE)


@dataclass(frozen=True, slots=True)
class Standing:
    """One change of standing: from which states, to which (empty: worked out), told to followers as what."""

    label: str
    start: frozenset[str]
    to: str
    kind: str
    permission: str
    two_people: bool = False


STANDINGS: Mapping[str, Standing] = {
    "raise_concern": Standing(
        "Raise a concern", frozenset({State.LIVE}), State.CONCERN, Kind.CONCERN, "raise_concern"
    ),
    "lift_concern": Standing(
        "Lift the concern", frozenset({State.CONCERN}), State.LIVE, Kind.CONCERN_LIFTED, "raise_concern", True
    ),
    "close": Standing("Close", frozenset({State.LIVE}), State.CLOSED, Kind.CLOSED, "close_story"),
    "reopen": Standing("Reopen", frozenset({State.CLOSED}), State.LIVE, Kind.REOPENED, "close_story"),
    "retract": Standing(
        "Retract",
        frozenset({State.LIVE, State.CONCERN}),
        State.RETRACTED,
        Kind.RETRACTED,
        "retract_story",
        True,
    ),
    "take_down": Standing("Take down now", PUBLIC, State.TAKEN_DOWN, Kind.TAKEN_DOWN, "take_down_story"),
    "restore": Standing("Restore", frozenset({State.TAKEN_DOWN}), "", Kind.RESTORED, "take_down_story", True),
    "merge": Standing(
        "Merge into another story", frozenset({State.LIVE}), State.MERGED, Kind.MERGED, "merge_story", True
    ),
}
REASONED = frozenset({"raise_concern", "lift_concern", "retract", "take_down", "restore", "merge"})
NOTED = frozenset({"raise_concern", "retract"})  # whose reason stands above the story
ADDRESSED = PUBLIC | {
    State.UNPUBLISHED
}  # what has an address to change: nothing stands at that of the others


class TakeDownCode:
    """Why a story was taken down; ``legal`` answers 451 (RFC 7725), every other 410."""

    MISSING = "Say which kind of reason it is."
    CHOICES: Mapping[str, str] = {
        "legal": "Legal demand",
        "privacy": "Privacy or safety of a person",
        "rights": "Rights of others",
        "error": "Published by mistake",
    }


def change_standing(
    *, action: str, story: Story, by: Person, reason: str = "", code: str = "", now: datetime | None = None
) -> LedgerEntry:
    """What one person can do to a public story at once.

    A take-down needs a ``code`` and opens a decision that a second person has to confirm within a day.

    Raises:
        NotAllowed: the person lacks the permission.
        Refused: the wrong state, no reason, or something that takes two people.
    """
    standing = STANDINGS[action]
    require(by, standing.permission)
    if standing.two_people:
        raise Refused("two_people", f"{standing.label}: propose it, a second person has to confirm.")
    reason = checked_reason(action, reason)
    if action == "take_down" and code not in TakeDownCode.CHOICES:
        raise Refused("code_missing", TakeDownCode.MISSING)
    now = now or timezone.now()
    with transaction.atomic():
        story = lock_in_state(action, story)
        if action == "raise_concern":
            story.concern_note, story.concern_at = reason, now
        entry = carry_out(action, story, by=by, reason=reason, code=code, now=now)
        if action == "take_down":
            revoke_all(editions=story.editions.all(), by=by, why=PreviewLink.Revoked.TAKEN_DOWN, now=now)
            _ask_for_confirmation(story, by, reason, now)
    return entry


def rename(*, story: Story, slug: str, by: Person, now: datetime | None = None) -> LedgerEntry | None:
    """Give a story another address; the old one leads to it for ever.

    Returns the ledger entry, or None for a story that is not public and needs no redirect.

    Raises:
        NotAllowed: the person lacks the permission.
        Refused: no proper address, one that is taken, or a story that nobody can open any more.
    """
    require(by, "rename_story")
    if not slug or slug_for(slug) != slug:
        raise Refused(
            "bad_slug", f"An address is made of words and hyphens, such as “{slug_for(slug) or 'story'}”."
        )
    now = now or timezone.now()
    with transaction.atomic():
        take_slug_lock()
        story = Story.objects.select_for_update().get(pk=story.pk)
        _check_address(story, slug)
        before, story.slug = story.slug, slug
        record("rename", story=story, by=by, at=now, details={"from": before, "to": slug})
        if story.state == State.UNPUBLISHED:
            story.save(update_fields=("slug",))
            return None
        Redirect.objects.filter(slug=slug).delete()
        Redirect.objects.create(slug=before, story=story)
        return _tell(story, Kind.RENAMED, by=by, code="", now=now)


def _check_address(story: Story, slug: str) -> None:
    if wrong := barrier("rename", story):
        raise wrong
    if slug == story.slug:
        raise Refused("same_slug", f"The address is “{slug}” already: choose another.")
    taken = Story.objects.filter(slug=slug).exists()
    if taken or Redirect.objects.filter(slug=slug).exclude(story=story).exists():
        raise Refused("slug_taken", f"The address “{slug}” belongs to another story: choose another.")


def barrier(action: str, story: Story, by: Person | None = None) -> Refused | None:
    """What keeps this person (if one is named) from an action on the story as it stands now, if anything.

    ``rename`` and the confirmation of a take-down count as actions here.
    """
    label, start, permission = _terms(action)
    if by:
        try:
            require(by, permission)
        except NotAllowed as refusal:
            return refusal
    if story.state in start:
        return None
    standing = story.get_state_display().lower()
    return Refused("wrong_state", f"{label}: not possible while the story is {standing}.")


def _terms(action: str) -> tuple[str, frozenset[str], str]:
    """What an action is called, from which states it starts, and which permission it needs."""
    if action == "rename":
        return "Change the address", ADDRESSED, "rename_story"
    if action == PendingDecision.Action.CONFIRM_TAKE_DOWN:
        return "Confirm a take-down", frozenset({State.TAKEN_DOWN}), STANDINGS["take_down"].permission
    standing = STANDINGS[action]
    return standing.label, standing.start, standing.permission


def lock_in_state(action: str, story: Story) -> Story:
    """The story, locked; refused unless it is in a state from which the action starts."""
    locked = Story.objects.select_for_update().get(pk=story.pk)
    if wrong := barrier(action, locked):
        raise wrong
    return locked


def carry_out(
    action: str, story: Story, *, by: Person, reason: str, now: datetime, code: str = ""
) -> LedgerEntry:
    """Change a locked story's standing, write the event, and tell the public."""
    standing = STANDINGS[action]
    before = story.state
    story.state = standing.to or _state_before_take_down(story)
    details = {"code": code} if code else {}
    record(
        action,
        story=story,
        by=by,
        at=now,
        from_state=before,
        to_state=story.state,
        reason=reason,
        details=details,
    )
    _drop_overtaken(story, now)
    return _tell(story, standing.kind, by=by, code=code, now=now)


def checked_reason(action: str, reason: str) -> str:
    """The reason as it is kept; a grave action is refused without one."""
    return clean_reason(reason, missing=missing_reason(action)) if action in REASONED or reason else ""


def missing_reason(action: str) -> str:
    """What is said where a reason is missing: some are shown to readers, word for word."""
    if action in NOTED:
        return "Say why, in words that can stand in public."
    return "Say why: it stays in the history of the story, for colleagues."


def _tell(story: Story, kind: str, *, by: Person, code: str, now: datetime) -> LedgerEntry:
    story.updated_at = now
    story.save()
    document = latest_revision(story.editions.get(state=Edition.State.PUBLISHED)).document
    return ledger.append(
        story=story, kind=kind, reason=code, document=document, facts=gather(story, document), by=by, at=now
    )


def _drop_overtaken(story: Story, now: datetime) -> None:
    """Close what was proposed for a state that the story is no longer in: nobody could confirm it."""
    moot = [action for action in PendingDecision.Action.values if barrier(action, story)]
    story.decisions.undecided().filter(action__in=moot).update(withdrawn_at=now)


def _state_before_take_down(story: Story) -> str:
    return story.events.filter(action="take_down").order_by("-id")[0].from_state


def _ask_for_confirmation(story: Story, by: Person, reason: str, now: datetime) -> None:
    PendingDecision.objects.create(
        story=story,
        action=PendingDecision.Action.CONFIRM_TAKE_DOWN,
        reason=reason,
        proposed_by_id=by.pk,
        proposed_at=now,
        expires_at=now + PendingDecision.OPEN_FOR,
    )
