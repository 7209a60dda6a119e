"""Synthetic stories of one shape and many words, the same at every run: what the benchmarks publish."""

import itertools
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

from sources.identifiers import ALPHABET
from stories.fuzzy_dates import FuzzyDate, Precision

FIRST: Final = datetime(2024, 1, 1, 6, tzinfo=UTC)
APART: Final = timedelta(minutes=7)
SECTIONS, ENTRIES = 4, 5
FEWEST_SOURCES, MOST_SOURCES = 2, 6
PLAIN: Final = tuple(
    """
    the of to in and that was had for on by it were said with not at from after would their before
    has been but its two three will more than who over since when under still last first while other
    years week council ministry court report company police region harbour railway bridge river
    budget tax energy school hospital workers union strike talks vote law repair closure opening
    price contract inspection station engineers residents traffic storm flood power supply budget
    border ferry grain timber fishing museum archive research study figures officials spokesman
    director deputy member northern southern eastern western public private new old early late open
    closed agreed refused delayed announced confirmed published ordered reviewed measured counted
    planned built moved
    """.split()  # noqa: SIM905 - a list of words is read as words
)
SYLLABLES: Final = tuple(
    """
    ba be bo da de do fa fi ga go ka ke ki ko la le li lo ma me mi mo na ne no pa pe po ra
    """.split()  # noqa: SIM905 - a list of words is read as words
)
TOPICS: Final = tuple(
    """
    transport energy courts health schools housing budget elections harbour railways weather farming
    fishing forests science museums labour trade policing water
    """.split()  # noqa: SIM905 - a list of words is read as words
)
LANGUAGES: Final = ("en", "en", "en", "ko", "de", "fr")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A publisher that never was."""

    slug: str
    name: str


def outlets(count: int) -> list[Outlet]:
    """So many publishers, each with a name of its own."""
    first = [word.capitalize() for word in RARE[:count]]
    second = itertools.cycle(("Wire", "Ledger", "Herald", "Broadcasting", "Gazette"))
    names = [f"{place} {kind}" for place, kind in zip(first, second, strict=False)]
    return [Outlet(name.lower().replace(" ", "-"), name) for name in names]


def _rare_words() -> list[str]:
    """Made-up names, each rarer than the one before: what a reader searches for."""
    names = ["".join(parts) for parts in itertools.product(SYLLABLES, repeat=3)]
    return random.Random(1).sample(names, 6000)  # noqa: S311 - must be the same at every run


RARE: Final = _rare_words()
WORDS: Final = (*PLAIN, *RARE)
# After Zipf: the word of rank n comes up in proportion to about 1/n, as in real text.
WEIGHTS: Final = tuple(itertools.accumulate((rank + 8) ** -1.1 for rank in range(len(WORDS))))


@dataclass(frozen=True, slots=True)
class StoryText:
    """One story before it is anything in a database."""

    number: int
    public_id: str
    slug: str
    at: datetime
    document: Mapping[str, Any]


def story_text(number: int, publishers: Sequence[Outlet]) -> StoryText:
    """The story of that number, from 1; it depends on nothing else."""
    dice = random.Random(number)  # noqa: S311 - must be the same at every run
    at = FIRST + number * APART
    sources = [
        _source(dice, rank, at, publishers) for rank in range(dice.randint(FEWEST_SOURCES, MOST_SOURCES))
    ]
    keys = [source["key"] for source in sources]
    document = {
        "schema": 1,
        "language": "en",
        "headline": _line(dice, 7),
        "standfirst": _sentence(dice) + ".",
        "topics": sorted(dice.sample(TOPICS, dice.randint(1, 3))),
        "image": None,
        "sections": [
            {"key": f"sec{rank}", "heading": _line(dice, 4), "body": _body(dice, keys)}
            for rank in range(SECTIONS)
        ],
        "sources": sources,
        "timeline": [_entry(dice, rank, at, keys) for rank in range(ENTRIES)],
        "quotes": [],
    }
    return StoryText(number, _id(dice, "st"), f"story-{number}", at, document)


def _id(dice: random.Random, prefix: str) -> str:
    return f"{prefix}_" + "".join(dice.choices(ALPHABET, k=12))


def _source(dice: random.Random, rank: int, at: datetime, publishers: Sequence[Outlet]) -> dict[str, Any]:
    article, publisher = _id(dice, "ar"), dice.choice(publishers)
    published = at - timedelta(minutes=dice.randint(10, 4000))
    return {
        "key": f"src{rank}",
        "article": article,
        "publisher": {"slug": publisher.slug, "name": publisher.name},
        "title": _line(dice, 8),
        "url": f"https://{publisher.slug}.example/{article}",
        "language": dice.choice(LANGUAGES),
        "published_at": published.isoformat(),
        "summary": _sentence(dice) + ".",
        "state": "cited",
    }


def _entry(dice: random.Random, rank: int, at: datetime, keys: Sequence[str]) -> dict[str, Any]:
    """Entries in order of time: a month, then days, then a minute."""
    day = (at - timedelta(days=40 - 8 * rank)).replace(hour=0, minute=0)
    if rank == 0:
        start = day.replace(day=1)
        date = FuzzyDate(Precision.MONTH, start, (start + timedelta(days=31)).replace(day=1))
    elif rank < ENTRIES - 1:
        date = FuzzyDate(Precision.DAY, day, day + timedelta(days=1))
    else:
        minute = day + timedelta(minutes=dice.randrange(1440))
        date = FuzzyDate(Precision.MINUTE, minute, minute + timedelta(minutes=1))
    text = f"{_sentence(dice)}. [@{dice.choice(keys)}]"
    return {"key": f"ent{rank}", "date": date.as_json(), "text": text}


def _body(dice: random.Random, keys: Sequence[str]) -> str:
    cited = [f"{_sentence(dice)}[@{dice.choice(keys)}]." for _ in range(2)]
    return f"{_sentence(dice)}. {cited[0]}\n\n{_sentence(dice)}. {cited[1]}"


def _sentence(dice: random.Random) -> str:
    return dice.choice(_sentences())


@cache
def _sentences() -> list[str]:
    """Enough for all words to come up; drawn once, as drawing words is what takes time."""
    dice = random.Random(2)  # noqa: S311 - must be the same at every run
    return [_line(dice, dice.randint(12, 20)) for _ in range(8000)]


def _line(dice: random.Random, length: int) -> str:
    return " ".join(_words(dice, length)).capitalize()


def _words(dice: random.Random, count: int) -> list[str]:
    return dice.choices(WORDS, cum_weights=WEIGHTS, k=count)
