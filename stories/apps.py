"""Registers the stories app."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    """Stories."""

    name = "stories"
    verbose_name = "Stories"
