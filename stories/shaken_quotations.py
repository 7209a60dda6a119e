"""Asks, of every article whose text changed, whether it still bears out what texts have pinned of it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from sources.models import Article, ArticleChange
from stories.models import Edition, PinnedQuote
from stories.quotations import Shaken, shaken_by

Kind = ArticleChange.Kind
SINCE: Final = timedelta(days=7)  # as long as a change is news


def note(*, now: datetime | None = None) -> int:
    """Record for each change of a text the pinned passages that it took away; returns how many were new.

    It stands in the list of what happened to sources and is told to those concerned like any other change.
    Safe to run twice and at once: looked at again under the article's lock.
    """
    now = now or timezone.now()
    return sum(_note(change, now) for change in _open(now))


def _open(now: datetime) -> QuerySet[ArticleChange]:
    """The changes of texts that are still news and that nobody has asked about, of pinned articles."""
    current = Q(edition__state=Edition.State.PUBLISHED) | Q(edition__state__in=Edition.WORKING)
    pinned = PinnedQuote.objects.filter(current, cited_article__article=OuterRef("article"))
    changes = ArticleChange.objects.filter(
        Exists(pinned),
        ~Exists(_noted(OuterRef("article"), OuterRef("after"))),
        kind=Kind.TEXT,
        noticed_at__gt=now - SINCE,
        article__newest=F("after"),
    )
    return changes.order_by("pk")


def _noted(article: int | OuterRef, after: int | OuterRef | None) -> QuerySet[ArticleChange]:
    return ArticleChange.objects.filter(kind=Kind.QUOTATION, article=article, after=after)


@transaction.atomic
def _note(change: ArticleChange, now: datetime) -> bool:
    article = (
        Article.objects.select_for_update(of=("self",)).select_related("newest").get(pk=change.article_id)
    )
    if article.newest_id != change.after_id or _noted(article.pk, change.after_id).exists():
        return False
    shaken = shaken_by(article)
    if not shaken:
        return False
    ArticleChange.objects.create(
        article=article,
        kind=Kind.QUOTATION,
        before_id=change.before_id,
        after_id=change.after_id,
        detail={"passages": _passages(shaken)},
        noticed_at=now,
    )
    return True


def _passages(shaken: list[Shaken]) -> list[dict[str, str]]:
    """Each pinned passage once, and what the article says in its place now, if anything like it."""
    found = {each.quote.exact: each.match.exact for each in shaken}
    return [{"old": old, "new": new} for old, new in found.items()]
