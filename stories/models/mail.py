"""Mail on its way to colleagues: the table is the queue, so that a mail server that is down loses nothing."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from stories.models.history import WorkflowEvent
from stories.models.story import Story


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    """Named reads of the queue."""

    def due(self, now: datetime) -> "OutgoingMailQuerySet":
        """What may be sent now and nobody is sending, what has waited longest first."""
        return self.filter(state=OutgoingMail.State.OPEN, run_after__lte=now).order_by("run_after", "id")

    def dead(self) -> "OutgoingMailQuerySet":
        """What was given up: a person has to look at it."""
        return self.filter(state=OutgoingMail.State.DEAD)

    def waiting_long(self, now: datetime) -> "OutgoingMailQuerySet":
        """What should have gone out long ago: the mail server, or what sends, is not well."""
        late = now - OutgoingMail.SENT_WITHIN
        return self.filter(state=OutgoingMail.State.OPEN, created_at__lte=late)


class OutgoingMail(models.Model):
    """One mail to one person about one story, written in the transaction of what it tells."""

    class State(models.TextChoices):
        """Where it is."""

        OPEN = "open", "Waiting to be sent"
        SENT = "sent", "Sent"
        DEAD = "dead", "Given up"

    SENT_WITHIN: ClassVar = timedelta(minutes=15)

    story = models.ForeignKey(Story, models.PROTECT, related_name="mail")
    event = models.ForeignKey(WorkflowEvent, models.PROTECT, null=True, related_name="mail")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    message_id = models.CharField(max_length=200, unique=True, help_text="RFC 5322, without angle brackets.")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    attempts = models.PositiveIntegerField(default=0)
    run_after = models.DateTimeField(help_text="Not tried before; also the lease of whoever is trying now.")
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "mail"
        verbose_name_plural = "mail"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(state="sent") & Q(sent_at__isnull=False)) | (~Q(state="sent") & Q(sent_at=None)),
                name="mail_sent_has_time",
            ),
        )
        indexes = (models.Index(fields=("run_after",), condition=Q(state="open"), name="mail_due"),)

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"
