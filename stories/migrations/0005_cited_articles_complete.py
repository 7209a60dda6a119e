"""From here on every source has its publisher as it was cited."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0004_fill_cited_articles")]

    operations = [
        migrations.AlterField(
            model_name="citedarticle",
            name="publisher",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="sources.publisher"
            ),
        ),
        migrations.AlterField(
            model_name="citedarticle",
            name="url",
            field=models.URLField(blank=True, max_length=2048),
        ),
        migrations.AlterField(
            model_name="citedarticle",
            name="language",
            field=models.CharField(blank=True, max_length=35),
        ),
    ]
