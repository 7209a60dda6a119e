"""Exports a story as a digest file: the same bytes that were imported, as long as nobody changed the text."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stories.digest.render import export
from stories.models import Edition, Story
from stories.revisions import latest_revision


class Command(BaseCommand):
    """``export_digest SLUG [--working] [--output FILE]``."""

    help = "Write the live text of a story (or, if it has none, the working one) as a digest."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("slug")
        parser.add_argument(
            "--working", action="store_true", help="the text being worked on, not the live one"
        )
        parser.add_argument("--output", type=Path, metavar="FILE", help="a file instead of standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the bytes as they are, with no line end of our own."""
        edition = self._edition(options["slug"], working=options["working"])
        revision = latest_revision(edition)
        data = export(revision.document, revision.digest_hints)
        if pins := len(revision.document["quotes"]):
            self.stderr.write(f"A digest file has no place for pinned passages: {pins} left out.")
        if options["output"]:
            options["output"].write_bytes(data)
        else:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()

    def _edition(self, slug: str, *, working: bool) -> Edition:
        story = Story.objects.filter(slug=slug).first()
        if story is None:
            raise CommandError(f"There is no story with the address “{slug}”.")
        live = story.editions.filter(state=Edition.State.PUBLISHED).first()
        draft = story.editions.filter(state__in=Edition.WORKING).first()
        edition = draft if working else live or draft
        if edition is None:
            raise CommandError(f"“{slug}” has no {'working' if working else 'live or working'} edition.")
        return edition
