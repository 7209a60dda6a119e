"""Checks that nobody altered what was published: walks the ledger's chain of hashes."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from stories.ledger import verify
from stories.models import LedgerEntry


class Command(BaseCommand):
    """``verify_ledger``: exit 1 and one line for every place that does not add up."""

    help = "Verify the ledger's chain of hashes and every document in it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is broken, or the head of a whole chain."""
        broken = 0
        for place in verify():
            broken += 1
            self.stderr.write(f"seq {place.seq}: {place.what}")
        if broken:
            sys.exit(1)
        head = LedgerEntry.objects.order_by("-seq").first()
        told = f"{head.seq} entries, head {head.hash[:16]}" if head else "empty"
        self.stdout.write(f"The ledger is whole: {told}.")
