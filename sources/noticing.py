"""Writes down what a look at a watched article showed: its changes, its state, and when to look again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from sources.models import Article, ArticleChange, Snapshot, Watch
from sources.text_changes import Reading, differences
from sources.watch_schedule import Missing, Standing, next_look

Kind = ArticleChange.Kind
Outcome = Watch.Outcome
CHANGES: Final[Mapping[str, ArticleChange.Kind]] = {  # the gravest last: the desk shows the newest first
    "text": Kind.TEXT,
    "title": Kind.TITLE,
    "notice": Kind.NOTICE,
    "retracted": Kind.RETRACTED,
}
OUTCOMES: Final[Mapping[Standing, Watch.Outcome]] = {
    Standing.MISSING: Outcome.MISSING,
    Standing.SUSPECTED: Outcome.SUSPECTED,
    Standing.UNREADABLE: Outcome.UNREADABLE,
    Standing.UNKNOWN: Outcome.UNKNOWN,
}
OF_THE_TEXT: Final = (Kind.TITLE, Kind.TEXT, Kind.NOTICE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look showed; ``code`` says why there is nothing to read, ``detail`` is kept with a change.

    ``before`` and ``after`` are the same article read by the same extractor, so that a new extractor does
    not look like a new text. ``snapshot`` is kept already when the texts differ.
    """

    standing: Standing
    code: str = ""
    before: Reading | None = None
    after: Reading | None = None
    detail: Mapping[str, Any] | None = None


@transaction.atomic
def note(*, watch: Watch, seen: Seen, snapshot: Snapshot | None, now: datetime) -> list[ArticleChange]:
    """Keep what was seen; returns the changes that it made.

    ``snapshot`` is the look itself, where there was a page to read.
    """
    article = Article.objects.select_for_update().get(pk=watch.article_id)
    watch = Watch.objects.select_for_update().get(pk=watch.pk)
    missing = _missing(watch, seen.standing, now)
    found = _found(article, watch, seen, missing, now)
    before = article.newest_id if snapshot is None else _before(article, snapshot)
    changes = [
        ArticleChange(
            article=article, kind=kind, before_id=before, after=snapshot, detail=dict(detail), noticed_at=now
        )
        for kind, detail in found
    ]
    ArticleChange.objects.bulk_create(changes)
    state = _state(article, changes)
    if state != article.state:
        article.state = state
        article.save(update_fields=("state", "updated_at"))
    watch.outcome = _outcome(seen.standing, changes, gone=missing.is_gone(now))
    watch.code, watch.looked_at, watch.leased_until = seen.code, now, None
    watch.misses, watch.missing_since = missing.times, missing.since
    born = article.published_at or watch.began_at
    if watch.active:
        watch.next_at = next_look(born=born, now=now, standing=seen.standing, missing=missing)
    watch.save()
    return changes


def _missing(watch: Watch, standing: Standing, now: datetime) -> Missing:
    """A server that failed says nothing: what was missing before stays so, and is not more so."""
    known = Missing(watch.misses, watch.missing_since)
    if standing == Standing.MISSING:
        return known.again(now)
    return Missing() if standing in {Standing.READABLE, Standing.SUSPECTED} else known


Found = list[tuple[ArticleChange.Kind, Mapping[str, Any]]]


def _found(article: Article, watch: Watch, seen: Seen, missing: Missing, now: datetime) -> Found:
    """What is new about an article, and the detail of each thing."""
    if seen.standing == Standing.MISSING:
        known = article.state in {Article.State.GONE, Article.State.RETRACTED}
        if known or not missing.is_gone(now):
            return []
        return [(Kind.GONE, {"code": seen.code, "since": _iso(missing.since)})]
    if seen.standing == Standing.SUSPECTED:
        return [] if watch.outcome == Outcome.SUSPECTED else [(Kind.MOVED, seen.detail or {})]
    if seen.standing != Standing.READABLE:
        return []
    found: Found = []
    if article.state == Article.State.GONE or watch.outcome == Outcome.SUSPECTED:
        found.append((Kind.BACK, {}))
    if seen.before and seen.after:
        different = differences(seen.before, seen.after)
        found += [(kind, different[name]) for name, kind in CHANGES.items() if name in different]
    return found


def _before(article: Article, snapshot: Snapshot) -> int | None:
    """The look before this one."""
    earlier = Snapshot.objects.filter(article=article).exclude(pk=snapshot.pk).exclude(text="", title="")
    return earlier.order_by("-fetched_at", "-id").values_list("pk", flat=True).first()


def _state(article: Article, changes: list[ArticleChange]) -> str:
    kinds = {change.kind for change in changes}
    if article.state == Article.State.RETRACTED or Kind.RETRACTED in kinds:
        return Article.State.RETRACTED
    if Kind.GONE in kinds:
        return Article.State.GONE
    if kinds & set(OF_THE_TEXT):
        return Article.State.CHANGED
    if Kind.BACK in kinds and article.state == Article.State.GONE:
        changed = ArticleChange.objects.filter(article=article, kind__in=OF_THE_TEXT).exists()
        return Article.State.CHANGED if changed else Article.State.LIVE
    return article.state


def _outcome(standing: Standing, changes: list[ArticleChange], *, gone: bool) -> Watch.Outcome:
    if standing == Standing.MISSING and gone:
        return Outcome.GONE
    if standing == Standing.READABLE:
        return Outcome.CHANGED if any(c.kind in CHANGES.values() for c in changes) else Outcome.SAME
    return OUTCOMES[standing]


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
