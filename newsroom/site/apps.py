"""Registers the site app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Public site."""

    name = "newsroom.site"
    label = "site"
    verbose_name = "Public site"
