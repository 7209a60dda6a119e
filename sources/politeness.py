"""One request at a time to whoever owns a site, a pause after each, and none while a server asks us to wait.

Turns are rows, so that they hold over all threads and processes:

1. A guarded update takes the turn if nobody has it, the pause is over and the domain is open.
2. Whoever gets no turn learns from when on to ask again, and waits for nobody.
3. At the end the turn is given back; that of a process that died runs out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from time import monotonic
from typing import Final

from django.conf import settings
from django.db.models import Q

from sources.addresses import BadAddress, web_address
from sources.domains import registrable
from sources.fetching import Answer
from sources.models import Host

AT_ONCE: Final = timedelta(0)
MOMENT: Final = timedelta(seconds=1)  # after which a request in flight may be over
LEASE: Final = timedelta(seconds=60)  # longer than the door lets anything take
LONGEST: Final = timedelta(days=7)  # that a server can keep us away at once
ASKS_TO_WAIT: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


class NotNow(Exception):
    """It is not our turn at this site: ask again at ``until``, not before; ``because`` is for people."""

    def __init__(self, until: datetime, because: str = "") -> None:
        super().__init__(f"not before {until:%Y-%m-%d %H:%M:%S} UTC{f': {because}' if because else ''}")
        self.until, self.because = until, because


@contextmanager
def turn(url: str, *, now: datetime, pause: timedelta | None = None) -> Iterator[None]:
    """Have the turn at the registrable domain of ``url`` for one request, ``FETCH_PAUSE`` before the next.

    Not inside a transaction: nobody else would see the turn, and the network would be waited for in it.

    Raises:
        NotNow: somebody else has it, had it a moment ago, or the server wants no requests.
    """
    domain = _domain(url)
    began = monotonic()
    mine = _take(domain, now) if domain else None
    try:
        yield
    finally:
        if mine is not None:
            pause = settings.FETCH_PAUSE if pause is None else pause
            took = timedelta(seconds=monotonic() - began)
            ours = Host.objects.filter(domain=domain, leased_until=mine)
            ours.update(leased_until=None, free_at=now + took + pause if pause else now)


def retry_after(answer: Answer, *, now: datetime) -> datetime | None:
    """Until when a server asks us to stay away with 429 or 503, which is written down for all of its domain.

    At most seven days; None where it asks for nothing.
    """
    wait = waiting_time(answer.header("retry-after"), now=now) if answer.status in ASKS_TO_WAIT else None
    if not wait:
        return None
    until, domain = now + wait, _domain(answer.url)
    if domain:
        Host.objects.get_or_create(domain=domain, defaults={"free_at": now})
        shorter = Q(closed_until=None) | Q(closed_until__lt=until)
        because = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        Host.objects.filter(shorter, domain=domain).update(closed_until=until, closed_because=because)
    return until


def waiting_time(header: str, *, now: datetime) -> timedelta | None:
    """What a Retry-After header asks for, as seconds or as a date; None if that is nothing, or nonsense."""
    header = header.strip()
    if header.isascii() and header.isdecimal():
        return min(timedelta(seconds=min(int(header[:9]), 10**9)), LONGEST) or None
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, OverflowError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(until - now, LONGEST) if until > now else None


def _domain(url: str) -> str:
    """Whose turn it takes; empty for what the door refuses by itself, before it asks anybody."""
    try:
        return registrable(web_address(url, trusted=settings.FETCH_EXCEPTIONS).host)
    except BadAddress:
        return ""


def _take(domain: str, now: datetime) -> datetime:
    """The end of the lease, by which the turn is known to be ours."""
    until = now + LEASE
    idle = Q(leased_until=None) | Q(leased_until__lte=now)
    is_open = Q(closed_until=None) | Q(closed_until__lte=now)
    while True:
        if Host.objects.filter(idle, is_open, domain=domain, free_at__lte=now).update(leased_until=until):
            return until
        host = Host.objects.filter(domain=domain).first()
        if host:
            raise _not_now(host, now)
        Host.objects.bulk_create([Host(domain=domain, free_at=now)], ignore_conflicts=True)


def _not_now(host: Host, now: datetime) -> NotNow:
    if host.closed_until and host.closed_until > now:
        return NotNow(host.closed_until, host.closed_because)
    # A request in flight ends sooner than its lease, mostly at once.
    return NotNow(max(host.free_at, now + MOMENT) if host.leased_until else host.free_at)
