"""Makes one line of plain text of what a feed calls a title or a summary, whatever markup is in it."""

import re
from html.parser import HTMLParser
from typing import Final

READ: Final = 20_000  # characters of one field that are looked at: nobody announces more
SKIPPED: Final = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "math", "title"})
INLINE: Final = frozenset(
    {
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "font", "i", "kbd", "mark", "q", "s"),
        *("small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    }
)
LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
MARKUP: Final = re.compile(r"<[a-zA-Z/!?]|&(?:#\d|#[xX][0-9a-fA-F]|[a-zA-Z][a-zA-Z0-9]{1,31};)")
# Control characters, invisible ones and those that turn the direction: none has a place in a headline.
UNSEEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


class _Text(HTMLParser):
    """Keeps the text; a block is parted from the next by a space."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.skipping = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.skipping and tag in SKIPPED:
            self.skipping = tag
        elif tag not in INLINE:
            self.pieces.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.skipping:
            self.skipping = ""
        elif tag not in INLINE:
            self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.pieces.append(data)


def plain(text: str, longest: int, *, markup: bool = True) -> str:
    """``text`` without markup, entities, invisible characters; white space folded; cut at a word.

    ``markup=False`` is for what its format says is plain: there “<b>” is four characters somebody wrote.
    """
    text = text[:READ]
    if markup and MARKUP.search(text):
        reader = _Text()
        reader.feed(text)
        reader.close()
        text = "".join(reader.pieces)
    return _cut(" ".join(UNSEEN.sub("", text.replace("\t", " ").replace("\x85", " ")).split()), longest)


def kept(text: str, longest: int) -> str:
    """An id or a date as it was written, without what cannot be seen or stored."""
    return " ".join(UNSEEN.sub("", text[:READ]).split())[:longest]


def language_tag(said: object) -> str:
    """A language as BCP 47 writes it, or nothing."""
    tag = str(said or "").strip().replace("_", "-")[:35]
    return tag if LANGUAGE.fullmatch(tag) else ""


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    word = head.rpartition(" ")[0]
    return f"{word if len(word) > longest // 2 else head}…"
