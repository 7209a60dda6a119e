"""Gives every test run a var folder and a PostgreSQL of its own, and shuts the internet out."""

import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

# With pytest-xdist the first process makes the folder; the others inherit it and share its server.
OURS = None if "PYTEST_XDIST_WORKER" in os.environ else Path(tempfile.mkdtemp(prefix="newsroom-tests-"))
if OURS is not None:
    OURS.chmod(0o711)
    (OURS / "static").mkdir()
    for name in (
        "DATABASE_URL",
        "BROKER_URL",
        "CACHE_URL",
        "SITE_URL",
        "SITE_ROOT",
        "SECRET_KEY",
        "PORT",
        "DEBUG",
        "EMAIL_URL",
        "EMAIL_FROM",
        "CONTACT_EMAIL",
        "TRUST_FORWARDED_FOR",
        "FETCH_CA_FILE",
        "FETCH_EXCEPTIONS",
        "FETCH_PAUSE",
    ):
        os.environ.pop(name, None)
    os.environ |= {"NEWSROOM_VAR": str(OURS), "NEWSROOM_FSYNC": "off"}
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
django.setup()


def pytest_configure() -> None:
    """Leave out what only costs time: dear password hashes, and static files that must be collected first."""
    from django.conf import settings  # noqa: PLC0415 - only usable after setup

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Stop the server and leave nothing behind."""
    from django.db import connections  # noqa: PLC0415

    from newsroom.ops.embedded.base import server  # noqa: PLC0415

    if OURS is None:
        return
    connections.close_all()
    server(OURS, fsync=False).release()
    shutil.rmtree(OURS, ignore_errors=True)
