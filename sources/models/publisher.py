"""A publisher is whoever stands behind an article: an agency, a paper, an authority."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Publisher(models.Model):
    """Who answers for an article; the slug never changes, the name may."""

    class Kind(models.TextChoices):
        """What a reader should know about where the word comes from."""

        AGENCY = "agency", "News agency"
        NEWSPAPER = "newspaper", "Newspaper"
        BROADCASTER = "broadcaster", "Broadcaster"
        AUTHORITY = "authority", "Public authority"
        COMPANY = "company", "Company"
        JOURNAL = "journal", "Scientific journal"
        OTHER = "other", "Other"

    name = models.CharField(max_length=200)
    name_key = models.CharField(
        max_length=500, editable=False, help_text="text_key of the name: by it a name is found."
    )
    slug = models.CharField(max_length=120, unique=True)
    domains = ArrayField(
        models.CharField(max_length=253), default=list, blank=True, help_text="Host names, without “www.”."
    )
    country = models.CharField(max_length=2, blank=True, help_text="Two letters, ISO 3166-1.")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47, such as “en” or “pt-BR”.")
    owner = models.CharField(max_length=200, blank=True, help_text="Who owns it, where that matters.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.NEWSPAPER)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("name_key",), name="publisher_name_once"),)

    def __str__(self) -> str:
        return self.name
