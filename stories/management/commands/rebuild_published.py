"""Makes the read model anew from the ledger."""

from typing import Any

from django.core.management.base import BaseCommand

from stories.ledger import rebuild_published


class Command(BaseCommand):
    """``rebuild_published``: every public story, from its newest ledger entry."""

    help = "Recreate the Published* tables from the ledger, with progress."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, counting; say which stories read differently from when they were published."""
        done = differing = 0
        for story, same in rebuild_published():
            done += 1
            if not same:
                differing += 1
                self.stderr.write(f"{story}: the bytes differ from those published")
            if done % 500 == 0:
                self.stdout.write(f"{done} stories …")
        self.stdout.write(f"{done} stories rebuilt, {differing} with other bytes than published.")
