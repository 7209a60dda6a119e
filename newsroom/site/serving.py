"""Serves the public files where no web server stands before Django; needs no database to do so."""

import os
import re
from collections.abc import Iterable, Mapping
from email.utils import formatdate, parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from newsroom.site.storage import MARKERS, BadPathError, SiteFolder

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

DYNAMIC: Final = frozenset(
    {"admin", "api", "static", "media", "healthz", "livez", "search", "preview", "report", "oembed"}
)
SECURITY: Final = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "interest-cohort=(), camera=(), geolocation=(), microphone=()"),
)
FRAME: Final = re.compile(r"/stories/[^/]+/timeline/embed/")
FRAMED: Final = tuple(  # the one page that others may show in a frame of theirs
    (name, value.replace("frame-ancestors 'none'", "frame-ancestors *"))
    for name, value in SECURITY
    if name != "X-Frame-Options"
)
CACHE: Final = ("Cache-Control", "public, max-age=15, stale-while-revalidate=60")
TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
}
Headers = tuple[tuple[str, str], ...]
Answer = tuple[HTTPStatus, list[tuple[str, str]], bytes]


class PublicSite:
    """A WSGI application before Django: answers public addresses from files, hands on the rest.

    The same rules as docs/operations/nginx.conf, which a test compares. One differs: a WSGI server hands
    over the path decoded, so ``%2F`` is a slash here and not found there.
    """

    def __init__(self, django: "WSGIApplication", folder: SiteFolder) -> None:
        """``django`` answers what is not a public page."""
        self.django = django
        self.folder = folder

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "/").encode("latin-1").decode("utf-8", "replace") or "/"
        if path.startswith("/") and path.split("/")[1] in DYNAMIC:
            return self.django(environ, start_response)
        status, headers, body = self.answer(path, environ)
        start_response(f"{status.value} {status.phrase}", headers)
        return [body] if environ["REQUEST_METHOD"] != "HEAD" else [b""]

    def answer(self, path: str, environ: Mapping[str, str]) -> Answer:
        """Status, headers and body for a public path."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _plain(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", "GET, HEAD"))
        try:
            plain = self.folder.file_of(path)
        except BadPathError:
            return self._without_slash(path, environ)
        if path.endswith("/") and (moved := _leads_to(plain, self.folder.root)):
            return _plain(HTTPStatus.MOVED_PERMANENTLY, ("Location", moved), CACHE)
        if not plain.is_file():
            return self._not_found(environ)
        return _file(plain, environ, _status(plain), FRAMED if FRAME.fullmatch(path) else SECURITY)

    def _without_slash(self, path: str, environ: Mapping[str, str]) -> Answer:
        try:
            plain = self.folder.file_of(path + "/")
        except BadPathError:
            return self._not_found(environ)
        if not plain.is_file():
            return self._not_found(environ)
        return _plain(HTTPStatus.MOVED_PERMANENTLY, ("Location", _quoted(path + "/")), CACHE)

    def _not_found(self, environ: Mapping[str, str]) -> Answer:
        plain = self.folder.root / "404.html"
        if not plain.is_file():
            return _plain(HTTPStatus.NOT_FOUND)
        return _file(plain, environ, HTTPStatus.NOT_FOUND)


def best_encoding(accepted: str) -> str:
    """``br``, ``gzip`` or nothing, by an Accept-Encoding header with its qvalues."""
    weights: dict[str, float] = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    others = weights.get("*", 0.0)
    br, gzip = weights.get("br", others), weights.get("gzip", others)
    if max(br, gzip) <= 0 or weights.get("identity", 0.0) > max(br, gzip):
        return ""
    return "br" if br >= gzip else "gzip"


def _weight(parameters: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", parameters)
    if found:
        return float(found[1])
    return 0.0 if parameters.strip() else 1.0


def _file(
    plain: Path, environ: Mapping[str, str], status: HTTPStatus, security: Headers = SECURITY
) -> Answer:
    coding = best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
    suffix = {"br": ".br", "gzip": ".gz"}.get(coding, "")
    try:
        with plain.with_name(plain.name + suffix).open("rb") as file:
            facts, body = os.fstat(file.fileno()), file.read()
    except FileNotFoundError:  # only between two renames of a first write
        coding = ""
        with plain.open("rb") as file:
            facts, body = os.fstat(file.fileno()), file.read()
    etag = f'"{int(facts.st_mtime):x}-{len(body):x}"'  # as nginx makes it: either server may answer
    modified = formatdate(int(facts.st_mtime), usegmt=True)
    headers = [("ETag", etag), ("Last-Modified", modified), ("Vary", "Accept-Encoding"), CACHE, *security]
    if status == HTTPStatus.OK and _unchanged(environ, etag, int(facts.st_mtime)):
        return HTTPStatus.NOT_MODIFIED, headers, b""
    if coding:
        headers.append(("Content-Encoding", coding))
    headers += [("Content-Type", TYPES.get(plain.suffix, "application/octet-stream"))]
    headers += [("Content-Length", str(len(body)))]
    return status, headers, body


def _unchanged(environ: Mapping[str, str], etag: str, modified: int) -> bool:
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known is not None:
        return known.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in known.split(",")]
    try:
        since = parsedate_to_datetime(environ.get("HTTP_IF_MODIFIED_SINCE", "")).timestamp()
    except (ValueError, OverflowError):  # no date, or one beyond what a clock can say
        return False
    return modified <= since


def _status(plain: Path) -> HTTPStatus:
    if plain.name != "index.html":
        return HTTPStatus.OK
    for status in (410, 451):
        if plain.with_name(MARKERS[status]).exists():
            return HTTPStatus(status)
    return HTTPStatus.OK


def _leads_to(plain: Path, root: Path) -> str:
    """The path that a moved page leads to, if it has moved."""
    marker = plain.with_name(MARKERS[301])
    if not marker.is_symlink():
        return ""
    target = marker.resolve().relative_to(root.resolve()).as_posix()
    return "/" if target == "." else _quoted(f"/{target}/")


def _quoted(path: str) -> str:
    return quote(path, safe="/~")


def _plain(status: HTTPStatus, *more: tuple[str, str]) -> Answer:
    body = b"" if status == HTTPStatus.MOVED_PERMANENTLY else f"{status.phrase}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), *more]
    return status, [*headers, *SECURITY], body
