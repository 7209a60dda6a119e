"""What the desk puts right in an article stays right: reading its page again does not change it."""

from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction

from sources.identifiers import text_key
from sources.models import Article

FIELDS: Final[Mapping[str, str]] = {
    "title": "title",
    "byline": "byline",
    "language": "language",
    "published_at": "date",
}


def correct(article: Article, *, changed: Iterable[str]) -> None:
    """Remember which fields the desk has put right; the caller saves the article.

    A date that is typed is meant to the minute.
    """
    fields = [name for name in FIELDS if name in set(changed)]
    article.corrected = sorted({*article.corrected, *fields})
    if "published_at" in fields:
        article.published_precision = Article.Precision.MINUTE


@transaction.atomic
def follow_page(article: Article) -> Article:
    """Take back what the desk put right: the article says what its newest snapshot says."""
    article = Article.objects.select_for_update(of=("self",)).select_related("newest").get(pk=article.pk)
    newest = article.newest
    for name in article.corrected if newest else ():
        if value := getattr(newest, name, None):
            setattr(article, name, value)
    article.corrected, article.title_key = [], text_key(article.title)
    article.save(update_fields=("corrected", "title_key", *FIELDS))
    return article
