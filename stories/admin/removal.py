"""What becomes of the sentences that cite a source when the source is removed: settled, never dropped."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from stories.citations import citing, repoint, strip_markers

Texts = dict[str, tuple[str, str]]  # key of a section or entry: what it is called, and its text


@dataclass(frozen=True, slots=True)
class Citing:
    """One sentence that rests on a source, and where it stands."""

    key: str
    place: str
    sentence: str


def citing_sentences(texts: Texts, key: str) -> list[Citing]:
    """Every sentence that cites a source, in the order of the page."""
    return [
        Citing(place, called, strip_markers(text[span.start : span.end]).strip())
        for place, (called, text) in texts.items()
        for span in citing(text, key)
    ]


def resettle(rows: Iterable[dict[str, Any]], field: str, key: str, to: str) -> None:
    """Point every marker of a source elsewhere, or take it out where ``to`` is empty.

    A sentence that cites the other source beside it already does not get its marker twice.
    """
    for row in rows:
        text = repoint(row[field], key, to)
        row[field] = (
            re.sub(rf"(\[@{re.escape(to)}\])(?:\s?\[@{re.escape(to)}\])+", r"\1", text) if to else text
        )
