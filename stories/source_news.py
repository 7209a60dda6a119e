"""Puts on record in each story what happened to its sources, so that its history and mail tell of it."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.fields.json import KT
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
SINCE: Final = timedelta(days=7)  # what is older was told, or the story has begun to rest on it since


def tell(*, now: datetime | None = None) -> int:
    """Record every grave change once in each story that rests on the article; returns how many were new.

    Those concerned get mail by it. Safe to run twice and at once: looked at again under the story's lock.
    """
    now = now or timezone.now()
    return sum(_record(story, change, now) for story, change in _untold(now))


def _untold(now: datetime) -> list[tuple[int, ArticleChange]]:
    changes = ArticleChange.objects.filter(
        kind__in=TOLD, seen_at=None, noticed_at__gt=now - SINCE
    ).select_related("article__publisher")
    found = []
    for change in changes.order_by("pk"):
        untold = resting_on([change.article_id]).filter(~Exists(_told(OuterRef("edition__story"), change)))
        stories = untold.order_by("edition__story").values_list("edition__story", flat=True).distinct()
        found += [(story, change) for story in stories]
    return found


def _told(story: int | OuterRef, change: ArticleChange) -> QuerySet[WorkflowEvent]:
    events = WorkflowEvent.objects.filter(story=story, action=ACTION)
    return events.annotate(change=KT("details__change")).filter(change=str(change.pk))


@transaction.atomic
def _record(story_id: int, change: ArticleChange, now: datetime) -> bool:
    story = Story.objects.select_for_update().get(pk=story_id)
    if _told(story.pk, change).exists():
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
