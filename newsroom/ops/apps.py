"""Registers the ops app."""

from django.apps import AppConfig
from django.core.checks import register

from newsroom.ops.checks import mail_reaches_people, reads_politely_and_outside


class OpsConfig(AppConfig):
    """Operations."""

    name = "newsroom.ops"
    label = "ops"
    verbose_name = "Operations"

    def ready(self) -> None:
        """Take our own checks into `manage.py check --deploy`."""
        register(mail_reaches_people, "newsroom", deploy=True)
        register(reads_politely_and_outside, "newsroom", deploy=True)
