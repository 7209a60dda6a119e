"""Gives every publisher the key by which its name is found."""

from django.db import migrations

from sources.identifiers import text_key


def fill(apps, schema_editor):
    """Name by name; the newest of two that are alike gets its slug behind the name."""
    publishers = apps.get_model("sources", "Publisher").objects
    taken = set()
    for publisher in publishers.order_by("pk").iterator():
        key = text_key(publisher.name)
        if key in taken:
            publisher.name = f"{publisher.name[:75]} ({publisher.slug})"
            key = text_key(publisher.name)
        taken.add(key)
        publishers.filter(pk=publisher.pk).update(name=publisher.name, name_key=key)


class Migration(migrations.Migration):
    dependencies = [("sources", "0002_publisher_name_key")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
