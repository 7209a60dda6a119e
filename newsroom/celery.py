"""Celery as a doorbell: it says that there may be work, the database says what; no message is ever needed."""

import os
import sys
import time
from datetime import UTC, datetime

from celery import Celery
from celery.beat import BeatLazyFunc
from celery.schedules import crontab
from celery.signals import setup_logging, task_prerun
from django.conf import settings
from django.db import close_old_connections

from newsroom.ops import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
broker.register()
NIGHTLY = crontab(hour="3", minute="17")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # so that beat rings as soon as it is up

app = Celery("newsroom")


def configuration() -> dict[str, object]:
    """Celery's settings; read late, so that importing this module costs nothing."""
    on_folder = settings.BROKER_URL.startswith("folder://")
    return {
        "broker_url": settings.BROKER_URL,
        "broker_transport_options": ({"folder": str(settings.BROKER_FOLDER)} if on_folder else {}),
        "broker_connection_retry_on_startup": True,
        "result_backend": None,
        "task_ignore_result": True,
        "task_routes": {"sources.tasks.*": {"queue": "sources"}},
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # Bells that ring at once must not wait for one another's acknowledgement: they carry no work.
        "worker_prefetch_multiplier": 16,
        "worker_enable_remote_control": False,
        "worker_hijack_root_logger": False,
        "timezone": "UTC",
        "beat_max_loop_interval": 1,
        # Connections are ours to renew, below: a new one for each task would cost more than most tasks do.
        "CELERY_DB_REUSE_MAX": sys.maxsize // 4,
        "beat_schedule": schedule(),
    }


def schedule() -> dict[str, dict[str, object]]:
    """What beat rings and how often, in seconds; a bell that nobody answered in time is void."""
    every = {
        "stories.tasks.publish_due": 1,
        "newsroom.site.tasks.follow_ledger": 5,
        "newsroom.site.tasks.drain_pages": 5,
        "newsroom.site.tasks.learn_words": 5,
        "newsroom.site.tasks.renew_news_sitemap": 900,
        "sources.tasks.read_requests": 5,
        "stories.tasks.send_mail": 5,
        "stories.tasks.suggest_coverage": 2,
        "stories.tasks.refresh_updated_counts": 300,
        "stories.tasks.remind": 60,
        "newsroom.site.tasks.forget_senders": 600,
        "sources.tasks.poll_feeds": 5,
        "sources.tasks.search_feeds": 5,
        "stories.tasks.watch_sources": 300,
        "sources.tasks.look_again": 5,
    }
    entries: dict[str, dict[str, object]] = {
        name: {
            "task": name,
            "schedule": seconds,
            "options": {"expires": 2 * seconds},
            "last_run_at": LONG_AGO,
        }
        for name, seconds in every.items()
    }
    entries["refresh_recent_counts"] = {
        "task": "stories.tasks.refresh_updated_counts",
        "schedule": 5,
        "kwargs": {"recent": True},
        "options": {"expires": 10},
        "last_run_at": LONG_AGO,
    }
    entries["reconcile"] = {
        "task": "newsroom.site.tasks.reconcile",
        "schedule": NIGHTLY,
        "options": {"expires": 3600},
    }
    entries["forget_words"] = {
        "task": "newsroom.site.tasks.forget_words",
        "schedule": NIGHTLY,
        "options": {"expires": 3600},
    }
    entries["forget_left_behind"] = {
        "task": "stories.tasks.forget_left_behind",
        "schedule": NIGHTLY,
        "options": {"expires": 3600},
    }
    entries["heartbeat"] = {
        "task": "newsroom.ops.tasks.heartbeat",
        "schedule": 5,
        "args": (BeatLazyFunc(time.time),),  # when beat sent it: beat's own pulse
        "options": {"expires": 10},
        "last_run_at": LONG_AGO,
    }
    return entries


@setup_logging.connect
def _keep_our_logging(**_given: object) -> None:
    """Having a receiver keeps Celery from setting up logging of its own."""


@task_prerun.connect
def _renew_connections(**_given: object) -> None:
    """Drop connections that are broken or old, so that a restart of the database is felt by no task."""
    close_old_connections()


app.add_defaults(configuration)
app.autodiscover_tasks()
