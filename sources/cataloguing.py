"""Takes an article into the catalogue, or finds the one that is already there."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sources.identifiers import canonical_url, text_key
from sources.models import Article, Publisher
from sources.slugs import slug_for


@transaction.atomic
def record_publisher(*, name: str, domain: str = "", **details: str) -> Publisher:
    """The publisher of that name (spelling and case do not matter), made if it is new.

    ``details`` (country, language, kind, owner) are used only for a new one.
    """
    publisher, _ = Publisher.objects.get_or_create(
        slug=slug_for(name), defaults={"name": name, "domains": [domain] if domain else [], **details}
    )
    return publisher


@transaction.atomic
def record_article(
    *,
    publisher: Publisher,
    title: str,
    url: str = "",
    language: str = "",
    byline: str = "",
    published_at: datetime | None = None,
) -> Article:
    """The article with that URL, else that publisher's article of that title, made if it is new.

    What is already known of it is kept: a title corrected by the desk survives.
    """
    canonical = canonical_url(url)
    key = text_key(title)
    if canonical:
        known = Article.objects.filter(canonical_url=canonical).first()
    else:
        known = Article.objects.filter(publisher=publisher, title_key=key).first()
    if known:
        return known
    return Article.objects.create(
        publisher=publisher,
        title=title,
        title_key=key,
        url=url,
        canonical_url=canonical,
        language=language,
        byline=byline,
        published_at=published_at,
        accessed_at=timezone.now(),
    )
