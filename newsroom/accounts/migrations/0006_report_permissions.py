"""Gives the roles what the reports of readers ask for."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GIVEN = {
    "editor": ("view_readerreport", "change_readerreport"),
    "duty editor": ("view_readerreport", "change_readerreport"),
    "legal": ("view_readerreport",),
}


def permissions_of(apps):
    """The permissions of the site app by code name, made first: Django does so only after all migrations."""
    config = apps.get_app_config("site")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    known = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="site")
    return {permission.codename: permission for permission in known}


def give(apps, schema_editor):
    """Add them; a role that the newsroom removed stays removed."""
    known = permissions_of(apps)
    for role in apps.get_model("auth", "Group").objects.filter(name__in=GIVEN):
        role.permissions.add(*(known[name] for name in GIVEN[role.name]))


def take(apps, schema_editor):
    """Take them back."""
    known = permissions_of(apps)
    for role in apps.get_model("auth", "Group").objects.filter(name__in=GIVEN):
        role.permissions.remove(*(known[name] for name in GIVEN[role.name]))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_sources_permissions"),
        ("site", "0003_reader_reports"),
    ]

    operations = [migrations.RunPython(give, take)]
