"""Gives the newsroom its roles: Django groups with the permissions that roles.py listed at first."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

# As they were when this was written: who changes roles.py writes a migration that gives the difference.
ROLES = {
    "reporter": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
        "stories.add_story",
        "stories.add_edition",
        "stories.change_edition",
        "stories.submit_edition",
        "stories.add_note",
        "stories.change_coverage",
        "sources.add_article",
        "sources.add_publisher",
    ),
    "editor": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
        "stories.add_story",
        "stories.add_edition",
        "stories.change_edition",
        "stories.submit_edition",
        "stories.add_note",
        "stories.change_coverage",
        "sources.add_article",
        "sources.add_publisher",
        "stories.review_edition",
        "stories.approve_edition",
        "stories.publish_edition",
        "stories.schedule_edition",
        "stories.discard_edition",
        "stories.raise_concern",
        "stories.merge_story",
        "stories.close_story",
        "stories.change_story",
        "stories.add_topic",
        "stories.change_topic",
    ),
    "duty editor": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
        "stories.add_story",
        "stories.add_edition",
        "stories.change_edition",
        "stories.submit_edition",
        "stories.add_note",
        "stories.change_coverage",
        "sources.add_article",
        "sources.add_publisher",
        "stories.review_edition",
        "stories.approve_edition",
        "stories.publish_edition",
        "stories.schedule_edition",
        "stories.discard_edition",
        "stories.raise_concern",
        "stories.merge_story",
        "stories.close_story",
        "stories.change_story",
        "stories.add_topic",
        "stories.change_topic",
        "stories.publish_urgently",
        "stories.retract_story",
        "stories.take_down_story",
        "stories.rename_story",
    ),
    "legal": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
        "stories.take_down_story",
        "stories.retract_story",
    ),
    "publisher desk": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
        "sources.add_article",
        "sources.change_article",
        "sources.add_publisher",
        "sources.change_publisher",
        "stories.change_coverage",
    ),
    "partner manager": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
    ),
    "administrator": (
        "stories.view_story",
        "stories.view_topic",
        "stories.view_edition",
        "stories.view_section",
        "stories.view_citedarticle",
        "stories.view_timelineentry",
        "stories.view_coverage",
        "stories.view_revision",
        "stories.view_workflowevent",
        "stories.view_note",
        "stories.view_pendingdecision",
        "stories.view_correction",
        "stories.view_ledgerentry",
        "sources.view_publisher",
        "sources.view_article",
        "accounts.add_user",
        "accounts.change_user",
        "accounts.view_user",
        "auth.view_group",
    ),
}


def give_roles(apps, schema_editor):
    """Make the permissions (Django does so only after all migrations), then the groups.

    A permission that a later migration brings is given by that migration; one unknown here is an error.
    """
    for label in ("accounts", "auth", "sources", "stories"):
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    group_model = apps.get_model("auth", "Group")
    permissions = apps.get_model("auth", "Permission").objects.select_related("content_type")
    known = {f"{p.content_type.app_label}.{p.codename}": p for p in permissions}
    unknown = {permission for wanted in ROLES.values() for permission in wanted} - known.keys()
    if unknown:
        raise LookupError(f"No such permissions: {', '.join(sorted(unknown))}.")
    for name, wanted in ROLES.items():
        group, _ = group_model.objects.get_or_create(name=name)
        group.permissions.set([known[permission] for permission in wanted])


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
