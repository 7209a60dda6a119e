"""How often the right story is suggested, and how often an article would join the right one by itself.

    python -m benchmarks.matching [--quick] [--data FILE] [--half tuning|held-out]

Headlines with the story that each belongs to (CSV with the columns title, publisher, story) are not ours to
keep here: the file is looked for beside the repository, in ``shared/data``, or where ``NEWSROOM_DATA`` says.
Stories fall into two halves by a hash of their name; constants were chosen on one, figures are of the other.
"""

import argparse
import csv
import hashlib
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.figures import table  # noqa: E402
from sources.matching import Rarity, profile_of, query_for, rank, terms_of  # noqa: E402

DATA: Final = Path(os.environ.get("NEWSROOM_DATA", ROOT.parent / "shared" / "data"))
HEADLINES: Final = DATA / "headlines_by_story.csv"
SEED: Final = 3  # titles by which a story is known when the first article comes
THRESHOLDS: Final = (0.3, 0.4, 0.5, 0.6, 0.65, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Headline:
    """One article of the labelled data."""

    title: str
    publisher: str
    story: str

    @property
    def held_out(self) -> bool:
        """Whether its story was not looked at when constants were chosen."""
        return bool(int(hashlib.sha256(self.story.encode()).hexdigest(), 16) >> 1 & 1)


@dataclass(slots=True)
class Found:
    """What came of a stream of articles.

    ``own``: whether the first suggestion was right, and its score. ``foreign``: the best score of the same
    article where its story is not among the open ones: what joins then joins a wrong story.
    """

    first: int = 0
    three: int = 0
    plain_first: int = 0
    plain_three: int = 0
    own: list[tuple[bool, float]] = field(default_factory=list)
    foreign: list[float] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many articles came."""
        return len(self.own)

    def joining(self, threshold: float) -> tuple[float, float, float]:
        """Precision, precision with as many articles that belong nowhere, and recall."""
        right = sum(ok and score >= threshold for ok, score in self.own)
        wrong = sum(not ok and score >= threshold for ok, score in self.own)
        stray = sum(score >= threshold for score in self.foreign)
        return right / max(right + wrong, 1), right / max(right + wrong + stray, 1), right / self.count


def read(path: Path = HEADLINES) -> list[Headline]:
    """The labelled headlines."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [Headline(row["title"], row["publisher"], row["story"]) for row in csv.DictReader(lines)]


def run(headlines: Sequence[Headline], *, held_out: bool, order: int = 0, most: int = 10_000) -> Found:
    """Let articles come in a random order, each to be placed among all stories and then known to its own.

    Articles of the other half of stories are there too and teach their stories, but are not counted. Nothing
    is read but titles and publishers: the order of time in such data gives the story away.
    """
    dice = random.Random(order)  # noqa: S311 - a shuffle that is the same each time
    titles, stream = _begin(headlines, dice, most)
    profiles = {story: profile_of(known) for story, known in titles.items()}
    words = {story: [set(terms_of(title)) for title in known] for story, known in titles.items()}
    holding = Counter(term for profile in profiles.values() for term in profile)
    numbers = {story: number for number, story in enumerate(sorted(titles))}
    found = Found()
    for article in stream:
        if article.held_out == held_out:
            _place(article, found, profiles, numbers, Rarity(len(profiles), holding))
            _place_plainly(article, found, words)
        titles[article.story].append(article.title)
        words[article.story].append(set(terms_of(article.title)))
        profile = profile_of(titles[article.story])
        holding.subtract(profiles[article.story].keys())
        holding.update(profile.keys())
        profiles[article.story] = profile
    return found


def _begin(
    headlines: Sequence[Headline], dice: random.Random, most: int
) -> tuple[dict[str, list[str]], list[Headline]]:
    by_story: dict[str, list[Headline]] = defaultdict(list)
    for headline in headlines:
        by_story[headline.story].append(headline)
    titles: dict[str, list[str]] = {}
    stream: list[Headline] = []
    for story, articles in by_story.items():
        dice.shuffle(articles)
        titles[story] = [article.title for article in articles[:SEED]]
        stream += articles[SEED:most]
    dice.shuffle(stream)
    return titles, stream


def _place(
    article: Headline,
    found: Found,
    profiles: Mapping[str, Mapping[str, float]],
    numbers: Mapping[str, int],
    rarity: Rarity,
) -> None:
    query = query_for(article.title, publisher=article.publisher)
    own = numbers[article.story]
    by_number = {numbers[story]: profile for story, profile in profiles.items()}
    best = rank(query, by_number, rarity)
    found.first += bool(best) and best[0].story == own
    found.three += own in [match.story for match in best]
    found.own.append((bool(best) and best[0].story == own, best[0].score if best else 0.0))
    others = {number: profile for number, profile in by_number.items() if number != own}
    stray = rank(query, others, rarity, most=1)
    found.foreign.append(stray[0].score if stray else 0.0)


def _place_plainly(article: Headline, found: Found, words: Mapping[str, Sequence[set[str]]]) -> None:
    """The simple way beside it: shared words with single titles, the best three of a story added up."""
    asked = set(terms_of(article.title))
    scores = {
        story: sum(sorted((len(asked & title) for title in known), reverse=True)[:3])
        for story, known in words.items()
    }
    order = sorted((story for story, score in scores.items() if score), key=lambda s: (-scores[s], s))
    found.plain_first += order[:1] == [article.story]
    found.plain_three += article.story in order[:3]


def main() -> int:
    """Print how often the first and the first three were right, and what joins by itself."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="at most 40 articles of each story, once")
    parser.add_argument("--data", type=Path, default=HEADLINES, help="the labelled headlines")
    parser.add_argument("--half", choices=("tuning", "held-out"), default="held-out")
    wanted = parser.parse_args()
    if not wanted.data.exists():
        print(f"Skipped: there are no labelled headlines at {wanted.data.name}; see --data.")
        return 0
    headlines = read(wanted.data)
    orders, most = ((0,), 40) if wanted.quick else ((0, 1, 2), 10_000)
    runs = [run(headlines, held_out=wanted.half == "held-out", order=o, most=most) for o in orders]
    articles = sum(found.count for found in runs)
    stories = {headline.story for headline in headlines}
    print(f"{articles} placings ({len(runs)} orders), {wanted.half} half of {len(stories)} stories\n")
    rows = [
        ("ours", *(f"{sum(getattr(f, n) for f in runs) / articles:.3f}" for n in ("first", "three"))),
        (
            "shared words, best three titles",
            *(f"{sum(getattr(f, n) for f in runs) / articles:.3f}" for n in ("plain_first", "plain_three")),
        ),
    ]
    print(table(("right story", "first", "among three"), rows), "\n")
    joined = [
        (
            f"{at:.2f}",
            *(
                f"{sum(column) / len(runs):.3f}"
                for column in zip(*(f.joining(at) for f in runs), strict=True)
            ),
        )
        for at in THRESHOLDS
    ]
    head = ("joins from", "precision", "with as many strays", "recall")
    print(table(head, joined))
    return 0


if __name__ == "__main__":
    sys.exit(main())
