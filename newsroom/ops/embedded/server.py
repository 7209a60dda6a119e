"""Gives a process the embedded PostgreSQL: starts it if nobody has, and lets it go when the process ends."""

import atexit
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from newsroom.ops.embedded import keeper, places
from newsroom.ops.embedded.places import EmbeddedError

SUPERUSER = "postgres"
DATABASE = "newsroom"
# Small and quiet: an editor's machine, not a database host. jit costs more than it gives on short queries.
TUNING = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "jit": "off",
    "io_method": "sync",
    "max_wal_size": "256MB",
    "autovacuum_max_workers": "2",
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "cluster_name": "newsroom",
}
NO_DURABILITY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LARGEST_LOG = 5_000_000
OTHERS_SHOW_WITHIN = 0.3
STOPS_WITHIN = 30.0


class Server:
    """The server of one var folder, as seen by this process.

    fsync=False is for tests alone: a crash of the machine may then lose or spoil data.
    """

    def __init__(self, var: Path, *, fsync: bool = True) -> None:
        self.var = var.absolute()
        self.fsync = fsync
        self._thread_lock = threading.Lock()
        self._used: int | None = None
        self._keeper: subprocess.Popen[str] | None = None

    def use(self) -> Path:
        """The folder of the server's socket; starts the server if need be and keeps it up until `release`.

        Raises EmbeddedError with one clear line when the server cannot be had.
        """
        with self._thread_lock:
            if self._used is not None and (sockets := self._sockets()):
                return sockets
            with self._only_one_starts():
                if self._used is None:
                    # Waits while a keeper is stopping the server.
                    self._used = _locked(self._path("users"), fcntl.LOCK_SH)
                return self._wait_for_keeper() if self._is_kept() else self._start()

    def is_up(self) -> bool:
        """Whether somebody keeps the server at this moment."""
        with self._thread_lock:
            if self._keeper is not None:
                self._keeper.poll()  # collects it if it has ended
            return self._is_kept()

    def release(self) -> bool:
        """Stop using the server; True when it has stopped, False when somebody else still uses it."""
        with self._thread_lock:
            if self._used is not None:
                os.close(self._used)
                self._used = None
            stopped = self._wait_for_stop()
            if stopped and self._keeper is not None:
                self._keeper.wait()
                self._keeper = None
                atexit.unregister(self.release)
            return stopped

    def _path(self, lock: str) -> Path:
        return self.var / "run" / f"postgres.{lock}.lock"

    @contextlib.contextmanager
    def _only_one_starts(self) -> Iterator[None]:
        try:
            self._path("start").parent.mkdir(parents=True, exist_ok=True)
            lock = _locked(self._path("start"), fcntl.LOCK_EX)
        except OSError as error:
            raise EmbeddedError(
                f"{self.var} cannot be written: {error.strerror}; set NEWSROOM_VAR"
            ) from error
        try:
            yield
        finally:
            os.close(lock)

    def _is_kept(self) -> bool:
        """Whether a keeper lives: it holds its lock exclusively."""
        try:
            os.close(_locked(self._path("keeper"), fcntl.LOCK_SH | fcntl.LOCK_NB))
        except BlockingIOError:
            return True
        except FileNotFoundError:  # the var folder is gone, and the server with it
            return False
        return False

    def _sockets(self) -> Path | None:
        """The socket folder that a living keeper announced, if the server is ready."""
        if not self._is_kept():
            return None
        announced = self._path("keeper").read_text()
        return Path(json.loads(announced)["sockets"]) if announced else None

    def _wait_for_keeper(self) -> Path:
        """For a keeper that somebody else started: it is ready, or will be, or ends and is replaced."""
        give_up = time.monotonic() + keeper.START_SECONDS
        while self._is_kept():
            if sockets := self._sockets():
                _ensure_database(sockets)
                return sockets
            if time.monotonic() > give_up:
                raise EmbeddedError(f"PostgreSQL did not start; its log is {self.var / 'postgres' / 'log'}")
            time.sleep(0.02)
        return self._start()

    def _start(self) -> Path:
        owner = places.account()
        home = places.home(self.var, owner)
        programs = places.programs(home)
        data = home / "data"
        if not (data / "PG_VERSION").exists():
            self._initialise(programs / "initdb", data, owner)
        log = home / "log"
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(home / "log.1")
        sockets, temporary = places.sockets(home, owner)
        settings = TUNING | ({} if self.fsync else NO_DURABILITY)
        settings["unix_socket_directories"] = str(sockets)
        command = [str(programs / "postgres"), "-D", str(data)]
        command += [f"--{name}={value}" for name, value in settings.items()]
        self._keep(
            {
                "command": command,
                "data": str(data),
                "log": str(log),
                "sockets": str(sockets),
                "temporary_sockets": temporary,
                "uid": owner.uid,
                "gid": owner.gid,
                "users_lock": str(self._path("users")),
                "keeper_lock": str(self._path("keeper")),
            }
        )
        _ensure_database(sockets)
        return sockets

    def _initialise(self, initdb: Path, data: Path, owner: places.Account) -> None:
        """Make an empty UTF-8 cluster that sorts the same on every machine; it appears whole or not."""
        unfinished = data.with_name("unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        places.own(unfinished, owner)
        command = [str(initdb), "-D", str(unfinished), "-U", SUPERUSER, "--auth=trust", "--no-instructions"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += [] if self.fsync else ["--no-sync"]
        as_root = os.geteuid() == 0
        made = subprocess.run(  # noqa: S603
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C"},
            user=owner.uid if as_root else None,
            group=owner.gid if as_root else None,
            extra_groups=[] if as_root else None,
        )
        if made.returncode:
            log = data.with_name("initdb.log")
            log.write_text(made.stdout + made.stderr)
            raise EmbeddedError(f"the database could not be made: {_reason(made.stderr)} (log: {log})")
        unfinished.rename(data)

    def _keep(self, job: keeper.Job) -> None:
        """Start a keeper for the server and wait until it says that the server is ready."""
        with Path(job["log"]).open("a") as log:
            self._keeper = subprocess.Popen(  # noqa: S603 - our own script
                [sys.executable, "-I", "-S", str(Path(keeper.__file__).resolve()), json.dumps(job)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                start_new_session=True,  # Ctrl-C in the terminal is for the users, not for the database
                text=True,
            )
        assert self._keeper.stdout is not None  # noqa: S101 - asked for above
        with self._keeper.stdout as answer:
            if answer.readline() == "ready\n":
                atexit.register(self.release)
                return
        self._keeper.wait()
        raise EmbeddedError(f"PostgreSQL did not start: {_last_line(Path(job['log']))} (log: {job['log']})")

    def _wait_for_stop(self) -> bool:
        start = time.monotonic()
        while self._is_kept():
            waited = time.monotonic() - start
            try:
                os.close(_locked(self._path("users"), fcntl.LOCK_SH | fcntl.LOCK_NB))
            except BlockingIOError:  # the keeper has it: the server is stopping
                if waited > STOPS_WITHIN:
                    return False
            else:
                if waited > OTHERS_SHOW_WITHIN:
                    return False
            time.sleep(0.01)
        return True


def _locked(path: Path, how: int) -> int:
    """A descriptor that holds a lock on the file until it is closed; programs started by us do not get it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _ensure_database(sockets: Path) -> None:
    with psycopg.connect(host=str(sockets), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _reason(complaints: str) -> str:
    """The line that says why: what follows an error is mostly about clearing up after it."""
    lines = complaints.strip().splitlines() or ["no reason given"]
    return next((line for line in lines if "FATAL" in line or "error:" in line), lines[-1])


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"
