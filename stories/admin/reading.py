"""A document as something to read at the desk: texts with linked numbers, dates in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from stories.dates import FuzzyDate
from stories.markup import MarkerCounter, body_html, entry_html


def readable(document: Mapping[str, Any]) -> dict[str, Any]:
    """Sections, sources and timeline for the reading template."""
    numbers = {source["key"]: number for number, source in enumerate(document["sources"], 1)}
    counter = MarkerCounter()
    return {
        "sections": [
            {"key": s["key"], "heading": s["heading"], "html": _html(body_html(s["body"], numbers, counter))}
            for s in document["sections"]
        ],
        "sources": document["sources"],
        "timeline": [
            {
                "key": e["key"],
                "date": FuzzyDate.from_json(e["date"]).display(),
                "html": _html(entry_html(e["text"], numbers, counter)),
            }
            for e in document["timeline"]
        ],
    }


def _html(made: tuple[str, list[str]]) -> SafeString:
    return mark_safe(made[0])  # noqa: S308 - stories/markup.py escapes all that was typed
