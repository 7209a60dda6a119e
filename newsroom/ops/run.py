"""Runs a whole newsroom on one machine: database, web, workers and beat, from the first start to Ctrl-C."""

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

from newsroom import settings
from newsroom.ops import broker, processes
from newsroom.ops.embedded.places import EmbeddedError
from newsroom.ops.embedded.server import Server

READY_WITHIN = 90.0
SWEEP_EVERY = 30.0
DATABASE_PAUSE = 5.0
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DEMO_ACCOUNTS = "reporter, editor, duty, legal, sources, partners, admin"


class StopAsked(Exception):
    """Somebody pressed Ctrl-C, or asked this process to end."""


class CannotRun(Exception):
    """Why the newsroom cannot be started, in one line."""


def say(line: str) -> None:
    """Tell the person at the terminal; a terminal that is gone stops nothing."""
    try:
        sys.stdout.write(f"newsroom: {line}\n")
        sys.stdout.flush()
    except OSError:
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - for the rest of the process


def main(began: float) -> int:
    """Run until asked to stop; 0 then, 1 with one clear line when it cannot be done."""
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # as nohup asks
            signal.signal(number, _stop_asked)
    try:
        lock = _only_run()
        _check_port(settings.PORT)
        return _run(lock, began)
    except StopAsked:
        return 0
    except (CannotRun, EmbeddedError) as error:
        say(str(error))
        return 1


def _stop_asked(_number: int, _frame: object) -> NoReturn:
    raise StopAsked


def _run(lock: int, began: float) -> int:
    server = Server(settings.VAR_DIR, fsync=settings.FSYNC) if settings.EMBEDDED else None
    kept: list[processes.Kept] = []
    try:
        broker.sweep(settings.BROKER_FOLDER, older_than=0)
        if server is not None:
            say("starting PostgreSQL …")
            server.use()
        _prepare()
        say("starting web, worker, fetcher and beat …")
        kept += [processes.Kept(name, line, say) for name, line in processes.commands(settings.PORT).items()]
        _wait_until_ready(kept)
        say(f"ready after {time.monotonic() - began:.1f} s")
        _announce()
        _watch(kept, server)
    except StopAsked:
        say("stopping …")
    finally:
        # From here on a second Ctrl-C must not leave anything behind.
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        processes.end_all(kept)
        if server is not None and not server.release():
            say("PostgreSQL stays up, because another command still uses it")
        os.close(lock)
    say("stopped")
    return 0


def _only_run() -> int:
    """A lock that shows that this var folder has its newsroom; the kernel gives it back when we die."""
    file = settings.VAR_DIR / "run" / "newsroom.lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotRun(
            f"{settings.VAR_DIR} cannot be written: {error.strerror}; set NEWSROOM_VAR"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise CannotRun(f"already running on {settings.VAR_DIR}: {file.read_text().strip()}") from error
    os.ftruncate(lock, 0)
    os.write(lock, f"process {os.getpid()}, {settings.SITE_URL}\n".encode())
    return lock


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise CannotRun(f"port {port} cannot be used: {error.strerror}; set PORT") from error


def _prepare() -> None:
    """Tables, static files, demo and pages, in one process of its own."""
    child = subprocess.Popen(  # noqa: S603
        [sys.executable, str(processes.BASE_DIR / "manage.py"), "prepare"],
        start_new_session=True,
        preexec_fn=processes.end_with_parent,  # noqa: PLW1509 - one thread
    )
    try:
        if child.wait():
            raise CannotRun("could not be prepared; the reason is above")
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


def _wait_until_ready(kept: list[processes.Kept]) -> None:
    """Return when every part answers and the front page is there."""
    give_up = time.monotonic() + READY_WITHIN
    _look_after(kept)
    while not (_healthy() and (settings.SITE_ROOT / "index.html").exists()):
        _look_after(kept)
        if time.monotonic() > give_up:
            raise CannotRun(
                f"not ready after {READY_WITHIN:g} s; see the lines above and {settings.SITE_URL}/healthz"
            )
        time.sleep(0.2)


def _healthy() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def _look_after(kept: list[processes.Kept]) -> None:
    for process in kept:
        process.look_after()


def _watch(kept: list[processes.Kept], server: Server | None) -> NoReturn:
    """Keep everything up until a signal comes."""
    swept = time.monotonic()
    while True:
        _look_after(kept)
        if server is not None and not server.is_up():
            _start_again(server)
        if time.monotonic() - swept > SWEEP_EVERY:
            broker.sweep(settings.BROKER_FOLDER)
            swept = time.monotonic()
        time.sleep(0.25)


def _start_again(server: Server) -> None:
    say("the database has ended; starting it again")
    try:
        server.use()
    except EmbeddedError as error:
        say(f"{error}; trying again in {DATABASE_PAUSE:g} s")
        time.sleep(DATABASE_PAUSE)


def _announce() -> None:
    say(f"site   {settings.SITE_URL}/")
    say(f"admin  {settings.SITE_URL}/admin/")
    say(f"API    {settings.SITE_URL}/api/v1/   health {settings.SITE_URL}/healthz")
    made_up = settings.VAR_DIR / "demo-password"
    if settings.EMBEDDED:
        password = "as set in NEWSROOM_DEMO_PASSWORD" if settings.DEMO_PASSWORD else made_up.read_text()
        say(f"demo accounts {DEMO_ACCOUNTS}; password: {password}")
    say("Ctrl-C stops everything")


if __name__ == "__main__":
    sys.exit(main(time.monotonic()))
