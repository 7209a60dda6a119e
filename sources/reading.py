"""Reads articles at the addresses that somebody asked for, and says what became of each.

1. ``request_article`` writes a row and rings; what is in the catalogue already is answered at once.
2. ``read_requests`` claims one row after the other by a guarded update, people's before feeds'.
3. Outside any transaction it asks the site, politely, and reads the page in a child process.
4. One transaction takes the article in and answers the row; a fault costs that row alone.
"""

import logging
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.utils import timezone

from sources.addresses import Code
from sources.bell import ring_after_commit
from sources.confined import ConfinedError, run_confined
from sources.fetching import Answer, FetchRefused, fetch
from sources.identifiers import canonical_url
from sources.models import Article, ArticleRequest
from sources.politeness import NotNow, retry_after, turn
from sources.robots import may_fetch
from sources.taking import known_at, take, take_telling
from sources.unread import TRANSIENT, Unread, of_page, of_status, worth_knowing

__all__ = ["read_page", "read_requests", "request_article", "take"]

log = logging.getLogger(__name__)
State = ArticleRequest.State

BELL: Final = "sources.tasks.read_requests"
LEASE: Final = timedelta(minutes=3)  # longer than robots, page and child may take together
MOST_ATTEMPTS: Final = 5  # of a row whose worker died each time, or whose site never answered
LATER: Final = timedelta(minutes=5)  # until a feed's address is tried again, doubled each time
SOON: Final = timedelta(seconds=30)  # for which a bell is rung at the very moment, not when beat comes by
LONGEST_WAIT: Final = timedelta(days=1)  # that a person's request waits for a site that asks us to


@transaction.atomic
def request_article(
    url: str,
    *,
    by: AbstractBaseUser | None,
    despite_robots: bool = False,
    title: str = "",
    now: datetime | None = None,
) -> ArticleRequest:
    """Ask for the article at ``url`` to be read; a row that says what became of it.

    An article that has been read before is the answer at once; asking again while a request of the same
    person is open gives that one. ``by`` None: a feed asks, which must heed robots.

    Raises:
        BadUrlError: ``url`` is no web address.
    """
    now = now or timezone.now()
    address = canonical_url(url)
    if by is None and despite_robots:
        raise ValueError("Only a person decides to read an address despite its rules for robots.")
    by_id = by.pk if by else None
    waiting = ArticleRequest.objects.filter(
        url=url.strip(),
        asked_by=by_id,
        state__in=(State.WAITING, State.READING),
        despite_robots=despite_robots,
    ).first()
    if waiting:
        return waiting
    asked = ArticleRequest(
        url=url.strip(), title=title[:500], asked_by_id=by_id, asked_at=now, despite_robots=despite_robots
    )
    known = known_at(address) if address else None
    if known and known.newest_id:
        asked.state, asked.article, asked.was_known, asked.done_at = State.DONE, known, True, now
    asked.save()
    if despite_robots:
        log.info("robots_overruled", extra={"request": asked.pk, "url": asked.url, "by": by_id})
    if asked.state == State.WAITING:
        ring_after_commit(BELL)
    return asked


def read_requests(*, now: datetime | None = None, until: datetime | None = None) -> dict[str, int]:
    """Read one address after the other until nothing is due; returns how many came to what end."""
    told = {"done": 0, "refused": 0, "waiting": 0}
    while (until is None or timezone.now() < until) and (asked := _claim(now or timezone.now())):
        state = _answer(asked, now)
        told[state] = told.get(state, 0) + 1
    return told


def read_page(answer: Answer) -> dict[str, Any]:
    """What a page says, read in a limited child process; see ``sources.extraction.Page``.

    Raises:
        Unread: the page was too much for the child.
    """
    given = {"url": answer.url, "media_type": answer.media_type, "charset": answer.charset}
    try:
        read: dict[str, Any] = run_confined("sources.extraction:extract", answer.body, **given)
    except ConfinedError as error:
        raise Unread(error.code, error.message) from error
    return read


def _claim(now: datetime) -> ArticleRequest | None:
    """The next row that is due, ours for the time of the lease; one whose worker died is due again."""
    ready = Q(state=State.WAITING) & (Q(not_before=None) | Q(not_before__lte=now))
    left = Q(state=State.READING, leased_until__lte=now)
    of_feed = ExpressionWrapper(Q(asked_by=None), output_field=BooleanField())
    due = ArticleRequest.objects.filter(ready | left).order_by(of_feed, "asked_at", "pk")
    for asked in due[:20]:
        ours = ArticleRequest.objects.filter(ready | left, pk=asked.pk, attempts=asked.attempts)
        if ours.update(state=State.READING, leased_until=now + LEASE, attempts=F("attempts") + 1):
            asked.attempts += 1
            return asked
    return None


def _answer(asked: ArticleRequest, given_now: datetime | None) -> str:
    """Do what a row asks for, and write down what became of it."""
    now = given_now or timezone.now()
    try:
        if asked.attempts > MOST_ATTEMPTS:
            raise Unread("gave_up", "This was tried several times without an answer. Try again later.")
        article, known, said = _read(asked, now)
    except NotNow as wait:
        return _put_off(asked, wait.until, now)
    except Unread as refusal:
        return _refuse(asked, refusal.code, refusal.message, now)
    except FetchRefused as refusal:
        return _refuse(asked, str(refusal.code), refusal.message, now)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the lease runs out and the row is read again
    except Exception:
        log.exception("article_not_read", extra={"request": asked.pk, "url": asked.url})
        return _refuse(
            asked, "fault", "Something failed on our side; it is in the log. Type the article by hand.", now
        )
    return _finish(asked, now, state=State.DONE, article=article, was_known=known, code="", message=said)


def _read(asked: ArticleRequest, now: datetime) -> tuple[Article, bool, str]:
    """The article at an address, whether it was known before, and what an editor should know of it."""
    known = known_at(canonical_url(asked.url) or "")
    if known and known.newest_id:
        return known, True, ""
    if not asked.despite_robots and not may_fetch(asked.url, now=now):
        raise FetchRefused(Code.ROBOTS, asked.url)
    with turn(asked.url, now=now):
        answer = fetch(asked.url)
    _heed(answer, now)
    page = read_page(answer)
    refusal = of_page(page)
    if refusal:
        raise refusal
    found_by = Article.FoundBy.ADDRESS if asked.asked_by_id else Article.FoundBy.FEED
    article, was_known = take_telling(
        answer, page, given_url=asked.url, title=asked.title, found_by=found_by, now=now
    )
    return article, was_known, worth_knowing(page)


def _heed(answer: Answer, now: datetime) -> None:
    """Go on only with a page; a site that asks us to wait is waited for."""
    until = retry_after(answer, now=now)
    if until is not None:
        raise NotNow(until)
    refusal = of_status(answer.status)
    if refusal:
        raise refusal


def _put_off(asked: ArticleRequest, until: datetime, now: datetime) -> str:
    if asked.asked_by_id and until - now > LONGEST_WAIT:
        words = f"The site asks us to stay away until {until:%-d %B %H:%M} UTC. Type the article by hand."
        return _refuse(asked, "asked_to_wait", words, now)
    if until - now < SOON:
        ring_after_commit(BELL, delay=(until - now).total_seconds())
    # Waiting is no failed attempt.
    return _finish(asked, None, state=State.WAITING, not_before=until, attempts=asked.attempts - 1)


def _refuse(asked: ArticleRequest, code: str, message: str, now: datetime) -> str:
    """Say why there is no article; what a feed announced is tried again where that may help."""
    log.info("article_refused", extra={"request": asked.pk, "url": asked.url, "code": code})
    if asked.asked_by_id is None and code in TRANSIENT and asked.attempts < MOST_ATTEMPTS:
        later = now + LATER * 2**asked.attempts
        return _finish(asked, None, state=State.WAITING, not_before=later, code=code, message=message)
    return _finish(asked, now, state=State.REFUSED, code=code[:40], message=message)


def _finish(asked: ArticleRequest, done_at: datetime | None, **fields: Any) -> str:
    """Write down what became of a row, unless somebody else has it by now."""
    ours = ArticleRequest.objects.filter(pk=asked.pk, state=State.READING)
    if "attempts" not in fields:
        ours = ours.filter(attempts=asked.attempts)
    ours.update(leased_until=None, done_at=done_at, **fields)
    return str(fields["state"])
