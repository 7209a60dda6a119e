"""Takes an article into the catalogue, or finds the one that is already there."""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from sources.identifiers import canonical_url, text_key
from sources.models import Article, Publisher
from sources.slugs import slug_for

LONGEST_NAME = 200  # characters


@transaction.atomic
def record_publisher(*, name: str, domain: str = "", **details: str) -> Publisher:
    """The publisher of that name (case, width and white space do not matter), made if it is new.

    ``details`` (country, language, kind, owner) are used only for a new one. Names that read alike in an
    address, such as “C” and “C++”, get slugs with a number.

    Raises:
        ValueError: the name is empty or longer than ``LONGEST_NAME``.
    """
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"The name of a publisher has 1 to {LONGEST_NAME} characters; this has {len(name)}.")
    known = known_publisher(name)
    if known:
        return known
    for slug in _slugs(name):
        # Whoever records the name at the same time tries the same slugs, so that one waits for the other.
        publisher, made = Publisher.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "name_key": text_key(name),
                "domains": [domain] if domain else [],
                **details,
            },
        )
        if made or publisher.name_key == text_key(name):
            return publisher
    raise AssertionError("slugs never run out")


def known_publisher(name: str) -> Publisher | None:
    """The publisher of that name (the same ``text_key``), whatever its slug."""
    return Publisher.objects.filter(name_key=text_key(name)).first()


def free_slug(name: str) -> str:
    """The slug for a new publisher of that name: at most 120 characters, nobody else's."""
    return next(slug for slug in _slugs(name) if not Publisher.objects.filter(slug=slug).exists())


def _slugs(name: str) -> Iterator[str]:
    base = slug_for(name) or "publisher"
    yield base
    yield from (f"{base}-{number}" for number in count(2))


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
