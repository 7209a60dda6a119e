"""Rings whoever has work, once the transaction that made the work is committed."""

import logging
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)
SEND_MAIL = "stories.tasks.send_mail"


def ring_after_commit(*tasks: str) -> None:
    """Tell these tasks, else every follower named in ``LEDGER_BELLS``, that there is something to do.

    A bell may be lost: all of them also look by themselves every few seconds. So a broker that is
    down is logged and never fails what was committed.
    """
    transaction.on_commit(partial(_ring, tasks or settings.LEDGER_BELLS))


def _ring(tasks: tuple[str, ...]) -> None:
    for task in tasks:
        try:
            current_app.send_task(task, retry=False, expires=60)
        except (OperationalError, OSError) as error:
            log.warning("bell_not_rung", extra={"task": task, "error": str(error)})
