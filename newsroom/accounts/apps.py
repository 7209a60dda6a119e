"""Registers the accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and roles."""

    name = "newsroom.accounts"
    label = "accounts"
    verbose_name = "People and roles"
