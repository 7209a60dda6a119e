"""A newsroom's stories and articles as far as coverage goes, by the ten thousand."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import accumulate, count
from typing import Final

from django.db import connection

from benchmarks.copying import Table, reset_sequences
from sources.identifiers import text_key
from sources.matching import profile_of
from sources.models import Article, Publisher
from stories.models import Coverage, Placing, Story, StoryWords, WordUse
from stories.story_words import ALL

BEGAN: Final = datetime(2026, 1, 1, tzinfo=UTC)
PUBLISHERS: Final = 50
VOCABULARY: Final = 40_000
SYLLABLES: Final = tuple(
    a + b for a in ("b", "d", "fr", "gl", "k", "m", "p", "st", "t", "v") for b in "aeiou"
)
COPIES: Final = 5  # one article in so many repeats the one before it


class Newsroom:
    """So many live stories of ten accepted articles each; the same number gives the same rows.

    A story has eight words of its own; a title has four of them and four words as unevenly spread as in
    real text.
    """

    def __init__(self, stories: int, *, each: int = 10) -> None:
        self.stories, self.each = stories, each
        self._dice = random.Random(7)  # noqa: S311 - made-up words
        self._words = self._vocabulary()
        self._own: list[list[str]] = []
        self._numbers = count(1)

    def fill(self) -> None:
        """Write everything by COPY."""
        publishers, articles = Table(Publisher), Table(Article)
        stories, coverage, words = Table(Story), Table(Coverage), Table(StoryWords)
        placings, uses = Table(Placing), Table(WordUse)
        for number in range(PUBLISHERS):
            publishers.add(
                name=f"Paper {number}", name_key=f"paper {number}", slug=f"paper-{number}", created_at=BEGAN
            )
        held: Counter[str] = Counter()
        for number in range(1, self.stories + 1):
            titles = self._story()
            story = stories.add(
                public_id=f"st_{number:012d}",
                slug=f"story-{number}",
                state=Story.State.LIVE,
                version=1,
                first_published_at=BEGAN,
                content_updated_at=BEGAN,
                updated_at=BEGAN,
                as_of=BEGAN,
                created_at=BEGAN,
                copies_count_once=number % 2 == 0,
            )
            self._articles(story, titles[1:], articles, coverage, placings)
            profile = profile_of(titles)
            words.add(story_id=story, words=sorted(profile), shares=profile, made_at=BEGAN)
            held.update(profile.keys())
        for word, times in {**held, ALL: self.stories}.items():
            uses.add(word=word, stories=times)
        for rows in (publishers, articles, stories, coverage, words, placings, uses):
            rows.send()
        reset_sequences((Publisher, Article, Story, Coverage))
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")

    def title(self, story: int) -> str:
        """One more title of a story, by its number from 1."""
        own = self._dice.sample(self._own[story - 1], 4)
        general = self._dice.choices(self._words, cum_weights=self._weights, k=4)
        return " ".join([*own, *general]).capitalize()

    def _story(self) -> list[str]:
        # Half of them from the whole language, so that stories share words as they do.
        self._own.append(
            self._dice.choices(self._words, cum_weights=self._weights, k=4)
            + self._dice.sample(self._words, 4)
        )
        number = len(self._own)
        return [self.title(number) for _ in range(self.each + 1)]

    def _articles(
        self, story: int, titles: Sequence[str], articles: Table, coverage: Table, placings: Table
    ) -> None:
        before = None
        for title in titles:
            article = articles.add(
                public_id=f"ar_{next(self._numbers):012d}",
                publisher_id=1 + self._dice.randrange(PUBLISHERS),
                title=title,
                title_key=f"{text_key(title)} {story}",
                created_at=BEGAN,
                updated_at=BEGAN,
                original_id=before if before and self._dice.randrange(COPIES) == 0 else None,
            )
            before = before or article
            state = Coverage.State.ACCEPTED
            coverage.add(story_id=story, article_id=article, state=state, decided_at=BEGAN, created_at=BEGAN)
            placings.add(article_id=article, state=Placing.State.PLACED, considered_at=BEGAN)

    def _vocabulary(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self._dice.choices(SYLLABLES, k=self._dice.randrange(2, 5)))] = None
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
        return list(words)
