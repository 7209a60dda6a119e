"""What the offers from a story's articles cost: entries for its timeline, passages for its sentences.

Beside it the share of the time that is spent in reading dates, and `rapidfuzz` asked for the same passages by
its `token_set_ratio`.
"""

import argparse
import random
import time
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from rapidfuzz import fuzz, process

from benchmarks.figures import spread, table
from stories.dates_in_text import dates_in
from stories.likely_entries import Told, likely_entries
from stories.sentences import sentences
from stories.supporting import Library, Source

TOLD: Final = Path(__file__).resolve().parents[1] / "stories" / "tests" / "texts" / "told.toml"
PARAGRAPHS: Final = 12  # of one article: about 500 words


def articles(count: int, seed: int = 7) -> list[Told]:
    """So many articles made of the paragraphs of ours, with other figures in each."""
    chance = random.Random(seed)  # noqa: S311 - the same at every run
    known = [a for story in tomllib.loads(TOLD.read_text())["story"] for a in story["article"]]
    paragraphs = [part for a in known for part in a["text"].strip().split("\n\n")]
    made = []
    for number in range(count):
        chosen = [chance.choice(paragraphs) for _ in range(PARAGRAPHS)]
        text = "\n\n".join("".join(_other(c, chance) for c in part) for part in chosen)
        day = known[number % len(known)]["said_on"] + timedelta(days=number % 9)
        made.append(Told(f"article {number}", text, day))
    return made


def _other(character: str, chance: random.Random) -> str:
    return chance.choice("23456789") if character.isdecimal() and chance.random() < 0.2 else character


def milliseconds(do: Callable[[], Any], rounds: int) -> list[float]:
    """How long it takes, once for each round, in processor time."""
    took = []
    for _ in range(rounds):
        begun = time.process_time()
        do()
        took.append((time.process_time() - begun) * 1000)
    return took


def measured(count: int, story: str, asked: list[str], rounds: int) -> list[str]:
    """The row of the table for a story of so many articles."""
    told = articles(count)
    cut = [" ".join(one.text[slice(*span)].split()) for one in told for span in sentences(one.text)]
    library = Library([Source(one.article, one.text) for one in told])
    said_on = told[0].said_on

    def in_rapidfuzz() -> object:
        return [process.extract(s, cut, scorer=fuzz.token_set_ratio, limit=5) for s in asked]

    def each(do: Callable[[], Any]) -> str:
        return spread([ms / len(asked) for ms in milliseconds(do, rounds)], digits=2)

    return [
        f"{count} articles, {len(cut)} sentences",
        spread(milliseconds(lambda: likely_entries(told, story=story), rounds)),
        spread(milliseconds(lambda: [dates_in(s, said_on=said_on) for s in cut], rounds)),
        spread(milliseconds(lambda: Library([Source(o.article, o.text) for o in told]), rounds)),
        each(lambda: [library.supporting(s) for s in asked]),
        each(in_rapidfuzz),
    ]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    rounds = 3 if parser.parse_args().quick else 9
    story = tomllib.loads(TOLD.read_text())["story"][1]
    asked = [sentence["text"] for sentence in story["sentence"]] * 2
    rows = [measured(count, story["text"], asked, rounds) for count in (5, 20, 60)]
    print(
        table(
            [
                "a story of",
                "entries offered, ms",
                "of it reading dates, ms",
                "library of passages, ms",
                "passages of one sentence, ms",
                "rapidfuzz, the same, ms",
            ],
            rows,
        )
    )


if __name__ == "__main__":
    main()
