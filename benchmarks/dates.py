"""How many fuzzy dates a second we read, beside the `edtf` package on the plain dates that both know."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from edtf import parse_edtf

from stories.dates import parse

TYPED = (
    "Early Dec 2025",
    "mid-jan 2026",
    "Dec 25 2025 02:51 UTC",
    "December 25, 2025",
    "Dec 28 – Dec 30 2025",
    "Dec 30 2025 – Jan 2 2026",
    "Q4 2025",
    "About Dec 2025",
    "Dec 25 2025 (unconfirmed)",
    "2025",
)
PLAIN = ("2025-12-25", "2025-12", "2025")


def seconds_each(read: Callable[[str], Any], texts: Sequence[str], rounds: int) -> float:
    """The median over five runs of the seconds that one text takes."""
    runs = []
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(rounds):
            for text in texts:
                read(text)
        runs.append((time.perf_counter() - begun) / (rounds * len(texts)))
    return median(runs)


def main() -> None:
    """Print parses a second and the ratio."""
    typed = seconds_each(parse, TYPED, 2000)
    ours, theirs = seconds_each(parse, PLAIN, 2000), seconds_each(parse_edtf, PLAIN, 20)
    print(f"as typed: {1 / typed:,.0f} parses/s ({typed * 1e6:.1f} µs each)")
    print(
        f"plain dates: {1 / ours:,.0f} parses/s ({ours * 1e6:.1f} µs each), "
        f"edtf {1 / theirs:,.0f} ({theirs * 1e6:.0f} µs)"
    )
    print(f"ratio: {theirs / ours:.0f} times as fast as edtf")


if __name__ == "__main__":
    main()
