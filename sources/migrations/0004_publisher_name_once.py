"""From here on a name is in the catalogue once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_fill_name_key")]

    operations = [
        migrations.AlterField(
            model_name="publisher",
            name="name_key",
            field=models.CharField(
                editable=False,
                help_text="text_key of the name: by it a name is found.",
                max_length=500,
            ),
        ),
        migrations.AddConstraint(
            model_name="publisher",
            constraint=models.UniqueConstraint(fields=("name_key",), name="publisher_name_once"),
        ),
    ]
