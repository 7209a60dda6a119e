"""Takes what was read at an address into the catalogue: whose it is, whether it is known, what is new."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction

from sources.cataloguing import known_publisher, record_publisher
from sources.copies import group
from sources.domains import host_of, registrable, up_to_registrable
from sources.fetching import Answer
from sources.identifiers import BadUrlError, canonical_url, text_key
from sources.models import Article, ArticleAddress, Publisher
from sources.sketches import HINT_SHARE, containment, sketch
from sources.snapshots import keep, moment

Read = Mapping[str, Any]  # what sources.extraction.extract gives

AHEAD: Final = timedelta(minutes=15)  # a date further in the future than that is no date
FIELDS: Final = ("title", "byline", "language", "published_at")  # which the desk may put right


@dataclass(frozen=True, slots=True)
class Addresses:
    """Canonical forms of where an article was asked for, found, and says it is (“” where not believed)."""

    given: str
    final: str
    own: str

    @property
    def best(self) -> str:
        """The one that it is known by."""
        return self.own or self.final

    @property
    def all(self) -> list[str]:
        """Each once, the best first."""
        return list(dict.fromkeys(filter(None, (self.own, self.final, self.given))))


@transaction.atomic
def take(
    answer: Answer,
    page: Read,
    *,
    article: Article | None = None,
    given_url: str = "",
    title: str = "",
    found_by: Article.FoundBy = Article.FoundBy.ADDRESS,
    now: datetime | None = None,
) -> Article:
    """The article of this page, made if it is new, with a snapshot of what it says now.

    ``article`` where it is known which one was looked at, ``given_url`` where that is not what was asked of
    the server, ``title`` as somebody announced it, for a page that says none. What the desk has put right is
    kept.
    """
    return take_telling(
        answer, page, article=article, given_url=given_url, title=title, found_by=found_by, now=now
    )[0]


@transaction.atomic
def take_telling(
    answer: Answer,
    page: Read,
    *,
    article: Article | None = None,
    given_url: str = "",
    title: str = "",
    found_by: Article.FoundBy = Article.FoundBy.ADDRESS,
    now: datetime | None = None,
) -> tuple[Article, bool]:
    """As ``take``, and whether the article was in the catalogue before."""
    page = _dated({**page, "title": _title(page, title)}, answer.fetched_at)
    numbers = sketch(page["text"])
    addresses = addresses_of(answer, page, given_url=given_url)
    if article is None:
        addresses, article = _find(addresses, page["title"], numbers)
    publisher = article.publisher if article else publisher_for(answer.url, page)
    known = article or _without_url(publisher, page["title"])
    kept = known or _made(publisher, addresses, page, answer, found_by)
    kept = (
        Article.objects.select_for_update(of=("self",)).select_related("newest", "publisher").get(pk=kept.pk)
    )
    _address(kept, addresses, page, answer)
    _read_anew(kept, page)
    kept.newest, kept.sketch, kept.accessed_at = keep(kept, answer, page), numbers, answer.fetched_at
    kept.save()
    group(kept, now=now)
    return kept, known is not None


def known_at(*urls: str) -> Article | None:
    """The article that is known by one of these canonical addresses, the first that leads to one."""
    aliases = ArticleAddress.objects.filter(canonical_url__in=urls)
    found: dict[str | None, int] = dict(aliases.values_list("canonical_url", "article"))
    found |= dict(Article.objects.filter(canonical_url__in=urls).values_list("canonical_url", "pk"))
    first = next((found[url] for url in urls if url in found), None)
    return Article.objects.select_related("publisher", "newest").get(pk=first) if first else None


def addresses_of(answer: Answer, page: Read, *, given_url: str = "") -> Addresses:
    """Where the article was asked for, found, and says it is."""
    final = canonical_url(answer.url) or ""
    try:
        given = canonical_url(given_url or answer.requested_url) or ""
    except BadUrlError:
        given = ""
    return Addresses(given, final, _believed(page["canonical_url"], final))


def _believed(claimed: str, final: str) -> str:
    """The address that a page calls its own, if it is of the same owner and not that of a whole site."""
    try:
        own = canonical_url(claimed) or ""
    except BadUrlError:
        return ""
    same_owner = registrable(host_of(own)) == registrable(host_of(final))
    return own if own and same_owner and urlsplit(own).path not in ("", "/") else ""


def _find(addresses: Addresses, title: str, numbers: list[int]) -> tuple[Addresses, Article | None]:
    """The article known at one of the addresses.

    Some sites call every page by the address of its section: an own address that leads to quite another text
    is not believed.
    """
    article = known_at(*addresses.all)
    if article is None or not addresses.own or article == known_at(addresses.final, addresses.given):
        return addresses, article
    alike = article.title_key == text_key(title) or not (article.sketch and numbers)
    if alike or containment(article.sketch, numbers) >= HINT_SHARE:
        return addresses, article
    plain = Addresses(addresses.given, addresses.final, "")
    return plain, known_at(*plain.all)


def _without_url(publisher: Publisher, title: str) -> Article | None:
    """The publisher's article of that title that was known without an address, from a digest or by hand."""
    found = Article.objects.filter(publisher=publisher, title_key=text_key(title), canonical_url=None)
    return found.first()


def _made(
    publisher: Publisher, addresses: Addresses, page: Read, answer: Answer, found_by: Article.FoundBy
) -> Article:
    details = {
        "publisher": publisher,
        "title": page["title"],
        "title_key": text_key(page["title"]),
        "url": _link(addresses, page, answer),
        "found_by": found_by,
        "accessed_at": answer.fetched_at,
    }
    return Article.objects.get_or_create(canonical_url=addresses.best, defaults=details)[0]


def _link(addresses: Addresses, page: Read, answer: Answer) -> str:
    """The address that readers are sent to."""
    return str(page["canonical_url"]) if addresses.own else answer.url


def _address(article: Article, addresses: Addresses, page: Read, answer: Answer) -> None:
    """Have the article known at every address that led to it."""
    if article.canonical_url is None:
        article.canonical_url, article.url = addresses.best, _link(addresses, page, answer)
    known = [ArticleAddress(article=article, canonical_url=url) for url in addresses.all]
    ArticleAddress.objects.bulk_create(known, ignore_conflicts=True)


def _read_anew(article: Article, page: Read) -> None:
    """Bring the fields into line with the page, but for what the desk said and what the page does not say."""
    first_look = article.newest_id is None and article.found_by in (
        Article.FoundBy.HAND,
        Article.FoundBy.DIGEST,
    )
    for name in FIELDS:
        value = moment(page[name]) if name == "published_at" else page[name]
        typed = first_look and getattr(article, name)
        if (
            not value
            or typed
            or name in article.corrected
            or (name == "published_at" and _coarser(article, page))
        ):
            continue
        setattr(article, name, value)
        if name == "published_at":
            article.published_precision = page["published_precision"]
            article.published_raw = page["published_raw"][:200]
    article.title_key = text_key(article.title)


def _coarser(article: Article, page: Read) -> bool:
    """Whether the page now names the day of what was known to the minute."""
    known = article.published_precision == Article.Precision.MINUTE and article.published_at
    return bool(
        known and page["published_precision"] == "day" and page["published_at"][:10] == f"{known:%Y-%m-%d}"
    )


def _title(page: Read, announced: str) -> str:
    """The headline; of a page without one, as it was announced, else how its text begins."""
    begins = page["text"][:120].rpartition(" ")[0] or page["text"][:120]
    title = page["title"] or announced or f"{begins} …"
    return " ".join(title.split())[:500]


def _dated(page: dict[str, Any], seen: datetime) -> dict[str, Any]:
    """A date in the future is replaced by the moment at which the page was seen; as it was written stays."""
    at = moment(page["published_at"])
    if at and at > seen + AHEAD:
        return page | {"published_at": seen.isoformat(), "published_precision": "minute"}
    return page


def publisher_for(url: str, page: Read) -> Publisher:
    """Who has the site of that address, made from what the site calls itself where nobody is known.

    Who has a domain is known by it, subdomains too. A name alone is not enough: a site that calls itself like
    a publisher of another domain gets a publisher of its own, with the domain in its name.
    """
    hosts = up_to_registrable(host_of(url))
    known = Publisher.objects.filter(domains__overlap=hosts)
    if found := max(known, key=lambda publisher: _nearest(publisher, hosts), default=None):
        return found
    domain = hosts[-1]
    name = " ".join(page["site_name"].split())[:150] or domain
    named = known_publisher(name)
    if named is not None and not named.domains:
        named.domains = [domain]
        named.save(update_fields=("domains",))
        return named
    language = page["language"].partition("-")[0]
    return record_publisher(name=f"{name} ({domain})" if named else name, domain=domain, language=language)


def _nearest(publisher: Publisher, hosts: list[str]) -> int:
    return max(len(domain) for domain in publisher.domains if domain in hosts)
