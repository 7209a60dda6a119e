"""The process in which foreign bytes are parsed: one limited child for each job, and no secrets of ours.

It is started by ``sources.confined`` and ends when that goes away or has been silent for a while.
"""

import ctypes
import json
import os
import resource
import select
import signal
import struct
import sys
import time
from importlib import import_module
from typing import Any, BinaryIO

LENGTHS = struct.Struct(">II")
LENGTH = struct.Struct(">I")
LARGEST_RESULT = 50_000_000  # bytes
IDLE = 120.0  # seconds
PR_SET_PDEATHSIG = 1
PREPARED = (
    *("sources.extraction", "sources.feeds.parsing", "sources.feeds.discovery", "sources.robots_rules"),
)  # slow to import


def main() -> None:
    """Serve jobs from standard input until it is closed."""
    cpu, memory = (int(given) for given in sys.argv[1:3])
    for name in PREPARED:
        try:
            import_module(name)
        except ModuleNotFoundError as missing:
            if not str(missing.name).startswith("sources."):
                raise
    jobs, replies = sys.stdin.buffer, sys.stdout.buffer
    while select.select([jobs], [], [], IDLE)[0]:
        lengths = jobs.read(LENGTHS.size)
        if len(lengths) < LENGTHS.size:
            return
        head, body = LENGTHS.unpack(lengths)
        job, payload = json.loads(jobs.read(head)), jobs.read(body)
        reply = json.dumps(_in_child(job, payload, cpu, memory)).encode()
        replies.write(LENGTH.pack(len(reply)) + reply)
        replies.flush()


def _in_child(job: dict[str, Any], payload: bytes, cpu: int, memory: int) -> dict[str, Any]:
    """What a job gave, or the code of what became of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(job, payload, writing, cpu, memory)
    os.close(writing)
    with os.fdopen(reading, "rb") as result:
        told, late = _read(result, time.monotonic() + 2 * cpu)
    if late:
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if late or (os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGXCPU, signal.SIGKILL}):
        return {"error": "too_hard"}
    if os.WIFSIGNALED(status) or not told:
        return {"error": "crashed", "why": f"ended with status {status}"}
    answer: dict[str, Any] = json.loads(told)
    return answer


def _read(result: BinaryIO, until: float) -> tuple[bytes, bool]:
    """What the child wrote, and whether it took too long or wrote too much."""
    pieces: list[bytes] = []
    size = 0
    while select.select([result], [], [], max(0.0, until - time.monotonic()))[0]:
        piece = os.read(result.fileno(), 1 << 20)
        if not piece:
            return b"".join(pieces), False
        size += len(piece)
        if size > LARGEST_RESULT:
            break
        pieces.append(piece)
    return b"", True


def _work(job: dict[str, Any], payload: bytes, writing: int, cpu: int, memory: int) -> None:
    """In the child: do the job within the limits, write what it gave, and end."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        with os.fdopen(writing, "wb") as result:
            result.write(json.dumps(_answer(job, payload)).encode())
    finally:
        os._exit(0)


def _answer(job: dict[str, Any], payload: bytes) -> dict[str, Any]:
    try:
        module, _, name = job["function"].partition(":")
        function = getattr(import_module(module), name)
        return {"result": function(payload, **job["arguments"])}
    except MemoryError:
        return {"error": "out_of_memory"}
    except Exception as error:  # noqa: BLE001 - whatever a parser trips over is told to who asked
        return {"error": "crashed", "why": f"{type(error).__name__}: {error}"[:500]}


if __name__ == "__main__":
    main()
