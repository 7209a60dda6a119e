"""Rows of the read model by the handful, where a test is about lists and not about publishing."""

import json
from datetime import UTC, datetime, timedelta

from django.contrib.postgres.search import SearchVectorField
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from stories.models import PublishedStory
from stories.readmodel import etag_of
from stories.search_terms import vector

START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def make_rows(count, **columns):
    """``count`` live stories, an hour apart; a column may be a function of the row's number."""
    taken = PublishedStory.objects.count()
    rows = []
    for number in range(taken + 1, taken + count + 1):
        given = {name: value(number) if callable(value) else value for name, value in columns.items()}
        rows.append(_row(number, given))
    return PublishedStory.objects.bulk_create(rows, batch_size=1000)


def _row(number, given):
    state = given.get("state", "live")
    body = b""
    if state in PublishedStory.READABLE:
        body = json.dumps({"id": f"st_{number:012d}", "headline": f"Story {number}"}).encode()
    values = {
        "id": f"st_{number:012d}",
        "slug": f"story-{number}",
        "state": state,
        "seq": number,
        "version": 1,
        "language": "en",
        "headline": f"Story {number}",
        "first_published_at": START + timedelta(hours=number),
        "content_updated_at": START + timedelta(hours=number),
        "updated_at": START + timedelta(hours=number),
        "body": body,
        "etag": etag_of(body + str(number).encode()),
        "search": Cast(
            Value(vector({"C": given.pop("text", f"Story {number}")}), TextField()), SearchVectorField()
        ),
    }
    return PublishedStory(**values | given)
