"""Writes the archive as WARC, for other tools to read, replay and keep."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sources import warc
from sources.models import Article, Snapshot


class Command(BaseCommand):
    """``export_warc archive.warc.gz``: every snapshot, or those of some articles, the oldest first."""

    help = "Write snapshots of articles to a WARC file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to, and of which articles."""
        parser.add_argument("file", type=Path, help="Is written anew; by custom it ends in .warc.gz.")
        parser.add_argument(
            "--article",
            action="append",
            default=[],
            help="Public id, such as ar_7h2k9m4c0v3x; may be repeated.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file beside its place first, so that a run that is cut short leaves no half archive."""
        ids, file = options["article"], options["file"]
        unknown = set(ids) - set(
            Article.objects.filter(public_id__in=ids).values_list("public_id", flat=True)
        )
        if unknown:
            raise CommandError(f"No such article: {', '.join(sorted(unknown))}.")
        kept = Snapshot.objects.select_related("article", "body").order_by("pk")
        chosen = kept.filter(article__public_id__in=ids) if ids else kept
        unfinished = file.with_name(f"{file.name}.part")
        with unfinished.open("wb") as out:
            count = warc.write(chosen.iterator(chunk_size=50), out, name=file.name)
        unfinished.replace(file)
        self.stdout.write(f"{count} snapshots written to {file}.")
