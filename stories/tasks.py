"""Doorbells for the story side: each looks in the database for what is due."""

import threading
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from stories import (
    autosaving,
    coverage,
    outbox,
    presence,
    publishing,
    reminders,
    shaken_quotations,
    source_news,
    suggesting,
    watching,
)

LONGEST_ROUND = timedelta(seconds=50)  # the next bell goes on; a worker asked to stop need not wait long
sending = threading.Lock()


@shared_task
def publish_due() -> dict[str, int]:
    """Publish every scheduled text whose moment has come."""
    return publishing.publish_due()


@shared_task
def refresh_updated_counts(stories: list[int] | None = None, *, recent: bool = False) -> int:
    """Bring labels ``Updated (N articles)`` into line: of some stories, of recent ones, or all."""
    return coverage.refresh_counts(coverage.recently_decided() if recent else stories)


@shared_task
def suggest_coverage() -> dict[str, int]:
    """Find the stories that new articles may belong to."""
    return suggesting.suggest_new(until=timezone.now() + LONGEST_ROUND)


@shared_task
def send_mail() -> dict[str, int]:
    """Send the mail that is due.

    One thread of a worker at a time: a mail server that answers slowly must not hold up publishing.
    """
    if not sending.acquire(blocking=False):
        return {}
    try:
        return outbox.send_due(until=timezone.now() + LONGEST_ROUND)
    finally:
        sending.release()


@shared_task
def remind() -> int:
    """Tell whom it concerns that a second person is missing."""
    return reminders.remind()


@shared_task
def watch_sources() -> dict[str, int]:
    """Have the articles watched that texts rest on, and tell what happened to them."""
    kept = watching.reconcile()
    shaken = shaken_quotations.note()  # before telling: what a text quotes is told to those concerned
    return {**kept, "shaken": shaken, "told": source_news.tell()}


@shared_task
def forget_left_behind() -> dict[str, int]:
    """Throw away unsaved texts that nobody came back for, and who was where."""
    return {"autosaves": autosaving.forget_old(), "presence": presence.forget_old()}
