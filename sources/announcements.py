"""From what a feed says to items that are kept once, and from items to articles that can be cited."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import OuterRef, Subquery

from sources.domains import host_of, up_to_registrable
from sources.feeds.dates import believed
from sources.feeds.entries import Entry, Warned
from sources.feeds.identity import address_of, identities
from sources.identifiers import text_key
from sources.models import Article, ArticleAddress, ArticleRequest, Feed, FeedItem, Publisher, Watch

READ_WITHIN: Final = timedelta(days=7)  # what was published before is kept as an item and not read
MOST_READ: Final = 200  # articles that one poll asks for
SETTLED_AT_ONCE: Final = 200
# An address that must not be opened, or where there is no article, is not put into the catalogue either.
NOTHING: Final = frozenset(
    {
        *("bad_url", "bad_scheme", "credentials_in_url", "bad_host", "bad_port", "blocked_address"),
        *("missing", "front_page", "list"),
    }
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a poll brought."""

    new: int = 0
    changed: int = 0
    warnings: tuple[Warned, ...] = ()


def take(feed: Feed, entries: Sequence[Entry], *, now: datetime) -> Taken:
    """Keep what was not seen before, note what reads differently by now, and ask for the new articles.

    Runs in the transaction of the caller, who holds the feed.
    """
    keyed = [(entry, keys) for entry, keys in zip(entries, identities(entries), strict=True) if keys]
    known = _known(feed, {key for _, keys in keyed for key in keys})
    fresh, changed = [], []
    for entry, keys in keyed:
        item = next((known[key] for key in keys if key in known), None)
        if item is None:
            fresh.append(_item(feed, entry, keys, now))
        elif _differs(item, entry, keys):
            changed.append(item)
    _look_again(changed, now)
    wanted = [item for item in fresh if _is_wanted(item, now)]
    skipped = _ask_for(wanted, now)
    # A feed begins with the newest: stored last, it is first in a list.
    FeedItem.objects.bulk_create(reversed(fresh), batch_size=500, ignore_conflicts=True)
    return Taken(len(fresh), len(changed), _about(entries, now, skipped))


def settle(*, now: datetime) -> dict[str, int]:
    """Lead the items to the articles that were made of them; where the page cannot be read, make one of what
    the feed said.
    """
    read = ArticleRequest.objects.filter(pk=OuterRef("request")).values("article")
    done = FeedItem.objects.filter(article=None, request__article__isnull=False)
    told = {"linked": done.update(article=Subquery(read[:1])), "announced": 0}
    refused = FeedItem.objects.filter(article=None, request__state=ArticleRequest.State.REFUSED)
    for item in refused.select_related("feed__publisher", "request").order_by("pk")[:SETTLED_AT_ONCE]:
        with transaction.atomic():
            told["announced"] += _settle_refused(item, now)
    return told


def record_announced(item: FeedItem, *, now: datetime) -> Article:
    """The article of an announcement: publisher, title, address and date as the feed gives them."""
    found = _articles([item.canonical_url]).get(item.canonical_url)
    if found:
        return Article.objects.get(pk=found)
    publisher = publisher_of(item.url) or item.feed.publisher
    article, _ = Article.objects.get_or_create(
        canonical_url=item.canonical_url,
        defaults={
            "publisher": publisher,
            "title": item.title,
            "title_key": text_key(item.title),
            "url": item.url,
            "language": item.language or publisher.language,
            "published_at": item.published_at,
            "published_precision": item.published_precision,
            "published_raw": item.published_raw,
            "accessed_at": now,
            "found_by": Article.FoundBy.FEED,
        },
    )
    ArticleAddress.objects.get_or_create(canonical_url=item.canonical_url, defaults={"article": article})
    return article


def publisher_of(url: str) -> Publisher | None:
    """Whose site an address belongs to, by the domains that the desk has noted; the longest that fits."""
    names = up_to_registrable(host_of(url))
    owners = Publisher.objects.filter(domains__overlap=names).order_by("pk")
    ranked = [(len(name), owner) for owner in owners for name in owner.domains if name in names]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _known(feed: Feed, keys: Collection[str]) -> dict[str, FeedItem]:
    items = FeedItem.objects.filter(feed=feed, keys__overlap=sorted(keys)) if keys else ()
    return {key: item for item in items for key in item.keys}


def _item(feed: Feed, entry: Entry, keys: tuple[str, ...], now: datetime) -> FeedItem:
    said = datetime.fromisoformat(entry.published_at) if entry.published_at else None
    return FeedItem(
        feed=feed,
        identity=keys[0],
        keys=list(keys),
        guid=entry.guid,
        url=entry.url,
        canonical_url=address_of(entry),
        title=entry.title,
        summary=entry.summary,
        language=entry.language,
        published_at=believed(said, now),
        published_precision=entry.precision or Article.Precision.MINUTE,
        published_raw=entry.published_raw,
        seen_at=now,
    )


def _differs(item: FeedItem, entry: Entry, keys: tuple[str, ...]) -> bool:
    """Bring a known item up to date; whether its publisher has changed what it says."""
    new_keys = [key for key in keys if key not in item.keys]
    said = (entry.title or item.title, entry.summary, entry.published_raw)
    changed = said != (item.title, item.summary, item.published_raw)
    if new_keys or changed:
        item.keys = [*item.keys, *new_keys]
        item.title, item.summary, item.published_raw = said
        item.save(update_fields=("keys", "title", "summary", "published_raw"))
    return changed


def _look_again(changed: list[FeedItem], now: datetime) -> None:
    """An article whose announcement has changed may have changed, too: whoever watches it looks at once."""
    articles = [item.article_id for item in changed if item.article_id]
    if articles:
        Watch.objects.filter(article__in=articles, active=True, next_at__gt=now).update(next_at=now)


def _is_wanted(item: FeedItem, now: datetime) -> bool:
    recent = item.published_at is None or item.published_at >= now - READ_WITHIN
    return bool(item.canonical_url) and recent


def _ask_for(items: list[FeedItem], now: datetime) -> int:
    """Lead each item to its article or to the request for it; how many were too many and left out."""
    addresses = [item.canonical_url for item in items]
    articles = _articles(addresses)
    asked = _requests(addresses)
    unknown: dict[str, FeedItem] = {}
    for item in items:
        if item.canonical_url not in articles and item.canonical_url not in asked:
            unknown.setdefault(item.canonical_url, item)
    newest = sorted(unknown.values(), key=lambda item: item.published_at or now, reverse=True)
    made = ArticleRequest.objects.bulk_create(
        ArticleRequest(url=item.canonical_url, title=item.title, asked_at=now) for item in newest[:MOST_READ]
    )
    asked |= {request.url: request.pk for request in made}
    for item in items:
        item.article_id = articles.get(item.canonical_url)
        item.request_id = None if item.article_id else asked.get(item.canonical_url)
    return len(newest[MOST_READ:])


def _articles(addresses: Sequence[str]) -> dict[str, int]:
    """Articles by the addresses under which they are known."""
    own = Article.objects.filter(canonical_url__in=addresses).values_list("canonical_url", "pk")
    others = ArticleAddress.objects.filter(canonical_url__in=addresses)
    return {str(url): pk for url, pk in own} | dict(others.values_list("canonical_url", "article"))


def _requests(addresses: Sequence[str]) -> dict[str, int]:
    """Requests that some feed has made already, by address."""
    items = FeedItem.objects.filter(canonical_url__in=[url for url in addresses if url])
    pairs = items.filter(request__isnull=False).values_list("canonical_url", "request")
    return {url: request for url, request in pairs if request is not None}


def _settle_refused(item: FeedItem, now: datetime) -> int:
    request = item.request
    if request is None or request.code in NOTHING or not item.title or not item.canonical_url:
        item.request = None
        item.save(update_fields=("request",))
        return 0
    item.article = record_announced(item, now=now)
    item.save(update_fields=("article",))
    ArticleRequest.objects.filter(pk=request.pk, article=None).update(article=item.article)
    return 1


def _about(entries: Sequence[Entry], now: datetime, skipped: int) -> tuple[Warned, ...]:
    dates = [datetime.fromisoformat(entry.published_at) for entry in entries if entry.published_at]
    ahead = sum(1 for date in dates if believed(date, now) != date)
    told = []
    if ahead:
        many = "One date lies" if ahead == 1 else f"{ahead:,} dates lie"
        told.append(Warned("future", f"{many} in the future: the time at which we saw it is taken instead."))
    if skipped:
        told.append(
            Warned("skipped", f"It brought so much at once that {skipped:,} older articles were not read.")
        )
    if not entries:
        told.append(Warned("empty", "It has no entries at the moment."))
    return tuple(told)
