"""Takes an article into the catalogue, or finds the one that is already there."""

from datetime import datetime
from typing import Any

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

    What is already known of it is kept: a title corrected by the desk survives. Two who record it at once
    get the same article.

    Raises:
        BadUrlError: the URL is no web address.
    """
    canonical = canonical_url(url)
    key = text_key(title)
    if not canonical:
        known = Article.objects.filter(publisher=publisher, title_key=key).first()
        if known:
            return known
    details: dict[str, Any] = {
        "title": title,
        "url": url.strip(),
        "language": language,
        "byline": byline,
        "published_at": published_at,
        "accessed_at": timezone.now(),
    }
    if canonical:
        details |= {"publisher": publisher, "title_key": key}
        return Article.objects.get_or_create(canonical_url=canonical, defaults=details)[0]
    return Article.objects.get_or_create(
        canonical_url=None, publisher=publisher, title_key=key, defaults=details
    )[0]
