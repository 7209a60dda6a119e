"""What surrounds the writing of a text and never becomes part of it: buffers, presence, previews, waivers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5

from stories.models.edition import Edition
from stories.models.history import Revision


class Autosave(models.Model):
    """What somebody has typed and not saved: theirs alone, offered back when they return."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="autosaves")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    lock_version = models.PositiveIntegerField(help_text="Of the text that they had opened.")
    fields = models.JSONField(help_text="The form as it would be posted: a list of name and value.")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "user"), name="autosave_one_each"),)

    def __str__(self) -> str:
        return f"{self.edition_id} by {self.user_id}"


class Presence(models.Model):
    """That somebody has an edition open; it says when they were last seen there, and locks nobody out."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="presence")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("edition", "user"), name="presence_one_each"),)

    def __str__(self) -> str:
        return f"{self.user_id} in {self.edition_id}"


class PreviewLink(models.Model):
    """A door for somebody outside to one revision: it is signed, it expires, and it can be revoked."""

    class Revoked(models.TextChoices):
        """Why a link leads nowhere any more, beside having expired."""

        BY_HAND = "by_hand", "Revoked"
        PUBLISHED = "published", "Revoked at publication"
        DISCARDED = "discarded", "Revoked when the text was discarded"
        TAKEN_DOWN = "taken_down", "Revoked at a take-down"

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="preview_links")
    recipient = models.CharField(max_length=200, blank=True, help_text="For whom it was made.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_why = models.CharField(max_length=20, choices=Revoked, blank=True)
    opened = models.PositiveIntegerField(default=0, help_text="How often it was opened.")
    last_opened_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="previewlink_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_why="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_why="")),
                name="previewlink_revoked_for_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.revision_id} for {self.recipient or 'anybody'}"


class Waiver(models.Model):
    """An editor's word that one finding of a desk check may stand, and why."""

    LONGEST_SUBJECT: ClassVar = 5_000

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=40, help_text="Of the check.")
    place = models.CharField(max_length=40, help_text="Key of the section or entry.")
    subject = models.TextField(
        max_length=LONGEST_SUBJECT, help_text="The sentence that was found; another one needs its own waiver."
    )
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint("edition", "code", "place", MD5("subject"), name="waiver_once"),
        )

    def __str__(self) -> str:
        return f"{self.code} at {self.place}: {self.reason[:60]}"
