"""What may come through the door: which types, how much of it, and how it is unpacked."""

import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

from sources.addresses import BadAddress, Code

MEGABYTE = 1_000_000  # bytes
SNIFFED = 2_048  # bytes
OUTPUT = 65_536  # bytes unpacked at a time
HTML = frozenset({"text/html", "application/xhtml+xml"})
XML = frozenset({"text/xml", "application/xml"})
FEEDS = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"),
        *("application/json", "text/json", "text/plain", "application/octet-stream", "text/rss+xml"),
        *("application/gzip", "application/x-gzip"),  # sitemaps are often kept so
    }
)
# What the first bytes of files are that are no text, whatever the server calls them.
BINARY = (
    *(b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"ID3", b"OggS"),
    *(b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"Rar!", b"7z\xbc\xaf", b"\x00\x00\x00", b"BZh", b"\xfd7zXZ"),
)
GZIP = b"\x1f\x8b"
UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Kind(StrEnum):
    """What is asked for, which says what types are taken."""

    PAGE = "page"
    FEED = "feed"
    ROBOTS = "robots"


TYPES: Mapping[Kind, frozenset[str]] = {
    Kind.PAGE: HTML | {"", "text/plain"},
    Kind.FEED: HTML | XML | FEEDS | {""},
    Kind.ROBOTS: HTML | {"", "text/plain", "application/octet-stream"},
}
ACCEPT: Mapping[Kind, str] = {
    Kind.PAGE: "text/html,application/xhtml+xml;q=0.9",
    Kind.FEED: "application/atom+xml,application/rss+xml,application/feed+json,text/xml;q=0.9,*/*;q=0.5",
    Kind.ROBOTS: "text/plain,*/*;q=0.5",
}


class BadAnswer(BadAddress):
    """An answer that is not taken, with the code that says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds, bytes and counts that no fetch goes beyond."""

    resolve: float = 5
    connect: float = 5
    read: float = 10
    total: float = 20
    redirects: int = 5
    peers: int = 3
    headers: int = 65_536
    wire: int = 5 * MEGABYTE
    decoded: int = 10 * MEGABYTE
    ratio: int = 100
    ratio_from: int = MEGABYTE


def media_type_of(header: str) -> tuple[str, str]:
    """The type of a Content-Type header in lower case, and its charset; empty where they are not said."""
    message = Message()
    message["Content-Type"] = header.replace("\r", " ").replace("\n", " ")
    named = message.get_content_charset("") if header else ""
    kind = header.partition(";")[0].strip().lower()
    return kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else "", named


def check_length(length: str, limits: Limits) -> None:
    """Refuse at once what announces itself as too large.

    Raises:
        BadAnswer: it does.
    """
    if len(length) > 18 or int(length) > limits.wire:
        raise BadAnswer(Code.TOO_LARGE)


def check_type(media_type: str, kind: Kind, body: bytes | None = None) -> None:
    """Refuse what is not asked for, by the name of its type and, with ``body``, by its first bytes.

    Raises:
        BadAnswer: it is something else, or only calls itself so.
    """
    if media_type not in TYPES[kind] and not (kind is Kind.FEED and media_type.endswith("+xml")):
        raise BadAnswer(Code.BAD_TYPE)
    if body is None:
        return
    start = body[:SNIFFED]
    if start.startswith(GZIP) and kind is Kind.FEED:
        return
    if start.startswith((*BINARY, GZIP)) or (b"\x00" in start and not start.startswith(UTF16)):
        raise BadAnswer(Code.BAD_TYPE)
    if kind is Kind.PAGE and b"<" not in start.replace(b"\x00", b"") and media_type != "text/plain":
        raise BadAnswer(Code.BAD_TYPE)


class Inflater:
    """Takes the bytes of an answer piece by piece, unpacks them, and stops at the first broken limit."""

    def __init__(self, encoding: str, limits: Limits) -> None:
        """``encoding`` is the Content-Encoding header.

        Raises:
            BadAnswer: it was packed in a way that we did not offer.
        """
        self.wire_size = 0
        self._size = 0
        self._limits = limits
        self._pieces: list[bytes] = []
        named = encoding.strip().lower()
        if named not in {"", "identity", "gzip", "x-gzip"}:
            raise BadAnswer(Code.BAD_ENCODING)
        self._packed = "gzip" in named
        self._unpacker = _member() if self._packed else None

    def feed(self, piece: bytes) -> None:
        """Take the next bytes.

        Raises:
            BadAnswer: too many, unpacking to too many, or not packed as said.
        """
        self.wire_size += len(piece)
        if self.wire_size > self._limits.wire:
            raise BadAnswer(Code.TOO_LARGE)
        if not self._packed:
            self._take(piece)
            return
        while piece and self._unpacker is not None:
            piece = self._unpack(piece)

    def finish(self) -> bytes:
        """All of it.

        Raises:
            BadAnswer: the packed bytes end too early.
        """
        if self._packed and self.wire_size and self._unpacker is not None and not self._unpacker.eof:
            raise BadAnswer(Code.TRUNCATED)
        return b"".join(self._pieces)

    def _unpack(self, piece: bytes) -> bytes:
        """Unpack one stretch of a member; returns what is left to do."""
        unpacker = self._unpacker
        assert unpacker is not None  # noqa: S101 - asked before
        try:
            self._take(unpacker.decompress(piece, OUTPUT))
        except zlib.error as error:
            raise BadAnswer(Code.BAD_ENCODING) from error
        if not unpacker.eof:
            return unpacker.unconsumed_tail
        rest = unpacker.unused_data
        if rest.startswith(GZIP):
            self._unpacker = _member()
            return rest
        return b""  # padding after the end, as some servers send

    def _take(self, data: bytes) -> None:
        self._size += len(data)
        limits = self._limits
        bomb = self._size > limits.ratio_from and self._size > limits.ratio * max(self.wire_size, 1)
        if bomb or self._size > limits.decoded:
            raise BadAnswer(Code.DECOMPRESSION_BOMB if self._packed else Code.TOO_LARGE)
        self._pieces.append(data)


def _member() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
