"""Measures how many digest files are read in a second, and what ranking the headings costs beside that.

``python -m benchmarks.digest``. Processor time is taken, so that a busy machine matters less.
"""

import statistics
import time
from collections.abc import Callable
from typing import Final

from stories.digest.documents import to_document
from stories.digest.grammar import parse
from stories.digest.headings import rank_sections
from stories.digest.render import export

ROUNDS: Final = 9
FILES_A_ROUND: Final = 200
GOAL: Final = 2000  # files a second
SECTION: Final = (
    "Harbour Board Postpones Dredging On March 3, the board of Port Selwyn put off the deepening of its main "
    "channel after divers reported a wreck that lies closer to the route than the charts of 1987 suggest[1]. "
    "Engineers will need about six weeks to survey the bottom again, and shipping lines were told to send "
    "their largest vessels elsewhere until the summer. The decision costs the town four million euros[1]."
)
SOURCE: Final = (
    "Selwyn Courier:Port puts off dredging after divers find old wreck near the channel: Describes what the "
    "divers saw, quotes the harbour master and explains why the charts could not be trusted."
)
ENTRIES: Final = (
    "Early Mar 2026 – Divers of the survey vessel Kestrel photograph the bow of a steamer once thought to "
    "lie two hundred metres further to the east. [1]",
    "Mar 3 2026 14:30 UTC – The board meets behind closed doors and votes for a delay of six weeks. [1][2]",
    "Mar 4 2026 – Two shipping lines say that they will use other ports until the summer, or for good. [2]",
    "Mar 5–7 2026 – Engineers tow a sonar over the bottom and find nothing else. [1]",
    "Mid-Mar 2026 – The board publishes the new chart and invites tenders for the removal of the wreck. [2]",
)


def sample() -> bytes:
    """A digest of four sections, two sources and five entries: about 3.5 kB."""
    sources = [line for number in (1, 2) for line in ("-", f"[{number}]", SOURCE)]
    lines = [
        "Harbour Board Puts Off Dredging After Wreck Is Found",
        "Updated (2 articles)",
        *[SECTION] * 4,
        "Sources (2 articles)",
        *sources,
        "Timeline",
        *ENTRIES,
    ]
    return "\n".join(lines).encode()


def milliseconds(work: Callable[[], object]) -> float:
    """The median processor time of one call, over the rounds."""
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(FILES_A_ROUND):
            work()
        rounds.append((time.process_time() - started) / FILES_A_ROUND * 1000)
    return statistics.median(rounds)


def main() -> None:
    """Print one line for each step."""
    data = sample()
    digest = parse(data)
    document, hints = to_document(digest)
    steps: dict[str, Callable[[], object]] = {
        "parse": lambda: parse(data),
        "rank headings": lambda: rank_sections(digest),
        "make the document (ranks too)": lambda: to_document(digest),
        "export": lambda: export(document, hints),
    }
    print(f"one file of {len(data):,} bytes, medians of {ROUNDS} rounds of {FILES_A_ROUND}")
    for name, work in steps.items():
        taken = milliseconds(work)
        goal = f"   (goal: {GOAL:,} files/s)" if name == "parse" else ""
        print(f"{name:30} {taken:7.3f} ms   {1000 / taken:9,.0f} files/s{goal}")


if __name__ == "__main__":
    main()
