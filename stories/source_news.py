"""Puts on record in each story what happened to its sources, so that its history and mail tell of it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from sources.models import ArticleChange
from stories.events import record
from stories.models import Edition, Story, WorkflowEvent
from stories.watching import resting_on

ACTION: Final = "source_changed"
TOLD: Final = (
    ArticleChange.Kind.RETRACTED,
    ArticleChange.Kind.GONE,
    ArticleChange.Kind.NOTICE,
    ArticleChange.Kind.QUOTATION,
)  # news pages change their titles and texts all day: those are for the dashboard
AT_ONCE: Final = 500  # what a round tells at most; the next one goes on
SINCE: Final = timedelta(days=7)  # what is older was told, or the story has begun to rest on it since


def tell(*, now: datetime | None = None) -> int:
    """Record every grave change once in each story that rests on the article; returns how many were new.

    Those concerned get mail by it. Safe to run twice and at once: looked at again under the story's lock.
    """
    now = now or timezone.now()
    return sum(_record(story, change, now) for story, change in _untold(now))


def _untold(now: datetime) -> list[tuple[int, ArticleChange]]:
    """Each story with each grave change of its sources that is not on its record; two statements."""
    told = WorkflowEvent.objects.filter(story=OuterRef("edition__story"), action=ACTION)
    told = told.annotate(change=KT("details__change")).filter(change=Cast(OuterRef("change"), TextField()))
    pairs = (
        resting_on()
        .filter(
            article__changes__kind__in=TOLD,
            article__changes__seen_at=None,
            article__changes__noticed_at__gt=now - SINCE,
        )
        .annotate(change=F("article__changes"))
        .filter(~Exists(told))
        .order_by("change", "edition__story")
        .values_list("edition__story", "change")
        .distinct()[:AT_ONCE]
    )
    found = list(pairs)
    changes = ArticleChange.objects.select_related("article__publisher").in_bulk({pk for _, pk in found})
    return [(story, changes[pk]) for story, pk in found]


@transaction.atomic
def _record(story_id: int, change: ArticleChange, now: datetime) -> bool:
    story = Story.objects.select_for_update().get(pk=story_id)
    if WorkflowEvent.objects.filter(story=story, action=ACTION, details__change=change.pk).exists():
        return False
    texts = Edition.objects.filter(story=story, cited_articles__article=change.article_id)
    article = change.article
    record(
        ACTION,
        story=story,
        edition=texts.filter(state__in=Edition.EDITABLE).first(),
        by=None,
        at=now,
        reason=f"{change.get_kind_display()}: {article.publisher.name}, “{article.title}”",
        details={"change": change.pk},
    )
    return True
