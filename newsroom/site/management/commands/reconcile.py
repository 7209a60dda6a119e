"""Compares read model, records of pages and files, from the command line."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.site.reconciling import reconcile


class Command(BaseCommand):
    """Say what differs and ask for repairs; exit 1 if something differs that nobody was repairing."""

    help = "Compare the public pages with the read model and ask for repairs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to repair, and how to tell."""
        parser.add_argument("--dry-run", action="store_true", help="ask for no repair")
        parser.add_argument(
            "--remove-strays", action="store_true", help="ask for files that no build made to be removed"
        )
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *_args: Any, dry_run: bool, remove_strays: bool, **options: Any) -> None:
        """Reconcile once."""
        report = reconcile(dry_run=dry_run, remove_strays=remove_strays)
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_json()))
        else:
            for found in report.differences:
                why = " (a job is open)" if found.explained else ""
                self.stdout.write(f"{found.path} {found.what}{why}")
            for path in report.strays:
                self.stdout.write(f"{path} is a file that nobody built")
            self.stdout.write(
                f"{report.checked} pages checked, {len(report.differences)} differ, "
                f"{report.queued} repairs asked for, {report.given_up} given up before, "
                f"{report.swept} orphans swept, {len(report.strays)} strays"
            )
        if report.unexplained:
            raise CommandError(f"{len(report.unexplained)} differences that no open job explained")
