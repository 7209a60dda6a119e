"""What it costs to suggest stories for one new article, and how much of that PostgreSQL takes.

    python -m benchmarks.suggestions [--quick]

A database of its own: the embedded PostgreSQL in a temporary folder. Once with 1,000 open stories and 10,000
articles, once with ten times as many: the cost should be the same. A text stands behind every second article.
*Our own CPU* is the median of this process alone; PostgreSQL is waited for by the clock.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = tempfile.TemporaryDirectory(prefix="newsroom-bench-")
Path(FOLDER.name).chmod(0o711)
sys.path.insert(0, str(ROOT))
os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_VAR": FOLDER.name}

import django  # noqa: E402 - the settings have to be named first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.coverage_rows import Newsroom  # noqa: E402
from benchmarks.figures import percentile, table  # noqa: E402
from sources.cataloguing import record_article  # noqa: E402
from sources.models import Article, Publisher, Snapshot, StoredBody  # noqa: E402
from stories.suggesting import suggest_for  # noqa: E402


class Waiting:
    """Adds up the time from asking PostgreSQL to its answer."""

    def __init__(self) -> None:
        self.seconds, self.statements = 0.0, 0

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        """One statement."""
        began = time.perf_counter()
        try:
            return execute(*asked)
        finally:
            self.seconds += time.perf_counter() - began
            self.statements += 1


def empty() -> None:
    """Leave nothing of the size before."""
    call_command("flush", verbosity=0, interactive=False)


def measure(newsroom: Newsroom, count: int) -> tuple[str, ...]:
    """Suggest for so many new articles; a row of the table."""
    body = StoredBody.objects.create(sha256="0" * 64, compressed=b"", size=0)
    publishers = list(Publisher.objects.all())
    times, waits, busy, right = [], [], [], 0
    statements = 0
    for number in range(count + 20):
        story = 1 + number * 97 % newsroom.stories
        article = record_article(publisher=publishers[number % len(publishers)], title=newsroom.title(story))
        if number % 2:
            _read(article, ". ".join(newsroom.title(story) for _ in range(12)), body)
        fresh = Article.objects.select_related("publisher", "newest").get(pk=article.pk)
        waiting = Waiting()
        began, worked = time.perf_counter(), time.process_time()
        with connection.execute_wrapper(waiting):
            found = suggest_for(fresh)
        if number >= 20:  # the first ones warm the connection
            times.append((time.perf_counter() - began) * 1000)
            waits.append(waiting.seconds * 1000)
            busy.append((time.process_time() - worked) * 1000)
            right += story in [row.story_id for row in found]
            statements = max(statements, waiting.statements)
    return (
        f"{newsroom.stories:,}",
        f"{newsroom.stories * newsroom.each:,}",
        f"{percentile(times, 0.5):.1f} ms",
        f"{percentile(times, 0.95):.1f} ms",
        f"{percentile(busy, 0.5):.1f} ms",
        f"{sum(waits) / sum(times):.0%}",
        str(statements),
        f"{right / count:.1%}",
    )


def _read(article: Article, text: str, body: StoredBody) -> None:
    snapshot = Snapshot.objects.create(
        article=article,
        fetched_at=timezone.now(),
        requested_url="",
        url="",
        status=200,
        peer="192.0.2.1",
        body=body,
        text=text,
        text_hash="",
        extractor="made up",
    )
    Article.objects.filter(pk=article.pk).update(newest=snapshot)


def main() -> None:
    """Measure the small and the large newsroom."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer articles")
    wanted = parser.parse_args()
    call_command("migrate", verbosity=0)
    rows = []
    for stories in (1_000, 10_000):
        empty()
        newsroom = Newsroom(stories)
        newsroom.fill()
        rows.append(measure(newsroom, 100 if wanted.quick else 500))
    head = (
        "stories",
        "articles",
        "median",
        "95 %",
        "our own CPU",
        "of it PostgreSQL",
        "statements",
        "right among three",
    )
    print(table(head, rows))
    connection.close()


if __name__ == "__main__":
    main()
