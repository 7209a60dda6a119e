"""The processes of a running newsroom: how each is started, watched, started again and ended."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
STOPS_WITHIN = 8.0
BASE_DIR = Path(__file__).resolve().parents[2]
ENVIRONMENT = {
    "CELERY_SKIP_CHECKS": "1",  # the web process makes them
    "PYTHONWARNINGS": "ignore:You're running the worker with superuser",  # an own account is for production
}
_libc = ctypes.CDLL(None)


def commands(port: int) -> dict[str, list[str]]:
    """The command line of each process by its name."""
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "--app"]
    web = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    web += ["--blocking-threads", "4", "--no-ws", "--log-level", "warning", "--workers-kill-timeout", "5"]
    work = ["--pool", "threads", "--loglevel", "WARNING"]
    work += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    ring = ["--scheduler", "celery.beat:Scheduler", "--pidfile", "", "--loglevel", "WARNING"]
    return {
        "web": [python, "-m", "granian", *web, "newsroom.wsgi:application"],
        "worker": [*celery, "newsroom.celery", "worker", *work, "--queues", "celery", "--concurrency", "2"],
        # Waits for other people's servers: what publishes must never stand behind that.
        "fetcher": [*celery, "newsroom.celery", "worker", *work, "--queues", "sources", "--concurrency", "4"],
        "beat": [*celery, "newsroom.beat", "beat", *ring],
    }


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies, even by SIGKILL."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a child in a group of its own: Ctrl-C reaches the supervisor alone, which then ends it."""
    return subprocess.Popen(  # noqa: S603 - our own command lines
        command,
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=os.environ | ENVIRONMENT,
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - the supervisor has one thread
    )


@dataclass
class Kept:
    """A process that is started again when it ends, after a pause that grows while it keeps ending."""

    name: str
    command: list[str]
    say: Callable[[str], None]
    pause: float = 1.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again_at: float = field(default=0.0)

    def look_after(self) -> None:
        """Start it if it is not running and its pause is over; say so when it has ended."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.again_at:
                self.process, self.started = start(self.command), now
            return
        code = self.process.poll()
        if code is None:
            return
        if now - self.started > STEADY_AFTER:
            self.pause = 1.0
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        self.say(f"{self.name} has ended ({how}); starting it again in {self.pause:g} s")
        self._end_group()
        self.process, self.again_at = None, now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)

    def ask_to_end(self) -> None:
        """Ask it to finish what it has in hand and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def make_end(self, deadline: float) -> None:
        """Wait until it has ended, and end whatever is left of it at the deadline."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.say(f"{self.name} does not stop; killing it")
        self._end_group()
        self.process.wait()

    def _end_group(self) -> None:
        """Kill what a process left behind: it leads a group of its own."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


def end_all(processes: list[Kept]) -> None:
    """End all at once; none is left after some seconds."""
    for kept in processes:
        kept.ask_to_end()
    deadline = time.monotonic() + STOPS_WITHIN
    for kept in processes:
        kept.make_end(deadline)
