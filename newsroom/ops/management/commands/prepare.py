"""Brings a newsroom that is about to start up to date: tables, static files, demo, pages."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from newsroom.ops.models import Heartbeat
from newsroom.site.reading import body_of
from newsroom.site.rebuilding import rebuild
from newsroom.site.tasks import drain_pages, follow_ledger
from stories.ledger import rebuild_published
from stories.models import PublishedStory


class Command(BaseCommand):
    """`prepare`: safe to run at every start; what is done already takes no time."""

    help = (
        "Migrate, collect static files, load the demo (embedded mode only) and build the pages that are due."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Do all of it in one process, which starts faster than four."""
        self._say("bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        self._say("collecting static files")
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.EMBEDDED:
            self._say("loading the demo")
            call_command("load_demo", stdout=self.stdout)
        if _moved():
            self._say(f"moving the public stories to {settings.SITE_URL}")
            for _ in rebuild_published():
                pass
            for _ in rebuild():
                pass
        Heartbeat.objects.all().delete()  # of an earlier run
        self._say("building the pages")
        follow_ledger()
        drain_pages()

    def _say(self, line: str) -> None:
        self.stdout.write(f"newsroom: {line} …")
        self.stdout.flush()


def _moved() -> bool:
    """Whether what is public was made for another address than ``SITE_URL``, such as another port."""
    newest = PublishedStory.objects.exclude(body=b"").order_by("-seq").first()
    return newest is not None and not body_of(newest)["url"].startswith(f"{settings.SITE_URL}/")
