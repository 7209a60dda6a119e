"""Secrets that Newsroom makes for itself, kept in files that only its own account reads."""

import os
import secrets
from pathlib import Path


def kept_secret(path: Path, *, length: int = 64) -> str:
    """The secret in the file; made at the first call, the same one for processes that call at once.

    Raises OSError when the file can be neither read nor made.
    """
    try:
        return path.read_text()
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(length)[:length])
    try:
        os.link(unfinished, path)  # fails where another process was first, and then theirs counts
    except FileExistsError:
        pass
    finally:
        unfinished.unlink()
    return path.read_text()
