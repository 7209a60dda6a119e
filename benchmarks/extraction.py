"""Measures how long one page takes to read, and how much of that is trafilatura's own work.

``python -m benchmarks.extraction``. The pages are made up: articles of 300 to 1,600 words in the surroundings
that news sites put around them (menus, teasers, scripts, a footer). Processor time is taken, in turns.
Through the limited child process, as the newsroom does it, it is wall time.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Final

import trafilatura

from benchmarks.figures import spread, table
from benchmarks.story_texts import PLAIN
from sources.confined import run_confined
from sources.extraction import extract
from sources.page.decoding import decoded
from sources.sketches import sketch

PAGES: Final = 40
ROUNDS: Final = 5
URL: Final = "https://www.harbour-wire.example/2026/11/24/bridge"
Timed = dict[str, list[float]]


def made_up_page(number: int) -> bytes:
    """One page, the same at every run."""
    dice = random.Random(number)  # noqa: S311 - made-up texts
    prose = [_sentence(dice, 18, 34) for _ in range(dice.randint(12, 60))]
    article = "".join(f"<p>{' '.join(prose[at : at + 3])}</p>" for at in range(0, len(prose), 3))
    title = _sentence(dice, 6, 12).rstrip(".")
    teasers = "".join(
        f'<li class="teaser"><a href="/{n}"><img src="/{n}.jpg" alt=""><h3>{_sentence(dice, 5, 11)}</h3>'
        f'<span class="date">{n} Nov</span></a></li>'
        for n in range(dice.randint(20, 120))
    )
    menu = "".join(f'<li><a href="/section/{n}">{dice.choice(PLAIN)}</a></li>' for n in range(60))
    script = "".join(
        f"window.d{n}={{a:{n},b:'{dice.choice(PLAIN)}'}};" for n in range(dice.randint(500, 6_000))
    )
    data = json.dumps(
        {
            "@type": "NewsArticle",
            "headline": title,
            "datePublished": "2026-11-24T10:03:00+01:00",
            "author": [{"@type": "Person", "name": "Ann Reed"}],
        }
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | Harbour Wire</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="Harbour Wire">'
        f'<script type="application/ld+json">{data}</script><script>{script}</script></head><body>'
        f"<header><nav><ul>{menu}</ul></nav></header><main><article><h1>{title}</h1>{article}</article></main>"
        f"<aside><ul>{teasers}</ul></aside><footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


def _sentence(dice: random.Random, fewest: int, most: int) -> str:
    words = [dice.choice(PLAIN) for _ in range(dice.randint(fewest, most))]
    return " ".join(words).capitalize() + "."


def library_alone(body: bytes) -> None:
    """What the library does of it: parse, and find the text."""
    tree = trafilatura.load_html(decoded(body))
    trafilatura.bare_extraction(tree, url=URL, include_comments=False)


def ours(body: bytes) -> str:
    """The whole reading."""
    text: str = extract(body, url=URL, media_type="text/html", charset="utf-8")["text"]
    return text


def confined(body: bytes) -> None:
    """The same through the child process."""
    run_confined("sources.extraction:extract", body, url=URL, media_type="text/html", charset="utf-8")


def main() -> None:
    """Print the milliseconds of one page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer pages")
    pages = [made_up_page(number) for number in range(10 if parser.parse_args().quick else PAGES)]
    texts = [ours(body) for body in pages]
    confined(pages[0])  # the child is up
    steps: dict[str, tuple[Callable[[bytes], object], Callable[[], float]]] = {
        "the whole reading": (ours, time.process_time),
        "trafilatura alone": (library_alone, time.process_time),
        "in the child process (wall)": (confined, time.perf_counter),
    }
    taken: Timed = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for body in pages:
            for name, (work, clock) in steps.items():
                began = clock()
                work(body)
                taken[name].append((clock() - began) * 1000)
    began = time.process_time()
    for text in texts:
        sketch(text)
    sketched = (time.process_time() - began) / len(texts) * 1000
    size = statistics.median(map(len, pages)) / 1000
    share = statistics.median(taken["trafilatura alone"]) / statistics.median(taken["the whole reading"])
    print(f"{len(pages)} pages, {size:.0f} kB in the middle, {ROUNDS} rounds; ms for one page\n")
    rows = [(name, spread(values, " ms")) for name, values in taken.items()]
    print(table(("step", "median (lowest–highest)"), [*rows, ("sketch of its text", f"{sketched:.2f} ms")]))
    print(f"\ntrafilatura's share of the reading: {share:.0%}")


if __name__ == "__main__":
    main()
