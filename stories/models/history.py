"""What happened to a text: every save, every step, every remark, every decision of two."""

from datetime import datetime, timedelta
from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat, Upper

from stories.models.edition import Edition
from stories.models.story import Story


def append_only(name: str) -> pgtrigger.Protect:
    """A trigger that refuses to change or remove a row once it is written."""
    return pgtrigger.Protect(name=f"{name}_append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class Revision(models.Model):
    """One save: the whole document, its digest and who saved it; never changed afterwards."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    digest_hints = models.JSONField(default=dict, help_text="What a digest file held beside the document.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=("edition", "number"), name="revision_number_once"),)
        triggers = (append_only("revision"),)

    def __str__(self) -> str:
        return f"Revision {self.number} of {self.edition}"


class WorkflowEvent(models.Model):
    """One step of the workflow, written in the transaction that took it."""

    story = models.ForeignKey(Story, models.PROTECT, related_name="events")
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, related_name="events")
    action = models.CharField(max_length=40)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("story", "-id"), name="event_by_story"),
            models.Index(fields=("action", "-id"), name="event_by_action"),
            GinIndex(OpClass(Upper("reason"), name="gin_trgm_ops"), name="event_reason_words"),
        )
        triggers = (append_only("event"),)

    def __str__(self) -> str:
        return f"{self.action} {self.at:%Y-%m-%d %H:%M}"


class NoteQuerySet(models.QuerySet["Note"]):
    """Named reads of notes."""

    def beside(self, edition: Edition) -> "NoteQuerySet":
        """Its own notes, and what was still open on earlier texts of the story when this one began.

        So a note stays with the story until somebody resolves it; what was said of a discarded text
        went with that text.
        """
        own = Q(edition=edition)
        earlier = Q(edition__story=edition.story_id, edition__number__lt=edition.number)
        waiting = Q(resolved_at=None) | Q(resolved_at__gte=edition.created_at)
        return self.filter(own | earlier & waiting & ~Q(edition__state=Edition.State.DISCARDED))


class Note(models.Model):
    """A remark among colleagues on an edition, or on one section or entry of it; never public."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="notes")
    place = models.CharField(
        max_length=8, blank=True, help_text="Key of the section or entry; empty: the whole edition."
    )
    text = models.TextField(max_length=5_000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="+", help_text="Whom it calls by @name."
    )
    created_at = models.DateTimeField()
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    resolved_at = models.DateTimeField(null=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="note_resolved_by_someone",
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]


class PendingDecisionQuerySet(models.QuerySet["PendingDecision"]):
    """Named reads of what two people decide."""

    def undecided(self) -> "PendingDecisionQuerySet":
        """Neither confirmed nor taken back; some of it may have expired."""
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def waiting(self, now: datetime) -> "PendingDecisionQuerySet":
        """What a second person can still confirm: a take-down even when it is late."""
        late_is_fine = Q(action=PendingDecision.Action.CONFIRM_TAKE_DOWN)
        return self.undecided().filter(Q(expires_at__gt=now) | late_is_fine)

    def overdue(self, now: datetime) -> "PendingDecisionQuerySet":
        """Take-downs that no second person confirmed in time."""
        late = self.undecided().filter(expires_at__lte=now)
        return late.filter(action=PendingDecision.Action.CONFIRM_TAKE_DOWN)

    def expired(self, now: datetime) -> "PendingDecisionQuerySet":
        """Proposals that nobody confirmed in time; they would have to be made again."""
        late = self.undecided().filter(expires_at__lte=now)
        return late.exclude(action=PendingDecision.Action.CONFIRM_TAKE_DOWN)

    def telling_who_ended_it(self) -> "PendingDecisionQuerySet":
        """With ``taken_back``: whether its proposer ended it, rather than time or events."""
        withdrawal = Concat(Value("withdraw_"), OuterRef("action"))
        told = WorkflowEvent.objects.filter(
            story=OuterRef("story"), at=OuterRef("withdrawn_at"), action=withdrawal
        )
        return self.annotate(taken_back=Exists(told))


class PendingDecision(models.Model):
    """Something that two people must agree on; the second is a different one."""

    class Action(models.TextChoices):
        """What is to be decided."""

        RETRACT = "retract", "Retract"
        LIFT_CONCERN = "lift_concern", "Lift a concern"
        CONFIRM_TAKE_DOWN = "confirm_take_down", "Confirm a take-down"
        RESTORE = "restore", "Restore after a take-down"
        MERGE = "merge", "Merge into another story"

    OPEN_FOR: ClassVar = timedelta(hours=24)

    story = models.ForeignKey(Story, models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=30, choices=Action)
    reason = models.TextField()
    target = models.ForeignKey(Story, models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PendingDecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")), name="decision_by_two"
            ),
            models.UniqueConstraint(
                fields=("story", "action"),
                condition=Q(confirmed_at=None, withdrawn_at=None),
                name="decision_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.story}"


class Correction(models.Model):
    """A public note of what was wrong: the old wording beside the new; frozen once published."""

    class Kind(models.TextChoices):
        """How grave it was."""

        CORRECTION = "correction", "Correction"
        CLARIFICATION = "clarification", "Clarification"

    story = models.ForeignKey(Story, models.PROTECT, related_name="corrections")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    note = models.TextField()
    target = models.CharField(max_length=8, blank=True)
    old = models.TextField(blank=True)
    new = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-version", "-id")
        triggers = (append_only("correction"),)

    def __str__(self) -> str:
        return self.note[:80]
