"""The page of one story: what readers see of it, who works on it, and what can be done with it now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from stories import decisions
from stories.admin import words
from stories.admin.covering import coverage_of
from stories.admin.decision_words import decided, waiting_for
from stories.admin.people import person
from stories.admin.second_eyes import second_eyes
from stories.admin.standing_words import SHEETS
from stories.admin.story_forms import NewEditionForm
from stories.admin.story_list import headline_of, working_edition
from stories.models import Edition, PendingDecision, Story, WorkflowEvent
from stories.people import Person, zone_of
from stories.publishing import HIDDEN
from stories.standing import TakeDownCode
from stories.waiting import ago, waiting

CONFIRM_TAKE_DOWN = PendingDecision.Action.CONFIRM_TAKE_DOWN
FIRST = frozenset(
    {"lift_concern", "reopen", "restore", "raise_concern"}
)  # what may matter most; one at a time


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done, and where."""

    action: str
    label: str
    url: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Offers:
    """The one that matters first, the rest, and apart from them what is grave."""

    first: Offer | None
    rest: list[Offer]
    grave: list[Offer]


def offers(story: Story, by: Person, now: datetime) -> Offers:
    """What this person may do with the story now."""
    possible = set(decisions.possible(story, by, now=now))
    listed = [
        Offer(
            action, sheet.label, reverse("admin:stories_story_standing", args=(story.pk, action)), sheet.grave
        )
        for action, sheet in SHEETS.items()
        if action in possible
    ]
    first = next((offer for offer in listed if offer.action in FIRST), None)
    rest = [offer for offer in listed if not offer.grave and offer is not first]
    return Offers(first, rest, [offer for offer in listed if offer.grave])


def live_edition(story: Story) -> Edition | None:
    """The edition that is live, from what the list has read already."""
    current: list[Edition] = getattr(story, "current_editions", [])
    return next((e for e in current if e.state == Edition.State.PUBLISHED), None)


def story_context(request: HttpRequest, story: Story) -> dict[str, Any]:
    """What the page of a story shows beside its few fields."""
    now, working, by = timezone.now(), working_edition(story), person(request)
    waits = waiting_for(story, by, now)
    may_begin = (
        story.version and not working and story.state not in HIDDEN and by.has_perm("stories.add_edition")
    )
    return {
        "title": headline_of(story),
        "subtitle": None,
        "show_save_and_add_another": False,
        "show_save_and_continue": False,
        "story": story,
        "state_word": words.story_state(story),
        "label": words.label(story),
        "working": working,
        "working_word": words.edition_state(working) if working else "",
        "waits": waiting(working, now, zone_of(by)) if working else "",
        "editions": [
            (edition, words.edition_state(edition))
            for edition in story.editions.select_related("created_by").order_by("-number")[:50]
        ],
        "corrections": story.corrections.all()[:20],
        **coverage_of(story),
        "may_place": by.has_perm("stories.change_coverage"),
        "public_url": f"/stories/{story.slug}/" if story.version else "",
        "new_edition_form": NewEditionForm(retracted=story.state == Story.State.RETRACTED)
        if may_begin
        else None,
        "offers": offers(story, by, now),
        "decisions": waits,
        "decided": decided(story, now),
        "confirming": any(wait.decision.action == CONFIRM_TAKE_DOWN for wait in waits),
        "eyes": second_eyes(live_edition(story), now),
        "notice": _notice(story, now),
    }


def _notice(story: Story, now: datetime) -> dict[str, Any] | None:
    """What stands over the page of a story that is not simply live: since when, by whom, in which words."""
    action = NOTICED.get(story.state)
    event = (
        story.events.filter(action=action).select_related("by").order_by("-id").first() if action else None
    )
    if event is None:
        return None
    return {
        "event": event,
        "since": ago(event.at, now),
        "kind": _kind(event),
        "answer": "451" if event.details.get("code") == "legal" else "410",
        "target": story.merged_into,
    }


def _kind(event: WorkflowEvent) -> str:
    return TakeDownCode.CHOICES.get(event.details.get("code", ""), "")


NOTICED: Mapping[str, str] = {
    Story.State.CONCERN: "raise_concern",
    Story.State.CLOSED: "close",
    Story.State.RETRACTED: "retract",
    Story.State.TAKEN_DOWN: "take_down",
    Story.State.MERGED: "merge",
}
