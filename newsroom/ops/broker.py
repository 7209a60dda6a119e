"""The doorbell of one machine: Celery's messages as files in a folder, with no broker to install.

Kombu's own file transport lets a worker take a message that is half written, and moves it through the public
temporary folder. Here a message appears by one rename and is claimed by another, both within its folder.
"""

import json
import os
import time
import uuid
from functools import cached_property
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, virtual

STALE_AFTER = 60.0
LONGEST_WAIT = 0.25


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
        # Many times a second: only names that end so become paths.
        names = [name for name in os.listdir(self.folder) if name.endswith(ending)]  # noqa: PTH208
        return [self.folder / name for name in sorted(names)]


class Transport(virtual.Transport):
    """Lets `folder://` be a broker's address."""

    Channel = Channel
    global_state = virtual.BrokerState()
    driver_type = "folder"
    driver_name = "folder"

    def drain_events(self, connection: Any, timeout: float | None = None, **_options: Any) -> None:
        """Deliver the next message; looks up often enough that a worker that is told to stop does so soon."""
        super().drain_events(connection, timeout=min(timeout, LONGEST_WAIT) if timeout else timeout)

    def driver_version(self) -> str:
        """Nothing is driven."""
        return "1"


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
