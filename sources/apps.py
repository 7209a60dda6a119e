"""Registers the sources app."""

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    """Sources."""

    name = "sources"
    verbose_name = "Sources"
