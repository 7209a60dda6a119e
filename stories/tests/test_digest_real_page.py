"""The digest of a real page, where the shared data lies beside the checkout."""

import json
import os
from pathlib import Path

import pytest

from stories.digest.documents import to_document
from stories.digest.grammar import parse
from stories.digest.preview import as_preview
from stories.digest.render import export

SHARED = Path(os.environ.get("NEWSROOM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
DIGEST = SHARED / "data" / "coupang.digest.txt"

pytestmark = pytest.mark.skipif(not DIGEST.exists(), reason="the shared data is not beside this checkout")


def test_it_means_what_is_expected():
    preview = as_preview(parse(DIGEST.read_bytes()))
    assert all(section.pop("choices") for section in preview["sections"])
    assert preview == json.loads(DIGEST.with_name("coupang.expected.json").read_text(encoding="utf-8"))


def test_it_comes_back_byte_for_byte():
    data = DIGEST.read_bytes()
    assert export(*to_document(parse(data))) == data
