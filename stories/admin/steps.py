"""The workflow buttons: what is offered, what each one asks for, and a message for every refusal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest

from stories import workflow
from stories.admin.times import scheduled_words, typed_moment, zones_for
from stories.errors import Refused
from stories.models import Edition
from stories.people import Person
from stories.publishing import approve_afterwards, publish, publish_urgently

FIRST = (
    *("submit", "approve", "approve_afterwards", "publish", "retry", "unschedule"),
    *("request_changes", "schedule", "publish_urgently", "discard"),
)
GRAVE = frozenset({"discard", "publish_urgently"})
REASONS: Mapping[str, str] = {
    "request_changes": "What should change?",
    "publish_urgently": "Why can it not wait for a second person?",
    "discard": "Reason, if there is one",
}
SEEN = frozenset({"approve", "approve_afterwards"})  # bound to the text that is on the screen
DONE: Mapping[str, str] = {
    "submit": "Submitted for review: an editor who did not work on it can approve it now.",
    "request_changes": "Sent back to the writers with your reason.",
    "approve": "Approved. It can be published or scheduled now.",
    "approve_afterwards": "Approved: two people have agreed on the live text now.",
    "publish": "Published: readers see it now.",
    "publish_urgently": "Published: readers see it now. A second person has to approve it afterwards.",
    "schedule": "Until then the text is frozen and the live one stays.",
    "unschedule": "Taken off the schedule; the approval stays.",
    "retry": "Ready to try again.",
    "discard": "Discarded. Its revisions stay readable.",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One button: what it says and what must be typed first."""

    action: str
    label: str
    reason: str
    needs_reason: bool
    zones: tuple[str, ...]  # in which a time may be typed; none where it asks for no time
    needs_seen: bool
    grave: bool


def offered(edition: Edition, by: Person) -> list[Offer]:
    """What this person may do now, what matters most first."""
    possible = workflow.possible(edition, by)
    return [
        Offer(
            action,
            possible[action].label,
            REASONS.get(action, ""),
            "reason" in possible[action].needs,
            zones_for(by) if "time" in possible[action].needs else (),
            action in SEEN,
            action in GRAVE,
        )
        for action in sorted(possible, key=FIRST.index)
    ]


def take(request: HttpRequest, edition: Edition, action: str) -> bool:
    """Take a step for the person who asks; what comes of it is told as a message.

    Returns whether the step was taken.
    """
    by = request.user
    step = TAKE.get(action)
    if step is None or not isinstance(by, Person):
        messages.error(request, "There is no such step.")
        return False
    try:
        told = step(request, edition, by)
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, told if isinstance(told, str) else DONE[action])
    return True


def _reason(request: HttpRequest) -> str:
    return str(request.POST.get("reason", "")).strip()


def _schedule(request: HttpRequest, edition: Edition, by: Person) -> str:
    meant = typed_moment(request.POST)
    workflow.schedule(edition=edition, by=by, at=meant.at)
    return f"{scheduled_words(meant, by)} {DONE['schedule']}"


Take = Callable[[HttpRequest, Edition, Person], object]
TAKE: Mapping[str, Take] = {
    "submit": lambda _, edition, by: workflow.submit(edition=edition, by=by),
    "request_changes": lambda request, edition, by: workflow.request_changes(
        edition=edition, by=by, reason=_reason(request)
    ),
    "approve": lambda request, edition, by: workflow.approve(
        edition=edition, by=by, seen=str(request.POST.get("seen", ""))
    ),
    "publish": lambda _, edition, by: publish(edition=edition, by=by),
    "publish_urgently": lambda request, edition, by: publish_urgently(
        edition=edition, by=by, reason=_reason(request)
    ),
    "approve_afterwards": lambda request, edition, by: approve_afterwards(
        edition=edition, by=by, seen=str(request.POST.get("seen", ""))
    ),
    "schedule": _schedule,
    "unschedule": lambda _, edition, by: workflow.unschedule(edition=edition, by=by),
    "retry": lambda _, edition, by: workflow.retry(edition=edition, by=by),
    "discard": lambda request, edition, by: workflow.discard(edition=edition, by=by, reason=_reason(request)),
}
