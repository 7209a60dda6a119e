"""Makes anew what is derived from coverage: counts and labels, and what each story is about."""

from typing import Any

from django.core.management.base import BaseCommand

from stories.coverage import refresh_counts
from stories.story_words import remake_all


class Command(BaseCommand):
    """``recount_coverage``: every ``Updated (N articles)``, and the words by which stories are found."""

    help = "Count the articles of every public story anew and read again what open stories are about."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many labels were wrong and how many stories take articles."""
        labels, stories = refresh_counts(), remake_all()
        self.stdout.write(
            f"{labels} label{'' if labels == 1 else 's'} brought into line, "
            f"{stories} open stor{'y' if stories == 1 else 'ies'} read anew."
        )
