"""How an event can concern a person: each way as a condition on people, and as words that tell them so."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from stories.models import Note, OutgoingMail, PendingDecision, Revision, WorkflowEvent
from stories.people import contributor_ids

REVIEWS = ("approve", "approve_afterwards", "request_changes")
DUTY_PERMISSION, TAKE_DOWN_PERMISSION = "publish_urgently", "take_down_story"
# Whoever may propose one of these may also confirm it: the table of standings says the same.
CONFIRMED_WITH: Mapping[str, str] = {
    "retract": "retract_story",
    "lift_concern": "raise_concern",
    "restore": "take_down_story",
    "merge": "merge_story",
}


@dataclass(frozen=True, slots=True)
class Concern:
    """One way to be concerned: ``because`` completes “You get this mail because …”."""

    because: str
    who: Callable[[WorkflowEvent], Q]


def of_edition(event: WorkflowEvent) -> Q:
    """Whoever saved, submitted or imported what is in the text."""
    return Q(pk__in=contributor_ids(event.edition_id)) if event.edition_id else Q(pk__in=())


def of_story(event: WorkflowEvent) -> Q:
    """Whoever wrote for any text of the story."""
    return Q(pk__in=Revision.objects.filter(edition__story=event.story_id).values("author"))


def dealt_with(event: WorkflowEvent) -> Q:
    """Whoever wrote for the story, took a step in it, or was asked to look after it."""
    steps = WorkflowEvent.objects.filter(story=event.story_id, by__isnull=False).values("by")
    return of_story(event) | Q(pk__in=steps) | Q(pk=event.story.assigned_to_id)


def reviewed(event: WorkflowEvent) -> Q:
    """Whoever approved a text of the story or sent one back."""
    reviews = WorkflowEvent.objects.filter(story=event.story_id, action__in=REVIEWS, by__isnull=False)
    return Q(pk__in=reviews.values("by"))


def holding(permission: str, *, superusers: bool = True) -> Q:
    """Whoever holds ``stories.<permission>``; a superuser holds all of them, and has the duty of none."""
    people = get_user_model()._default_manager.with_perm(
        f"stories.{permission}",
        backend="django.contrib.auth.backends.ModelBackend",
        include_superusers=superusers,
    )
    return Q(pk__in=people.values("pk"))


def _can_approve(event: WorkflowEvent) -> Q:
    return holding("approve_edition") & ~of_edition(event)


def _approver(event: WorkflowEvent) -> Q:
    """Who approved the text; an edit has forgotten it and put it on record."""
    now = event.edition.approved_by_id if event.edition else None
    return Q(pk=event.details.get("approved_by") or now)


def _publisher(event: WorkflowEvent) -> Q:
    return Q(pk=event.edition.published_by_id if event.edition else None)


def _decided(event: WorkflowEvent) -> str:
    return event.action.removeprefix("propose_").removeprefix("withdraw_")


def _may_confirm(event: WorkflowEvent, *, superusers: bool = True) -> Q:
    return holding(CONFIRMED_WITH[_decided(event)], superusers=superusers)


def _on_duty() -> Q:
    """Duty editors and the legal desk, whatever their roles are called."""
    return holding(DUTY_PERMISSION, superusers=False) | holding(TAKE_DOWN_PERMISSION, superusers=False)


def _proposer(event: WorkflowEvent) -> Q:
    """Who proposed what was confirmed in this event, or what the event says is still open."""
    decisions: QuerySet[PendingDecision] = PendingDecision.objects.filter(story=event.story_id)
    if "decision" in event.details:
        decisions = decisions.filter(pk=event.details["decision"])
    else:
        decisions = decisions.filter(action=event.action, confirmed_at=event.at)
    return Q(pk__in=decisions.values("proposed_by"))


def _asked(event: WorkflowEvent) -> Q:
    """Who got mail about the proposal that is taken back here."""
    proposals = WorkflowEvent.objects.filter(story=event.story_id, action=f"propose_{_decided(event)}")
    newest = proposals.order_by("-id").values("pk")[:1]
    return Q(pk__in=OutgoingMail.objects.filter(event__in=newest).values("recipient"))


def _mentioned(event: WorkflowEvent) -> Q:
    calls = Note.mentioned.through.objects.filter(note=event.details["note"])
    return Q(pk__in=calls.values("user"))


CONTRIBUTOR = Concern("you worked on this text", of_edition)
WRITER = Concern("you wrote for this story", of_story)
APPROVER = Concern("you approved this text", _approver)
REVIEWER = Concern("you have reviewed this story before", reviewed)
PUBLISHER = Concern("you published this text", _publisher)
ASSIGNED = Concern("the story is assigned to you", lambda event: Q(pk=event.story.assigned_to_id))
ASSIGNED_EDITOR = Concern(
    "the story is assigned to you and you can approve this text",
    lambda event: Q(pk=event.story.assigned_to_id) & _can_approve(event),
)
PAST_REVIEWER = Concern(
    "you have reviewed this story before", lambda event: reviewed(event) & _can_approve(event)
)
SECOND_READER = Concern(
    "you know this story and can approve this text", lambda event: dealt_with(event) & _can_approve(event)
)
DUTY_EDITOR = Concern(
    "duty editors are told of every text that went live before its approval",
    lambda _: holding(DUTY_PERMISSION, superusers=False),
)
SECOND_PERSON = Concern(
    "you know this story and may confirm this", lambda event: dealt_with(event) & _may_confirm(event)
)
SECOND_ON_DUTY = Concern(
    "nobody who knows the story may confirm this, and you are on duty or of the legal desk",
    lambda event: _on_duty() & _may_confirm(event, superusers=False),
)
SECOND_FOR_TAKE_DOWN = Concern(
    "you may confirm that a story is taken down", lambda _: holding(TAKE_DOWN_PERMISSION, superusers=False)
)
PROPOSER = Concern("you took the first of the two steps", _proposer)
ASKED = Concern("you were asked to confirm it", _asked)
MENTIONED = Concern("the note mentions you", _mentioned)
NOTE_AUTHOR = Concern(
    "you wrote the note",
    lambda event: Q(pk__in=Note.objects.filter(pk=event.details["note"]).values("author")),
)
