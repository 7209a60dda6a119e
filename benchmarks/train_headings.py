"""Makes the weights that rank headings, from the labelled lines for tuning, and measures them.

``python -m benchmarks.train_headings`` cross-validates on those lines (story by story), writes
``stories/digest/heading_weights.toml`` and says how well it does. ``--held-out`` measures the lines kept
apart instead, with the weights as they are: not to be looked at while tuning.
"""

import csv
import math
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from stories.digest.heading_features import features, lead_of
from stories.digest.headings import SURE, WEIGHTS, rank, sentences_of
from stories.digest.names import Names, learn

ROOT: Final = Path(__file__).parent.parent
LABELLED: Final = ROOT / "stories" / "tests" / "data"
WEIGHTS_FILE: Final = ROOT / "stories" / "digest" / "heading_weights.toml"
STRENGTH: Final = 0.6  # of the pull towards the expectations: few lines must not outvote grammar
PLAIN_SHARE: Final = 0.3  # weight of a body alone, which teaches what a section without a heading looks like
STEPS: Final = 300
FOLDS: Final = 9
# What grammar says before any line is seen; everything else is expected not to matter.
EXPECTED: Final = {
    "last tight": -2.0,
    "splits a known name": -2.0,
    "last possessive": -2.0,
    "last comma": -2.0,
    "seam day digits": -2.0,
    "inside article": -1.5,
    "inside title phrase": -1.0,
    "last preposition": -1.0,
    "first begins title phrase": 1.0,
    "first comma": 0.5,
}


class Labelled(NamedTuple):
    """One line with the heading that it truly has."""

    story: str
    heading: str
    body: str
    known: Names


class Example(NamedTuple):
    """The features of each possible split of a line, which of them is right, and how much it counts."""

    splits: list[Counter[str]]
    right: int
    weight: float


def labelled_lines(file: str) -> list[Labelled]:
    """The lines of a file, each with the names that its story shows."""
    stories: dict[str, list[dict[str, str]]] = {}
    with (LABELLED / file).open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            stories.setdefault(row["story"], []).append(row)
    return [line for number, rows in stories.items() for line in _of_story(number, rows)]


def _of_story(number: str, rows: Sequence[Mapping[str, str]]) -> list[Labelled]:
    sections = [row for row in rows if row["kind"] == "section"]
    known = learn(
        [
            *(sentences_of(f"{row['text']} {row['body']}") for row in sections),
            *(row["text"] for row in rows if row["kind"] == "entry"),
        ]
    )
    return [Labelled(number, row["text"], row["body"], known) for row in sections]


def examples(lines: Iterable[Labelled]) -> list[Example]:
    """Each line as it stands, and its body alone."""
    made = []
    for line in lines:
        made.append(_example(f"{line.heading} {line.body}", len(line.heading) + 1, line.known, 1.0))
        made.append(_example(line.body, 0, line.known, PLAIN_SHARE))
    return [example for example in made if example]


def _example(text: str, place: int, known: Names, weight: float) -> Example | None:
    lead = lead_of(text)
    cuts = lead.cuts()
    right = [n for n, cut in enumerate(cuts) if (lead.words[cut].start if cut else 0) == place]
    if not right:
        return None
    return Example([Counter(features(lead, cut, known)) for cut in cuts], right[0], weight)


def train(made: Sequence[Example]) -> dict[str, float]:
    """Weights that make the right splits likely (a conditional logit model, by adaptive gradient steps)."""
    names = sorted({name for example in made for split in example.splits for name in split})
    weights = {name: EXPECTED.get(name, 0.0) for name in names}
    speed = dict.fromkeys(names, 1e-6)
    for _ in range(STEPS):
        slope = {name: 2 * STRENGTH * (weights[name] - EXPECTED.get(name, 0.0)) for name in names}
        for example in made:
            _add_slope(slope, example, weights)
        for name in names:
            speed[name] += slope[name] ** 2
            weights[name] -= 0.5 * slope[name] / math.sqrt(speed[name])
    return weights


def _add_slope(slope: dict[str, float], example: Example, weights: Mapping[str, float]) -> None:
    scores = [sum(weights[name] * count for name, count in split.items()) for split in example.splits]
    top = max(scores)
    grown = [math.exp(score - top) for score in scores]
    for position, split in enumerate(example.splits):
        off = grown[position] / sum(grown) - (position == example.right)
        for name, count in split.items():
            slope[name] += example.weight * off * count


def measure(lines: Sequence[Labelled], weights: Mapping[str, float]) -> Counter[str]:
    """How often the first choice and the first three are right with those weights."""
    WEIGHTS.clear()
    WEIGHTS.update(weights)
    counts: Counter[str] = Counter(lines=len(lines))
    for line in lines:
        choices = rank(f"{line.heading} {line.body}", line.known)
        headings = [choice.heading for choice in choices]
        right = headings[0] == line.heading
        counts["first"] += right
        counts["in three"] += line.heading in headings[:3]
        counts["sure"] += choices[0].sure
        counts["sure and wrong"] += choices[0].sure and not right
        counts["first, knowing no names"] += rank(f"{line.heading} {line.body}")[0].heading == line.heading
        counts["no heading seen as such"] += rank(line.body, line.known)[0].heading == ""
    return counts


def cross_validated(lines: Sequence[Labelled]) -> Counter[str]:
    """The counts for lines of stories that were left out of the training."""
    stories = list(dict.fromkeys(line.story for line in lines))
    total: Counter[str] = Counter()
    for fold in range(FOLDS):
        out = set(stories[fold::FOLDS])
        weights = train(examples(line for line in lines if line.story not in out))
        total += measure([line for line in lines if line.story in out], weights)
    return total


def write(weights: Mapping[str, float]) -> dict[str, float]:
    """Store the weights that matter, largest first in each direction; gives them back as stored."""
    stored = {name: round(value, 2) for name, value in weights.items() if abs(value) >= 0.05}
    ordered = sorted(stored.items(), key=lambda item: (-item[1], item[0]))
    text = "".join(f'"{name}" = {value}\n' for name, value in ordered)
    head = "# Made by `python -m benchmarks.train_headings`. Above zero: a heading may well end there.\n"
    WEIGHTS_FILE.write_text(head + text, encoding="utf-8")
    return stored


def main() -> None:
    """Train and measure, or only measure what was held out."""
    if "--held-out" in sys.argv[1:]:
        lines = labelled_lines("headings_held_out.tsv")
        started = time.process_time()
        show("held out", measure(lines, dict(WEIGHTS)))
        print(f"  {(time.process_time() - started) / len(lines) / 3 * 1e6:.0f} µs of processor time a line")
        return
    lines = labelled_lines("headings_dev.tsv")
    show("cross-validated", cross_validated(lines))
    stored = write(train(examples(lines)))
    show(f"on the lines trained with ({len(stored)} weights)", measure(lines, stored))


def show(title: str, counts: Counter[str]) -> None:
    """Print one measurement."""
    print(f"{title} (sure from {SURE}):", ", ".join(f"{name} {count}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
