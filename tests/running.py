"""Starts the real newsroom as a person at a terminal does, and knows which processes it has."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
READY = "Ctrl-C stops everything"
PASSWORD = "only-for-this-test"


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that the database's account can reach.

    Not in pytest's own, which each session that starts closes again for everybody else.
    """
    folder = Path(tempfile.mkdtemp(prefix="newsroom-run-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(condition: Callable[[], object], *, within: float, what: str) -> None:
    """Look again and again; fail with `what` was awaited."""
    give_up = time.monotonic() + within
    while not condition():
        assert time.monotonic() < give_up, f"waited {within:g} s in vain: {what}"
        time.sleep(0.05)


def environment(var: Path, port: int) -> dict[str, str]:
    """A terminal's environment with a var folder and a port of its own."""
    return os.environ | {
        "NEWSROOM_VAR": str(var),
        "PORT": str(port),
        "NEWSROOM_FSYNC": "off",
        "NEWSROOM_DEMO_PASSWORD": PASSWORD,
    }


def command(*arguments: str, var: Path, port: int = 8000) -> subprocess.CompletedProcess[str]:
    """Run Python in the checkout to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(var, port),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run; what its parent has not collected yet has ended."""
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def postmaster(var: Path) -> psutil.Process | None:
    """The database server of a var folder, if it is up."""
    file = var / "postgres" / "data" / "postmaster.pid"
    try:
        return psutil.Process(int(file.read_text().split()[0]))
    except (FileNotFoundError, IndexError, psutil.NoSuchProcess):
        return None


@dataclass
class Running:
    """One started newsroom."""

    var: Path
    port: int
    lines: list[str] = field(default_factory=list)
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "newsroom.ops.run"],
            cwd=ROOT,
            env=environment(self.var, self.port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    def said(self, words: str) -> bool:
        """Whether a line with these words was printed."""
        return any(words in line for line in self.lines)

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: self.said(READY) or self.process.poll() is not None,
            within=150,
            what="\n".join(self.lines),
        )
        assert self.process.poll() is None, "\n".join(self.lines)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def family(self) -> list[psutil.Process]:
        """Everything it has started: children, theirs, and the database."""
        mine = psutil.Process(self.process.pid).children(recursive=True)
        names = {"granian", "celery", "postgres", "keeper.py"}
        assert all(any(name in " ".join(one.cmdline()) for one in mine) for name in names)
        return mine

    def named(self, name: str) -> psutil.Process:
        """The process of its own that has this in its title or command line."""
        direct = psutil.Process(self.process.pid).children()
        return next(one for one in alive(direct) if name in " ".join(one.cmdline()))

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal; gives the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(40)
        self.reader.join(5)
        return code
