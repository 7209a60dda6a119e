#!/usr/bin/env python
"""Runs Django's management commands with Newsroom's settings."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

from newsroom.ops.embedded.places import EmbeddedError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if not isinstance(error.__cause__, EmbeddedError):
            raise
        sys.exit(f"newsroom: {error}")
