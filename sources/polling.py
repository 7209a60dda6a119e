"""Asks the feeds that are due, politely, one after the other; no feed can spoil it for the others."""

import hashlib
import logging
import random
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from sources import announcements, feed_words
from sources.confined import ConfinedError, run_confined
from sources.feed_outcomes import How, Outcome, settle
from sources.feeds.entries import Entry, Parsed, Warned, newest
from sources.fetching import Answer, FetchRefused, Kind, fetch
from sources.intervals import FORBIDDEN, VALIDATORS_FOR, Chance, hinted
from sources.models import Feed
from sources.politeness import NotNow, retry_after, turn

log = logging.getLogger(__name__)
LEASE: Final = timedelta(
    minutes=5
)  # longer than a poll can take: an index with three maps, each with its turn
NOT_MODIFIED, FORBIDS, GONE = 304, 403, 410
LASTING: Final = frozenset({301, 308})
ASKS_TO_WAIT: Final = frozenset({429, 503})
LONGEST_ETAG, LONGEST_MODIFIED = 500, 200  # characters
LONGEST_PAUSE: Final = 15.0  # seconds that a poll waits for the next turn at the same site


def poll_due(
    *, until: datetime | None = None, now: datetime | None = None, chance: Chance | None = None
) -> dict[str, int]:
    """Poll what is due, the longest overdue first; may be called by many workers at once.

    1. Claim one feed: a lease on it is committed before anything is asked.
    2. Ask and read, outside of any transaction.
    3. Write down what came of it, if the lease still holds. A worker that dies in between leaves the feed to
       whoever comes after the lease has run out.
    """
    chance = chance or random.Random()  # noqa: S311 - only jitter
    told: Counter[str] = Counter()
    while until is None or timezone.now() < until:
        feed = claim(now or timezone.now())
        if feed is None:
            break
        told[poll(feed, now=now, chance=chance)] += 1
    told.update(announcements.settle(now=now or timezone.now()))
    return dict(told)


def claim(now: datetime) -> Feed | None:
    """Take the feed that has been due longest; nobody else polls it before the lease runs out."""
    with transaction.atomic():
        due = Feed.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        feed = due.select_related("publisher").first()
        if feed is not None:
            feed.leased_until = now + LEASE
            feed.save(update_fields=("leased_until",))
    return feed


def poll(feed: Feed, *, now: datetime | None = None, chance: Chance) -> str:
    """Poll a feed that was claimed; the word for what came of it.

    A fault of ours is logged, told and holds up nobody; only a database that is away ends the round.
    """
    try:
        outcome = _ask(feed, now or timezone.now())
    except (DatabaseError, InterfaceError):
        raise
    except Exception:
        log.exception("feed_fault", extra={"feed": feed.pk, "url": feed.url})
        outcome = Outcome(How.FAILED, problem=feed_words.FAULT)
    if outcome.problem:
        log.info("feed_failed", extra={"feed": feed.pk, "url": feed.url, "code": outcome.problem.code})
    return settle(feed, outcome, now=now or timezone.now(), chance=chance)


def _ask(feed: Feed, now: datetime) -> Outcome:
    fresh = feed.validators_since is None or now - feed.validators_since > VALIDATORS_FOR
    closed_until = None
    try:
        with turn(feed.url, now=now):
            answer = fetch(feed.url, kind=Kind.FEED, headers={} if fresh else _conditions(feed))
            if answer.status in ASKS_TO_WAIT:
                closed_until = retry_after(answer, now=now)
    except NotNow as busy:
        return Outcome(How.NOT_NOW, until=busy.until)
    except FetchRefused as refused:
        return Outcome(How.FAILED, problem=feed_words.about_refusal(str(refused.code), refused.message))
    if 200 <= answer.status < 300:
        return _read(feed, answer, now, fresh=fresh)
    return _unread(answer, closed_until, now)


def _read(feed: Feed, answer: Answer, now: datetime, *, fresh: bool) -> Outcome:
    body_hash = hashlib.sha256(answer.body).hexdigest()
    if body_hash == feed.body_hash and not fresh:
        return _well(How.SAME, answer, now)
    return _understand(feed, answer, body_hash, now)


def _unread(answer: Answer, closed_until: datetime | None, now: datetime) -> Outcome:
    if answer.status == NOT_MODIFIED:
        return _well(How.SAME, answer, now)
    if answer.status == GONE:
        return Outcome(How.GONE, problem=feed_words.GONE_ONCE)
    wait = FORBIDDEN if answer.status == FORBIDS else (closed_until or now) - now
    return Outcome(How.FAILED, problem=feed_words.about_status(answer.status), wait=wait)


def _conditions(feed: Feed) -> dict[str, str]:
    """What the server gave us, word for word."""
    given = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in given.items() if value}


def _understand(feed: Feed, answer: Answer, body_hash: str, now: datetime) -> Outcome:
    try:
        parsed = parsed_from(answer, country=feed.publisher.country)
        if parsed.kind == "sitemap_index":
            # What the maps say changes while their index stays the same: it is read anew each time.
            parsed = _with_parts(parsed, feed.publisher.country)
            answer = replace(answer, headers=())
            body_hash = ""
    except ConfinedError as error:
        problem = Warned(
            error.code, "It is so large or odd that it cannot be read. Ask the publisher for another."
        )
        return Outcome(How.FAILED, problem=problem, body_hash=body_hash)
    except FetchRefused as refused:
        return Outcome(How.FAILED, problem=feed_words.about_refusal(str(refused.code), refused.message))
    except NotNow as busy:
        return Outcome(How.NOT_NOW, until=busy.until)
    if not parsed.kind:
        return Outcome(How.FAILED, problem=feed_words.NO_FEED)
    return replace(_well(How.READ, answer, now), parsed=parsed, body_hash=body_hash)


def parsed_from(answer: Answer, *, country: str = "") -> Parsed:
    """What an answer announces, read in a child process that cannot run away."""
    told = run_confined(
        "sources.feeds.parsing:parse_to_json",
        answer.body,
        url=answer.url,
        content_type=answer.header("content-type"),
        country=country,
    )
    return Parsed.from_json(told)


def _well(how: How, answer: Answer, now: datetime) -> Outcome:
    headers = {name.lower(): value for name, value in answer.headers}
    lasting = bool(answer.hops) and all(hop.status in LASTING for hop in answer.hops)
    return Outcome(
        how,
        etag=_whole(headers.get("etag", ""), LONGEST_ETAG),
        last_modified=_whole(headers.get("last-modified", ""), LONGEST_MODIFIED),
        hint=hinted(headers, now),
        moved_to=answer.url if lasting else "",
    )


def _whole(validator: str, longest: int) -> str:
    """What can be given back word for word; half of it would be another."""
    return validator if len(validator) <= longest else ""


def _with_parts(index: Parsed, country: str) -> Parsed:
    """An index with what its newest maps announce; a map that cannot be read is said, if another can."""
    entries: list[Entry] = []
    warnings = list(index.warnings)
    read, trouble = [], None
    for url in index.parts:
        try:
            answer = _ask_part(url)
        except FetchRefused as refused:
            trouble = refused
            told = feed_words.about_refusal(str(refused.code), refused.message)
            warnings.append(Warned("part", f"One of its maps could not be read: {told.text}"))
            continue
        part = parsed_from(answer, country=country) if 200 <= answer.status < 300 else Parsed("")
        read.append(part)
        entries += part.entries
        warnings += part.warnings
    if trouble and not read:
        raise trouble
    if not any(part.kind == "sitemap" for part in read):
        return Parsed("")
    title = next((part.title for part in read if part.title), "")
    return Parsed(
        kind="sitemap", title=title, entries=newest(entries), total=len(entries), warnings=tuple(warnings)
    )


def _ask_part(url: str) -> Answer:
    """Wait for the turn of a further request to the same site, then ask."""
    while True:
        try:
            with turn(url, now=timezone.now()):
                return fetch(url, kind=Kind.FEED)
        except NotNow as busy:
            pause = (busy.until - timezone.now()).total_seconds()
            if pause > LONGEST_PAUSE:
                raise
            time.sleep(max(pause, 0.1))
