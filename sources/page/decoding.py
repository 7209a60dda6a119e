"""Turns the bytes of a page into characters, also where the page names its encoding wrongly or not at all."""

import codecs
import re
from typing import Final

from trafilatura.utils import detect_encoding

_DECLARED: Final = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_.:-]{2,40})""", re.I)
_HEAD: Final = 4096  # bytes in which a declaration counts
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers read under these names is the wider set that most writers really use.
_WIDER: Final = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}
_FEW_BAD: Final = 0.001  # share of unreadable characters in a text that is UTF-8 all the same


def decoded(body: bytes, *, charset: str = "") -> str:
    """The characters of ``body``; never fails, and at worst marks what cannot be read with “�”.

    A byte-order mark decides; then what is valid UTF-8 is UTF-8, whatever is declared (other encodings
    hardly ever look so by accident); then ``charset`` of the HTTP header, the page's own declaration, and
    a guess.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        pass
    nearly = _nearly_utf8(body)
    if nearly is not None:
        return nearly
    for name in (_known(charset), _known(_declared(body))):
        text = _read(body, name) if name not in ("", "utf-8") else None
        if text is not None:
            return text
    return _guessed(body)


def _declared(body: bytes) -> str:
    found = _DECLARED.search(body[:_HEAD])
    return found[1].decode("ascii") if found else ""


def _known(name: str) -> str:
    """The codec of that name as browsers understand it; “” for one that we do not know."""
    try:
        codec = codecs.lookup(name.strip().strip("\"'")).name if name.strip() else ""
    except (LookupError, ValueError):
        return ""
    return _WIDER.get(codec, codec)


def _nearly_utf8(body: bytes) -> str | None:
    """The text, where a stray byte or a cut end is all that keeps it from being UTF-8."""
    text = body.decode("utf-8", "replace")
    bad = text.count("�")
    beyond_ascii = sum(1 for char in text if char > "\x7f") - bad
    return text if beyond_ascii > bad * 5 and bad <= max(1, len(text) * _FEW_BAD) else None


def _read(body: bytes, name: str) -> str | None:
    """The text in that encoding, unless a part of it that matters cannot be read."""
    try:
        text = body.decode(name, "replace")
    except (LookupError, ValueError, TypeError):  # a codec that is not for text
        return None
    return text if text.count("�") <= max(1, len(text) * _FEW_BAD) else None


def _guessed(body: bytes) -> str:
    for name in detect_encoding(body):
        text = _read(body, name)
        if text is not None:
            return text
    return body.decode("utf-8", "replace")
