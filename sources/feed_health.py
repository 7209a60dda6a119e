"""How a feed is, in one word with what is behind it: the same on its page, in lists, on the dashboard."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q, QuerySet

from sources.intervals import FLAGGED_AFTER
from sources.models import Feed


@dataclass(frozen=True, slots=True)
class Health:
    """``state`` chooses the colour, ``word`` says it; ``message`` is what a person should know or do."""

    state: str
    word: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """Feeds in one condition, as a link above the list; ``empty`` says what to do when there are none."""

    key: str
    title: str
    empty: str


TROUBLE: Final = View(
    "feeds",
    "Feeds that fail",
    "Every feed was read within the last week. One appears here when it fails for seven days, is gone, or "
    "leads to another site.",
)
VIEWS: Final = (
    TROUBLE,
    View("failing", "Failing now", "The last poll of every feed went well."),
    View("silent", "Silent", "Every feed brought something new within the last month."),
    View("paused", "Paused", "No feed is paused."),
    View("gone", "Gone", "No feed has ended."),
)


def health_of(feed: Feed, now: datetime) -> Health:
    """What there is to say of it."""
    if feed.state != Feed.State.ACTIVE:
        return Health(feed.state, feed.get_state_display(), feed.last_message)
    if feed.asks_to_move(now):
        return Health("open", "Asks to move", f"It leads to {feed.moving_to}. Say whether that is right.")
    if feed.failing_since:
        flagged = now - feed.failing_since >= FLAGGED_AFTER
        return Health("gone" if flagged else "changed", "Failing", feed.last_message)
    if feed.last_code:
        return Health("changed", "Not reached", feed.last_message)
    return Health("live", "Well") if feed.last_success_at else Health("new", "Not polled yet")


def in_view(feeds: QuerySet[Feed], key: str, now: datetime) -> QuerySet[Any]:
    """The feeds in one of the conditions of ``VIEWS``."""
    if key == TROUBLE.key:
        return feeds.filter(pk__in=Feed.objects.in_trouble(now).values("pk"))
    return feeds.filter(
        {
            "failing": Q(state=Feed.State.ACTIVE) & ~Q(last_code=""),
            "silent": Q(state=Feed.State.ACTIVE, last_success_at__isnull=False)
            & ~Q(last_new_at__gte=now - 4 * FLAGGED_AFTER),
            "paused": Q(state=Feed.State.PAUSED),
            "gone": Q(state=Feed.State.GONE),
        }[key]
    )
