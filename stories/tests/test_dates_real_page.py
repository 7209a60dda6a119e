"""The dates of a real page, where the shared data lies beside the checkout."""

import json
import os
from pathlib import Path

import pytest

from stories.dates import match_prefix, parse

SHARED = Path(os.environ.get("NEWSROOM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
EXPECTED = SHARED / "data" / "coupang.expected.json"

pytestmark = pytest.mark.skipif(not EXPECTED.exists(), reason="the shared data is not beside this checkout")


@pytest.fixture
def timeline():
    return json.loads(EXPECTED.read_text(encoding="utf-8"))["timeline"]


def test_every_date_is_read_and_written_as_on_the_page(timeline):
    for entry in timeline:
        date, length = match_prefix(f"{entry['display']} – {entry['text']}")
        assert length == len(entry["display"])
        found = (date.display(), date.edtf(), date.datetime_attr(), date.precision)
        assert found == (entry["display"], entry["edtf"], entry["time_attr"], entry["precision"])


def test_sorting_gives_the_order_of_the_page(timeline):
    shown = [entry["display"] for entry in timeline]
    assert sorted(sorted(shown), key=lambda text: parse(text).sort_key()) == shown
