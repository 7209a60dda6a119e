"""Gives the roles what the desk's new tables and steps ask for."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

SEE = ("view_previewlink", "view_waiver")
EDIT = ("share_preview", "waive_check", "view_outgoingmail")
GIVEN = {
    "reporter": (*SEE, "share_preview"),
    "editor": (*SEE, *EDIT),
    "duty editor": (*SEE, *EDIT),
    "legal": (*SEE, "add_note"),
    "publisher desk": SEE,
    "partner manager": SEE,
    "administrator": (*SEE, "view_outgoingmail"),
}


def permissions_of(apps):
    """The permissions of the stories app by code name, made first: Django does so only after all migrations."""
    config = apps.get_app_config("stories")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    known = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="stories")
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
        ("accounts", "0003_time_zone"),
        ("stories", "0005_cited_articles_complete"),
    ]

    operations = [migrations.RunPython(give, take)]
