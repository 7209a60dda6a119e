"""What a page of search results costs, with few stories and with many, through the whole Django stack.

    python -m benchmarks.search [--quick]

A database of its own: the embedded PostgreSQL in a temporary folder. Once with 1,000 stories and once with
fifty times as many (ten times with ``--quick``), the words about as unevenly spread as in real text. The
clock runs from the request to the whole page, in one process, without sockets.
"""

import argparse
import itertools
import os
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
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
from django.test import Client  # noqa: E402

from benchmarks.copying import Table  # noqa: E402
from benchmarks.figures import percentile, table  # noqa: E402
from newsroom.site.spelling import learn_words  # noqa: E402
from stories.models import PublishedStory  # noqa: E402
from stories.public import serialise  # noqa: E402
from stories.search_terms import vector  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
WORDS = 200  # of a text
VOCABULARY = 20_000
QUESTIONS = {
    "a word of every story": "harbourmaster",
    "a word of one in a hundred": "lighthouse",
    "both": "harbourmaster lighthouse",
    "a phrase": '"harbourmaster lighthouse"',
    "the beginning of a word": "harb",
    "left out": "harbourmaster -lighthouse",
    "a filter": "harbourmaster&topic=energy",
    "the newest first": "harbourmaster&sort=newest",
    "a misspelled word": "lihgthouse",
    "a word of no story": "zzzzqqqq",
}


def fill(first: int, last: int) -> None:
    """Stories by COPY, the same at every run."""
    chance = random.Random(first)  # noqa: S311 - words, not secrets
    letters = "abcdefghiklmnoprstu"
    spelled = random.Random(7)  # noqa: S311 - the same words at every size
    words = ["".join(spelled.choices(letters, k=spelled.randint(3, 10))) for _ in range(VOCABULARY)]
    weights = list(itertools.accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    stories = Table(PublishedStory)
    for number in range(first, last):
        chosen = chance.choices(words, cum_weights=weights, k=WORDS)
        chosen.insert(20, "harbourmaster")
        if number % 100 == 0:
            chosen.insert(21, "lighthouse")
        stories.add(**_row(number, " ".join(chosen[:8]), " ".join(chosen)))
        if number % 5_000 == 4_999:
            stories.send()
    stories.send()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE stories_publishedstory")
    while learn_words():
        continue


def _row(number: int, headline: str, text: str) -> dict[str, object]:
    at, slug = START + timedelta(minutes=number), f"story-{number}"
    public = {
        "id": f"st_{number}",
        "slug": slug,
        "state": "live",
        "language": "en",
        "headline": headline,
        "standfirst": "",
        "sections": [{"heading": "", "body_text": text, "body_html": "", "key": "aaaa"}],
        "timeline": [],
        "sources": [],
        "topics": [{"slug": "energy", "name": "Energy"}] if number % 10 == 0 else [],
        "update_label": {"text": "Updated (2 articles)"},
        "content_updated_at": at.isoformat(),
    }
    return {
        "id": f"st_{number}",
        "slug": slug,
        "state": "live",
        "seq": number + 1,
        "version": 1,
        "language": "en",
        "headline": headline,
        "topics": ["energy"] if number % 10 == 0 else [],
        "first_published_at": at,
        "content_updated_at": at,
        "updated_at": at,
        "body": serialise(public),
        "etag": "x",
        "search": vector({"A": headline, "C": text}),
    }


def measured(rounds: int) -> dict[str, list[float]]:
    """Milliseconds for each question, in turn, after one round that counts for nothing."""
    reader = Client(headers={"host": "127.0.0.1"})
    taken: dict[str, list[float]] = {name: [] for name in QUESTIONS}
    for turn in range(rounds + 1):
        for name, question in QUESTIONS.items():
            began = time.perf_counter()
            answer = reader.get(f"/search/?q={question.replace(' ', '+')}")
            if answer.status_code != 200:
                raise RuntimeError(f"{name}: {answer.status_code}")
            if turn:
                taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    """Measure both sizes and print one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    sizes, rounds = ((1_000, 10_000) if quick else (1_000, 50_000)), (10 if quick else 30)
    call_command("migrate", verbosity=0)
    results, there = [], 0
    for size in sizes:
        fill(there, size)
        there = size
        results.append(measured(rounds))
    rows = [
        [
            name,
            *(f"{percentile(taken[name], 0.5):.1f}" for taken in results),
            *(f"{percentile(taken[name], 0.95):.1f}" for taken in results),
        ]
        for name in QUESTIONS
    ]
    few, many = (f"{size:,}" for size in sizes)
    heads = ["question", f"{few}: median ms", f"{many}: median ms", f"{few}: p95", f"{many}: p95"]
    print(table(heads, rows))
    connection.close()


if __name__ == "__main__":
    main()
