"""What the desk said of offers from the sources: an offer that was decided does not come again."""

from django.conf import settings
from django.db import models

from stories.dates import FuzzyDate
from stories.models.story import Story


class EntryProposal(models.Model):
    """A dated sentence of an article that was offered for the timeline of a story, and what became of it."""

    class State(models.TextChoices):
        """What the desk did with it."""

        ACCEPTED = "accepted", "Accepted"
        DISMISSED = "dismissed", "Dismissed"

    story = models.ForeignKey(Story, models.CASCADE, related_name="entry_proposals")
    article = models.ForeignKey("sources.Article", models.PROTECT, related_name="+")
    key = models.CharField(max_length=24, help_text="Of article, sentence and date.")
    sentence = models.TextField(max_length=5_000)
    date = models.JSONField(help_text="As a document holds it.")
    state = models.CharField(max_length=10, choices=State)
    entry_key = models.CharField(max_length=8, blank=True, help_text="Of the entry that was made of it.")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ("-decided_at", "-id")
        default_permissions = ()  # who may change a text may decide
        constraints = (models.UniqueConstraint(fields=("story", "key"), name="entryproposal_once"),)

    def __str__(self) -> str:
        return self.sentence[:100]

    @property
    def when(self) -> FuzzyDate:
        """The date that was offered with it."""
        return FuzzyDate.from_json(self.date)
