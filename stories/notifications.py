"""Who is told of what: one table from each event to those concerned; their mail is queued with the event."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone

from stories import concerns
from stories.concerns import Concern
from stories.mail_text import Told, compose
from stories.models import Edition, OutgoingMail, WorkflowEvent
from stories.people import Person


@dataclass(frozen=True, slots=True)
class Notice:
    """One kind of mail: what ends its subject, its template, and whom it is for.

    ``otherwise`` are told only where there is nobody in ``to``. Who is concerned in two ways is told
    once, for the first of them.
    """

    word: str
    template: str
    to: tuple[Concern, ...]
    otherwise: tuple[Concern, ...] = ()


WRITERS = (concerns.CONTRIBUTOR,)
DECIDED = (concerns.PROPOSER, concerns.WRITER)
TEXT_NOTICES: Mapping[str, Notice] = {
    "submit": Notice("waits for review", "submit", (concerns.ASSIGNED_EDITOR,), (concerns.PAST_REVIEWER,)),
    "request_changes": Notice("changes requested", "request_changes", WRITERS),
    "approve": Notice("approved", "approve", WRITERS),
    "approve_afterwards": Notice(
        "approved afterwards", "approve_afterwards", (concerns.PUBLISHER, concerns.CONTRIBUTOR)
    ),
    "edit": Notice("a draft again", "edit", (concerns.APPROVER, concerns.CONTRIBUTOR)),
    "publish": Notice("published", "publish", (concerns.CONTRIBUTOR, concerns.APPROVER)),
    "due": Notice("published", "publish", (concerns.CONTRIBUTOR, concerns.APPROVER)),
    "publish_failed": Notice(
        "publishing failed", "publish_failed", (concerns.APPROVER, concerns.CONTRIBUTOR)
    ),
    "publish_urgently": Notice(
        "needs second eyes",
        "publish_urgently",
        (concerns.SECOND_READER, concerns.DUTY_EDITOR, concerns.CONTRIBUTOR),
    ),
    "second_eyes_missing": Notice(
        "still needs second eyes",
        "second_eyes_missing",
        (concerns.PUBLISHER, concerns.SECOND_READER, concerns.DUTY_EDITOR),
    ),
    "discard": Notice("discarded", "discard", WRITERS),
    "note": Notice("a note", "note", (concerns.MENTIONED, concerns.CONTRIBUTOR)),
    "resolve_note": Notice("note resolved", "resolve_note", (concerns.NOTE_AUTHOR,)),
}
STORY_NOTICES: Mapping[str, Notice] = {
    "source_changed": Notice(
        "a source changed", "source_changed", (concerns.WRITER, concerns.ASSIGNED, concerns.REVIEWER)
    ),
    "reader_report": Notice(
        "a reader reports an error", "reader_report", (concerns.WRITER, concerns.ASSIGNED, concerns.REVIEWER)
    ),
    "assign": Notice("assigned to you", "assign", (concerns.ASSIGNED,)),
    "raise_concern": Notice("a concern was raised", "raise_concern", (concerns.WRITER,)),
    "take_down": Notice("taken down", "take_down", (concerns.SECOND_FOR_TAKE_DOWN, concerns.WRITER)),
    "take_down_unconfirmed": Notice(
        "take-down not confirmed",
        "take_down_unconfirmed",
        (concerns.PROPOSER, concerns.SECOND_FOR_TAKE_DOWN),
    ),
    "confirm_take_down": Notice("take-down confirmed", "confirm_take_down", (concerns.PROPOSER,)),
    "retract": Notice("retracted", "decided", DECIDED),
    "lift_concern": Notice("concern lifted", "decided", DECIDED),
    "restore": Notice("restored", "decided", DECIDED),
    "merge": Notice("merged", "decided", DECIDED),
    **{
        f"propose_{action}": Notice(
            "needs a second person", "propose", (concerns.SECOND_PERSON,), (concerns.SECOND_ON_DUTY,)
        )
        for action in concerns.CONFIRMED_WITH
    },
    **{
        f"withdraw_{action}": Notice("proposal withdrawn", "withdraw", (concerns.ASKED,))
        for action in concerns.CONFIRMED_WITH
    },
}
NOTICES: Mapping[str, Notice] = {**TEXT_NOTICES, **STORY_NOTICES}


def tell(event: WorkflowEvent, *, by: Person | None) -> int:
    """Queue the mail about an event that was just recorded; returns how many people are told.

    Called by ``events.record`` alone, so in the transaction of the event. One statement where nobody
    is concerned, two or three otherwise, however many are.
    """
    notice = notice_of(event)
    if notice is None:
        return 0
    told = people_told(event, notice)
    if told:
        mail = compose(
            event, by=by, template=notice.template, word=notice.word, told=told, now=timezone.now()
        )
        OutgoingMail.objects.bulk_create(mail)
    return len(told)


def notice_of(event: WorkflowEvent) -> Notice | None:
    """What mail an event asks for, if any."""
    if event.action == "due" and event.to_state == Edition.State.PUBLISH_FAILED:
        return NOTICES["publish_failed"]
    if event.action == "assign" and "assigned_to" not in event.details:
        return None  # only the byline was changed
    return NOTICES.get(event.action)


def people_told(event: WorkflowEvent, notice: Notice) -> list[Told]:
    """Those concerned who can get mail, each once, without whoever did it."""
    ways = (*notice.to, *notice.otherwise)
    first = Case(
        *(When(way.who(event), then=Value(place)) for place, way in enumerate(ways)),
        output_field=IntegerField(),
    )
    people = (
        get_user_model()
        ._default_manager.filter(is_active=True)
        .exclude(email="")
        .exclude(pk=event.by_id or 0)
        .annotate(way=first)
        .filter(way__isnull=False)
        .order_by("pk")
    )
    found = [(person.way, Told(person, ways[person.way].because)) for person in people]
    wanted = [told for way, told in found if way < len(notice.to)]
    return wanted or [told for _, told in found]
