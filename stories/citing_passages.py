"""Puts the marker of a source at a sentence, where its kind of text has markers."""

import re
from typing import Final

from stories.citations import KEY
from stories.sentences import sentences

_MARKERS: Final = re.compile(rf"(?:\[@{KEY}\])+(?=[^\[\]]{{0,4}}$)")
_STOP: Final = re.compile(r"[.!?…。！？][\"'”’»)\]]{0,3}$|[\"'”’»)]{0,3}[.!?…。！？]$")


def cite_sentence(text: str, sentence: int, key: str) -> str:
    """A section's text with one more source at a sentence: behind its last marker, else before its full stop.

    Raises:
        IndexError: there are not so many sentences.
    """
    span = sentences(text)[sentence]
    cited = text[slice(*span)]
    marker = f"[@{key}]"
    last = _MARKERS.search(cited)
    stop = _STOP.search(cited)
    place = last.end() if last else stop.start() if stop else len(cited)
    at = span.start + place
    return text[:at] + marker + text[at:]


def cite_entry(text: str, key: str) -> str:
    """A timeline entry with one more source: behind all others, after its full stop."""
    bare = text.rstrip()
    space = "" if re.search(rf"\[@{KEY}\]$", bare) else " "
    return f"{bare}{space}[@{key}]"
