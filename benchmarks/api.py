"""What the API adds to a bare Django view that selects one row by its key, in one process, in turn.

    python -m benchmarks.api [--quick] [--stories 1000] [--rounds 15] [--requests 300]

Uses a database of its own: the embedded PostgreSQL in a temporary folder, or an empty one that
``DATABASE_URL`` names. Times are CPU time of this process per request, medians over rounds that
take turns (A B A B …), so that a busy machine is unkind to all alike.
"""

import argparse
import io
import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.util import setup_testing_defaults

ROOT = Path(__file__).resolve().parent.parent
FOLDER = tempfile.TemporaryDirectory(prefix="newsroom-bench-")
Path(FOLDER.name).chmod(0o711)
sys.path.insert(0, str(ROOT))
os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_VAR": FOLDER.name}

import django  # noqa: E402 - the settings have to be named first

django.setup()

from django.conf import settings  # noqa: E402
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402

from newsroom.urls import urlpatterns as served  # noqa: E402
from stories.models import PublishedStory  # noqa: E402
from stories.public import Facts, public_story, serialise  # noqa: E402
from stories.readmodel import etag_of  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = "the harbour authority said on Tuesday that inspectors had found cracks in the northern span "


def bare(_request: HttpRequest, key: str) -> HttpResponse:
    """The least that a Django view can do to hand out a row."""
    body = PublishedStory.objects.values_list("body", flat=True).get(pk=key)
    return HttpResponse(body, content_type="application/json")


urlpatterns = [*served, path("bare/<str:key>", bare)]


def story(number: int) -> PublishedStory:
    """A story of usual length: four sections, eight sources, ten timeline entries."""
    now = START + timedelta(minutes=number)
    sources = [
        {
            "key": f"y7k{rank}",
            "article": f"ar_{number:08d}{rank:04d}",
            "publisher": {"slug": f"wire-{rank}", "name": f"Wire {rank}"},
            "title": WORDS.strip()[: 40 + rank],
            "url": f"https://wire-{rank}.example/{number}",
            "language": "en",
            "published_at": now.isoformat(),
            "summary": WORDS.strip(),
            "state": "cited",
        }
        for rank in range(8)
    ]
    document: dict[str, Any] = {
        "language": "en",
        "headline": f"Story {number}",
        "standfirst": WORDS.strip(),
        "topics": ["transport"],
        "image": None,
        "sections": [
            {"key": f"s1a{n}", "heading": f"Part {n}", "body": (WORDS * 3).strip() + f"[@y7k{n}][@y7k7]."}
            for n in range(4)
        ],
        "sources": sources,
        "timeline": [
            {
                "key": f"t9k{n}",
                "date": {
                    "precision": "day",
                    "start": f"2026-01-{n + 1:02d}T00:00:00+00:00",
                    "end": f"2026-01-{n + 2:02d}T00:00:00+00:00",
                    "part": "",
                    "qualifier": "",
                },
                "text": WORDS.strip() + f"[@y7k{n % 8}].",
            }
            for n in range(10)
        ],
    }
    moment = now.isoformat()
    facts = Facts(
        slug=f"story-{number}",
        state="live",
        version=1,
        byline="",
        first_published_at=moment,
        content_updated_at=moment,
        updated_at=moment,
        article_count=8,
        as_of=moment,
        publishers={},
        topics={"transport": "Transport"},
        archived=[],
        corrections=[],
        concern=None,
        retraction=None,
        merged_into="",
    )
    key = f"st_{number:012d}"
    public = public_story(public_id=key, document=document, facts=facts, base_url=settings.SITE_URL)
    body = serialise(public | {"seq": number})
    return PublishedStory(
        id=key,
        slug=facts["slug"],
        state="live",
        seq=number,
        version=1,
        language="en",
        headline=public["headline"],
        topics=["transport"],
        article_count=8,
        first_published_at=now,
        content_updated_at=now,
        updated_at=now,
        body=body,
        etag=etag_of(body),
    )


def seed(count: int) -> None:
    """Fill the read model."""
    call_command("migrate", verbosity=0)
    PublishedStory.objects.bulk_create([story(number) for number in range(1, count + 1)], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE stories_publishedstory")


def call(handler: WSGIHandler, target: str, expected: int, headers: dict[str, str]) -> int:
    """One request through the whole stack; gives the size of the answer."""
    address, _, query = target.partition("?")
    environ: dict[str, Any] = {"PATH_INFO": address, "QUERY_STRING": query, "SERVER_PROTOCOL": "HTTP/1.1"}
    environ |= {"wsgi.input": io.BytesIO(), "HTTP_HOST": "127.0.0.1", **headers}
    setup_testing_defaults(environ)
    told: list[str] = []
    response = handler(environ, lambda status, _headers, _exc=None: told.append(status))  # type: ignore[arg-type]
    size = sum(len(part) for part in response)
    response.close()
    if int(told[0][:3]) != expected:
        raise SystemExit(f"{target}: {told[0]}")
    return size


def main() -> None:
    """Seed, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    settings.ROOT_URLCONF = "__main__"
    seed(options.stories)
    keys = [f"st_{number:012d}" for number in range(1, options.stories + 1)]
    tags = dict(PublishedStory.objects.values_list("id", "etag"))
    gzip = {"HTTP_ACCEPT_ENCODING": "gzip"}

    def held(key: str) -> dict[str, str]:
        return {"HTTP_IF_NONE_MATCH": f'"{tags[key]}"'}

    cases: dict[str, Any] = {
        "bare view": lambda key: (f"/bare/{key}", 200, {}),
        "API detail": lambda key: (f"/api/v1/stories/{key}", 200, {}),
        "API detail, 304": lambda key: (
            f"/api/v1/stories/{key}",
            304,
            {"HTTP_IF_NONE_MATCH": f'"{tags[key]}"'},
        ),
        "API detail, gzip": lambda key: (f"/api/v1/stories/{key}", 200, gzip),
        "API detail, gzip, same story": lambda _key: (f"/api/v1/stories/{keys[0]}", 200, gzip),
        "API list of 25": lambda _key: ("/api/v1/stories", 200, {}),
        "API list of 25, gzip": lambda _key: ("/api/v1/stories", 200, gzip),
        "API list, filtered": lambda _key: ("/api/v1/stories?topic=transport&language=en&limit=25", 200, {}),
        "API changes, 100": lambda key: (f"/api/v1/changes?since={int(key[3:]) % 500}", 200, {}),
    }
    measure(cases, keys, options.rounds or (5 if options.quick else 15), options.requests)


def measure(cases: dict[str, Any], keys: list[str], rounds: int, requests: int) -> None:
    """Let the cases take turns and print the median of each beside the first."""
    handler = WSGIHandler()
    cpu: dict[str, list[float]] = {name: [] for name in cases}
    wall: dict[str, list[float]] = {name: [] for name in cases}
    sizes: dict[str, int] = {}
    for turn in range(rounds + 1):
        for name, case in cases.items():
            asked = [case(keys[(turn * requests + n) % len(keys)]) for n in range(requests)]
            began, used = time.perf_counter(), time.process_time()
            for target, expected, headers in asked:
                sizes[name] = call(handler, target, expected, headers)
            if turn:  # the first turn warms up
                cpu[name].append((time.process_time() - used) / requests * 1e6)
                wall[name].append((time.perf_counter() - began) / requests * 1e6)
    base = statistics.median(next(iter(cpu.values())))
    print(f"{'':32}{'CPU µs':>9}{'wall µs':>9}{'bytes':>9}{'bare ÷ it':>11}")
    for name, times in cpu.items():
        middle = statistics.median(times)
        print(
            f"{name:32}{middle:9.0f}{statistics.median(wall[name]):9.0f}{sizes[name]:9}{base / middle:11.2f}"
        )


if __name__ == "__main__":
    try:
        main()
    finally:
        connection.close()
