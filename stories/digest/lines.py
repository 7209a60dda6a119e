"""Turns the bytes of a digest file into numbered lines and remembers what those do not hold."""

import re
from dataclasses import dataclass
from typing import Final

from stories.digest.parts import DigestError

MAX_BYTES: Final = 2 * 1024 * 1024
BOM: Final = "\ufeff"
BLANKS: Final = " \t"
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_CONTROL_MESSAGE: Final = "This line holds a tab or another control character (U+{:04X}): write a blank."
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, its text without the blanks at either end, and those blanks."""

    number: int
    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Lines:
    """A file as lines, with its byte-order mark, its line end and how many of those close the file."""

    lines: tuple[Line, ...]
    bom: bool
    newline: str
    final_newlines: int


def read_lines(data: bytes) -> Lines:
    """The lines of a file.

    Raises:
        DigestError: with line 0 for what is no UTF-8 text, is empty, too large or holds NUL; with the line
            for a blank line between others, another line end than the first one, or a control character.
    """
    text = _decoded(data)
    bom = text.startswith(BOM)
    text = text[bom:]
    if not text.strip():
        raise DigestError(0, "The file is empty: it should start with the headline.")
    newline = "\r\n" if 0 < text.find("\n") == text.find("\r\n") + 1 else "\n"
    body = text.rstrip(newline) if newline == "\n" else _without_final(text, newline)
    final_newlines = (len(text) - len(body)) // len(newline)
    lines = tuple(_line(number, raw) for number, raw in enumerate(body.split(newline), 1))
    return Lines(lines, bom, newline, final_newlines)


def _decoded(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise DigestError(0, f"The file has {len(data):,} bytes; a digest may have {MAX_BYTES:,}: split it.")
    if data.startswith(_UTF16):
        raise DigestError(0, "The file is written in UTF-16: save it as UTF-8.")
    if (nul := data.find(b"\0")) >= 0:
        line = data.count(b"\n", 0, nul) + 1
        raise DigestError(0, f"The file holds a NUL byte in line {line}: save it as plain UTF-8 text.")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise DigestError(
            0, f"The file is not UTF-8 (see line {line}, byte {error.start + 1}): save it as UTF-8."
        ) from error


def _without_final(text: str, newline: str) -> str:
    end = len(text)
    while text.endswith(newline, 0, end):
        end -= len(newline)
    return text[:end]


def _line(number: int, raw: str) -> Line:
    text = raw.strip(BLANKS)
    if not text or text.isspace():
        raise DigestError(number, "This line is blank: remove it.")
    if "\r" in text or "\n" in text:
        raise DigestError(number, "This line ends otherwise than the first one: use one kind of line end.")
    if not text.isprintable() and (control := _CONTROL.search(text)):
        raise DigestError(number, _CONTROL_MESSAGE.format(ord(control[0])))
    start = raw.index(text[0])
    return Line(number, text, raw[:start], raw[start + len(text) :])
