"""A drain in a process of its own, on the database and folder of a test: ``worker.py DATABASE FOLDER``."""

import os
import sys
from pathlib import Path

import django


def main():
    """Build all that is due and print the outcomes."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    django.setup()
    from django.conf import settings  # noqa: PLC0415 - only usable after setup
    from django.db import connections  # noqa: PLC0415

    from newsroom.site.drain import drain  # noqa: PLC0415

    connections.databases["default"]["NAME"] = sys.argv[1]
    settings.SITE_ROOT = Path(sys.argv[2])
    settings.FSYNC = False
    sys.stdout.write(f"{drain().outcomes['written']}\n")


main()
