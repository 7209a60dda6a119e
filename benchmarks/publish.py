"""From an editor's click on “Publish now” to the new bytes in the public file, at two sizes of newsroom.

    python -m benchmarks.publish [--quick] [--sizes 1000 50000] [--clicks 40]

Both newsrooms run at once as `make run` starts them (web, worker, beat, PostgreSQL) and take turns. A click
is the form that the admin's button sends. The file is looked at every millisecond; it counts when its new
bytes hold what the update added. Commit times are PostgreSQL's own.
"""

import argparse
import contextlib
import json
import os
import random
import select
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Final

import psycopg

from benchmarks.figures import percentile, spread, table
from benchmarks.product import Desk, Product, ProductError, running, seed, seeded, wait_until

SENTENCE: Final = "Nobody had said so before the measurement"
LOOK_EVERY: Final = 0.001
LONGEST: Final = 20.0  # seconds until a click is given up
IDLE: Final = 30.0  # seconds of doing nothing that are measured: what beat's slowest bell costs is in it
GOAL: Final = 50.0  # ms
WARM_UP: Final = 4  # clicks that do not count: each of the web server's threads has its first
QUIET: Final = """
    SELECT (SELECT max(seq) FROM stories_ledgerentry)
           = (SELECT seq FROM stories_follower WHERE name = 'pages')
       AND NOT EXISTS (SELECT FROM site_pagejob WHERE state = 'open')
"""
COMMITTED: Final = """
    SELECT extract(epoch FROM pg_xact_commit_timestamp(entry.xmin))::float8
      FROM stories_ledgerentry AS entry ORDER BY seq DESC LIMIT 1
"""


@dataclass(slots=True)
class Click:
    """What one click took: milliseconds since the form was sent, and processor time of all processes."""

    answer: float
    commit: float
    file: float
    lists: float
    cpu: float
    busy: float  # seconds that the processor time is of


@dataclass
class Newsroom:
    """One size under measurement."""

    stories: int
    product: Product
    database: "psycopg.Connection[tuple[Any, ...]]"
    updates: list[dict[str, Any]]
    idle: float = 0.0  # processor seconds per second when nothing is asked of it
    clicks: list[Click] = field(default_factory=list)

    def click(self, desk: Desk) -> Click:
        """Publish the next update and watch what becomes of it."""
        update = self.updates.pop()
        file = self.product.site / update["file"]
        before = _identity(file)
        cpu, began = self.product.cpu(), time.monotonic()
        clicked = time.time()
        desk.post(f"/admin/stories/edition/{update['edition']}/step/publish/")
        answered, shown = self._watch(desk, file, before)
        wait_until(QUIET, self.database, LONGEST)
        listed = time.time()
        row = self.database.execute(COMMITTED).fetchone()
        done = Click(
            answer=(answered - clicked) * 1000,
            commit=((row[0] if row else 0.0) - clicked) * 1000,
            file=(shown - clicked) * 1000,
            lists=(listed - clicked) * 1000,
            cpu=self.product.cpu() - cpu,
            busy=time.monotonic() - began,
        )
        if SENTENCE not in file.read_text():
            raise ProductError(f"{file.name} changed but does not say what was published")
        return done

    def _watch(self, desk: Desk, file: Path, before: tuple[int, int]) -> tuple[float, float]:
        """When the answer and when the file came."""
        answered = shown = 0.0
        give_up = time.monotonic() + LONGEST
        while not (answered and shown):
            if not answered and select.select([desk.socket], [], [], LOOK_EVERY)[0]:
                answered = time.time()
                desk.finish()
            elif answered:
                time.sleep(LOOK_EVERY)
            if not shown and _identity(file) != before:
                shown = time.time()
            if time.monotonic() > give_up:
                raise ProductError(f"nothing was published within {LONGEST:g} s")
        return answered, shown

    def of(self, name: str) -> list[float]:
        """One figure of all clicks."""
        return [getattr(click, name) for click in self.clicks]

    def cpu_per_click(self) -> list[float]:
        """Milliseconds of processor time for one publication, what an idle newsroom uses taken off."""
        return [(click.cpu - self.idle * click.busy) * 1000 for click in self.clicks]


def _identity(file: Path) -> tuple[int, int]:
    """Differs when another file has taken the name."""
    found = file.stat()
    return found.st_ino, found.st_ctime_ns


@contextlib.contextmanager
def open_newsroom(stories: int, clicks: int) -> Iterator[Newsroom]:
    """A seeded newsroom, up, with enough updates to publish."""
    var = seeded(stories)
    with running(var) as product, product.connect() as database:
        told = seed(var, "--approve", str(clicks), "--sentence", SENTENCE)
        updates = [json.loads(line) for line in told.splitlines()]
        if len(updates) < clicks:
            raise ProductError(f"only {len(updates)} stories of {stories} are left to update")
        wait_until(QUIET, database, 60)
        database.execute("VACUUM ANALYZE")
        yield Newsroom(stories, product, database, updates)


def floor(folder: Path, rounds: int) -> list[float]:
    """Milliseconds to write and fsync three files of a page's size, rename them and fsync their folder."""
    folder.mkdir(parents=True, exist_ok=True)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        for size in (6_000, 5_000, 22_000):
            with (folder / "new").open("wb") as file:
                file.write(os.urandom(size))
                file.flush()
                os.fsync(file.fileno())
            (folder / "new").rename(folder / str(size))
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
        times.append((time.perf_counter() - began) * 1000)
    return times


def measure(rooms: Sequence[Newsroom], clicks: int) -> None:
    """Let the newsrooms take turns; the first turns warm up and do not count."""
    rest(rooms)
    desks = [room.product.sign_in("editor") for room in rooms]  # late: the server drops idle connections
    dice = random.Random(7)  # noqa: S311 - must be the same at every run
    for turn in range(-WARM_UP, clicks):
        for room, desk in zip(rooms, desks, strict=True):
            time.sleep(dice.uniform(0.05, 0.25))  # out of step with whatever looks up at fixed times
            click = room.click(desk)
            if turn >= 0:
                room.clicks.append(click)


def rest(rooms: Sequence[Newsroom]) -> None:
    """Measure what the processes use without being asked for anything."""
    used = [room.product.cpu() for room in rooms]
    time.sleep(IDLE)
    for room, before in zip(rooms, used, strict=True):
        room.idle = (room.product.cpu() - before) / IDLE


def report(rooms: Sequence[Newsroom], disk: Sequence[float]) -> None:
    """Print the table and what it says of the goal."""
    names = {
        "file": "click → file on disk",
        "commit": "click → committed",
        "answer": "click → the editor's answer",
        "lists": "click → front page and topics too",
    }
    rows = []
    for name, label in names.items():
        rows.append((label, *(spread(room.of(name)) for room in rooms), _ratio(rooms, name)))
        if name == "file":
            p95 = [percentile(room.of("file"), 0.95) for room in rooms]
            rows.append(("  95th percentile", *(f"{value:.1f}" for value in p95), f"{p95[-1] / p95[0]:.2f}"))
            after = [[c.file - c.commit for c in room.clicks] for room in rooms]
            ratio = median(after[-1]) / median(after[0])
            rows.append(("committed → file on disk", *(spread(times) for times in after), f"{ratio:.2f}"))
    cpu = [room.cpu_per_click() for room in rooms]
    means = [sum(times) / len(times) for times in cpu]
    rows.append(("CPU per publication (mean)", *(f"{m:.1f}" for m in means), f"{means[-1] / means[0]:.2f}"))
    idle = [room.idle * 1000 for room in rooms]
    rows.append(("CPU per idle second", *(f"{value:.1f}" for value in idle), f"{idle[-1] / idle[0]:.2f}"))
    head = ("milliseconds", *(f"{room.stories:,} stories" for room in rooms), "ratio")
    print(table(head, rows))
    print(f"\n{len(rooms[0].clicks)} clicks on each in turn; median (lowest–highest).")
    print(f"The disk's own part, three files and their folder made durable: {spread(disk)} ms.")
    worst = max(median(room.of("file")) for room in rooms)
    print(f"Goal: click → file at most {GOAL:.0f} ms at any size; measured {worst:.1f} ms.")


def _ratio(rooms: Sequence[Newsroom], name: str) -> str:
    return f"{median(rooms[-1].of(name)) / median(rooms[0].of(name)):.2f}"


def main() -> None:
    """Seed, start, click in turn, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer clicks on smaller newsrooms")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--clicks", type=int)
    wanted = parser.parse_args()
    sizes = wanted.sizes or ([1000, 5000] if wanted.quick else [1000, 50_000])
    clicks = wanted.clicks or (15 if wanted.quick else 40)
    with contextlib.ExitStack() as stack:
        rooms = [stack.enter_context(open_newsroom(size, clicks + WARM_UP)) for size in sizes]
        disk = floor(rooms[0].product.var / "floor", clicks)
        measure(rooms, clicks)
        report(rooms, disk)


if __name__ == "__main__":
    main()
