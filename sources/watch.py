"""Which articles are watched, and whose turn it is: rows are claimed, given back, and brought forward."""

import re
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Least
from django.utils import timezone

from sources.addresses import nowhere
from sources.bell import ring_after_commit
from sources.models import Article, Watch
from sources.watch_schedule import Missing, Standing, next_look

LEASE: Final = timedelta(minutes=2)  # a look takes 20 s of network and 20 s of reading at most
TASK: Final = "sources.tasks.look_again"


def follow_only(articles: QuerySet[Article], *, now: datetime | None = None) -> dict[str, int]:
    """Watch exactly these articles; the others are left alone from now on, what was seen is kept.

    Articles without an address, or with one that leads nowhere, cannot be looked at. A few statements,
    however many articles there are.
    """
    now = now or timezone.now()
    reached = articles.filter(canonical_url__isnull=False)
    reached = reached.exclude(canonical_url__regex=nowhere(settings.FETCH_EXCEPTIONS))
    wanted = reached.order_by().values("pk")
    ended = Watch.objects.filter(active=True).exclude(article__in=wanted)
    begun_again = Watch.objects.filter(active=False, article__in=wanted)
    told = {"ended": ended.update(active=False, next_at=None, leased_until=None)}
    told["again"] = begun_again.update(active=True, next_at=now)
    new = Article.objects.filter(pk__in=wanted, watch=None).annotate(read_at=F("newest__fetched_at"))
    fresh = [
        Watch(article_id=pk, began_at=now, next_at=_first_look(published_at, read_at, now))
        for pk, published_at, read_at in new.values_list("pk", "published_at", "read_at")
    ]
    told["new"] = len(Watch.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=1_000))
    return told


def leads_nowhere(article: Article) -> bool:
    """Whether the address of an article can never be opened; such an article is not watched."""
    return bool(re.match(nowhere(settings.FETCH_EXCEPTIONS), article.canonical_url or ""))


def _first_look(published_at: datetime | None, read_at: datetime | None, now: datetime) -> datetime:
    """At once where nobody has read it yet; else when it would be looked at after that reading."""
    if read_at is None:
        return now
    born = published_at or now
    return max(now, next_look(born=born, now=read_at, standing=Standing.READABLE, missing=Missing()))


def look_soon(article: Article, *, now: datetime | None = None) -> bool:
    """Have an article looked at in the next round, as its publisher announced a change.

    Returns whether it is watched at all.
    """
    watched = Watch.objects.filter(article=article, active=True)
    if not watched.update(next_at=Least(F("next_at"), now or timezone.now())):
        return False
    ring_after_commit(TASK)
    return True


def due(*, now: datetime) -> QuerySet[Watch]:
    """Watches whose time has come, those that have waited longest first."""
    return Watch.objects.filter(active=True, next_at__lte=now).order_by("next_at")


def claim(pk: int, *, now: datetime) -> Watch | None:
    """The watch, if it is due and nobody else has it: one row changed means that it is ours."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    ours = Watch.objects.filter(free, pk=pk, active=True, next_at__lte=now).update(leased_until=now + LEASE)
    if not ours:
        return None
    return Watch.objects.select_related("article__newest__body", "article__publisher").get(pk=pk)


def put_off(watch: Watch, *, until: datetime) -> None:
    """Give a claimed watch back, to be looked at later."""
    Watch.objects.filter(pk=watch.pk).update(next_at=until, leased_until=None)
