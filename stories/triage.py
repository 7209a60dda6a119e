"""What is still to be placed, for somebody who goes through it: the list, the one in hand, how far."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from sources.models import Article
from stories.models import Coverage, Edition, Placing, Story
from stories.questions import CURRENT, with_headline

LISTED: Final = 100
COUNTED: Final = 1_000
OFFERED: Final = 10
FIRST_LINES: Final = 700  # characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which articles somebody goes through; empty is all of them."""

    publisher: int | None = None
    language: str = ""
    story: int | None = None

    def waiting(self) -> QuerySet[Placing]:
        """Those that nobody has decided about, the newest first."""
        rows = Placing.objects.to_do()
        if self.publisher:
            rows = rows.filter(article__publisher=self.publisher)
        if self.language:
            rows = rows.filter(article__language=self.language)
        if self.story:
            offered = Coverage.objects.filter(story=self.story, state=Coverage.State.SUGGESTED)
            rows = rows.filter(article__in=offered.values("article"))
        return rows.order_by("-article_id")


def to_do() -> QuerySet[Placing]:
    """Every article that waits, the newest first."""
    return Wanted().waiting()


def listed(wanted: Wanted, *, around: int | None = None) -> list[Placing]:
    """The next hundred, from the newest; ``around`` begins the list at that article or the next after it."""
    rows = wanted.waiting().select_related("article__publisher").defer("article__sketch", "before")
    page = list(rows[:LISTED])
    if around is not None and page and around < page[-1].pk:
        return list(rows.filter(article__lte=around)[:LISTED])
    return page


def left(wanted: Wanted) -> int:
    """How many wait; no further than ``COUNTED`` is counted."""
    return wanted.waiting().values("pk")[:COUNTED].count()


def done(person: Any, since: datetime) -> int:
    """How many somebody has decided about since they began."""
    return Placing.objects.filter(decided_by=person, decided_at__gte=since).count()


def last_decision(person: Any) -> Placing | None:
    """What somebody decided last, as long as it can be taken back."""
    own = Placing.objects.filter(decided_by=person, decided_at__isnull=False).select_related("article")
    last = own.order_by("-decided_at").first()
    return last if last and last.before else None


def in_hand(article: Article) -> dict[str, Any]:
    """What is shown of an article while one decides: its suggestions, copies, and where it is already."""
    rows = list(
        Coverage.objects.filter(article=article).select_related("decided_by").order_by("-score", "-pk")
    )
    names = dict(
        with_headline(Story.objects.filter(pk__in=[row.story_id for row in rows])).values_list(
            "pk", "shown_as"
        )
    )
    states = {story.pk: story for story in Story.objects.filter(pk__in=names)}
    told = [(row, names.get(row.story_id, ""), states.get(row.story_id)) for row in rows]
    text = article.newest.text if article.newest else ""
    return {
        "suggested": [one for one in told if one[0].state == Coverage.State.SUGGESTED],
        "placed": [one for one in told if one[0].state == Coverage.State.ACCEPTED],
        "copies": list(article.copies.select_related("publisher").order_by("pk")[:20]),
        "first_lines": first_lines(text),
    }


def first_lines(text: str) -> list[str]:
    """The first paragraphs, cut at a word."""
    shown: list[str] = []
    room = FIRST_LINES
    for paragraph in filter(None, (part.strip() for part in text[: FIRST_LINES * 3].split("\n"))):
        if len(paragraph) > room:
            cut = paragraph[:room].rsplit(" ", 1)[0]
            return [*shown, f"{cut} …"] if room > 40 else shown
        shown.append(paragraph)
        room -= len(paragraph)
    return shown


def stories_headed(typed: str) -> QuerySet[Story]:
    """Open stories whose headline holds every word typed, the newest first."""
    texts = Edition.objects.filter(story=OuterRef("pk"), state__in=CURRENT)
    words = typed.split()[:8]
    if not words:
        return Story.objects.none()
    for word in words:
        texts = texts.filter(headline__icontains=word)
    gone = (Story.State.TAKEN_DOWN, Story.State.MERGED)
    found: QuerySet[Story] = with_headline(Story.objects.filter(Exists(texts)).exclude(state__in=gone))
    return found.order_by("-pk")[:OFFERED]
