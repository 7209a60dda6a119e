"""Turns ready bytes into an answer that every cache understands: validators, 304, compression."""

import gzip
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import http_date, parse_etags, parse_http_date_safe
from rest_framework.request import Request

from stories.api.problems import PreconditionFailed

PUBLIC = "public, max-age=15, stale-while-revalidate=60, stale-if-error=300"
VARY = "Accept-Encoding"
JSON = "application/json"
WORTH_COMPRESSING = 1_000  # bytes: below, it all fits one packet anyway
GZIP_LEVEL = 4
LARGEST_KEPT = 65_536
GZIP_ACCEPTED = re.compile(
    r"(?:^|,)\s*(?:x-)?gzip\s*(?:;\s*q\s*=\s*(?P<q>[01](?:\.[0-9]{0,3})?)\s*)?(?=,|$)", re.IGNORECASE
)


def respond(
    request: Request,
    *,
    body: bytes,
    etag: str,
    modified: datetime | None = None,
    content_type: str = JSON,
    surrogate: str = "",
) -> HttpResponse:
    """The answer 200 with these bytes, or 304 when the client holds them already.

    ``etag`` names the bytes before any content encoding and has no quotes. ``modified`` is told to the
    second, so a client that needs to be exact compares entity tags.

    Raises:
        PreconditionFailed: ``If-Match`` or ``If-Unmodified-Since`` does not hold.
    """
    meta = request.META
    packed = len(body) >= WORTH_COMPRESSING and accepts_gzip(meta.get("HTTP_ACCEPT_ENCODING", ""))
    tag = f'"{etag}-gzip"' if packed else f'"{etag}"'
    stamp = int(modified.timestamp()) if modified else None
    headers = {"ETag": tag, "Cache-Control": PUBLIC, "Vary": VARY}
    if stamp is not None:
        headers["Last-Modified"] = http_date(stamp)
    if surrogate:
        headers["Surrogate-Key"] = surrogate
    known = _is_known(meta, tag, stamp)
    if packed:
        body = compressed(etag, body)
    headers["Content-Length"] = str(len(body))  # on a 304 too, where it may say nothing else (RFC 9110, 8.6)
    if known:
        answer = HttpResponse(status=304, headers=headers)
        del answer["Content-Type"]
        return answer
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, content_type=content_type, headers=headers)


def moved(path: str) -> HttpResponse:
    """A permanent redirect to another path of this API."""
    answer = HttpResponsePermanentRedirect(path)
    answer["Cache-Control"] = PUBLIC
    del answer["Content-Type"]
    return answer


def accepts_gzip(header: str) -> bool:
    """Whether ``Accept-Encoding`` names gzip with a weight above 0 (RFC 9110, 12.5.3)."""
    found = GZIP_ACCEPTED.search(header)
    return found is not None and float(found["q"] or 1) > 0


def compressed(etag: str, body: bytes) -> bytes:
    """The bytes as gzip; those of one story are kept, since its entity tag names them for ever."""
    if len(body) > LARGEST_KEPT:
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return _kept(etag, Unhashed(body))


class Unhashed:
    """Bytes that come along with the key of the cache but are no part of it."""

    __slots__ = ("body",)

    def __init__(self, body: bytes) -> None:
        self.body = body

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unhashed)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=512)
def _kept(etag: str, source: Unhashed) -> bytes:
    return gzip.compress(source.body, GZIP_LEVEL, mtime=0)


def _is_known(meta: Mapping[str, str], tag: str, stamp: int | None) -> bool:
    """Evaluate the preconditions in the order of RFC 9110, 13.2.2."""
    if if_match := meta.get("HTTP_IF_MATCH"):
        if not _names(if_match, tag, weak=False):
            raise PreconditionFailed
    elif stamp is not None and stamp > (_date(meta, "HTTP_IF_UNMODIFIED_SINCE") or stamp):
        raise PreconditionFailed
    if if_none_match := meta.get("HTTP_IF_NONE_MATCH"):
        return _names(if_none_match, tag, weak=True)
    since = _date(meta, "HTTP_IF_MODIFIED_SINCE")
    return stamp is not None and since is not None and stamp <= since


def _names(header: str, tag: str, *, weak: bool) -> bool:
    """Whether a list of entity tags, or ``*``, holds this one."""
    tags = parse_etags(header)
    return "*" in tags or tag in tags or (weak and f"W/{tag}" in tags)


def _date(meta: Mapping[str, str], name: str) -> int | None:
    return parse_http_date_safe(meta[name]) if name in meta else None
