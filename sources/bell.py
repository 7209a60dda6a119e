"""Rings the workers that read from the web, once the transaction that made work for them is committed."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring_after_commit(task: str, *, delay: float = 0) -> None:
    """Have ``task`` look for work soon, or in ``delay`` seconds.

    A bell may be lost: beat rings every few seconds anyway.
    """
    transaction.on_commit(partial(_ring, task, delay))


def _ring(task: str, delay: float) -> None:
    try:
        current_app.send_task(task, retry=False, countdown=delay or None, expires=60 + delay)
    except (OperationalError, OSError) as error:
        log.warning("bell_not_rung", extra={"task": task, "error": str(error)})
