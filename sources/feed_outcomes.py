"""What one poll means for a feed: when it is asked again, what is held against it, where it moves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Greatest

from sources import announcements, feed_words
from sources.domains import host_of, registrable
from sources.feeds.entries import Parsed, Warned
from sources.intervals import GONE_AFTER, OWN_NETWORK, WEEK, Chance, adapted, after_failure, after_success
from sources.models import Feed, FeedItem

NETWORK: Final = frozenset({"dns_failure", "dns_timeout", "connect_failed", "timeout", "own_network"})
OUTAGE_WITHIN: Final = timedelta(minutes=5)
OUTAGE_HOSTS: Final = 10
LONGEST_TTL: Final = 400 * 86_400  # seconds
BUSY: Final = 5.0  # seconds over which feeds of one site are spread that all want its next turn


class How(StrEnum):
    """How a poll ended."""

    READ = "read"
    SAME = "same"
    FAILED = "failed"
    GONE = "gone"
    NOT_NOW = "not_now"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one poll; ``problem`` for one that failed, ``parsed`` for one that brought something."""

    how: How
    problem: Warned | None = None
    parsed: Parsed | None = None
    body_hash: str = ""
    etag: str = ""
    last_modified: str = ""
    hint: timedelta = timedelta(0)
    wait: timedelta = timedelta(0)  # at least
    until: datetime | None = None  # not polled at all: the site is busy or wants to be left alone
    moved_to: str = ""  # where a chain of lasting redirects ended


def settle(feed: Feed, outcome: Outcome, *, now: datetime, chance: Chance) -> str:
    """Write down what came of a poll, in one transaction; the word for what happened.

    A poll whose lease ran out, or whose feed was given another address meanwhile, is void: “lost”.
    """
    with transaction.atomic():
        held = (
            Feed.objects.select_for_update(of=("self",))
            .select_related("publisher")
            .filter(pk=feed.pk, leased_until=feed.leased_until, url=feed.url)
            .first()
        )
        if held is None:
            return "lost"
        outage = outcome.problem is not None and _is_ours(held, outcome.problem, now)
        if outage:
            _excuse(held, now, chance)
        else:
            _WAYS[outcome.how](held, outcome, now, chance)
        held.leased_until = None
        held.save()
    if outage:
        _excuse_others(now)
    return "own_network" if outage else str(outcome.how)


def _read(feed: Feed, outcome: Outcome, now: datetime, chance: Chance) -> None:
    parsed = outcome.parsed
    if parsed is None:
        raise ValueError("A poll that read something has something to show.")
    taken = announcements.take(feed, parsed.entries, now=now)
    feed.kind = parsed.kind
    feed.title = feed.title or parsed.title[:300]
    feed.asks_for = timedelta(seconds=min(parsed.ttl, LONGEST_TTL))
    feed.etag, feed.last_modified = outcome.etag, outcome.last_modified
    feed.body_hash, feed.validators_since = outcome.body_hash, now
    feed.warnings = [{"code": told.code, "text": told.text} for told in (*parsed.warnings, *taken.warnings)]
    if taken.new:
        feed.last_new_at = now
    _went_well(feed, outcome, now, chance)


def _same(feed: Feed, outcome: Outcome, now: datetime, chance: Chance) -> None:
    feed.etag = outcome.etag or feed.etag
    feed.last_modified = outcome.last_modified or feed.last_modified
    _went_well(feed, outcome, now, chance)


def _went_well(feed: Feed, outcome: Outcome, now: datetime, chance: Chance) -> None:
    feed.failures, feed.failing_since, feed.gone_since = 0, None, None
    feed.last_code = feed.last_message = ""
    feed.last_polled_at = feed.last_success_at = now
    said = Coalesce("published_at", "seen_at")
    week = FeedItem.objects.filter(feed=feed).alias(said=said).filter(said__gte=now - WEEK)
    feed.interval = adapted(week.count(), max(outcome.hint, feed.asks_for))
    feed.next_poll_at = now + max(after_success(feed.interval, chance), outcome.wait)
    _follow(feed, outcome.moved_to, now)


def _failed(feed: Feed, outcome: Outcome, now: datetime, chance: Chance) -> None:
    problem = outcome.problem or feed_words.FAULT
    feed.failures += 1
    feed.failing_since = feed.failing_since or now
    feed.last_polled_at = now
    feed.last_code, feed.last_message = problem.code, problem.text
    if problem.code != "http_410":
        feed.gone_since = None
    if problem.code == feed_words.NO_FEED.code or outcome.body_hash:
        forget_validators(feed)
    wait = after_failure(feed.interval, feed.failures, now - feed.failing_since, chance)
    feed.next_poll_at = now + max(wait, outcome.wait)


def _gone(feed: Feed, outcome: Outcome, now: datetime, chance: Chance) -> None:
    """Believed when it is said again a day later; until then an error like others."""
    since = feed.gone_since or now
    _failed(feed, outcome, now, chance)
    feed.gone_since = since
    if now - since >= GONE_AFTER:
        feed.state = Feed.State.GONE
        feed.last_code, feed.last_message = feed_words.GONE.code, feed_words.GONE.text
        feed.next_poll_at = None
    else:
        feed.next_poll_at = max(since + GONE_AFTER, now + timedelta(minutes=1))


def _not_now(feed: Feed, outcome: Outcome, now: datetime, chance: Chance) -> None:
    feed.next_poll_at = (outcome.until or now) + timedelta(seconds=chance.uniform(0, BUSY))


_WAYS: Final[dict[How, Callable[[Feed, Outcome, datetime, Chance], None]]] = {
    How.READ: _read,
    How.SAME: _same,
    How.FAILED: _failed,
    How.GONE: _gone,
    How.NOT_NOW: _not_now,
}


def forget_validators(feed: Feed) -> None:
    """Ask for all of it next time, and read it even if it is the same."""
    feed.etag = feed.last_modified = feed.body_hash = ""
    feed.validators_since = None


def stay_put(feed: Feed) -> None:
    """Forget that it leads elsewhere."""
    feed.moving_to, feed.moving_since, feed.moving_polls = "", None, 0


def _follow(feed: Feed, moved_to: str, now: datetime) -> None:
    """Take over a lasting move within a site once it was said for long enough; another needs a person."""
    if not moved_to or moved_to == feed.url:
        stay_put(feed)
        return
    if moved_to != feed.moving_to:
        feed.moving_to, feed.moving_since, feed.moving_polls = moved_to, now, 0
    feed.moving_polls += 1
    if feed.moved_for_good(now) and registrable(host_of(moved_to)) == registrable(host_of(feed.url)):
        move(feed)


def move(feed: Feed) -> None:
    """Poll it where it leads to. If that is a feed of ours already, this one rests: one of them is enough."""
    target = feed.moving_to
    if Feed.objects.filter(url=target).exclude(pk=feed.pk).exists():
        feed.state, feed.next_poll_at = Feed.State.PAUSED, None
        feed.last_code = "moved"
        feed.last_message = f"It leads to {target} for good, which is polled already: this one was paused."
    else:
        feed.url = target
    stay_put(feed)
    forget_validators(feed)


def _is_ours(feed: Feed, problem: Warned, now: datetime) -> bool:
    """Whether so many sites cannot be reached at once that it must be our own network."""
    if problem.code not in NETWORK:
        return False
    recent = Feed.objects.filter(last_polled_at__gte=now - OUTAGE_WITHIN).exclude(pk=feed.pk)
    reached: dict[str, bool] = {}
    for url, code in [*recent.values_list("url", "last_code"), (feed.url, problem.code)]:
        host = host_of(url)
        reached[host] = reached.get(host, False) or code not in NETWORK
    return len(reached) >= OUTAGE_HOSTS and 2 * sum(reached.values()) < len(reached)


def _excuse(feed: Feed, now: datetime, chance: Chance) -> None:
    feed.last_polled_at = now
    feed.last_code, feed.last_message = feed_words.OWN_NETWORK.code, feed_words.OWN_NETWORK.text
    feed.next_poll_at = now + OWN_NETWORK * chance.uniform(0.8, 1.2)


def _excuse_others(now: datetime) -> None:
    """Take back what was held against those that failed before it was clear whose fault it is.

    Whoever is being settled at this moment is left out: it finds out by itself.
    """
    blamed = Q(last_polled_at__gte=now - OUTAGE_WITHIN, last_code__in=NETWORK - {"own_network"})
    with transaction.atomic():
        rows = Feed.objects.filter(blamed).select_for_update(skip_locked=True).values_list("pk", flat=True)
        Feed.objects.filter(pk__in=list(rows)).update(
            failing_since=Case(When(failures__lte=1, then=Value(None)), default=F("failing_since")),
            failures=Greatest(F("failures") - 1, 0),
            last_code=feed_words.OWN_NETWORK.code,
            last_message=feed_words.OWN_NETWORK.text,
            next_poll_at=now + OWN_NETWORK,
        )
