"""Heeds what a site asks of programs, for whatever we read without being told to by a person."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from sources.addresses import BadAddress, Code, web_address
from sources.confined import ConfinedError, run_confined
from sources.fetching import FetchRefused, Kind, fetch
from sources.models import Robots
from sources.ourselves import AGENT
from sources.politeness import AT_ONCE, NotNow, retry_after, turn

log = logging.getLogger(__name__)

GOOD_FOR: Final = timedelta(days=1)
AGAIN_AFTER: Final = timedelta(minutes=10)  # where the server was in trouble; longer while it stays so
AGAIN_AT_LATEST: Final = timedelta(days=2)
READ: Final = 512_000  # bytes: as much as RFC 9309 asks for
IN_TROUBLE: Final = "The site does not say what programs may read."
# No robots.txt, or a redirect from it to nowhere: the site has no rules. What else goes wrong is the site's.
NONE_THERE: Final = frozenset(
    {
        *(Code.BAD_TYPE, Code.EMPTY_BODY, Code.BAD_REDIRECT, Code.REDIRECT_LOOP, Code.TOO_MANY_REDIRECTS),
        *(Code.TLS_DOWNGRADE, Code.BAD_ENCODING, Code.TOO_LARGE, Code.DECOMPRESSION_BOMB),
        *(Code.BAD_URL, Code.BAD_SCHEME, Code.BAD_HOST, Code.BAD_PORT, Code.CREDENTIALS_IN_URL),
    }
)


def may_fetch(url: str, *, now: datetime) -> bool:
    """Whether the rules of a site let us read an address; they are asked for once a day.

    A site that has no rules (4xx) allows everything; one that is in trouble (5xx, 429) allows nothing yet.

    Raises:
        NotNow: the rules cannot be had now.
        FetchRefused: the site cannot be reached, or must not be.
    """
    try:
        address = web_address(url, trusted=settings.FETCH_EXCEPTIONS)
    except BadAddress as bad:
        raise FetchRefused(bad.code, url) from bad
    origin = f"{address.scheme}://{address.authority}"
    rules = _known(origin, now) or _ask(origin, now)
    if _is_trouble(rules.status):
        raise NotNow(rules.good_until, IN_TROUBLE)
    return not rules.body or _allowed(rules, address.url)


def _allowed(rules: Robots, url: str) -> bool:
    try:
        return bool(run_confined("sources.robots_rules:allows", rules.body.encode(), url=url, agent=AGENT))
    except ConfinedError as error:
        log.warning("robots_unreadable", extra={"origin": rules.origin, "code": error.code})
        return False


def _known(origin: str, now: datetime) -> Robots | None:
    return Robots.objects.filter(origin=origin, good_until__gt=now).first()


def _ask(origin: str, now: datetime) -> Robots:
    """Ask for the rules and keep the answer."""
    status, body, until = 0, b"", None
    try:
        with turn(origin, now=now, pause=AT_ONCE):
            if told := _known(origin, now):
                return told  # somebody else has asked while we waited for our turn
            answer = fetch(f"{origin}/robots.txt", kind=Kind.ROBOTS)
        status, until = answer.status, retry_after(answer, now=now)
        body = answer.body[:READ] if status == 200 else b""
    except FetchRefused as refused:
        if refused.code not in NONE_THERE:
            raise
    since, good_until = now, now + GOOD_FOR
    if _is_trouble(status):
        before = Robots.objects.filter(origin=origin).first()
        since = before.fetched_at if before and _is_trouble(before.status) else now
        good_until = until or now + min(max(now - since, AGAIN_AFTER), AGAIN_AT_LATEST)
    text = body.decode("utf-8-sig", "replace").replace("\0", "")
    given = {"status": status, "body": text, "fetched_at": since, "good_until": good_until}
    return Robots.objects.update_or_create(origin=origin, defaults=given)[0]


def _is_trouble(status: int) -> bool:
    return status >= 500 or status == 429
