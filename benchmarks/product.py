"""The real product under measurement: seeded once, started as `make run` starts it, watched from outside."""

import hashlib
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg

ROOT: Final = Path(__file__).resolve().parent.parent
WORK: Final = ROOT / "benchmarks" / ".work"
PASSWORD: Final = "measured-by-the-benchmarks"  # noqa: S105 - of accounts that live here for minutes
# What may point the caller's own newsroom elsewhere, and is not for ours.
THEIRS: Final = frozenset(
    {"DATABASE_URL", "BROKER_URL", "CACHE_URL", "SITE_URL", "SITE_ROOT", "SECRET_KEY", "DEBUG"}
)
READY: Final = re.compile(r"ready after ([\d.]+) s")
PARTS: Final = (
    ("web", re.compile(r"granian")),
    ("worker", re.compile(r"celery .*\bworker\b")),
    ("beat", re.compile(r"celery .*\bbeat\b|newsroom\.beat")),
    ("database", re.compile(r"postgres")),
)


class ProductError(RuntimeError):
    """The product could not be seeded, started or asked."""


def environment(var: Path, port: int = 8000) -> dict[str, str]:
    """The environment of a newsroom in that folder, free of what the caller's own one is told."""
    kept = {name: value for name, value in os.environ.items() if name not in THEIRS}
    return kept | {
        "NEWSROOM_VAR": str(var),
        "NEWSROOM_DEMO_PASSWORD": PASSWORD,
        "PORT": str(port),
        "SITE_URL": "http://127.0.0.1:8000",  # as it was seeded: another one would be made anew at the start
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "PYTHONPATH": str(ROOT),
    }


def seeded(stories: int) -> Path:
    """The folder of a newsroom with so many stories; kept until the tables or the stories change."""
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py")]
    sources += [ROOT / "benchmarks" / name for name in ("seed.py", "seed_rows.py", "story_texts.py")]
    mark = hashlib.sha256(b"".join(source.read_bytes() for source in sorted(sources))).hexdigest()[:10]
    var = WORK / f"{stories}-{mark}"
    if not (var / "seeded").exists():
        for old in WORK.glob(f"{stories}-*"):
            forget(old)
        var.mkdir(parents=True)
        seed(var, "--stories", str(stories))
        (var / "seeded").touch()
    return var


def forget(var: Path) -> None:
    """Remove a newsroom, its database included, which lies elsewhere where the folder is private."""
    database = var / "postgres"
    if database.is_symlink():
        shutil.rmtree(database.resolve(), ignore_errors=True)
    shutil.rmtree(var)


def seed(var: Path, *arguments: str) -> str:
    """Run the seeding command on a newsroom; gives what it printed."""
    command = [sys.executable, "-m", "benchmarks.seed", *arguments]
    done = subprocess.run(command, env=environment(var), stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise ProductError(f"seeding ended with {done.returncode}; the reason is above")
    return done.stdout


@dataclass
class Product:
    """A running newsroom."""

    var: Path
    port: int
    process: "subprocess.Popen[str]"
    started_in: float  # seconds, as it says itself

    @property
    def site(self) -> Path:
        """The folder of the public files."""
        return self.var / "site"

    def parts(self) -> dict[str, list[Any]]:
        """Its living processes by what they are for."""
        top = psutil.Process(self.process.pid)
        found: dict[str, list[Any]] = {"supervisor": [top], **{name: [] for name, _ in PARTS}}
        for process in top.children(recursive=True):
            try:
                line = " ".join(process.cmdline())
            except psutil.NoSuchProcess:
                continue
            name = next((name for name, pattern in PARTS if pattern.search(line)), "supervisor")
            found[name].append(process)
        return found

    def cpu(self) -> float:
        """Seconds of processor time that all its processes have used, those that have ended included."""
        used = 0.0
        for processes in self.parts().values():
            for process in processes:
                try:
                    used += sum(process.cpu_times()[:4])  # user, system, and of children that ended
                except psutil.NoSuchProcess:
                    continue
        return used

    def connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A connection to its database, to look without asking the product."""
        announced = json.loads((self.var / "run" / "postgres.keeper.lock").read_text())
        return psycopg.connect(host=announced["sockets"], user="postgres", dbname="newsroom", autocommit=True)

    def sign_in(self, username: str) -> "Desk":
        """The admin as somebody of the demo sees it."""
        return Desk(self.port, username)


class Desk:
    """One editor's browser, as far as it is needed to press a button."""

    def __init__(self, port: int, username: str) -> None:
        """Raises ProductError when the account is not let in."""
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._cookies: dict[str, str] = {}
        self.connection.request("GET", "/admin/login/")
        self.finish()
        self.post("/admin/login/", username=username, password=PASSWORD)
        self.finish()
        if "sessionid" not in self._cookies:
            raise ProductError(f"{username} cannot sign in")

    @property
    def socket(self) -> socket.socket:
        """Readable as soon as an answer comes."""
        return self.connection.sock

    def post(self, path: str, **fields: str) -> None:
        """Send a form; the answer is still to be read."""
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
        fields["csrfmiddlewaretoken"] = self._cookies["csrftoken"]
        self.connection.request("POST", path, urlencode(fields), headers)

    def finish(self) -> int:
        """Read the answer and keep its cookies; gives its status."""
        answer = self.connection.getresponse()
        answer.read()
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self._cookies[name.strip()] = value
        return answer.status


@contextmanager
def running(var: Path) -> Iterator[Product]:
    """The product on that folder, up until the block ends.

    Raises:
        ProductError: it did not get ready; its own words are on standard error.
    """
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "newsroom.ops.run"],
        cwd=ROOT,
        env=environment(var, port),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Product(var, port, process, _ready(process))
    finally:
        process.terminate()
        process.communicate()


def _ready(process: "subprocess.Popen[str]") -> float:
    assert process.stdout is not None  # noqa: S101 - asked for above
    said = []
    for line in process.stdout:
        said.append(line)
        if found := READY.search(line):
            return float(found[1])
    raise ProductError("the product did not start:\n" + "".join(said[-5:]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(question: str, connection: "psycopg.Connection[tuple[Any, ...]]", seconds: float) -> None:
    """Ask the database until it says yes.

    Raises:
        ProductError: it did not within so many seconds.
    """
    give_up = time.monotonic() + seconds
    while True:
        row = connection.execute(question.encode()).fetchone()
        if row and row[0]:
            return
        if time.monotonic() > give_up:
            raise ProductError(f"not within {seconds:g} s: {question}")
        time.sleep(0.005)
