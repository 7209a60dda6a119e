"""Work for the limited child that no page should be able to make."""

import ctypes
import os
import signal
import socket


def length(payload, *, times=1):
    return {"length": len(payload) * times}


def burn(_payload):
    while True:
        pass


def sleep(_payload):
    signal.pause()


def hoard(_payload):
    return len(b"x" * 4_000_000_000)


def crash(_payload):
    ctypes.string_at(0)


def fail(_payload):
    raise ValueError("there is no page")


def secrets(_payload):
    return sorted(os.environ)


def leave(_payload):
    os.kill(os.getppid(), 9)


def write(_payload, *, path):
    with open(path, "w") as file:  # noqa: PTH123
        file.write("x" * 10)
        file.flush()


def whoami(_payload):
    return [os.getpid(), os.getppid(), socket.gethostname()]
