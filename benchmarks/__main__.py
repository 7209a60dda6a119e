"""Runs the cases one after another and writes down what they found.

    python -m benchmarks [--quick] [NAME …]

Each case is a module with a `main` that prints a small table, run in a process of its own; a case that takes
`--quick` does less of the same. Without names all are run, and benchmarks/RESULTS.md is written anew.
"""

import argparse
import datetime
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
RESULTS: Final = HERE / "RESULTS.md"
# In this order; the first ones need no database.
CASES: Final = {
    "dates": "Fuzzy dates",
    "digest": "Digest files",
    "fetching": "The door to the network",
    "extraction": "Reading a page",
    "feeds": "A feed polled and stored",
    "quotations": "Quotations beside their articles",
    "matching": "The right story for an article",
    "suggestions": "Stories suggested for one article",
    "counts": "Articles of every story counted",
    "assistance": "Offers from the articles of a story",
    "search": "A page of search results",
    "api": "The API in one process",
    "desk": "Lists and dashboard of the desk",
    "memory": "Memory after the start",
    "publish": "From the click to the file",
}


def main() -> int:
    """Run the named cases, or all; 1 if one of them failed."""
    known = {name: title for name, title in CASES.items() if (HERE / f"{name}.py").exists()}
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(known))
    parser.add_argument("--quick", action="store_true", help="some minutes in all; figures vary more")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - known.keys():
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    parts, failed = [], []
    for name in wanted.names or known:
        part, well = _run(name, known[name], quick=wanted.quick)
        parts.append(part)
        failed += [] if well else [name]
    if not wanted.names:
        RESULTS.write_text("\n".join([_head(quick=wanted.quick), *parts]))
        print(f"written: {RESULTS.relative_to(HERE.parent)}")
    for name in failed:
        print(f"failed: {name}", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, title: str, *, quick: bool) -> tuple[str, bool]:
    """One case: its part of the results, and whether it came to its end."""
    print(f"\n{title} ({name})\n", flush=True)
    load, began = os.getloadavg()[0], time.monotonic()
    command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if quick else [])]
    process = subprocess.Popen(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None  # noqa: S101 - asked for above
    said = []
    for line in process.stdout:
        print(line, end="", flush=True)
        said.append(line)
    well = process.wait() == 0
    said += [] if well else ["\nThis case failed.\n"]
    took = time.monotonic() - began
    around = f"_{took:.0f} s; the machine's load was {load:.1f} before._\n"
    return f"## {title}\n\n{_shown(said)}\n{around}", well


def _shown(lines: Sequence[str]) -> str:
    """Markdown as it is; what is no Markdown table in a block of its own."""
    text = "".join(lines)
    return text if "| ---" in text else f"```\n{text.strip()}\n```\n"


def _head(*, quick: bool) -> str:
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    how = " with `--quick`" if quick else ""
    return (
        f"# Results\n\nMade by `make bench`{how} on {today}: Python {platform.python_version()}, "
        f"{os.cpu_count()} CPUs, {platform.machine()}, {platform.system()}. "
        "[What each case is and is not](README.md).\n"
    )


if __name__ == "__main__":
    sys.exit(main())
