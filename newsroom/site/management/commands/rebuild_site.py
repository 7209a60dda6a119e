"""Builds the whole public site anew, from the command line."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from newsroom.site.models import Page
from newsroom.site.rebuilding import all_pages, rebuild


class Command(BaseCommand):
    """Ask for every page, then build; stopped and called again with --resume it goes on."""

    help = "Build every public page anew, behind what readers wait for."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which half of the work."""
        parser.add_argument("--dry-run", action="store_true", help="say how many pages there would be")
        parser.add_argument(
            "--queue-only", action="store_true", help="ask for them and leave them to the workers"
        )
        parser.add_argument("--resume", action="store_true", help="do not ask again, only build what is left")
        parser.add_argument("--force", action="store_true", help="write files that have not changed too")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Queue, then drain beside any workers."""
        if options["dry_run"]:
            self.stdout.write(f"{sum(len(chunk) for chunk in all_pages())} pages would be built")
            return
        if options["force"]:
            Page.objects.update(hash="")
        if not options["resume"]:
            self.stdout.write(f"{sum(rebuild())} pages asked for")
        if not options["queue_only"]:
            call_command("drain_pages", stdout=self.stdout)
