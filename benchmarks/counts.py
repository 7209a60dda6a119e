"""Counting the articles of every story anew, in one statement: 100,000 articles over 10,000 stories.

    python -m benchmarks.counts [--quick]

A database of its own: the embedded PostgreSQL in a temporary folder. Every second story counts copies of one
text once; one article in five is a copy. *Nothing to do* is the same statement where every count is right.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = tempfile.TemporaryDirectory(prefix="newsroom-bench-")
Path(FOLDER.name).chmod(0o711)
sys.path.insert(0, str(ROOT))
os.environ |= {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "NEWSROOM_VAR": FOLDER.name}

import django  # noqa: E402 - the settings have to be named first

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks.coverage_rows import Newsroom  # noqa: E402
from benchmarks.figures import spread, table  # noqa: E402
from stories.coverage import changed_counts, count_articles, recently_decided  # noqa: E402
from stories.models import Story  # noqa: E402

LIMIT = 2.0  # seconds


def timed(rounds: int, stories: list[int] | None = None) -> list[float]:
    """How long the statement takes, in milliseconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        changed_counts(stories)
        times.append((time.perf_counter() - began) * 1000)
    return times


def main() -> int:
    """Measure; 1 if it takes longer than it may, or does not agree with the count of one story."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="fewer rounds")
    rounds = 5 if parser.parse_args().quick else 20
    call_command("migrate", verbosity=0)
    Newsroom(10_000).fill()
    wrong = timed(rounds)
    found = changed_counts()
    for story in Story.objects.order_by("pk")[:200]:
        if found.get(story.pk, 0) != count_articles(story):
            print(f"story {story.pk}: the two counts differ")
            return 1
    stories = list(Story.objects.filter(pk__in=found))
    for story in stories:
        story.article_count = found[story.pk]
    Story.objects.bulk_update(stories, ("article_count",), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE stories_story")
    right = timed(rounds)
    one = timed(rounds, [stories[0].pk])
    began = time.perf_counter()
    recently_decided()
    recent = (time.perf_counter() - began) * 1000
    rows = [
        ("every count is wrong", spread(wrong, " ms")),
        ("nothing to do", spread(right, " ms")),
        ("one story", spread(one, " ms", 2)),
        ("which were decided about lately", f"{recent:.1f} ms"),
    ]
    print(table(("10,000 stories, 100,000 articles", "one statement"), rows))
    connection.close()
    return 1 if max(wrong) > LIMIT * 1000 else 0


if __name__ == "__main__":
    sys.exit(main())
