"""Named places where a test may kill the process, to show that a kill anywhere loses and tears nothing."""

import os
import signal

from django.conf import settings


class FailpointRefusedError(RuntimeError):
    """FAILPOINT is set where real readers are served."""


def failpoint(name: str) -> None:
    """Die here as if by ``kill -9`` if the environment says ``FAILPOINT=<name>:kill``; else do nothing."""
    armed = os.environ.get("FAILPOINT")
    if not armed:
        return
    if not settings.EMBEDDED:
        raise FailpointRefusedError("FAILPOINT is for tests on the embedded database only; unset it.")
    if armed == f"{name}:kill":
        os.kill(os.getpid(), signal.SIGKILL)
