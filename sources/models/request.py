"""A request is a web address that somebody asked us to read, and what became of that."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ArticleRequest(models.Model):
    """One address, who asked for it, and the article or the reason why there is none."""

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "Waiting"
        READING = "reading", "Reading"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"

    url = models.CharField(max_length=2048)
    title = models.CharField(max_length=500, blank=True, help_text="As a feed announced it.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="None: a feed did."
    )
    asked_at = models.DateTimeField()
    despite_robots = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    not_before = models.DateTimeField(null=True, help_text="The site asked us to wait until then.")
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=40, blank=True)
    message = models.TextField(blank=True)
    article = models.ForeignKey("sources.Article", models.PROTECT, null=True, related_name="requests")
    was_known = models.BooleanField(default=False, help_text="The article was in the catalogue before.")
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = (
            models.Index(
                fields=("asked_at",), condition=Q(state__in=("waiting", "reading")), name="request_open"
            ),
            models.Index(fields=("asked_by", "-asked_at"), name="request_mine"),
        )

    def __str__(self) -> str:
        return self.url
