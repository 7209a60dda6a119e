"""How much memory the product takes after its start, each shared page counted by its share (PSS).

python -m benchmarks.memory [--quick]
"""

import argparse
import time
from typing import Any, Final

from benchmarks.figures import table
from benchmarks.product import WORK, Product, forget, running

GOAL: Final = 350  # MB of web, worker and beat together
COUNTED: Final = ("web", "worker", "beat")
MEGABYTE: Final = 1e6


def memory(processes: list[Any]) -> dict[str, float]:
    """Megabytes: proportional, private and resident."""
    taken = [process.memory_full_info() for process in processes]
    return {
        name: sum(getattr(process, name) for process in taken) / MEGABYTE for name in ("pss", "uss", "rss")
    }


def measured(product: Product, settle: float) -> dict[str, dict[str, float]]:
    """Megabytes by part once the product has been up for so many seconds, and how many processes."""
    time.sleep(settle)
    return {
        part: {**memory(processes), "processes": len(processes)}
        for part, processes in product.parts().items()
    }


def main() -> None:
    """Start a new newsroom with its demo, wait, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    settle = 10.0 if parser.parse_args().quick else 40.0  # beat's slowest bell rings every 30 s
    var = WORK / "memory"
    if var.exists():
        forget(var)
    with running(var) as product:
        parts = measured(product, settle)
        started = product.started_in
    forget(var)
    parts["web + worker + beat"] = {
        name: sum(parts[part][name] for part in COUNTED) for name in ("processes", "pss", "uss", "rss")
    }
    head = ("", "processes", "PSS MB", "private MB", "resident MB")
    rows = [
        (part, *(f"{of[name]:.0f}" for name in ("processes", "pss", "uss", "rss")))
        for part, of in parts.items()
    ]
    print(table(head, rows))
    total = parts["web + worker + beat"]["pss"]
    print(f"\nweb + worker + beat {settle:.0f} s after the start: {total:.0f} MB; goal: below {GOAL} MB.")
    print(f"A new newsroom with its demo was ready after {started:.1f} s.")


if __name__ == "__main__":
    main()
