"""Has foreign bytes parsed in another process that is limited in time and memory and knows no secrets.

A soft time limit of a worker does not interrupt a parser written in C, and some pages of two megabytes keep
one busy for minutes. So each job runs in a child that the kernel ends.
"""

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

from sources.parsing_room import LENGTH, LENGTHS

CPU = 10  # seconds of one job
MEMORY = 1_000_000_000  # bytes of address space of one job
ROOMS = 2  # jobs at a time, of one process of ours
OURS = "sources."
BASE_DIR = Path(__file__).resolve().parents[1]
KEPT = ("PATH", "LANG", "LC_ALL", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")  # of our environment
WORDS = {
    "too_hard": "The page takes too long to read. Type the article by hand.",
    "out_of_memory": "The page takes too much memory to read. Type the article by hand.",
    "crashed": "The page cannot be read. Type the article by hand.",
}


class ConfinedError(Exception):
    """A job that came to nothing: ``code`` is too_hard, out_of_memory or crashed; ``message`` for people."""

    def __init__(self, code: str, why: str = "") -> None:
        super().__init__(f"{code}: {why}" if why else code)
        self.code, self.why, self.message = code, why, WORDS[code]


class Rooms:
    """Processes that parse for this one, started when they are first needed; for many threads."""

    def __init__(self, *, cpu: int = CPU, memory: int = MEMORY, rooms: int = ROOMS) -> None:
        self._limits = [str(cpu), str(memory)]
        self._free = threading.Semaphore(rooms)
        self._idle: list[subprocess.Popen[bytes]] = []
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def run(self, function: str, payload: bytes, /, **arguments: Any) -> Any:
        """What ``function`` (``module:name``, of ours) gives for the payload; JSON in, JSON out.

        Raises:
            ConfinedError: it took too long, too much memory, or failed.
        """
        if not function.startswith(OURS):
            raise ValueError(f"{function} is not a function of {OURS.rstrip('.')}.")
        head = json.dumps({"function": function, "arguments": arguments}).encode()
        job = LENGTHS.pack(len(head), len(payload)) + head + payload
        with self._free:
            reply = self._ask(job)
        if "error" in reply:
            raise ConfinedError(reply["error"], reply.get("why", ""))
        return reply["result"]

    def close(self) -> None:
        """End all that are idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for room in idle:
            _end(room)

    def _ask(self, job: bytes) -> dict[str, Any]:
        """Give the job to a room that is there, or else to a new one: an old one may just have gone home."""
        room = self._take()
        if room is not None and (reply := _tell(room, job)) is not None:
            self._put(room)
            return reply
        room = self._start()
        reply = _tell(room, job)
        if reply is None:
            _end(room)
            return {"error": "crashed", "why": "the parsing process ended"}
        self._put(room)
        return reply

    def _take(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._owner != os.getpid():  # forked since: those belong to the process before
                self._owner, self._idle = os.getpid(), []
            return self._idle.pop() if self._idle else None

    def _put(self, room: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._idle.append(room)

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "-m", "sources.parsing_room", *self._limits],
            cwd=BASE_DIR,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            start_new_session=True,
        )


def _tell(room: subprocess.Popen[bytes], job: bytes) -> dict[str, Any] | None:
    """Send a job and wait for its reply; None if the room is gone."""
    assert room.stdin  # noqa: S101 - both are pipes
    assert room.stdout  # noqa: S101
    try:
        room.stdin.write(job)
        room.stdin.flush()
        length = room.stdout.read(LENGTH.size)
        if len(length) == LENGTH.size:
            told = room.stdout.read(LENGTH.unpack(length)[0])
            reply: dict[str, Any] = json.loads(told)
            return reply
    except BrokenPipeError:
        pass  # it has gone home
    _end(room)
    return None


def _end(room: subprocess.Popen[bytes]) -> None:
    room.kill()
    for pipe in (room.stdin, room.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
    room.wait()


_rooms = Rooms()


def run_confined(function: str, payload: bytes, /, **arguments: Any) -> Any:
    """What ``function`` gives for foreign bytes, worked out in a limited child; see ``Rooms.run``."""
    return _rooms.run(function, payload, **arguments)
