"""A feed of 50 entries: asked, read, told apart and stored; and what feedparser itself takes of that.

    python -m benchmarks.feeds [--quick]

A database of its own (the embedded PostgreSQL in a temporary folder, with fsync) and a server on loopback. Of
steps without a database the processor time is given, of the others the time that passed.
"""

import argparse
import io
import itertools
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

ROOT = Path(__file__).resolve().parent.parent
FOLDER = tempfile.TemporaryDirectory(prefix="newsroom-bench-")
Path(FOLDER.name).chmod(0o711)
sys.path.insert(0, str(ROOT))
os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_VAR": FOLDER.name}

import django  # noqa: E402 - the settings have to be named first

django.setup()

import feedparser  # type: ignore[import-untyped]  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import override_settings  # noqa: E402

from benchmarks.figures import spread, table  # noqa: E402
from sources.announcements import take  # noqa: E402
from sources.cataloguing import record_publisher  # noqa: E402
from sources.confined import run_confined  # noqa: E402
from sources.feeds.parsing import parse  # noqa: E402
from sources.models import ArticleRequest, Feed, FeedItem  # noqa: E402
from sources.polling import claim, poll  # noqa: E402

ENTRIES: Final = 50
HOST: Final = "wire.example.com"
URL: Final = f"http://{HOST}/feed.xml"
BEGAN: Final = datetime(2026, 11, 25, 10, tzinfo=UTC)
WORDS: Final = (
    *("harbour", "bridge", "inspectors", "cracks", "council", "tunnel", "ferry", "closure", "repair"),
    *("survey", "night", "authority", "traffic", "engineers", "report", "span", "weather", "contract"),
)
chance = random.Random(7)  # noqa: S311 - only jitter


def words(number: int, many: int) -> str:
    """So many words, for one number always the same."""
    return " ".join(random.Random(number * 100 + many).choices(WORDS, k=many))  # noqa: S311 - no secret


def feed(numbers: range) -> bytes:
    """An RSS feed with an entry for each number: headline, 60 words with markup, link, id and date."""
    items = "".join(
        f"<item><title>{words(number, 9).capitalize()}</title>"
        f"<link>https://{HOST}/news/{number}?utm_source=rss</link>"
        f'<guid isPermaLink="false">{HOST}:{number}</guid>'
        f"<pubDate>{format_datetime(BEGAN - timedelta(minutes=number % 500))}</pubDate>"
        f'<description><![CDATA[<p><img src="/i/{number}.jpg"> {words(number, 60)} '
        f'<a href="/more">more</a></p>]]></description></item>'
        for number in numbers
    )
    head = f"<title>Harbour Wire</title><link>https://{HOST}/</link><ttl>15</ttl>"
    declared = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{declared}<rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def processor(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of processor time of each call."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        times.append((time.process_time() - began) * 1000)
    return times


def passing(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds that passed at each call."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return times


class Served:
    """What the server on loopback answers next."""

    body = b""


class Handler(BaseHTTPRequestHandler):
    """Answers with a feed, or that nothing has changed."""

    def do_GET(self) -> None:
        """The feed with an ETag, or 304 for who has it."""
        tag = f'"{hash(Served.body)}"'
        same = self.headers.get("If-None-Match") == tag
        self.send_response(304 if same else 200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("ETag", tag)
        self.send_header("Content-Length", "0" if same else str(len(Served.body)))
        self.end_headers()
        if not same:
            self.wfile.write(Served.body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def reading(rounds: int) -> list[tuple[str, str]]:
    """Steps that know no database."""
    body = feed(range(ENTRIES))

    def library(**options: bool) -> Callable[[], object]:
        return lambda: feedparser.parse(io.BytesIO(body), **options)

    run_confined("sources.feeds.parsing:parse_to_json", body, url=URL)  # the child is there
    whole = processor(lambda: parse(body, url=URL), rounds)
    ours = processor(library(sanitize_html=False, resolve_relative_uris=False), rounds)
    return [
        (f"feedparser, as it comes ({len(body) / 1000:.0f} kB)", spread(processor(library(), rounds), " ms")),
        ("feedparser, without what we do ourselves", spread(ours, " ms")),
        ("read into our shape, feedparser included", spread(whole, " ms")),
        ("feedparser's share of that", f"{sum(ours) / sum(whole):.0%}"),
        (
            "the same in the limited child (time that passed)",
            spread(
                passing(lambda: run_confined("sources.feeds.parsing:parse_to_json", body, url=URL), rounds),
                " ms",
            ),
        ),
    ]


def storing(rounds: int, followed: Feed) -> list[tuple[str, str]]:
    """Telling apart and storing, each in a transaction."""
    new, few, known = [], [], []
    for start in range(1_000, 1_000 + rounds * 2 * ENTRIES, 2 * ENTRIES):
        new += passing(_storing(followed, start), 1)
        few += passing(_storing(followed, start + 10), 1)
        known += passing(_storing(followed, start + 10), 1)
    return [
        ("told apart and stored, all 50 new", spread(new, " ms")),
        ("told apart and stored, 10 new", spread(few, " ms")),
        ("told apart, all 50 known", spread(known, " ms")),
    ]


def _storing(followed: Feed, start: int) -> Callable[[], None]:
    entries = parse(feed(range(start, start + ENTRIES)), url=URL).entries

    def work() -> None:
        with transaction.atomic():
            take(followed, entries, now=BEGAN)

    return work


def polling(rounds: int, followed: Feed) -> list[tuple[str, str]]:
    """All of it: claimed, asked over loopback, read in the child, stored; and when there is nothing new."""
    hours = itertools.count(1)

    def one() -> None:
        now = BEGAN + timedelta(hours=next(hours))
        Feed.objects.filter(pk=followed.pk).update(next_poll_at=now)
        claimed = claim(now)
        if claimed is None or poll(claimed, now=now, chance=chance) not in {"read", "same"}:
            raise SystemExit("The poll went wrong.")

    fresh, same = [], []
    for start in range(100_000, 100_000 + rounds * ENTRIES, ENTRIES):
        Served.body = feed(range(start, start + ENTRIES))
        fresh += passing(one, 1)
        same += passing(one, 1)
    return [
        ("the whole poll, 50 new", spread(fresh, " ms")),
        ("the whole poll, nothing new (304)", spread(same, " ms")),
    ]


def main() -> int:
    """Measure; 1 if something was stored twice or not at all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 10 if parser.parse_args().quick else 40
    call_command("migrate", verbosity=0)
    wire = record_publisher(name="Harbour Wire", domain=HOST)
    rows = reading(rounds)
    rows += storing(rounds, Feed.objects.create(publisher=wire, url=f"{URL}?stored"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(FETCH_EXCEPTIONS={HOST: ("127.0.0.1", server.server_address[1])}):
        followed = Feed.objects.create(publisher=wire, url=URL)
        rows += polling(rounds, followed)
    server.shutdown()
    print(table((f"a feed of {ENTRIES} entries, {rounds} rounds", "time"), rows))
    stored = FeedItem.objects.filter(feed=followed).count()
    asked = ArticleRequest.objects.filter(announcements__feed=followed).distinct().count()
    connection.close()
    return 0 if stored == asked == rounds * ENTRIES else 1


if __name__ == "__main__":
    sys.exit(main())
