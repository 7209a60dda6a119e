"""Rings whoever follows the ledger, once the transaction that wrote it is committed."""

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring_after_commit() -> None:
    """Tell every follower named in ``LEDGER_BELLS`` that there is something to read.

    A bell may be lost: followers also look by themselves every few seconds. So a broker that is
    down is logged and never fails what was published.
    """
    transaction.on_commit(_ring)


def _ring() -> None:
    for task in settings.LEDGER_BELLS:
        _send(task)


def _send(task: str, **arguments: object) -> None:
    try:
        current_app.send_task(task, kwargs=arguments, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("bell_not_rung", extra={"task": task, "error": str(error)})


def ring_for_counts(story: int) -> None:
    """Have the label of a story brought into line once the decision about its coverage is committed."""
    transaction.on_commit(partial(_send, "stories.tasks.refresh_updated_counts", stories=[story]))
