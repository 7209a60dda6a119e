"""Lines of up to two megabytes take time in proportion to their length, whatever stands in them."""

import time
from contextlib import suppress

import pytest

from stories.digest.grammar import DigestError, parse
from stories.digest.heading_features import lead_of
from stories.digest.headings import rank

HOSTILE = {
    "letters": "a",
    "capitals": "Aa ",
    "colons": ": ",
    "opening quotation marks": "“",
    "half quotations": "‘a: ",
    "straight marks": "'a: \"b: ",
    "brackets": "[",
    "markers": "[1]",
    "marker lists": "[1,",
    "stored markers": "[@a",
    "verbs": ": Details a b c ",
    "dates": "Dec 25 2025 – ",
    "blanks": "a" + " " * 9,
    "source labels": "Sources (2 ",
}
PLACES = {
    "headline": "{}\nUpdated (1 article)\nS t\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline",
    "section": "H\nUpdated (1 article)\n{}\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline",
    "source": "H\nUpdated (1 article)\nS t\nSources (1 article)\n-\n[1]\nP:{}\nTimeline",
    "entry": "H\nUpdated (1 article)\nS t\nSources (1 article)\n-\n[1]\nP:T: s\nTimeline\nDec 2025 – {}",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_twice_the_length_takes_about_twice_the_time(place, piece):
    half, whole = (
        _seconds(place.format(piece * (size // len(piece))).encode()) for size in (500_000, 1_000_000)
    )
    assert whole < 0.15 or whole < 3 * half


def test_the_heading_is_looked_for_at_the_start_only():
    line = "Board Puts Off Dredging The " + "Word " * 400_000
    begun = time.process_time()
    choices = rank(line)
    assert time.process_time() - begun < 0.5
    assert all(f"{choice.heading} {choice.body}".strip() == line.strip() for choice in choices)
    assert len(lead_of(line).words) < 40


def _seconds(data: bytes) -> float:
    taken = []
    for _ in range(3):
        begun = time.process_time()
        with suppress(DigestError):
            parse(data)
        taken.append(time.process_time() - begun)
    return min(taken)


def test_the_longest_lines_are_answered_in_time():
    for place in PLACES.values():
        assert _seconds(place.format("word " * 400_000).encode()) < 1
