"""What the door to the network costs for each request, beside the library alone, on loopback in turn.

The server is a process of its own that closes each connection. The library alone opens one, reads and unpacks
the same page by its own means, without any limit of ours. Names are known, so none is resolved.
"""

import argparse
import gzip
import multiprocessing
import os
import ssl
import statistics
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import urllib3
from django.conf import settings

from benchmarks.figures import spread, table

DATA = Path(__file__).resolve().parents[1] / "sources" / "tests" / "data"
HOST = "news.example.com"
# Some 100 KB, of which gzip leaves a sixth: about what a news page is.
PAGE = b"<!doctype html>" + b"".join(
    b'<p class="c%d">%s</p>\n' % (n, os.urandom(12).hex().encode() + b" a ferry stayed in port" * 3)
    for n in range(900)
)
Ask = Callable[[str], bytes]


class Answering(BaseHTTPRequestHandler):
    """Gives the page, packed where the address says so."""

    packed = gzip.compress(PAGE)

    def do_GET(self) -> None:
        """Answer and close."""
        body = self.packed if self.path == "/packed" else PAGE
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if body is self.packed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_given: object) -> None:
        """Be quiet."""


def serve(told: Connection, tls: bool) -> None:
    """Answer one after the other until ended."""
    server = HTTPServer(("127.0.0.1", 0), Answering)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(DATA / "server.pem")
        server.socket = context.wrap_socket(server.socket, server_side=True)
    told.send(server.server_address[1])
    server.serve_forever()


def alone(scheme: str, port: int) -> Ask:
    """The library by itself, with a connection for each request."""

    def ask(path: str) -> bytes:
        if scheme == "http":
            pool = urllib3.HTTPConnectionPool("127.0.0.1", port)
        else:
            pool = urllib3.HTTPSConnectionPool(
                "127.0.0.1", port, ssl_context=trusting, server_hostname=HOST, assert_hostname=HOST
            )
        with pool:
            answer = pool.request("GET", path, headers={"Host": HOST, "Accept-Encoding": "gzip"})
            return answer.data

    trusting = ssl.create_default_context(cafile=DATA / "ca.pem")
    return ask


def ours(scheme: str, port: int) -> Ask:
    """The door as a running newsroom has it."""
    from sources.fetching import fetch  # noqa: PLC0415 - after the settings

    def ask(path: str) -> bytes:
        settings.FETCH_EXCEPTIONS = {HOST: ("127.0.0.1", port)}
        return fetch(f"{scheme}://{HOST}{path}").body

    return ask


def milliseconds(ask: Ask, path: str) -> tuple[float, float]:
    """Time and processor time of ours that one request takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    assert ask(path) == PAGE  # noqa: S101 - both read it whole
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


def main() -> None:
    """Print the times of both, and what the door adds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    rounds = 100 if parser.parse_args().quick else 500
    settings.configure(
        FETCH_EXCEPTIONS={}, FETCH_CA_FILE=str(DATA / "ca.pem"), SITE_URL="https://n.example", USE_TZ=True
    )
    rows = [row for scheme in ("http", "https") for row in compared(scheme, rounds)]
    head = ("request", "door, ms", "urllib3 alone, ms", "door, CPU ms", "alone, CPU ms", "added, CPU ms")
    print(table(head, rows))


def compared(scheme: str, rounds: int) -> list[list[str]]:
    """One row for each form of the page."""
    here, there = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(there, scheme == "https"), daemon=True)
    server.start()
    port = here.recv()
    rows = []
    try:
        asks = ours(scheme, port), alone(scheme, port)
        for path, name in (("/plain", "100 KB"), ("/packed", "100 KB in gzip")):
            for ask in asks:
                milliseconds(ask, path)
            taken = [[milliseconds(ask, path) for ask in asks] for _ in range(rounds)]
            walls = [spread([each[who][0] for each in taken], digits=2) for who in (0, 1)]
            cpus = [statistics.median(each[who][1] for each in taken) for who in (0, 1)]
            added = f"{cpus[0] - cpus[1]:.2f}"
            rows.append([f"{scheme}, {name}", *walls, *(f"{cpu:.2f}" for cpu in cpus), added])
    finally:
        server.terminate()
        server.join()
    return rows


if __name__ == "__main__":
    main()
