"""Imports digest files from the command line: each file wholly or not at all."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from stories.digest.grammar import Digest, DigestError, parse
from stories.digest.preview import as_preview
from stories.document import DocumentError
from stories.errors import Refused
from stories.importing import Approval, import_digest, publish_import
from stories.people import Person


class Command(BaseCommand):
    """``import_digest FILE… [--publish] --by NAME [--approve-by NAME] [--dry-run --format json]``."""

    help = "Import digest files as drafts; with --publish, approve and publish them as two people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--by", metavar="NAME", help="account that writes the text")
        parser.add_argument("--publish", action="store_true", help="submit, approve and publish each file")
        parser.add_argument(
            "--approve-by", metavar="NAME", help="second account; embedded mode only, on record"
        )
        parser.add_argument("--dry-run", action="store_true", help="parse only, write nothing")
        parser.add_argument("--format", choices=("text", "json"), default="text", help="what is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one file after another; exit 1 when any of them could not be read or saved."""
        by, approval = (None, None) if options["dry_run"] else self._people(options)
        failed = 0
        for file in options["files"]:
            try:
                digest = parse(file.read_bytes())
                if by:
                    self._save(file, digest, by, approval)
                else:
                    self._show(file, digest, options["format"])
            except DigestError as error:
                failed += self._complain(file, error.line, error.message)
            except (DocumentError, Refused) as error:
                failed += self._complain(file, 0, str(error))
            except OSError as error:
                failed += self._complain(file, 0, f"cannot be read: {error.strerror}")
        if failed:
            sys.exit(1)

    def _people(self, options: dict[str, Any]) -> tuple[Person, Approval | None]:
        if not options["by"]:
            raise CommandError("Say who writes: --by NAME (or only look: --dry-run).")
        if not options["publish"]:
            return self._person(options["by"]), None
        if not options["approve_by"]:
            raise CommandError("--publish needs a second person: --approve-by NAME.")
        if not settings.EMBEDDED:
            raise CommandError("--approve-by is for the embedded mode; elsewhere people approve at the desk.")
        approver = self._person(options["approve_by"])
        return self._person(options["by"]), Approval(by=approver, via="import_digest --approve-by")

    def _person(self, name: str) -> Person:
        users = get_user_model()._default_manager
        found = users.filter(username=name, is_active=True).first()
        if not isinstance(found, Person):
            known = ", ".join(users.values_list("username", flat=True)[:20]) or "none"
            raise CommandError(f"There is no active account “{name}”. Accounts: {known}.")
        return found

    def _save(self, file: Path, digest: Digest, by: Person, approval: Approval | None) -> None:
        with transaction.atomic():
            edition = import_digest(digest=digest, by=by)
            if approval:
                edition = publish_import(edition=edition, by=by, approval=approval)
        self.stdout.write(f"{file}: {edition.get_state_display().lower()}, /stories/{edition.story.slug}/")

    def _show(self, file: Path, digest: Digest, form: str) -> None:
        if form == "json":
            self.stdout.write(json.dumps({"file": str(file), **as_preview(digest)}, ensure_ascii=False))
        else:
            counts = f"{len(digest.sections)} sections, {len(digest.sources)} sources"
            self.stdout.write(
                f"{file}: {digest.headline} ({counts}, {len(digest.timeline)} timeline entries)"
            )

    def _complain(self, file: Path, line: int, message: str) -> int:
        self.stderr.write(f"{file}:{line}: {message}")
        return 1
