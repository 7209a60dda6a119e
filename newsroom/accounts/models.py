"""The people who work here: Django's user with a display name."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person of the newsroom; what they may do comes from their groups (roles)."""

    byline = models.CharField(max_length=120, blank=True, help_text="The name as it appears in public.")

    def __str__(self) -> str:
        return self.byline or self.get_full_name() or self.username
