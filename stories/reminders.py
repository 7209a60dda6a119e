"""Reminds, once, where a second person is missing: of a text that went live early, of a take-down."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from stories.events import record
from stories.models import Edition, PendingDecision, Story, WorkflowEvent

MISSING, UNCONFIRMED = "second_eyes_missing", "take_down_unconfirmed"


def remind(*, now: datetime | None = None) -> int:
    """Put on record what a second person has let run out, so that those concerned are told; how many.

    Safe to run twice and at once: each is looked at again under the lock of its story.
    """
    now = now or timezone.now()
    eyes = [_remind_of_eyes(edition, now) for edition in _without_second_eyes(now)]
    downs = [_remind_of_take_down(decision, now) for decision in _unconfirmed(now)]
    return sum(eyes) + sum(downs)


def _without_second_eyes(now: datetime) -> list[Edition]:
    reminded = WorkflowEvent.objects.filter(edition=OuterRef("pk"), action=MISSING)
    return list(Edition.objects.second_eyes_overdue(now).filter(~Exists(reminded)))


def _unconfirmed(now: datetime) -> list[PendingDecision]:
    reminded = (
        WorkflowEvent.objects.filter(story=OuterRef("story"), action=UNCONFIRMED)
        .annotate(decision=KT("details__decision"))
        .filter(decision=Cast(OuterRef("pk"), TextField()))
    )
    return list(PendingDecision.objects.overdue(now).filter(~Exists(reminded)))


@transaction.atomic
def _remind_of_eyes(edition: Edition, now: datetime) -> bool:
    story = Story.objects.select_for_update().get(pk=edition.story_id)
    still = next((e for e in _without_second_eyes(now) if e.pk == edition.pk), None)
    if still:
        still.story = story
        record(MISSING, story=story, edition=still, by=None, at=now)
    return still is not None


@transaction.atomic
def _remind_of_take_down(decision: PendingDecision, now: datetime) -> bool:
    story = Story.objects.select_for_update().get(pk=decision.story_id)
    still = any(open_.pk == decision.pk for open_ in _unconfirmed(now))
    if still:
        reason, details = decision.reason, {"decision": decision.pk}
        record(UNCONFIRMED, story=story, by=None, at=now, reason=reason, details=details)
    return still
