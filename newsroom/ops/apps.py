"""Registers the ops app."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Operations."""

    name = "newsroom.ops"
    label = "ops"
    verbose_name = "Operations"
