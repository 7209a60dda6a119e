"""Links into an article: the address of a page with a text directive that leads to the quoted passage.

After the specification of URL fragment text directives: ``#:~:text=prefix-,start,end,-suffix``, each term
whole words of one paragraph, every comma, hyphen and ampersand in it escaped.
"""

import re
from typing import Final
from urllib.parse import quote

LONGEST: Final = 300  # characters that are sought as they stand; of more, the beginning and the end
ENDS: Final = 6  # words of a beginning or an end
ENDS_WIDE: Final = 24  # characters of one, where no spaces part words
_CONTEXT: Final = 32  # characters; a prefix or suffix of that length was cut, perhaps within a word


def passage_url(url: str, *, exact: str, prefix: str = "", suffix: str = "") -> str:
    """The address of an article that leads to a passage of it; nothing for an article without an address."""
    if not url:
        return ""
    page, _, fragment = url.partition("#")
    return f"{page}#{fragment.partition(':~:')[0]}:~:{directive(exact=exact, prefix=prefix, suffix=suffix)}"


def directive(*, exact: str, prefix: str = "", suffix: str = "") -> str:
    """``text=prefix-,start,end,-suffix`` for a passage of a page and what stands around it."""
    terms = [_escaped(term) for term in _ends(exact)]
    if before := _before(prefix):
        terms.insert(0, f"{_escaped(before)}-")
    if after := _after(suffix):
        terms.append(f"-{_escaped(after)}")
    return "text=" + ",".join(terms)


def _ends(exact: str) -> list[str]:
    paragraphs = [part for part in (" ".join(line.split()) for line in exact.split("\n")) if part]
    if len(paragraphs) == 1 and len(paragraphs[0]) <= LONGEST:
        return paragraphs
    return [_first(paragraphs[0]), _last(paragraphs[-1])] if paragraphs else []


def _first(paragraph: str) -> str:
    words = paragraph.split(" ")
    return (
        " ".join(words[:ENDS])
        if len(words) > ENDS
        else paragraph[:ENDS_WIDE]
        if _is_wide(words)
        else paragraph
    )


def _last(paragraph: str) -> str:
    words = paragraph.split(" ")
    return (
        " ".join(words[-ENDS:])
        if len(words) > ENDS
        else paragraph[-ENDS_WIDE:]
        if _is_wide(words)
        else paragraph
    )


def _is_wide(words: list[str]) -> bool:
    return any(len(word) > 2 * ENDS_WIDE for word in words)


def _before(prefix: str) -> str:
    """The whole words of the same paragraph before a passage."""
    line = prefix.rpartition("\n")[2]
    if len(line) == len(prefix) >= _CONTEXT:
        line = re.sub(r"^\S*\s?", "", line)
    return " ".join(line.split())


def _after(suffix: str) -> str:
    """The whole words of the same paragraph after a passage."""
    line = suffix.partition("\n")[0]
    if len(line) == len(suffix) >= _CONTEXT:
        line = re.sub(r"\s?\S*$", "", line)
    return " ".join(line.split())


def _escaped(term: str) -> str:
    return quote(term, safe="").replace("-", "%2D")
