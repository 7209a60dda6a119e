"""The people who work here: Django's user with a display name and a time zone."""

from zoneinfo import available_timezones

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models


def a_time_zone(name: str) -> None:
    """Refuse what is no name of the IANA time zone database.

    Raises:
        ValidationError: with an example of what to type.
    """
    if name not in available_timezones():
        raise ValidationError(f"“{name}” is no time zone: type a name such as “Europe/Berlin” or “UTC”.")


class User(AbstractUser):
    """A person of the newsroom; what they may do comes from their groups (roles)."""

    byline = models.CharField(max_length=120, blank=True, help_text="The name as it appears in public.")
    time_zone = models.CharField(
        max_length=64,
        default="UTC",
        validators=[a_time_zone],
        help_text="In which the desk shows the calendar and takes times, such as “Europe/Berlin”.",
    )

    def __str__(self) -> str:
        return self.byline or self.get_full_name() or self.username
