"""Lists and dashboard of the desk at two sizes of newsroom, through the whole Django stack, in turn.

    python -m benchmarks.desk [--quick] [--sizes 1000 100000] [--rounds 15]

Each size has a process of its own on its own seeded database, with forty-two texts being worked on. They
take turns page by page; a page counts from the request to its last byte. Queries are those of one request.
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

from benchmarks.figures import spread, table
from benchmarks.product import ROOT, ProductError, environment, seeded

if TYPE_CHECKING:
    from stories.people import Person

WORKED_ON: Final = 14  # drafts, as many in review, as many approved
WARM_UP: Final = 2
GOAL: Final = 12  # queries of a list
PAGES: Final = (
    ("dashboard of an editor", "/admin/"),
    ("editions", "/admin/stories/edition/"),
    ("editions, waiting for review", "/admin/stories/edition/?view=review"),
    ("editions, one word", "/admin/stories/edition/?q=harbour"),
    ("editions, two words", "/admin/stories/edition/?q=harbour+bridge"),
    ("stories", "/admin/stories/story/"),
    ("stories, stale", "/admin/stories/story/?view=stale"),
    ("stories, one publisher only", "/admin/stories/story/?view=single"),
    ("stories, part of an address", "/admin/stories/story/?q=story-77"),
    ("articles", "/admin/sources/article/"),
    ("articles, one word", "/admin/sources/article/?q=bridge"),
    ("cited sources, changed or gone", "/admin/stories/citedarticle/?view=changed"),
    ("events", "/admin/stories/workflowevent/"),
    ("events of one story", "/admin/stories/workflowevent/?q=story-777"),
    ("calendar", "/admin/calendar/"),
)


def main() -> int:
    """Print the table; 1 if a page asked too much."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.desk", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="20,000 stories, fewer rounds")
    parser.add_argument("--sizes", type=int, nargs=2, metavar="STORIES")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.answer:
        return answer()
    sizes = wanted.sizes or [1_000, 20_000 if wanted.quick else 100_000]
    rounds = wanted.rounds or (5 if wanted.quick else 15)
    folders = [seeded(size) for size in sizes]
    with contextlib.ExitStack() as stack:
        desks = [stack.enter_context(_desk(folder)) for folder in folders]
        found = {path: _measure(desks, path, rounds) for _, path in PAGES}
    return _report(sizes, found)


def _measure(desks: "Sequence[subprocess.Popen[str]]", path: str, rounds: int) -> list[list[dict[str, Any]]]:
    """What each desk needed for a page, round by round."""
    answers: list[list[dict[str, Any]]] = [[] for _ in desks]
    for turn in range(WARM_UP + rounds):
        for desk, kept in zip(desks, answers, strict=True):
            told = _ask(desk, path)
            if turn >= WARM_UP:
                kept.append(told)
    return answers


def _report(sizes: Sequence[int], found: dict[str, list[list[dict[str, Any]]]]) -> int:
    rows, most = [], 0
    for name, path in PAGES:
        small, large = found[path]
        times = [[told["ms"] for told in side] for side in (small, large)]
        queries = [max(told["queries"] for told in side) for side in (small, large)]
        most = max(most, *(queries if path != PAGES[0][1] else (0, 0)))
        ratio = median(times[1]) / median(times[0])
        told = [spread(side, " ms") for side in times]
        rows.append([name, *told, f"{ratio:.2f}", f"{queries[0]} / {queries[1]}"])
    print(table(["page", *(f"{size:,} stories" for size in sizes), "ratio", "queries"], rows))
    if most > GOAL:
        print(f"\nA list asked {most} queries; the goal is {GOAL}.", file=sys.stderr)
    return int(most > GOAL)


@contextlib.contextmanager
def _desk(folder: Path) -> "Iterator[subprocess.Popen[str]]":
    """A process that answers for the newsroom in a folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.desk", "--answer"],
        cwd=ROOT,
        env=environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.communicate("")


def _ask(desk: "subprocess.Popen[str]", path: str) -> dict[str, Any]:
    assert desk.stdin is not None and desk.stdout is not None  # noqa: PT018, S101 - asked for above
    desk.stdin.write(path + "\n")
    desk.stdin.flush()
    line = desk.stdout.readline()
    if not line:
        raise ProductError("a desk ended before its time; the reason is above")
    told: dict[str, Any] = json.loads(line)
    return told


def answer() -> int:
    """Answer for one newsroom, a line for a line; what it adds to the database is taken back at the end."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    import django  # noqa: PLC0415 - the parent of all this needs no Django

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection, transaction  # noqa: PLC0415

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)  # where the web server would look for files
    with transaction.atomic():
        client = _signed_in(_work())
        for line in sys.stdin:
            print(json.dumps(_open(client, line.strip())), flush=True)
        transaction.set_rollback(True)
    connection.close()
    return 0


def _work() -> "dict[str, Person]":
    """Texts at every stage, so that the dashboard has something to say; returns the people."""
    from benchmarks.seed import approved_update  # noqa: PLC0415
    from newsroom.ops.demo_accounts import demo_password, ensure_people  # noqa: PLC0415
    from stories.editing import Plan, new_edition  # noqa: PLC0415
    from stories.models import Edition, Story  # noqa: PLC0415
    from stories.workflow import submit  # noqa: PLC0415

    people: dict[str, Person] = dict(ensure_people(demo_password()))
    idle = Story.objects.filter(state=Story.State.LIVE).exclude(editions__state__in=Edition.WORKING)
    for number, story in enumerate(idle.order_by("pk")[: 3 * WORKED_ON]):
        if number % 3 == 0:
            approved_update(story, "This was added later", people=people)
            continue
        text = new_edition(story=story, plan=Plan(Edition.Change.UPDATE), by=people["reporter"])
        if number % 3 == 1:
            submit(edition=text, by=people["reporter"])
    return people


def _signed_in(people: dict[str, Any]) -> Any:
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(people["editor"])
    return client


def _open(client: Any, path: str) -> dict[str, Any]:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    began = time.perf_counter()
    response = client.get(path)
    took = (time.perf_counter() - began) * 1000
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return {"ms": took, "queries": len(asked)}


if __name__ == "__main__":
    sys.exit(main())
