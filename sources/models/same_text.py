"""Two articles that may carry one text: what was measured, and what a person said of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from sources.models.article import Article


class SameTextQuerySet(models.QuerySet["SameText"]):
    """Named reads of pairs."""

    def asked(self) -> "SameTextQuerySet":
        """Those that wait for a person's word."""
        return self.filter(verdict=SameText.Verdict.ASKED)

    def of(self, article: Article) -> "SameTextQuerySet":
        """Those that one article belongs to."""
        return self.filter(Q(article=article) | Q(other=article))

    def with_both(self) -> "SameTextQuerySet":
        """With both articles, their publishers and their newest texts."""
        pair = ("article", "other")
        return self.select_related(*(f"{one}__{more}" for one in pair for more in ("publisher", "newest")))


class SameText(models.Model):
    """One pair, the later article first; a “no” is remembered, so that the pair is not grouped again."""

    class Verdict(models.TextChoices):
        """Who says that the two texts are one."""

        FOUND = "found", "Same text, as measured"
        ASKED = "asked", "A person should look"
        YES = "yes", "Same text, says the desk"
        NO = "no", "Two texts, says the desk"

    article = models.ForeignKey("sources.Article", models.CASCADE, related_name="same_texts")
    other = models.ForeignKey("sources.Article", models.CASCADE, related_name="+")
    share = models.FloatField(help_text="Of the shorter text, what the other holds; from 0 to 1.")
    verdict = models.CharField(max_length=5, choices=Verdict)
    noticed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = SameTextQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ("-noticed_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("article", "other"), name="same_text_once"),
            models.CheckConstraint(condition=~Q(article=F("other")), name="same_text_of_two"),
        )
        indexes = (
            models.Index(fields=("-noticed_at",), condition=Q(verdict="asked"), name="same_text_asked"),
        )

    def __str__(self) -> str:
        return f"{self.article_id} and {self.other_id}: {self.get_verdict_display()}"
