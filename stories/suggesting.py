"""Finds the stories that an article may belong to; it joins by itself where the desk wants that."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from sources.matching import MOST, Match, Query, Rarity, query_for, rank, rarest
from sources.models import Article
from stories.models import CitedArticle, Coverage, Cursor, Placing, Story, StoryWords, WordUse
from stories.placing import join, texts_of
from stories.story_words import ALL, CURRENT, OPEN, SETTLED, refresh_words

log = logging.getLogger(__name__)
State = Coverage.State
BATCH: Final = 200  # articles before the cursor moves
LOOKED_AT: Final = 30  # stories whose words are read
SHOWN_WORDS: Final = 6
RECONSIDERED: Final = 300  # articles to be placed that are held against a story that changed
WORTH: Final = 0.2  # where not even the best scores that much, nobody is asked
REPEATED: Final = 0.99  # the score of an article whose text is in the story already

# The stories that hold the rarest words, weighed by them; by an index, so that their number does not matter.
LIKELY: Final = """
    WITH likely AS (
        SELECT held.story_id, sum(asked.rarity) AS weight
          FROM unnest(%s::text[], %s::float8[]) AS asked (word, rarity)
          JOIN stories_storywords AS held ON held.words @> ARRAY[asked.word]::varchar[]
         GROUP BY held.story_id
         ORDER BY weight DESC, held.story_id DESC
         LIMIT %s)
    SELECT held.story_id, held.shares::text
      FROM likely JOIN stories_storywords AS held USING (story_id)
      JOIN stories_story AS s ON s.id = held.story_id AND s.state = ANY(%s)
"""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A story, how well it fits, and why in words."""

    story: int
    score: float
    reasons: tuple[str, ...]


def suggest_new(*, until: datetime, now: datetime | None = None) -> dict[str, int]:
    """Suggest stories for every article that is new since the last time; stories that changed come first.

    An article that meets a fault of ours is logged and holds up no other; only a database that is away ends
    the round.
    """
    now = now or timezone.now()
    changed = refresh_words(now=now, until=until)
    told = {"stories": len(changed), "articles": 0, "faults": 0}
    while timezone.now() < until and (found := _new_articles()):
        for article in found:
            told["faults" if not _try(article, now) else "articles"] += 1
        settled = [article.pk for article in found if article.created_at < now - SETTLED]
        if len(found) < BATCH or len(settled) < len(found):
            _advance(settled)
            break
        _advance(settled)
    if changed:
        told["articles"] += _reconsider(changed, now)
    return told


@transaction.atomic
def suggest_for(article: Article, *, now: datetime | None = None) -> list[Coverage]:
    """The stories that an article may belong to, the best first, kept as suggestions; at most three.

    A story from which it was taken out is not suggested again. It joins the best by itself where that story
    is followed and the score is high enough, or where the text that it repeats was put into it before.
    What somebody has decided stays.
    """
    now = now or timezone.now()
    placing = Placing.objects.filter(article=article).first()
    known = dict(Coverage.objects.filter(article=article).values_list("story", "state"))
    if (placing and placing.state != Placing.State.OPEN) or _placed_already(article, known):
        _note(article, Placing.State.PLACED, None, now, only_new=True)
        return []
    found = _find(article, known)
    kept = _keep(article, found, known)
    _note(article, Placing.State.OPEN, found[0].score if found else None, now)
    best = kept[0] if kept else None
    wanted = best.story.joins_from if best else None
    enough = best and wanted is not None and (best.score or 0) >= wanted
    if best and (enough or _decided_with_its_text(article, best.story)):
        return [join(article=article, story=best.story, score=best.score or 0, now=now)]
    return kept


def _find(article: Article, known: Mapping[int, str]) -> list[Suggestion]:
    """The best of those that may be suggested still; none where not even the best is worth a look."""
    found = {suggestion.story: suggestion for suggestion in by_words(query_of(article))}
    found |= {suggestion.story: suggestion for suggestion in _by_copies(article)}
    ranked = sorted(found.values(), key=lambda s: (-s.score, -s.story))
    left = [s for s in ranked if known.get(s.story, State.SUGGESTED) == State.SUGGESTED][:MOST]
    return left if left and left[0].score >= WORTH else []


def _note(article: Article, state: str, best: float | None, now: datetime, *, only_new: bool = False) -> None:
    """Remember that stories were looked for."""
    row = Placing(article=article, state=state, best=best, considered_at=now)
    if only_new:
        Placing.objects.bulk_create([row], ignore_conflicts=True)
        return
    Placing.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=("article",),
        update_fields=("best", "considered_at"),
    )


def by_words(query: Query) -> list[Suggestion]:
    """The open stories that share the most telling words."""
    rarity = rarity_of(query.terms)
    asked = rarest(query, rarity)
    if not asked:
        return []
    profiles = _profiles(asked)
    return [_told(match) for match in rank(query, profiles, rarity, most=MOST * 2)]


def query_of(article: Article) -> Query:
    """What is asked for an article: its title, and the head of its text where that was read."""
    text = article.newest.text if article.newest else ""
    return query_for(article.title, text=text, publisher=article.publisher.name)


def rarity_of(terms: Iterable[str]) -> Rarity:
    """In how many open stories each of some words is used."""
    uses = WordUse.objects.filter(word__in=[ALL, *terms], stories__gt=0)
    held: dict[str, int] = dict(uses.values_list("word", "stories"))
    return Rarity(max(held.pop(ALL, 0), 1), held)


def _profiles(asked: Mapping[str, float]) -> dict[int, Mapping[str, float]]:
    values: list[Any] = [list(asked), list(asked.values()), LOOKED_AT, [str(state) for state in OPEN]]
    with connection.cursor() as cursor:
        cursor.execute(LIKELY, values)
        return {story: json.loads(shares) for story, shares in cursor.fetchall()}


def _told(match: Match) -> Suggestion:
    words = ", ".join(f"“{word}”" for word in match.words[:SHOWN_WORDS])
    more = len(match.words) - SHOWN_WORDS
    return Suggestion(
        match.story, match.score, (f"Shares {words}{f' and {more} more' if more > 0 else ''}.",)
    )


def _by_copies(article: Article) -> list[Suggestion]:
    """The stories that hold another copy of the same text."""
    texts = set(texts_of(article)) - {article.pk}
    if not texts:
        return []
    rows = Coverage.objects.filter(article__in=texts, state=State.ACCEPTED, story__state__in=OPEN)
    held = rows.select_related("article__publisher").order_by("pk")
    return [
        Suggestion(
            row.story_id,
            REPEATED,
            (f"Its text is that of “{row.article.title}” ({row.article.publisher.name}), which is in it.",),
        )
        for row in held
    ]


def _placed_already(article: Article, known: Mapping[int, str]) -> bool:
    """Whether a story has it, or a text that is being worked on cites it."""
    if State.ACCEPTED in known.values():
        return True
    return CitedArticle.objects.filter(article=article, edition__state__in=CURRENT).exists()


def _decided_with_its_text(article: Article, story: Story) -> bool:
    """Whether it is a copy that came after its text was placed: that was decided for all copies."""
    if article.original_id is None:
        return False
    placed = Placing.objects.filter(article=article.original_id, state=Placing.State.PLACED)
    there = Coverage.objects.filter(article=article.original_id, story=story, state=State.ACCEPTED)
    return placed.exists() and there.exists()


def _keep(article: Article, found: list[Suggestion], known: Mapping[int, str]) -> list[Coverage]:
    """Make the suggestions of an article these, in this order."""
    wanted = [suggestion.story for suggestion in found]
    if stale := [story for story, state in known.items() if state == State.SUGGESTED and story not in wanted]:
        Coverage.objects.filter(article=article, state=State.SUGGESTED, story__in=stale).delete()
    if not found:
        return []
    stories = Story.objects.in_bulk(wanted)
    rows = [
        Coverage(story=stories[s.story], article=article, score=round(s.score, 4), reasons=list(s.reasons))
        for s in found
    ]
    return Coverage.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=("story", "article"),
        update_fields=("score", "reasons"),
    )


def _new_articles() -> list[Article]:
    cursor, _ = Cursor.objects.get_or_create(name="suggestions")
    new = Article.objects.filter(pk__gt=cursor.seen).filter(
        ~Exists(Placing.objects.filter(article=OuterRef("pk")))
    )
    return list(new.select_related("publisher", "newest").order_by("pk")[:BATCH])


def _advance(settled: list[int]) -> None:
    if settled:
        Cursor.objects.filter(name="suggestions").update(seen=max(settled))


def _try(article: Article, now: datetime) -> bool:
    try:
        suggest_for(article, now=now)
    except (OperationalError, InterfaceError):
        raise  # the database is away: the article is still new when it is back
    except Exception:
        log.exception("suggestion_fault", extra={"article": article.pk})
        Placing.objects.get_or_create(article=article, defaults={"considered_at": now})
        return False
    return True


def _reconsider(changed: list[int], now: datetime) -> int:
    """Hold the newest articles that wait against the stories that changed; how many were looked up anew."""
    waiting = Placing.objects.filter(state=Placing.State.OPEN).exclude(considered_at=now)
    newest = waiting.select_related("article__publisher", "article__newest").order_by("-pk")[:RECONSIDERED]
    profiles = dict(StoryWords.objects.filter(story__in=changed).values_list("story", "shares"))
    queries = {placing.article: query_of(placing.article) for placing in newest}
    rarity = rarity_of({term for query in queries.values() for term in query.terms})
    suggested: dict[int, set[int]] = {}
    known = Coverage.objects.filter(article__in=queries, story__in=profiles)
    for article_id, story_id in known.values_list("article", "story"):
        suggested.setdefault(article_id, set()).add(story_id)
    again = [
        article
        for article, query in queries.items()
        if {match.story for match in rank(query, profiles, rarity)} - suggested.get(article.pk, set())
    ]
    return sum(_try(article, now) for article in again)
