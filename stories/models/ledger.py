"""The ledger: one row per public event, in one order, which everything public follows."""

import pgtrigger
from django.conf import settings
from django.db import models

from stories.models.history import append_only
from stories.models.story import Story


class LedgerDocument(models.Model):
    """A text or its public facts by content hash, apart from the chain so that it can be sealed."""

    hash = models.CharField(max_length=64, primary_key=True)
    body = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = (append_only("ledgerdocument"),)

    def __str__(self) -> str:
        return self.hash[:12]


class LedgerEntry(models.Model):
    """One public event of one story; each row carries the hash of the one before."""

    class Kind(models.TextChoices):
        """What happened, as followers and partners are told."""

        PUBLISHED = "published", "Published"
        UPDATED = "updated", "Updated"
        MINOR = "minor", "Minor change"
        CLARIFIED = "clarified", "Clarified"
        CORRECTED = "corrected", "Corrected"
        CONCERN = "concern", "Concern raised"
        CONCERN_LIFTED = "concern_lifted", "Concern lifted"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"
        RETRACTED = "retracted", "Retracted"
        TAKEN_DOWN = "taken_down", "Taken down"
        RESTORED = "restored", "Restored"
        MERGED = "merged", "Merged"
        RENAMED = "renamed", "Renamed"
        DERIVED = "derived", "Derived"

    seq = models.BigIntegerField(primary_key=True)
    story = models.ForeignKey(Story, models.PROTECT, related_name="ledger")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    reason = models.CharField(
        max_length=30, blank=True, help_text="Of a derived entry: label, publisher, topic, archive."
    )
    document_hash = models.CharField(max_length=64)
    facts_hash = models.CharField(max_length=64)
    etag = models.CharField(max_length=64)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "ledger entries"
        ordering = ("seq",)
        indexes = (models.Index(fields=("story", "-seq"), name="ledger_by_story"),)
        triggers = (
            append_only("ledger"),
            pgtrigger.Trigger(
                name="ledger_without_gaps",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.seq <> COALESCE((SELECT max(seq) FROM stories_ledgerentry), 0) + 1 THEN
                        RAISE EXCEPTION 'ledger: seq % does not follow the head', NEW.seq;
                    END IF;
                    RETURN NEW;
                """,
            ),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.story_id}"


class Follower(models.Model):
    """How far one reader of the ledger has come."""

    name = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"
