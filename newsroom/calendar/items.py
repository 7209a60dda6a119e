"""What stands in the calendar: slots, embargoes and deadlines, each told by a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.urls import reverse

from stories.models import Edition, Story
from stories.questions import with_headline

LIMIT: Final = 500  # of each kind on one page


@dataclass(frozen=True, slots=True)
class Item:
    """Something at a moment; ``word`` says what it is."""

    at: datetime
    kind: str
    word: str
    title: str
    url: str
    who: str = ""

    def local(self, zone: ZoneInfo) -> datetime:
        """The moment on the clocks of a zone."""
        return self.at.astimezone(zone)

    @property
    def utc(self) -> datetime:
        """The moment in UTC."""
        return self.at.astimezone(UTC)


def items_between(start: datetime, end: datetime) -> list[Item]:
    """All of a span of time, in its order."""
    found = [*_slots(start, end), *_embargoes(start, end), *_deadlines(start, end)]
    return sorted(found, key=lambda item: (item.at, item.kind, item.title))


def _slots(start: datetime, end: datetime) -> Iterator[Item]:
    waits = (Edition.State.SCHEDULED, Edition.State.PUBLISH_FAILED)
    texts = Edition.objects.filter(state__in=waits, scheduled_for__gte=start, scheduled_for__lt=end)
    for text in texts.order_by("scheduled_for")[:LIMIT]:
        if text.scheduled_for:
            failed = text.state == Edition.State.PUBLISH_FAILED
            word = "Failed" if failed else "Goes live"
            yield _of_text(text, text.scheduled_for, "failed" if failed else "slot", word)


def _embargoes(start: datetime, end: datetime) -> Iterator[Item]:
    texts = Edition.objects.working().filter(embargo_until__gte=start, embargo_until__lt=end)
    for text in texts.order_by("embargo_until")[:LIMIT]:
        if text.embargo_until:
            yield _of_text(text, text.embargo_until, "embargo", "Embargo ends")


def _deadlines(start: datetime, end: datetime) -> Iterator[Item]:
    given = Story.objects.filter(
        assigned_to__isnull=False, assigned_until__gte=start, assigned_until__lt=end
    ).exclude(state__in=(Story.State.TAKEN_DOWN, Story.State.MERGED))
    for story in with_headline(given.select_related("assigned_to")).order_by("assigned_until")[:LIMIT]:
        url = reverse("admin:stories_story_change", args=(story.pk,))
        yield Item(story.assigned_until, "deadline", "Due", story.shown_as, url, str(story.assigned_to))


def _of_text(text: Edition, at: datetime, kind: str, word: str) -> Item:
    url = reverse("admin:stories_edition_change", args=(text.pk,))
    return Item(at, kind, word, text.headline or "Without a headline", url)
