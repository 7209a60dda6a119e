"""A snapshot is what an article said when it was looked at: kept for ever, never changed."""

import pgtrigger
from django.db import models

FOREVER = pgtrigger.Update | pgtrigger.Delete


class StoredBody(models.Model):
    """The bytes of an answer, compressed, once for each content."""

    sha256 = models.CharField(max_length=64, primary_key=True, help_text="Of the bytes as they were decoded.")
    compressed = models.BinaryField(help_text="zlib.")
    size = models.PositiveIntegerField(help_text="Bytes before compression.")

    class Meta:
        verbose_name_plural = "stored bodies"
        triggers = (pgtrigger.Protect(name="storedbody_for_ever", operation=FOREVER),)

    def __str__(self) -> str:
        return self.sha256


class Snapshot(models.Model):
    """One look at an article: what the server answered, and what we read out of it."""

    article = models.ForeignKey("sources.Article", models.PROTECT, related_name="snapshots")
    fetched_at = models.DateTimeField()
    requested_url = models.CharField(max_length=2048)
    url = models.CharField(max_length=2048, help_text="After redirects.")
    status = models.PositiveIntegerField()
    headers = models.JSONField(default=list, help_text="Pairs, in their order.")
    peer = models.CharField(max_length=64, help_text="The address that answered.")
    body = models.ForeignKey(StoredBody, models.PROTECT, related_name="snapshots")
    media_type = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=35, blank=True)
    published_at = models.DateTimeField(null=True)
    text = models.TextField(blank=True, help_text="Paragraphs, an empty line between two.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of the normalised text.")
    extractor = models.CharField(max_length=60, help_text="What read the text out of the page, with version.")

    class Meta:
        ordering = ("-fetched_at", "-id")
        indexes = (models.Index(fields=("article", "-fetched_at"), name="snapshot_newest"),)
        triggers = (pgtrigger.Protect(name="snapshot_for_ever", operation=FOREVER),)

    def __str__(self) -> str:
        return f"{self.url} at {self.fetched_at:%Y-%m-%d %H:%M} UTC"
