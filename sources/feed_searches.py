"""Looks for the feeds of a site that somebody named, in the background, and shows what it has so far."""

import logging
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urljoin

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models import Q
from django.utils import timezone

from sources import feed_words
from sources.addresses import Code
from sources.announcements import publisher_of
from sources.confined import ConfinedError, run_confined
from sources.domains import host_of
from sources.feed_keeping import FeedRefused, Person, require
from sources.feeds.discovery import Hint, in_robots, once, site_of, usual_places
from sources.feeds.entries import Parsed
from sources.fetching import Answer, FetchRefused, Kind, fetch
from sources.models import FeedSearch, Publisher
from sources.politeness import NotNow, turn
from sources.polling import parsed_from

log = logging.getLogger(__name__)
State = FeedSearch.State
LEASE: Final = timedelta(minutes=3)
LONGEST_SEARCH: Final = 90.0  # seconds
LONGEST_PAUSE: Final = 15.0
MOST_TRIED: Final = 12
ENOUGH_OF_THE_USUAL: Final = 2
NOTHING: Final = (
    "No feed was found there. Look on the site for a page about RSS, and paste the address of a feed."
)


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that a person can choose; ``newest`` is ISO 8601, or empty."""

    url: str
    title: str
    kind: str
    entries: int
    newest: str
    found: str


class NotThere(Exception):
    """An address that could not be opened; the text says why, for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def search(
    *, address: str, by: Person, publisher: Publisher | None = None, now: datetime | None = None
) -> FeedSearch:
    """Ask for the feeds of a site; a worker looks for them within seconds.

    Raises:
        FeedRefused: the person may not add feeds, or that is no address.
    """
    require(by, "add_feed")
    site = site_of(address)
    if not site:
        raise FeedRefused("bad_url", "Give the address of a site, such as example.com, or of a feed.")
    return FeedSearch.objects.create(
        address=site,
        publisher=publisher or publisher_of(site),
        asked_by_id=by.pk,
        asked_at=now or timezone.now(),
    )


def look_around(*, until: datetime | None = None) -> int:
    """Carry out the searches that wait, oldest first; how many."""
    many = 0
    while until is None or timezone.now() < until:
        waiting = _claim(timezone.now())
        if waiting is None:
            break
        try:
            _carry_out(waiting)
        except (DatabaseError, InterfaceError):
            raise
        except Exception:
            log.exception("feed_search_fault", extra={"search": waiting.pk, "address": waiting.address})
            _finish(waiting, feed_words.FAULT.text)
        many += 1
    return many


def _claim(now: datetime) -> FeedSearch | None:
    with transaction.atomic():
        open_ones = Q(state=State.WAITING) | Q(state=State.LOOKING, leased_until__lt=now)
        waiting = (
            FeedSearch.objects.filter(open_ones)
            .order_by("asked_at", "pk")
            .select_for_update(skip_locked=True)
            .first()
        )
        if waiting is not None:
            if waiting.state == State.LOOKING:  # whoever looked before did not come back: it may be the site
                waiting.state, waiting.done_at = State.DONE, now
                waiting.message = "The search broke off. Try again, with the address of the feed itself."
                waiting.save(update_fields=("state", "done_at", "message"))
                return None
            waiting.state, waiting.leased_until = State.LOOKING, now + LEASE
            waiting.save(update_fields=("state", "leased_until"))
    return waiting


def _carry_out(looking: FeedSearch) -> None:
    """The address itself; what its page and robots.txt name; the usual places only if that is nothing."""
    ends = time.monotonic() + LONGEST_SEARCH
    try:
        answer = _get(looking.address, ends)
    except NotThere as refused:
        _finish(looking, str(refused))
        return
    if not 200 <= answer.status < 300:
        _finish(looking, feed_words.about_status(answer.status).text)
        return
    itself = _parsed(answer)
    if itself.kind:
        _keep(looking, Found(**_told(looking.address, itself, "itself")))
        _finish(looking, "")
        return
    named = once([*_in_page(answer), *_in_robots(answer.url, ends)])
    _try(looking, iter(named[:MOST_TRIED]), ends, enough=MOST_TRIED)
    if not looking.found:
        _try(looking, iter(usual_places(answer.url)), ends, enough=ENOUGH_OF_THE_USUAL)
    _finish(looking, "" if looking.found else NOTHING)


def _try(looking: FeedSearch, hints: Iterator[Hint], ends: float, *, enough: int) -> None:
    """Open each address, and keep those where there is a feed."""
    for hint in hints:
        if time.monotonic() > ends or len(looking.found) >= enough:
            return
        try:
            answer = _get(hint.url, ends)
        except NotThere as refused:
            log.info("feed_not_there", extra={"url": hint.url, "code": refused.code})
            continue
        parsed = _parsed(answer) if 200 <= answer.status < 300 else Parsed("")
        if parsed.kind:
            told = _told(hint.url, parsed, hint.found)
            _keep(looking, Found(**{**told, "title": parsed.title or hint.title}))


def _get(url: str, ends: float, kind: Kind = Kind.FEED) -> Answer:
    """Fetch it when it is the site's turn; what is taken for a feed may be a page."""
    while True:
        try:
            with turn(url, now=timezone.now()):
                return fetch(url, kind=kind)
        except NotNow as busy:
            pause = (busy.until - timezone.now()).total_seconds()
            if pause > LONGEST_PAUSE or time.monotonic() + pause > ends:
                refused = FetchRefused(Code.BUSY, url)
                raise NotThere(refused.code, refused.message) from busy
            time.sleep(max(pause, 0.1))
        except FetchRefused as refused:
            told = feed_words.about_refusal(str(refused.code), refused.message)
            raise NotThere(told.code, told.text) from refused


def _parsed(answer: Answer) -> Parsed:
    try:
        return parsed_from(answer)
    except ConfinedError:
        log.info("feed_too_hard", extra={"url": answer.url})
        return Parsed("")


def _in_page(answer: Answer) -> list[Hint]:
    try:
        told = run_confined(
            "sources.feeds.discovery:in_page", answer.body, url=answer.url, charset=answer.charset
        )
    except ConfinedError:
        log.info("page_too_hard", extra={"url": answer.url})
        return []
    return [Hint(**hint) for hint in told]


def _in_robots(url: str, ends: float) -> list[Hint]:
    robots = urljoin(url, "/robots.txt")
    try:
        answer = _get(robots, ends, Kind.ROBOTS)
    except NotThere as refused:
        log.info("no_robots", extra={"url": robots, "code": refused.code})
        return []
    return in_robots(answer.body.decode("utf-8", "replace"), url=robots) if answer.status == 200 else []


def _told(url: str, parsed: Parsed, found: str) -> dict[str, Any]:
    dates = [entry.published_at for entry in parsed.entries if entry.published_at]
    return {
        "url": url,
        "title": parsed.title,
        "kind": "sitemap" if parsed.kind == "sitemap_index" else parsed.kind,
        "entries": parsed.total,
        "newest": max(dates, default=""),
        "found": found,
    }


def _keep(looking: FeedSearch, found: Found) -> None:
    looking.found = [*looking.found, asdict(found)]
    looking.site_name = looking.site_name or found.title[:200] or host_of(found.url)
    looking.save(update_fields=("found", "site_name"))


def _finish(looking: FeedSearch, message: str) -> None:
    looking.state, looking.message = State.DONE, message
    looking.done_at, looking.leased_until = timezone.now(), None
    looking.save(update_fields=("state", "message", "done_at", "leased_until"))
