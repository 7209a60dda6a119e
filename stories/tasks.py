"""Doorbells for the story side: each looks in the database for what is due."""

from celery import shared_task

from stories import coverage, publishing


@shared_task
def publish_due() -> dict[str, int]:
    """Publish every scheduled text whose moment has come."""
    return publishing.publish_due()


@shared_task
def refresh_updated_counts() -> int:
    """Bring every ``Updated (N articles)`` that is out of date into line."""
    return coverage.refresh_counts()
