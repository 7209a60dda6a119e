"""Gives the roles what reading from the web asks for."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

SEE = ("view_snapshot", "view_feed", "view_feeditem", "view_articlerequest", "view_articlechange")
ASK = ("add_articlerequest", "change_articlechange")
GIVEN = {
    "reporter": (*SEE, *ASK),
    "editor": (*SEE, *ASK),
    "duty editor": (*SEE, *ASK),
    "legal": SEE,
    "publisher desk": (*SEE, *ASK, "add_feed", "change_feed"),
    "partner manager": SEE,
    "administrator": SEE,
}


def permissions_of(apps):
    """The permissions of the sources app by code name, made first: Django does so only after all migrations."""
    config = apps.get_app_config("sources")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    known = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="sources")
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
        ("accounts", "0004_desk_permissions"),
        ("sources", "0006_from_the_web"),
    ]

    operations = [migrations.RunPython(give, take)]
