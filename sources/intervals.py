"""How long to wait before a feed is asked again; chance is handed in, so that every rule can be checked."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final, Protocol

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=24)
WEEK: Final = timedelta(days=7)
FIRST: Final = timedelta(hours=1)  # of a feed of which nothing is known
WEEKLY_AFTER: Final = timedelta(days=30)  # of failing
FLAGGED_AFTER: Final = timedelta(days=7)
FORBIDDEN: Final = timedelta(hours=6)  # at least, after a 403
OWN_NETWORK: Final = timedelta(minutes=5)
VALIDATORS_FOR: Final = timedelta(days=8)
GONE_AFTER: Final = timedelta(days=1)  # between two answers that say so
MOVED_AFTER, MOVED_POLLS = timedelta(hours=72), 3
MOST_DOUBLINGS: Final = 16


class Chance(Protocol):
    """Where numbers between two others come from, such as ``random.Random()``."""

    def uniform(self, a: float, b: float, /) -> float:
        """A number between the two."""


def adapted(items_last_week: int, hint: timedelta = timedelta(0)) -> timedelta:
    """Twice as often as it brings something, not more often than it asks for, never outside our bounds."""
    half = WEEK / 2 / items_last_week if items_last_week else LONGEST
    return min(max(half, hint, SHORTEST), LONGEST)


def after_success(interval: timedelta, chance: Chance) -> timedelta:
    """A little less or more, so that feeds added together part company."""
    return interval * chance.uniform(0.9, 1.2)


def after_failure(interval: timedelta, failures: int, failing_for: timedelta, chance: Chance) -> timedelta:
    """Twice as long after each failure, up to a day; weekly once it has failed for a month. It never ends."""
    doubled = interval * 2 ** min(max(failures, 1) - 1, MOST_DOUBLINGS)
    longest = WEEK if failing_for >= WEEKLY_AFTER else min(LONGEST, doubled)
    return longest * chance.uniform(0.8, 1.2)


def hinted(headers: Mapping[str, str], now: datetime) -> timedelta:
    """How long the headers of an answer ask us to wait: max-age, else Expires."""
    aged = re.search(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", headers.get("cache-control", ""), re.I)
    if aged:
        return min(timedelta(seconds=int(aged[1])), LONGEST)
    expires = _moment(headers.get("expires", ""))
    if expires is None:
        return timedelta(0)
    return min(max(expires - (_moment(headers.get("date", "")) or now), timedelta(0)), LONGEST)


def _moment(said: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(said)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
