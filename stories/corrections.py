"""What a correction shows: the sentences that were wrong, and what they say now."""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any

from stories.citations import sentences, strip_markers
from stories.dates import FuzzyDate


def wording(before: Mapping[str, Any], after: Mapping[str, Any], target: str) -> tuple[str, str]:
    """The old and the new wording of what a correction is bound to.

    ``target`` is the key of a section or entry; empty, the whole text is looked at. Only sentences
    that differ are kept, without their citation markers.
    """
    old = [sentence for text in _texts(before, target) for sentence in _plain_sentences(text)]
    new = [sentence for text in _texts(after, target) for sentence in _plain_sentences(text)]
    gone, come = [], []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone += old[i1:i2]
            come += new[j1:j2]
    return " ".join(gone), " ".join(come)


def _texts(document: Mapping[str, Any], target: str) -> list[str]:
    if not target:
        texts = [document["headline"], document["standfirst"]]
        texts += [part for s in document["sections"] for part in (s["heading"], s["body"])]
        texts += [part for s in document["sources"] for part in (s["title"], s["summary"])]
        return texts + [_dated(e) for e in document["timeline"]]
    return [
        *(part for s in document["sections"] if s["key"] == target for part in (s["heading"], s["body"])),
        *(_dated(e) for e in document["timeline"] if e["key"] == target),
    ]


def _dated(entry: Mapping[str, Any]) -> str:
    return f"{FuzzyDate.from_json(entry['date']).display()} – {entry['text']}"


def _plain_sentences(text: str) -> list[str]:
    return [strip_markers(text[span.start : span.end]).strip() for span in sentences(text)]
