"""Doorbells for what is read from the web: each looks in the database for what is due."""

import threading
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from sources import feed_searches, looking, polling, reading

LONGEST_ROUND = timedelta(seconds=50)  # the next bell goes on; a worker asked to stop need not wait long
polling_feeds, looking_again = threading.Lock(), threading.Lock()


@shared_task
def read_requests() -> dict[str, int]:
    """Read the addresses that somebody asked for."""
    return reading.read_requests(until=timezone.now() + LONGEST_ROUND)


@shared_task
def poll_feeds() -> dict[str, int]:
    """Ask the feeds that are due; one thread of a worker at a time, for the reason below."""
    if not polling_feeds.acquire(blocking=False):
        return {}
    try:
        return polling.poll_due(until=timezone.now() + LONGEST_ROUND)
    finally:
        polling_feeds.release()


@shared_task
def search_feeds() -> int:
    """Look for feeds where somebody asked for them."""
    return feed_searches.look_around(until=timezone.now() + LONGEST_ROUND)


@shared_task
def look_again() -> dict[str, int]:
    """Look again at the watched articles whose time has come.

    One thread of a worker at a time: what people wait for must not wait for it.
    """
    if not looking_again.acquire(blocking=False):
        return {}
    try:
        return looking.look_due(until=timezone.now() + LONGEST_ROUND)
    finally:
        looking_again.release()
