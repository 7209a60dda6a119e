"""The one door to the network: opens a web address for us, or says in a sentence why it does not.

An address is vetted before anything is sent, its name is resolved once, and the connection goes to the very
network address that was vetted; every redirect goes through all of this again. Size, time, compression and
type are limited while the answer is read.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from time import monotonic
from typing import Any
from urllib.parse import urljoin

import certifi
from django.conf import settings
from django.utils import timezone
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    IncompleteRead,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)
from urllib3.response import BaseHTTPResponse

from sources.addresses import BadAddress, Code, WebAddress, check_redirect, refuse_blocked, web_address
from sources.answers import ACCEPT, BadAnswer, Inflater, Kind, Limits, check_length, check_type, media_type_of
from sources.ourselves import AGENT, user_agent
from sources.refusals import WORDS

__all__ = [
    "AGENT",
    "Answer",
    "Deadline",
    "Door",
    "FetchRefused",
    "Hop",
    "Kind",
    "fetch",
    "resolve",
    "trust",
]

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PIECE = 65_536  # bytes
Resolver = Callable[[str, float], Sequence[str]]


class FetchRefused(Exception):
    """An address that was not opened or an answer that was not taken: its code, and words for people."""

    def __init__(self, code: Code, url: str) -> None:
        self.code, self.url, self.message = code, url, WORDS[code]
        super().__init__(f"{url[:200]}: {code.value}")


@dataclass(frozen=True, slots=True)
class Hop:
    """A redirect that was followed."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, whatever its status; ``body`` is decoded, ``wire_size`` is what was sent."""

    requested_url: str
    url: str
    hops: tuple[Hop, ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)
    wire_size: int
    peer: str
    media_type: str
    charset: str
    fetched_at: datetime

    def header(self, name: str) -> str:
        """The first header of that name, empty where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def resolve(host: str, within: float) -> list[str]:
    """The network addresses of a host, asked for once, at most ``within`` seconds.

    Raises:
        BadAddress: there are none, or nobody answered in time.
    """
    found: list[str] = []
    failed: list[OSError | UnicodeError] = []

    def ask() -> None:
        try:
            told = socket.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(entry[4][0]) for entry in told))
        except (OSError, UnicodeError) as error:
            failed.append(error)

    asking = threading.Thread(target=ask, daemon=True, name=f"resolve {host}")
    asking.start()
    asking.join(within)
    if asking.is_alive():
        raise BadAddress(Code.DNS_TIMEOUT)
    if failed or not found:
        raise BadAddress(Code.DNS_FAILURE) from (failed[0] if failed else None)
    return found


class Deadline:
    """Shuts the sockets of one fetch when its time is over, whatever they wait for."""

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._ends = monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for one in self._sockets:
                one.close()
            self._sockets.clear()

    def left(self, at_most: float) -> float:
        """So many seconds, or those that remain; never none, which would mean not to wait at all."""
        return max(0.001, min(at_most, self._ends - monotonic()))

    def check(self) -> None:
        """Refuse to go on after the end: a socket that was shut reads like an answer that is complete.

        Raises:
            BadAddress: the time is over.
        """
        if self.over:
            raise BadAddress(Code.TIMEOUT)

    def watch(self, open_socket: socket.socket) -> None:
        """Shut this one, too; a copy is kept, for TLS takes the socket itself away."""
        with self._lock:
            self._sockets.append(open_socket.dup())
        if self.over:
            self._end()

    def _end(self) -> None:
        self.over = True
        with self._lock:
            for one in self._sockets:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    continue  # closed by the other side


class _Trust(ssl.SSLContext):
    """Certificates that we trust; hands each socket to the deadline before its handshake begins."""

    now = threading.local()

    def wrap_socket(self, sock: socket.socket, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
        self.now.deadline.watch(sock)
        return super().wrap_socket(sock, *args, **kwargs)


@cache
def trust(ca_file: str) -> _Trust:
    """The usual authorities, and those that the operator adds for servers of their own."""
    context = _Trust(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_verify_locations(certifi.where())
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


@dataclass(frozen=True)
class Door:
    """How addresses are resolved and what is taken; a running newsroom has one, a test its own."""

    limits: Limits = field(default_factory=Limits)
    resolver: Resolver = resolve

    def fetch(self, url: str, *, kind: Kind = Kind.PAGE, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a web address, following redirects; any HTTP status is an answer.

        ``headers`` are added to the first request (conditions such as ``If-None-Match``).

        Raises:
            FetchRefused: the address may not be opened, or the answer breaks a limit.
        """
        at = url.strip(" \t\n\r\f")
        hops: list[Hop] = []
        seen: set[str] = set()
        with Deadline(self.limits.total) as deadline, _refusals(lambda: at, deadline):
            while True:
                address = web_address(at, trusted=settings.FETCH_EXCEPTIONS)
                if address.url in seen:
                    raise BadAddress(Code.REDIRECT_LOOP)
                seen.add(address.url)
                found = self._ask(address, kind, dict(headers or {}) if not hops else {}, deadline)
                if isinstance(found, Answer):
                    return replace(found, requested_url=url.strip(), hops=tuple(hops))
                if len(hops) == self.limits.redirects:
                    raise BadAddress(Code.TOO_MANY_REDIRECTS)
                hops.append(Hop(address.url, found.status))
                at = found.url
                check_redirect(address, at, settings.FETCH_EXCEPTIONS)

    def _ask(
        self, address: WebAddress, kind: Kind, headers: dict[str, str], deadline: Deadline
    ) -> Answer | Hop:
        """One request: its answer, or where it leads."""
        connection, peer = self._connect(address, deadline)
        try:
            connection.request(
                "GET",
                address.target,
                headers={
                    "Host": address.authority,
                    "User-Agent": user_agent(settings.SITE_URL),
                    "Accept": ACCEPT[kind],
                    "Accept-Encoding": "gzip, identity",
                    **headers,
                },
                preload_content=False,
                decode_content=False,
            )
            response = connection.getresponse()
            if sum(map(len, (*response.headers, *response.headers.values()))) > self.limits.headers:
                raise BadAnswer(Code.BAD_RESPONSE)
            if response.status in REDIRECTS:
                return Hop(_location(address, response), response.status)
            answer = self._read(address, response, kind, peer)
            deadline.check()
            return answer
        finally:
            connection.close()

    def _connect(self, address: WebAddress, deadline: Deadline) -> tuple[HTTPConnection, str]:
        """A connection to one of the network addresses of the host, all of which were vetted."""
        exception = settings.FETCH_EXCEPTIONS.get(address.host)
        if exception:
            peers, port = [exception[0]], exception[1]
        else:
            peers, port = list(self._vetted(address, deadline)), address.port
        for number, peer in enumerate(peers, 1):
            connection = self._connection(address, peer, port, deadline.left(self.limits.connect))
            _Trust.now.deadline = deadline
            try:
                connection.connect()
            except HTTPError:
                if number == len(peers) or deadline.over:
                    raise
                continue
            opened: Any = connection.sock
            if address.scheme == "http":
                deadline.watch(opened)
            connection.timeout = self.limits.read  # from here on
            reached = str(opened.getpeername()[0])
            if reached != peer.partition("%")[0]:
                connection.close()
                raise BadAddress(Code.BLOCKED_ADDRESS)
            return connection, reached
        raise BadAddress(Code.DNS_FAILURE)

    def _vetted(self, address: WebAddress, deadline: Deadline) -> Sequence[str]:
        if address.literal:
            return [address.literal]
        found = self.resolver(address.host, deadline.left(self.limits.resolve))
        if not found:
            raise BadAddress(Code.DNS_FAILURE)
        for one in found:
            refuse_blocked(one)
        return found[: self.limits.peers]

    def _connection(self, address: WebAddress, peer: str, port: int, within: float) -> HTTPConnection:
        if address.scheme == "http":
            return HTTPConnection(peer, port, timeout=within)
        return HTTPSConnection(
            peer,
            port,
            timeout=within,
            ssl_context=trust(settings.FETCH_CA_FILE),
            server_hostname=address.host,  # sent, and what the certificate is checked against
        )

    def _read(self, address: WebAddress, response: BaseHTTPResponse, kind: Kind, peer: str) -> Answer:
        media_type, charset = media_type_of(response.headers.get("Content-Type", ""))
        good = 200 <= response.status < 300
        if good:
            check_type(media_type, kind)
        if (length := response.headers.get("Content-Length", "")).isdecimal():
            check_length(length, self.limits)
        inflater = Inflater(response.headers.get("Content-Encoding", ""), self.limits)
        while piece := response.read(PIECE, decode_content=False):
            inflater.feed(piece)
        body = inflater.finish()
        if good:
            if not body or body.isspace():
                raise BadAddress(Code.EMPTY_BODY)
            check_type(media_type, kind, body)
        return Answer(
            requested_url=address.url,
            url=address.url,
            hops=(),
            status=response.status,
            headers=tuple(response.headers.items()),
            body=body,
            wire_size=inflater.wire_size,
            peer=peer,
            media_type=media_type,
            charset=charset,
            fetched_at=timezone.now(),
        )


def fetch(url: str, *, kind: Kind = Kind.PAGE, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask for a web address through the door of the running newsroom; see ``Door.fetch``."""
    return Door().fetch(url, kind=kind, headers=headers)


def _location(address: WebAddress, response: BaseHTTPResponse) -> str:
    """Where a redirect leads; bytes that are no ASCII are read as UTF-8, as browsers do."""
    given = response.headers.get("Location", "")
    try:
        where = given.encode("latin-1").decode("utf-8")
    except UnicodeError:
        where = given
    where = where.strip().replace(" ", "%20")
    if not where or not where.isprintable():  # urljoin would drop a tab
        raise BadAnswer(Code.BAD_REDIRECT)
    try:
        return urljoin(address.url, where)
    except ValueError as error:
        raise BadAnswer(Code.BAD_REDIRECT) from error


@contextmanager
def _refusals(at: Callable[[], str], deadline: Deadline) -> Iterator[None]:
    """Turn whatever goes wrong on the way into a refusal with a code."""
    try:
        yield
    except FetchRefused:
        raise
    except BadAddress as refused:
        code = Code.TIMEOUT if deadline.over else refused.code
        raise FetchRefused(code, at()) from refused
    except (HTTPError, http.client.HTTPException, OSError) as error:
        raise FetchRefused(Code.TIMEOUT if deadline.over else _code_of(error), at()) from error


def _code_of(error: Exception) -> Code:
    # NewConnectionError is a ConnectTimeoutError, so it is asked for first.
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], Code], ...] = (
        (NewConnectionError, Code.CONNECT_FAILED),
        ((ConnectTimeoutError, ReadTimeoutError, TimeoutError), Code.TIMEOUT),
        ((SSLError, ssl.SSLError, ssl.CertificateError), Code.TLS_ERROR),
        ((IncompleteRead, http.client.IncompleteRead), Code.TRUNCATED),
        (ConnectionRefusedError, Code.CONNECT_FAILED),
    )
    inner = getattr(error, "args", ())[1:2]
    if inner and isinstance(inner[0], http.client.IncompleteRead | IncompleteRead):
        return Code.TRUNCATED
    return next((code for kind, code in kinds if isinstance(error, kind)), Code.BAD_RESPONSE)
