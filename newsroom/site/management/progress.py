"""Shows how far a long command has come, on one line."""

import time
from collections import Counter
from collections.abc import Mapping
from typing import Protocol


class Writer(Protocol):
    """Where a command writes."""

    def write(self, msg: str = ..., *, ending: str = ...) -> object: ...

    def isatty(self) -> bool: ...


class Progress:
    """Counts outcomes; rewrites its line on a terminal, and says only the end elsewhere."""

    def __init__(self, out: Writer, total: int) -> None:
        """``total`` is an estimate: more may come."""
        self.out = out
        self.total = total
        self.outcomes: Counter[str] = Counter()
        self.started = time.monotonic()

    def add(self, outcomes: Mapping[str, int]) -> None:
        """Note what was done."""
        self.outcomes.update(outcomes)
        if self.out.isatty():
            self.out.write(f"\r{self._line()}", ending="")

    def end(self) -> None:
        """Say what was done in all."""
        start = "\r" if self.out.isatty() else ""
        self.out.write(f"{start}{self._line()}", ending="\n")

    def _line(self) -> str:
        done = self.outcomes.total()
        seconds = time.monotonic() - self.started
        told = ", ".join(f"{number} {name}" for name, number in sorted(self.outcomes.items())) or "nothing"
        rate = f", {done / seconds:.0f} a second" if done and seconds > 0 else ""
        return f"{done} of {max(done, self.total)} pages in {seconds:.1f} s{rate}: {told}"
