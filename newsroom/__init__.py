"""Newsroom's composition; it loads Celery's app, so that every task sent goes to our broker."""

from newsroom.celery import app as celery_app

__all__ = ["celery_app"]
