"""Rings the workers that read from the web, once the transaction that made work for them is committed."""

import logging
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring_after_commit(task: str) -> None:
    """Have ``task`` look for work soon. A bell may be lost: beat rings every few seconds anyway."""
    transaction.on_commit(partial(_ring, task))


def _ring(task: str) -> None:
    try:
        current_app.send_task(task, retry=False, expires=60)
    except (OperationalError, OSError) as error:
        log.warning("bell_not_rung", extra={"task": task, "error": str(error)})
