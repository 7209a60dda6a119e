"""Sources keep all that is said of an article as it was cited: so far that is what the catalogue says."""

from django.db import migrations

FILL = """
    UPDATE stories_citedarticle AS cited
       SET url = article.url, language = article.language,
           published_at = article.published_at, publisher_id = article.publisher_id
      FROM sources_article AS article
     WHERE article.id = cited.article_id
"""


class Migration(migrations.Migration):
    dependencies = [("stories", "0003_desk"), ("sources", "0004_publisher_name_once")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
