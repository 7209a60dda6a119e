"""Measures what comparing the quotations of a story with its articles costs, and rapidfuzz's share of it.

``python -m benchmarks.quotations [--quick]``. Processor time is taken, so that a busy machine matters less.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

from rapidfuzz import fuzz

from benchmarks.figures import spread, table
from sources.folding import fold
from sources.quotes import Passage, find
from sources.tests.news_texts import TEXTS
from stories.quotation_check import beside

ROUNDS: Final = 21
SEARCH: Final = "partial_ratio_alignment"
ARTICLES: Final = {f"ar_{name}": text for name, text in TEXTS.items()}
USUAL: Final = "\n\n".join(TEXTS.values())  # some 4,000 characters
LONG: Final = "\n\n".join([USUAL] * 8)
CASES: Final = {
    "word for word": "We did not close the bridge lightly, and we won’t open it again until every weld",
    "one word changed": "We did not close the tunnel lightly, and we won’t open it again until every weld",
    "words left out": "We did not close the bridge lightly … until every weld […] tested",
    "not there": "The minister has promised that every family will be paid before the end of winter",
}


def story() -> dict[str, Any]:
    """Four sections, each with three quotations of one article: exact, near and not there."""
    keys = [f"k{rank}aa" for rank in range(len(ARTICLES))]
    sections = []
    for key, text in zip(keys, TEXTS.values(), strict=True):
        exact, near = text.split(". ")[1][:90].strip("“”\n"), text.split(". ")[2][:70].strip("“”\n")
        body = (
            f"First “{exact}”[@{key}]. Then “{near.replace('a', 'e', 1)}”[@{key}]. "
            f"“{CASES['not there']}”[@{key}]."
        )
        sections.append({"key": f"s{key[1:]}", "heading": "", "body": body})
    sources = [{"key": key, "article": article} for key, article in zip(keys, ARTICLES, strict=True)]
    return {
        "language": "en",
        "standfirst": "",
        "sections": sections,
        "sources": sources,
        "timeline": [],
        "quotes": [],
    }


def milliseconds(work: Callable[[], object], rounds: int) -> list[float]:
    """The processor time of each of some calls."""
    took = []
    for _ in range(rounds):
        started = time.process_time()
        work()
        took.append((time.process_time() - started) * 1000)
    return took


@contextmanager
def counted() -> Iterator[list[float]]:
    """While it lasts, what each search of rapidfuzz takes, in milliseconds."""
    took: list[float] = []
    search = fuzz.partial_ratio_alignment

    def timed(*args: Any, **options: Any) -> Any:
        started = time.process_time()
        found = search(*args, **options)
        took.append((time.process_time() - started) * 1000)
        return found

    setattr(fuzz, SEARCH, timed)
    try:
        yield took
    finally:
        setattr(fuzz, SEARCH, search)


def row(name: str, work: Callable[[], object], rounds: int) -> list[str]:
    """One line of the table: the whole, and the share of rapidfuzz in it."""
    whole = milliseconds(work, rounds)
    with counted() as took:
        watched = milliseconds(work, rounds)
    return [name, spread(whole, digits=2), f"{sum(took) / sum(watched):.0%}"]


def anew(quotation: str) -> object:
    """Look in a long article that was not made ready."""
    return find(quotation, Passage(LONG, "en"))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    rounds = 7 if parser.parse_args().quick else ROUNDS
    document = story()
    ready = Passage(USUAL, "en")
    find("x", ready)
    rows = [
        row(
            f"a story: {3 * len(ARTICLES)} quotations, {len(ARTICLES)} articles",
            lambda: beside(document, {article: Passage(text, "en") for article, text in ARTICLES.items()}),
            rounds,
        ),
        row(f"an article made ready, {len(USUAL):,} characters", lambda: fold(USUAL), rounds),
        *(row(f"one, {name}, article ready", partial(find, q, ready), rounds) for name, q in CASES.items()),
        *(
            row(f"one, {name}, {len(LONG):,} characters anew", partial(anew, q), rounds)
            for name, q in CASES.items()
        ),
    ]
    print(table(["quotations", "ms (lowest–highest)", "rapidfuzz"], rows))


if __name__ == "__main__":
    main()
