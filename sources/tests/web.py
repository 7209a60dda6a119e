"""A small web on loopback: real servers under made-up host names, for whatever reads from the network."""

import gzip
import socket
import ssl
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from django.test import override_settings

DATA = Path(__file__).with_name("data")
CA_FILE = DATA / "ca.pem"  # trusts nothing but server.pem: made for these tests alone


@dataclass
class Reply:
    """What a path answers; a function in its place is given the request's headers."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def page(html, **headers):
    """An HTML page."""
    body = html.encode() if isinstance(html, str) else html
    return Reply(body, 200, {"Content-Type": "text/html; charset=utf-8", **headers})


def feed(xml, kind="application/rss+xml", **headers):
    """A feed."""
    return Reply(xml.encode() if isinstance(xml, str) else xml, 200, {"Content-Type": kind, **headers})


def robots(text):
    """The rules of a site for robots."""
    return Reply(text.encode(), 200, {"Content-Type": "text/plain"})


def redirect(where, status=302):
    """A redirect."""
    return Reply(b"", status, {"Location": where})


def packed(html):
    """A page sent in gzip."""
    return page(gzip.compress(html.encode()), **{"Content-Encoding": "gzip"})


class Site:
    """One server; ``paths`` may be changed while it runs, ``asked`` holds what came in."""

    def __init__(self, paths):
        self.paths, self.asked = dict(paths), []

    def __setitem__(self, path, reply):
        self.paths[path] = reply

    def times(self, path):
        return sum(asked_path == path for asked_path, _ in self.asked)


def _handler(site):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.asked.append((self.path, dict(self.headers)))
            reply = site.paths.get(self.path, Reply(b"not here", 404, {"Content-Type": "text/plain"}))
            reply = reply(self.headers) if callable(reply) else reply
            self.send_response(reply.status)
            headers = {"Content-Length": str(len(reply.body)), "Connection": "close", **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def _serving(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def site(host, paths, *, tls=False):
    """A site under a host name: ``http://host/…``, or ``https://host/…`` with ``tls``, reaches it.

    Names that the test certificate knows: news.example.com and below, paper.example.net, agency.example.org.
    """
    served = Site(paths)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(served))
    if tls:
        server.socket = _tls(server.socket)
    with _serving(server) as port, known(host, port):
        yield served


@contextmanager
def raw(host, answer, *, tls=False):
    """A server that lets ``answer(connection)`` say whatever it likes."""
    listening = socket.create_server(("127.0.0.1", 0))
    if tls:
        listening = _tls(listening)
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65_536)
                    answer(connection)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        with known(host, listening.getsockname()[1]):
            yield
    finally:
        stop.set()
        listening.close()


@contextmanager
def known(host, port):
    """Let a host name lead to a port of this machine, as an operator would."""
    from django.conf import settings  # noqa: PLC0415 - as it stands now

    exceptions = {**settings.FETCH_EXCEPTIONS, host: ("127.0.0.1", port)}
    with override_settings(FETCH_EXCEPTIONS=exceptions, FETCH_CA_FILE=str(CA_FILE)):
        yield


def _tls(listening):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "server.pem")
    return context.wrap_socket(listening, server_side=True)
