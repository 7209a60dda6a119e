"""When an article is looked at again: often while it is young, monthly for as long as a story rests on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
MONTH: Final = timedelta(days=30)
# Younger than the first: again after the second.
INTERVALS: Final[Sequence[tuple[timedelta, timedelta]]] = (
    (3 * HOUR, 15 * MINUTE),
    (DAY, HOUR),
    (7 * DAY, 3 * HOUR),
    (30 * DAY, 3 * DAY),
)
GONE_AFTER_LOOKS: Final = 3
GONE_AFTER: Final = DAY
MISSING_AGAIN: Final = 6 * HOUR  # the longest wait between two looks at something that is missing
TROUBLE: Final = HOUR  # the shortest wait after a server that failed or shut us out


class Standing(StrEnum):
    """What an answer says of the article, before its text is read."""

    READABLE = "readable"
    MISSING = "missing"
    SUSPECTED = "suspected"
    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Missing:
    """How often in a row an article was not found, and since when."""

    times: int = 0
    since: datetime | None = None

    def again(self, now: datetime) -> "Missing":
        """One more look that found nothing."""
        return Missing(self.times + 1, self.since or now)

    def is_gone(self, now: datetime) -> bool:
        """Whether it was missing often and long enough to be believed."""
        return self.times >= GONE_AFTER_LOOKS and self.since is not None and now - self.since >= GONE_AFTER


def interval(age: timedelta) -> timedelta:
    """The wait until the next look at an article of that age."""
    return next((wait for younger_than, wait in INTERVALS if age < younger_than), MONTH)


def next_look(*, born: datetime, now: datetime, standing: Standing, missing: Missing) -> datetime:
    """When to look again after a look at ``now``.

    What is missing is looked at soon, so that it is known in a day whether it is gone; a server that failed
    or shut us out is left alone for an hour at least.
    """
    wait = interval(max(now - born, timedelta()))
    if standing == Standing.MISSING and not missing.is_gone(now):
        wait = min(wait, MISSING_AGAIN)
    if standing in {Standing.UNREADABLE, Standing.UNKNOWN}:
        wait = max(wait, TROUBLE)
        wait = min(wait, DAY) if standing == Standing.UNKNOWN else wait
    return now + wait


def standing(status: int, *, requested: str, final: str) -> Standing:
    """What a status says; an article whose address leads to the home page is suspected, not gone."""
    if status in {404, 410}:
        return Standing.MISSING
    if status in {401, 402, 403, 407, 451}:
        return Standing.UNREADABLE
    if not 200 <= status < 300:
        return Standing.UNKNOWN
    if is_home(final) and not is_home(requested):
        return Standing.SUSPECTED
    return Standing.READABLE


def is_home(url: str) -> bool:
    """Whether a URL is the front page of a site, such as ``https://a.example/`` or ``/en/``."""
    path = url.partition("://")[2].partition("/")[2].partition("?")[0].partition("#")[0].strip("/").lower()
    return not path or (len(path) in {2, 5} and path.replace("-", "").isalpha()) or path in _HOME_PAGES


_HOME_PAGES: Final = frozenset({"index.html", "index.htm", "index.php", "home", "default.aspx"})
