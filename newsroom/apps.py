"""Makes the desk Django's default admin site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with our own site object."""

    default_site = "newsroom.desk.DeskSite"
