"""Lets two people record one thing at once, the second waiting for the first to be done."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
LIMIT = 20  # seconds


def record_at_once(record):
    """What ``record`` answers to two people, of whom the first ends only when the second waits for it."""
    first_is_in = threading.Event()

    def first():
        with transaction.atomic():
            recorded = record()
            first_is_in.set()
            _until_somebody_waits()
        connection.close()
        return recorded

    def second():
        assert first_is_in.wait(LIMIT)
        try:
            return record()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        answers = [people.submit(first), people.submit(second)]
        return [answer.result() for answer in answers]


def _until_somebody_waits():
    end = time.monotonic() + LIMIT
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("The second never waited for the first.")
