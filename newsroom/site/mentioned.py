"""Which pages of articles and of days there must be, by what stories cite and tell."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models.fields.json import KT
from django.db.models.functions import TruncDate

from newsroom.site.kinds import Wanted, article_page, day_page
from newsroom.site.listing import MONTH
from newsroom.site.templating import day_of
from stories.models import PublishedEntry, PublishedSource, PublishedStory

CHUNK: Final = 500
READABLE: Final = PublishedStory.READABLE
ONE_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Mentioned:
    """The pages that a story calls for, and the days of which it knows less than the day."""

    pages: list[Wanted] = field(default_factory=list)
    around: set[str] = field(default_factory=set)  # keys of the day pages that show it, if they are there


def mentioned_by(stories: Collection[str]) -> Mapping[str, Mentioned]:
    """For each story what its sources and its entries call for: two statements for any number of stories."""
    found: dict[str, Mentioned] = defaultdict(Mentioned)
    if not stories:
        return found
    sources = PublishedSource.objects.filter(story__in=stories).exclude(article="")
    for story, article in sources.values_list("story", "article").distinct():
        found[story].pages.append(article_page(article))
    days: set[tuple[str, str]] = set()
    for story, date in PublishedEntry.objects.filter(story__in=stories).values_list("story", "data__date"):
        if exact := day_of(date):
            days.add((story, exact))
        else:
            found[story].around |= {f"day:{day}" for day in _days_of(date)}
    for story, day in sorted(days):
        found[story].pages.append(day_page(day))
    return found


def _days_of(date: Mapping[str, Any]) -> Iterator[str]:
    """The days that a date covers, unless it says too little of any of them."""
    start, end = (datetime.fromisoformat(date[name]) for name in ("start", "end"))
    if end - start > MONTH:
        return
    while start < end:
        yield start.date().isoformat()
        start += ONE_DAY


def all_articles() -> Iterator[list[Wanted]]:
    """The pages of all cited articles, in chunks."""
    cited = PublishedSource.objects.filter(story__state__in=READABLE).exclude(article="")
    last = ""
    while articles := list(
        cited.filter(article__gt=last)
        .order_by("article")
        .values_list("article", flat=True)
        .distinct()[:CHUNK]
    ):
        last = articles[-1]
        yield [article_page(article) for article in articles]


def all_days() -> Iterator[list[Wanted]]:
    """The pages of all days on which something happened, in chunks."""
    exact = (
        PublishedEntry.objects.filter(story__state__in=READABLE, data__date__precision__in=["minute", "day"])
        .annotate(edtf=KT("data__date__edtf"), day=TruncDate("start"))
        .exclude(edtf__regex="[~?]")
    )
    days = list(exact.order_by("day").values_list("day", flat=True).distinct())
    for first in range(0, len(days), CHUNK):
        yield [day_page(day.isoformat()) for day in days[first : first + CHUNK]]
