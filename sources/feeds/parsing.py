"""From the bytes at an address to what is announced there: finds out which kind it is, whatever its label."""

import re
import zlib
from typing import Any, Final

from sources.feeds.entries import Parsed
from sources.feeds.json_feed import parse_json_feed
from sources.feeds.sitemaps import parse_sitemap
from sources.feeds.syndication import parse_syndication

GZIP: Final = b"\x1f\x8b"
UNPACKED: Final = 10_000_000  # bytes that a packed sitemap may have
LOOKED_AT: Final = 4_096
SITEMAP: Final = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
FEED: Final = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF|channel|cdf)[\s>]", re.I)
PAGE: Final = re.compile(rb"<(?:!doctype\s+)?html[\s>]", re.I)


def parse(body: bytes, *, url: str, content_type: str = "", country: str = "") -> Parsed:
    """What is announced in ``body``, which came from ``url``; of an empty kind where that is no feed."""
    if body.startswith(GZIP):
        body = _unpacked(body)
    head = body[:LOOKED_AT]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return parse_json_feed(body, url=url, country=country)
    if SITEMAP.search(head.replace(b"\0", b"")):
        return parse_sitemap(body, url=url, country=country)
    if PAGE.search(head) and not FEED.search(head):
        return Parsed("")
    return parse_syndication(body, url=url, content_type=content_type, country=country)


def parse_to_json(body: bytes, *, url: str, content_type: str = "", country: str = "") -> dict[str, Any]:
    """The same, so that it can cross from a child process."""
    return parse(body, url=url, content_type=content_type, country=country).as_json()


def _unpacked(body: bytes) -> bytes:
    """The content of a file in gzip, as sitemaps are often kept; nothing if it is broken or too large."""
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        content = reader.decompress(body, UNPACKED)
    except zlib.error:
        return b""
    return content if reader.eof else b""
