"""From stored text to HTML and plain text: paragraphs, escaping and links from markers to sources.

All that an editor typed is escaped; the only tags are our own paragraphs and marker links.
"""

import re
from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Final

from stories.citations import KEY

_MARKER: Final = re.compile(rf"\[@({KEY})\]")
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]*\n\s*")
_LINE_BREAK: Final = re.compile(r"[^\S\n]*\n[^\S\n]*")


class MarkerCounter:
    """Counts the markers of each source through one page, so that every marker has an id to link back to.

    One counter serves all sections and entries of a page, in the order in which they are shown.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def next_id(self, key: str) -> str:
        """The id of the next marker of a source: ``cite-y7k3-1``, then ``cite-y7k3-2``."""
        self._counts[key] += 1
        return f"cite-{key}-{self._counts[key]}"

    def ids(self, key: str) -> list[str]:
        """The ids given so far, in order: what the back-links of a source point to."""
        return [f"cite-{key}-{ordinal}" for ordinal in range(1, self._counts[key] + 1)]


def body_html(text: str, numbers: Mapping[str, int], counter: MarkerCounter) -> tuple[str, list[str]]:
    """A section's body as ``<p>`` elements, and the keys it cites, each once, in order.

    A blank line parts paragraphs; a single line break is a space. A marker whose key has no number stays
    as text, so that a draft shows what is wrong with it.
    """
    html, cited = zip(*(_inline(part, numbers, counter) for part in _paragraphs(text)), strict=True)
    keys = dict.fromkeys(key for found in cited for key in found)
    return "".join(f"<p>{part}</p>" for part in html if part), list(keys)


def entry_html(text: str, numbers: Mapping[str, int], counter: MarkerCounter) -> tuple[str, list[str]]:
    """A timeline entry as inline HTML, without a paragraph, and the keys it cites, each once, in order."""
    return _inline(" ".join(_paragraphs(text)), numbers, counter)


def plain(text: str, numbers: Mapping[str, int]) -> str:
    """The text with ``[1]`` for each marker and its line breaks kept; not HTML, not escaped."""

    def number(match: re.Match[str]) -> str:
        return f"[{numbers[match[1]]}]" if match[1] in numbers else match[0]

    return _MARKER.sub(number, text)


def _paragraphs(text: str) -> list[str]:
    normal = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [_LINE_BREAK.sub(" ", part) for part in _BLANK_LINE.split(normal)]


def _inline(text: str, numbers: Mapping[str, int], counter: MarkerCounter) -> tuple[str, list[str]]:
    cited: dict[str, None] = {}

    def link(match: re.Match[str]) -> str:
        key = match[1]
        number = numbers.get(key)
        if number is None:
            return match[0]
        cited[key] = None
        return (
            f'<a class="cite" id="{counter.next_id(key)}" href="#src-{key}" role="doc-noteref" '
            f'aria-label="Source {number}">[{number}]</a>'
        )

    return _MARKER.sub(link, escape(text)), list(cited)
