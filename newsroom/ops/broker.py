"""The doorbell of one machine: Celery's messages as files in a folder, with no broker to install.

Kombu's own file transport lets a worker take a message that is half written, and moves it through the public
temporary folder. Here a message appears by one rename and is claimed by another, both within its folder.
"""

import json
import os
import sys
import time
import uuid
from functools import cached_property
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any, cast

from kombu.transport import TRANSPORT_ALIASES, virtual

if sys.platform == "linux":
    from inotify_simple import INotify, flags  # type: ignore[import-untyped]  # it ships no types

STALE_AFTER = 60.0
LONGEST_WAIT = 0.25  # seconds
LOOK_EVERY = 0.02  # seconds, where the system does not tell


class Channel(virtual.Channel):
    """Queues that share one folder; a file's name says when it was sent and to which queue."""

    @cached_property
    def folder(self) -> Path:
        """Where the messages lie; made when it is first wanted."""
        connection: Any = self.connection
        place = Path(connection.client.transport_options["folder"])
        place.mkdir(parents=True, exist_ok=True)
        return place

    def _put(self, queue: str, message: dict[str, Any], **_options: Any) -> None:
        name = f"{time.time_ns()}-{uuid.uuid4().hex}"
        unfinished = self.folder / f"{name}.unfinished"
        unfinished.write_text(json.dumps(message))
        unfinished.rename(self.folder / f"{name}.{queue}.bell")

    def _get(self, queue: str, timeout: float | None = None) -> dict[str, Any]:
        for file in self._waiting(queue):
            claimed = file.with_suffix(".taken")
            try:
                file.rename(claimed)
            except FileNotFoundError:
                continue  # another worker was quicker
            text = claimed.read_text()
            claimed.unlink()
            message: dict[str, Any] = json.loads(text)
            return message
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        waiting = self._waiting(queue)
        for file in waiting:
            file.unlink(missing_ok=True)
        return len(waiting)

    def _waiting(self, queue: str) -> list[Path]:
        """The queue's messages, oldest first."""
        ending = f".{queue}.bell"
        # At every bell: only names that end so become paths.
        names = [name for name in os.listdir(self.folder) if name.endswith(ending)]  # noqa: PTH208
        return [self.folder / name for name in sorted(names)]


class Transport(virtual.Transport):
    """Lets `folder://` be a broker's address."""

    Channel = Channel
    global_state = virtual.BrokerState()
    driver_type = "folder"
    driver_name = "folder"
    _arrivals: "INotify | None" = None

    def drain_events(self, connection: Any, timeout: float | None = None, **_options: Any) -> None:
        """Deliver the next message; comes back often enough that a worker that is told to stop does so soon.

        The folder is watched from before it is read, so that no bell falls between looking and waiting.

        Raises:
            TimeoutError: there was none within ``timeout`` seconds.
        """
        give_up = None if timeout is None else monotonic() + min(timeout, LONGEST_WAIT)
        arrivals, messages = self._watch(), cast(Any, self.cycle)
        while True:
            try:
                messages.get(self._deliver, timeout=timeout)
            except Empty:
                left = LONGEST_WAIT if give_up is None else give_up - monotonic()
                if left <= 0:
                    raise TimeoutError from None
                _wait(arrivals, left)
            else:
                return

    def close_connection(self, connection: Any) -> None:
        """Stop watching, too."""
        super().close_connection(connection)
        if self._arrivals is not None:
            self._arrivals.close()
            self._arrivals = None

    def _watch(self) -> "INotify | None":
        """What tells of new messages where the system can; elsewhere the folder is looked at often."""
        if sys.platform == "linux" and self._arrivals is None:
            place = Path(cast(Any, self.client).transport_options["folder"])
            place.mkdir(parents=True, exist_ok=True)
            self._arrivals = INotify(nonblocking=True)
            self._arrivals.add_watch(place, flags.MOVED_TO)
        return self._arrivals

    def driver_version(self) -> str:
        """Nothing is driven."""
        return "1"


def _wait(arrivals: "INotify | None", seconds: float) -> None:
    """Until a message has arrived, or so long."""
    if arrivals is None:
        time.sleep(min(seconds, LOOK_EVERY))
        return
    give_up = monotonic() + seconds
    while (left := give_up - monotonic()) > 0:
        if any(event.name.endswith(".bell") for event in arrivals.read(timeout=int(left * 1000))):
            return


def register() -> None:
    """Make `folder://` known to Celery."""
    TRANSPORT_ALIASES["folder"] = f"{__name__}:Transport"


def sweep(folder: Path, *, older_than: float = STALE_AFTER) -> int:
    """Remove what nobody took within so many seconds; gives the number.

    A bell only says that there may be work, which the database knows anyway, so an old one is worth nothing.
    """
    limit = time.time() - older_than
    removed = 0
    for file in folder.glob("*"):
        try:
            if file.stat().st_mtime <= limit:
                file.unlink()
                removed += 1
        except FileNotFoundError:  # taken in the meantime
            continue
    return removed
