"""On labelled headlines that no constant was chosen by, the right story is found about as often as we say."""

import pytest

from benchmarks.matching import HEADLINES, read, run


@pytest.mark.skipif(
    not HEADLINES.exists(), reason="the labelled headlines are not ours to keep: see benchmarks.matching"
)
def test_the_right_story_is_among_three_and_what_joins_is_right():
    found = run(read(), held_out=True, most=40)
    assert found.count > 300
    assert found.three / found.count >= 0.93
    assert found.three >= found.plain_three - 0.01 * found.count
    precision, with_strays, recall = found.joining(0.6)
    assert precision >= 0.95
    assert with_strays >= 0.9
    assert recall >= 0.6
