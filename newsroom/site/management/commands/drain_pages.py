"""Builds the pages that are asked for, from the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from newsroom.site import jobs
from newsroom.site.drain import drain
from newsroom.site.follower import follow
from newsroom.site.management.progress import Progress
from newsroom.site.models import PageJob


class Command(BaseCommand):
    """Follow the ledger and build what is due, beside any workers that do so too."""

    help = "Build the public pages that are asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        """How much, and whether to look only."""
        parser.add_argument("--limit", type=int, help="try at most this many pages")
        parser.add_argument("--revive", action="store_true", help="take up again what was given up")
        parser.add_argument("--dry-run", action="store_true", help="say what is waiting and do nothing")

    def handle(self, *_args: Any, limit: int | None, revive: bool, dry_run: bool, **_options: Any) -> None:
        """Drain in steps, so that progress can be shown."""
        waiting = PageJob.objects.filter(state=PageJob.State.OPEN)
        dead = PageJob.objects.filter(state=PageJob.State.DEAD)
        if dry_run:
            self.stdout.write(f"{waiting.count()} pages wait, {dead.count()} were given up")
            for job in dead.order_by("path")[:20]:
                self.stdout.write(f"  {job.path}: {job.last_error}")
            return
        if revive:
            self.stdout.write(f"taken up again: {jobs.revive()}")
        follow()
        progress = Progress(self.stdout, waiting.count() if limit is None else limit)
        left = limit
        while left is None or left > 0:
            drained = drain(limit=min(100, left) if left else 100)
            progress.add(drained.outcomes)
            left = None if left is None else left - drained.outcomes.total()
            if not drained.outcomes:
                break
        progress.end()
