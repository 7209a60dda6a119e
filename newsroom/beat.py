"""Celery's app as beat needs it: the schedule without the tasks, so that Django's apps stay unloaded."""

import os

from celery import Celery

from newsroom.celery import configuration

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
app = Celery("newsroom", fixups=[], set_as_current=False)
app.add_defaults(configuration)
