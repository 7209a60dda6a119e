"""Gives the newsroom its roles: Django groups with the permissions that roles.py lists."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from newsroom.accounts.roles import ROLES


def give_roles(apps, schema_editor):
    """Make the permissions (Django does so only after all migrations), then the groups.

    A permission that a later migration brings is given by that migration.
    """
    for label in ("accounts", "auth", "sources", "stories"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in permissions}
    for name, wanted in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in wanted if permission in known])


def take_roles(apps, schema_editor):
    """Remove the groups."""
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("sources", "0001_initial"),
        ("stories", "0001_initial"),
    ]

    operations = [migrations.RunPython(give_roles, take_roles)]
