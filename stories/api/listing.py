"""Pages of stories by keyset: the next page starts after the last row, however deep it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from stories.api.cursors import Place, read_cursor, write_cursor
from stories.api.filters import FILTERS, narrowed
from stories.api.parameters import choice, whole_number
from stories.models.published import PublishedStory, PublishedStoryQuerySet

DEFAULT_LIMIT = 25
MOST = 100
COUNTED_TO = 10_000


@dataclass(frozen=True, slots=True)
class Order:
    """A column and a direction; the id decides among equals, the other way round.

    That is the order of the index, read forwards for the newest first and backwards otherwise.
    """

    column: str
    newest_first: bool

    @property
    def by(self) -> tuple[str, str]:
        """What the rows are ordered by."""
        return (f"-{self.column}", "id") if self.newest_first else (self.column, "-id")

    def after(self, place: Place) -> Q:
        """The rows behind a place.

        The outer bound is one that the index can start at; the inner one only sorts out the rows
        that share the very microsecond.
        """
        beyond, further = ("lt", "gt") if self.newest_first else ("gt", "lt")
        return Q(**{f"{self.column}__{beyond}e": place.moment}) & (
            Q(**{f"{self.column}__{beyond}": place.moment}) | Q(**{f"id__{further}": place.id})
        )


ORDERS: Mapping[str, Order] = {
    "-updated": Order("content_updated_at", newest_first=True),
    "updated": Order("content_updated_at", newest_first=False),
    "-published": Order("first_published_at", newest_first=True),
    "published": Order("first_published_at", newest_first=False),
}
DEFAULT_SORT = "-updated"
INCLUDES = ("count",)
PARAMETERS = FILTERS | {"sort", "limit", "cursor", "include"}


@dataclass(frozen=True, slots=True)
class Page:
    """Ready rows, the query string of the next page ("" at the end), and the count if asked for."""

    rows: list[tuple[bytes, str]]
    next_query: str
    count: int | None


def read_page(query: Mapping[str, str]) -> Page:
    """One page, by one SELECT, and a second one for the count.

    Raises:
        BadParameters: a parameter that cannot be read.
    """
    sort = choice(query, "sort", default=DEFAULT_SORT, choices=tuple(ORDERS))
    limit = whole_number(query, "limit", default=DEFAULT_LIMIT, least=1, most=MOST)
    counting = "include" in query and bool(choice(query, "include", default="", choices=INCLUDES))
    wanted = {name: value for name, value in query.items() if name in FILTERS}
    listing = {**wanted, "sort": sort}
    stories = narrowed(_readable(), wanted)
    order = ORDERS[sort]
    rest = (
        stories.filter(order.after(read_cursor(query["cursor"], listing))) if "cursor" in query else stories
    )
    found: list[Any] = list(
        rest.order_by(*order.by).values_list("body", "etag", "id", order.column)[: limit + 1]
    )
    rows = found[:limit]
    next_query = ""
    if len(found) > limit:
        last = Place(rows[-1][3], rows[-1][2])
        next_query = urlencode({**query, "cursor": write_cursor(last, listing)})
    return Page(
        [(bytes(body), etag) for body, etag, _, _ in rows],
        next_query,
        stories.order_by()[: COUNTED_TO + 1].count() if counting else None,
    )


def _readable() -> PublishedStoryQuerySet:
    return PublishedStoryQuerySet(PublishedStory).readable()
