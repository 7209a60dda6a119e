"""The doorbell that shows that bells are rung and answered."""

from datetime import UTC, datetime

from celery import shared_task
from django.utils import timezone

from newsroom.ops.models import beat_heard


@shared_task
def heartbeat(sent_at: float) -> None:
    """Note when beat sent this, in seconds since 1970, and that a worker runs it now."""
    beat_heard(sent_at=datetime.fromtimestamp(sent_at, UTC), now=timezone.now())
