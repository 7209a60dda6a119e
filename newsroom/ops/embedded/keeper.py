"""Keeps one PostgreSQL server up for as long as somebody uses it, and stops it when the last user has gone.

It is a script of its own, run with `python -I -S`, so that it stays small and shares nothing with its users.
Being used means holding a shared lock on a file; the keeper waits for the exclusive one. The kernel gives
locks back however a process ends, so a user that is killed needs no cleaning up after.
"""

import ctypes
import fcntl
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import NoReturn, TypedDict

PR_SET_PDEATHSIG = 1
START_SECONDS = 60
STOP_SECONDS = 20


class Job(TypedDict):
    """What the keeper is asked to keep."""

    command: list[str]
    data: str
    log: str
    sockets: str
    temporary_sockets: bool
    uid: int
    gid: int
    users_lock: str
    keeper_lock: str


class EndedError(Exception):
    """The server has ended, or the keeper was told to end."""


def main(job: Job) -> int:
    """Start the server, say that it is ready, wait until nobody uses it, stop it."""
    lock = _take_keeper_lock(job["keeper_lock"])
    _end_leftover(Path(job["data"]))
    server = _spawn(job)
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, _ended)
    try:
        _wait_until_ready(server, Path(job["data"]))
        os.ftruncate(lock, 0)
        os.write(lock, json.dumps({"pid": server, "sockets": job["sockets"]}).encode())
        sys.stdout.write("ready\n")
        sys.stdout.close()
        users = os.open(job["users_lock"], os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(users, fcntl.LOCK_EX)
    except EndedError:
        pass
    finally:
        os.ftruncate(lock, 0)  # first, so that nobody is sent to a server that is stopping
        _stop(server)
        if job["temporary_sockets"]:
            shutil.rmtree(job["sockets"], ignore_errors=True)
    return 0


def _ended(number: int, _frame: object) -> NoReturn:
    raise EndedError(signal.Signals(number).name)


def _take_keeper_lock(path: str) -> int:
    """The descriptor of the lock that shows that a keeper lives; it is held to the end."""
    lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up:
                sys.exit("another keeper is at work")
            time.sleep(0.01)
        else:
            return lock


def _end_leftover(data: Path) -> None:
    """End a server whose keeper was killed, and drop a pid file that a crash or a reboot left behind."""
    pid_file = data / "postmaster.pid"
    give_up = time.monotonic() + STOP_SECONDS
    while (pid := _pid_in(pid_file)) is not None and _works_in(pid, data):
        os.kill(pid, signal.SIGINT if time.monotonic() < give_up else signal.SIGQUIT)
        time.sleep(0.05)
    pid_file.unlink(missing_ok=True)


def _pid_in(pid_file: Path) -> int | None:
    try:
        return int(pid_file.read_text().splitlines()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _works_in(pid: int, data: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data
    except OSError:
        return False


def _spawn(job: Job) -> int:
    """Start the server as a child that ends when the keeper does; gives its process id."""
    libc = ctypes.CDLL(None)
    keeper = os.getpid()
    pid = os.fork()
    if not pid:
        _become_server(job, libc, keeper)
    return pid


def _become_server(job: Job, libc: ctypes.CDLL, keeper: int) -> NoReturn:
    log = os.open(job["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(job["gid"])
        os.setuid(job["uid"])
    # After the change of user, which clears it. SIGINT asks PostgreSQL for a fast, clean shutdown.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != keeper:
        os._exit(1)
    os.chdir(job["data"])
    os.execv(job["command"][0], job["command"])  # noqa: S606 - a fixed program, no shell


def _wait_until_ready(server: int, data: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        try:
            lines = (data / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            lines = []
        if len(lines) > 7 and lines[0] == str(server) and lines[7].strip() == "ready":
            return
        time.sleep(0.01)
    raise EndedError("PostgreSQL did not become ready in time")


def _stop(server: int) -> None:
    """End the server cleanly, or at once if it does not heed."""
    for number in (signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN if number == signal.SIGTERM else signal.SIG_DFL)
    give_up = time.monotonic() + STOP_SECONDS
    asked = False
    while True:
        try:
            if os.waitpid(server, os.WNOHANG)[0]:
                return
            if not asked:
                os.kill(server, signal.SIGINT)
                asked = True
            if time.monotonic() > give_up:
                os.kill(server, signal.SIGQUIT)
        except (ChildProcessError, ProcessLookupError):
            return
        time.sleep(0.005)


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1])))
