"""The door to the network against real servers on loopback: what it takes, and what it refuses."""

import gzip
import itertools
import os
import threading
import zlib
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

from sources.addresses import BadAddress, Code, check_redirect, web_address
from sources.answers import Kind, Limits
from sources.fetching import AGENT, Deadline, Door, FetchRefused, fetch, resolve
from sources.tests.web import Reply, feed, known, packed, page, raw, redirect, site

NEWS = "news.example.com"
HTML = "<!doctype html><title>A bridge opens</title><p>It opened on Monday."
QUICK = Limits(total=0.25, read=5, connect=5)
SMALL = Limits(wire=20_000, decoded=40_000, ratio_from=10_000)


USUAL = Limits()


def code_of(url=f"http://{NEWS}/", *, limits=USUAL, kind=Kind.PAGE, resolver=resolve):
    with pytest.raises(FetchRefused) as refused:
        Door(limits, resolver).fetch(url, kind=kind)
    return refused.value.code


def test_it_brings_a_page_with_all_that_is_known_of_it():
    with site(NEWS, {"/a?b=c": page(HTML, ETag='"one"')}) as served:
        answer = fetch(f"http://{NEWS}/a?b=c#d", headers={"If-None-Match": '"zero"'})
    assert (answer.status, answer.body, answer.media_type, answer.charset) == (
        200,
        HTML.encode(),
        "text/html",
        "utf-8",
    )
    assert (answer.header("etag"), answer.peer, answer.url) == ('"one"', "127.0.0.1", f"http://{NEWS}/a?b=c")
    [(_, asked)] = served.asked
    assert asked["Host"] == NEWS
    assert asked["User-Agent"].startswith(AGENT)
    assert "/robot/" in asked["User-Agent"]
    assert asked["If-None-Match"] == '"zero"'
    assert not {"Cookie", "Referer", "Authorization"} & set(asked)


def test_it_asks_over_tls_and_checks_the_name():
    with site(NEWS, {"/": page(HTML)}, tls=True):
        assert fetch(f"https://{NEWS}/").body == HTML.encode()
    with site("other.example.net", {"/": page(HTML)}, tls=True) as other:
        assert code_of("https://other.example.net/") == Code.TLS_ERROR
    assert not other.asked


def test_it_trusts_no_certificate_that_nobody_vouches_for(settings):
    with site(NEWS, {"/": page(HTML)}, tls=True):
        settings.FETCH_CA_FILE = ""
        assert code_of(f"https://{NEWS}/") == Code.TLS_ERROR


@pytest.mark.parametrize("status", [304, 403, 404, 410, 429, 500, 503])
def test_any_status_is_an_answer(status):
    with site(NEWS, {"/": Reply(b"" if status == 304 else b"no", status, {"Retry-After": "120"})}):
        answer = fetch(f"http://{NEWS}/")
    assert (answer.status, answer.header("Retry-After")) == (status, "120")


def test_it_follows_redirects_and_says_which():
    paths = {"/a": redirect("/b", 301), "/b": redirect(f"http://{NEWS}/c?d"), "/c?d": page(HTML)}
    with site(NEWS, paths) as served:
        answer = fetch(f"http://{NEWS}/a", headers={"If-None-Match": '"x"'})
    assert [(hop.url, hop.status) for hop in answer.hops] == [
        (f"http://{NEWS}/a", 301),
        (f"http://{NEWS}/b", 302),
    ]
    assert (answer.requested_url, answer.url) == (f"http://{NEWS}/a", f"http://{NEWS}/c?d")
    assert ["If-None-Match" in asked for _, asked in served.asked] == [True, False, False]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("http://127.0.0.1/", Code.BLOCKED_ADDRESS),
        ("http://[::ffff:169.254.169.254]/latest/", Code.BLOCKED_ADDRESS),
        ("http://localhost:8000/", Code.BAD_HOST),
        ("//printer.local/", Code.BAD_HOST),
        ("file:///etc/passwd", Code.BAD_SCHEME),
        ("http://user:word@news.example.com/", Code.CREDENTIALS_IN_URL),
        (f"http://{NEWS}:22/", Code.CONNECT_FAILED),
        ("", Code.BAD_REDIRECT),
        ("/", Code.REDIRECT_LOOP),
        ("http://[", Code.BAD_REDIRECT),
        ("http://exa\tmple.org/", Code.BAD_REDIRECT),
    ],
)
def test_a_redirect_goes_through_the_same_door(where, code):
    with site(NEWS, {"/": redirect(where)}) as served:
        got = code_of()
    assert got == (Code.REDIRECT_LOOP if code == Code.CONNECT_FAILED and served.times("/") > 1 else code)


def test_a_redirect_with_a_space_is_followed_as_browsers_do():
    with site(NEWS, {"/": redirect("/a b"), "/a%20b": page(HTML)}):
        assert fetch(f"http://{NEWS}/").url == f"http://{NEWS}/a%20b"


def test_no_stranger_leads_us_to_a_server_of_our_own():
    own = {"wire.internal": ("10.0.0.9", 8080), "desk.internal": ("10.0.0.8", 80)}
    stranger, wire = web_address("http://example.org/"), web_address("http://wire.internal/", trusted=own)
    check_redirect(wire, "http://desk.internal/", own)
    for url in ("http://wire.internal/", "http://WIRE.internal.:8080/"):
        with pytest.raises(BadAddress, match="blocked_address"):
            check_redirect(stranger, url, own)


def test_it_follows_five_redirects_and_no_sixth():
    paths = {f"/{n}": redirect(f"/{n + 1}") for n in range(10)}
    with site(NEWS, {**paths, "/5": page(HTML)}):
        assert len(fetch(f"http://{NEWS}/0").hops) == 5
    with site(NEWS, paths) as served:
        assert code_of(f"http://{NEWS}/0") == Code.TOO_MANY_REDIRECTS
    assert len(served.asked) == 6


def test_it_does_not_go_from_encrypted_to_open():
    with site(NEWS, {"/": redirect(f"http://{NEWS}/open")}, tls=True) as served:
        assert code_of(f"https://{NEWS}/") == Code.TLS_DOWNGRADE
    assert [path for path, _ in served.asked] == ["/"]


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_a_name_that_changes_between_check_and_use_reaches_nobody():
    answers = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = []

    def rebinding(host, _within):
        asked.append(host)
        return next(answers)

    # The guard of the tests stops what goes to the public address that was vetted.
    stopped = pytest.raises(SocketConnectBlockedError, match=r"93\.184\.216\.34")
    with site("elsewhere.example.net", {"/": page(HTML)}) as served, stopped:
        Door(QUICK, rebinding).fetch("http://rebind.example.org/")
    assert (asked, served.asked) == (["rebind.example.org"], [])


def test_one_forbidden_address_among_good_ones_refuses_all():
    assert (
        code_of("http://mixed.example.org/", resolver=lambda *_: ["93.184.216.34", "10.0.0.1"])
        == Code.BLOCKED_ADDRESS
    )


def test_a_name_that_nobody_knows_is_said(monkeypatch):
    with pytest.raises(BadAddress) as refused:
        resolve("no-such-host.invalid", 5)
    assert refused.value.code in {Code.DNS_FAILURE, Code.DNS_TIMEOUT}


def test_a_look_up_that_hangs_is_left(monkeypatch):
    done = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_given, **_more: (done.wait(30), [])[1])
    with pytest.raises(BadAddress, match="dns_timeout"):
        resolve("slow.example.org", 0.05)
    done.set()


@pytest.mark.parametrize("answer", [[], [(2, 1, 6, "", ("10.0.0.1", 0)), (2, 1, 6, "", ("8.8.8.8", 0))]])
def test_a_name_is_looked_up_once_as_it_is_and_all_of_the_answer_counts(monkeypatch, answer):
    asked = []
    monkeypatch.setattr("socket.getaddrinfo", lambda host, *_given, **_more: asked.append(host) or answer)
    expected = Code.BLOCKED_ADDRESS if answer else Code.DNS_FAILURE
    assert code_of("http://mixed.example.org/") == expected
    assert asked == ["mixed.example.org."]


def test_a_known_server_is_reached_by_its_name_alone(settings):
    with site(NEWS, {"/": page(HTML)}):
        _, port = settings.FETCH_EXCEPTIONS[NEWS]
        assert fetch(f"http://{NEWS}/").status == 200
        assert code_of(f"http://127.0.0.1:{port}/") in {Code.BAD_PORT, Code.BLOCKED_ADDRESS}
        assert code_of("http://127.0.0.1/") == Code.BLOCKED_ADDRESS


@pytest.mark.allow_hosts(["127.0.0.1", "0.0.0.0"])  # noqa: S104
@pytest.mark.parametrize("tls", [False, True])
def test_who_is_at_the_other_end_is_looked_at_before_anything_is_asked(settings, tls):
    with site(NEWS, {"/": page(HTML)}, tls=tls) as served:
        _, port = settings.FETCH_EXCEPTIONS[NEWS]
        settings.FETCH_EXCEPTIONS = {NEWS: ("0.0.0.0", port)}  # noqa: S104 - Linux connects to 127.0.0.1
        assert code_of(f"http{'s' if tls else ''}://{NEWS}/") == Code.BLOCKED_ADDRESS
    assert not served.asked


def test_nobody_there_is_said():
    with known(NEWS, 1):
        assert code_of() == Code.CONNECT_FAILED


def test_it_unpacks_gzip_and_nothing_else():
    with site(NEWS, {"/": packed(HTML * 50)}):
        answer = fetch(f"http://{NEWS}/")
    assert answer.body == (HTML * 50).encode()
    assert answer.wire_size < len(answer.body)
    two = gzip.compress(b"<p>one") + gzip.compress(b"two") + b"\0" * 8
    with site(NEWS, {"/": page(two, **{"Content-Encoding": "gzip"})}):
        assert fetch(f"http://{NEWS}/").body == b"<p>onetwo"


@pytest.mark.parametrize(
    ("encoding", "body", "code"),
    [
        ("br", b"<p>", Code.BAD_ENCODING),
        ("deflate", zlib.compress(b"<p>"), Code.BAD_ENCODING),
        ("gzip, gzip", gzip.compress(gzip.compress(b"<p>")), Code.BAD_ENCODING),
        ("gzip", b"<p>not packed at all", Code.BAD_ENCODING),
        ("gzip", gzip.compress(os.urandom(9_000))[:-500], Code.TRUNCATED),
        ("gzip", gzip.compress(b"<" + b"a" * 3_000_000), Code.DECOMPRESSION_BOMB),
        ("gzip", gzip.compress(b"<" + os.urandom(30) * 3_000), Code.DECOMPRESSION_BOMB),
        ("", b"<" * 30_000, Code.TOO_LARGE),
    ],
    ids=list("abcdefgh"),
)
def test_it_stops_at_the_first_broken_limit(encoding, body, code):
    with site(NEWS, {"/": page(body, **({"Content-Encoding": encoding} if encoding else {}))}):
        assert code_of(limits=SMALL) == code


def test_a_bomb_of_the_real_size_is_stopped_by_the_real_limits():
    bomb = gzip.compress(b"<p>" + b"\0" * 60_000_000)
    with site(NEWS, {"/": page(bomb, **{"Content-Encoding": "gzip"})}):
        assert code_of() == Code.DECOMPRESSION_BOMB


@pytest.mark.parametrize(
    ("kind", "media_type", "body"),
    [
        (Kind.PAGE, "application/pdf", b"%PDF-1.7"),
        (Kind.PAGE, "text/html", b"%PDF-1.7\n<<"),
        (Kind.PAGE, "text/html", b"\x89PNG\r\n\x1a\n<"),
        (Kind.PAGE, "text/html", b"<p>\x00\x01"),
        (Kind.PAGE, "text/html", b"no mark-up"),
        (Kind.PAGE, "image/svg+xml", b"<svg/>"),
        (Kind.PAGE, "application/json", b"{}"),
        (Kind.FEED, "image/png", b"<rss/>"),
        (Kind.FEED, "application/xml", b"PK\x03\x04<"),
        (Kind.ROBOTS, "application/json", b"{}"),
    ],
)
def test_it_takes_nothing_of_another_kind(kind, media_type, body):
    with site(NEWS, {"/": feed(body, media_type)}):
        assert code_of(kind=kind) == Code.BAD_TYPE


@pytest.mark.parametrize(
    ("kind", "media_type", "body"),
    [
        (Kind.PAGE, "text/html", "<p>ü".encode("utf-16")),
        (Kind.PAGE, "TEXT/HTML; Charset=ISO-8859-1", b"<p>\xfc"),
        (Kind.FEED, "application/vnd.example+xml", b"<rss/>"),
        (Kind.FEED, "application/feed+json", b"{}"),
        (Kind.ROBOTS, "text/plain", b"User-agent: *"),
    ],
)
def test_it_takes_what_was_asked_for(kind, media_type, body):
    with site(NEWS, {"/": feed(body, media_type)}):
        assert fetch(f"http://{NEWS}/", kind=kind).body == body


def test_an_empty_page_is_no_page():
    with site(NEWS, {"/": page("")}):
        assert code_of() == Code.EMPTY_BODY


def drip(start, piece):
    """Send something, and then a little at a time, for longer than anybody waits."""

    def answer(connection):
        connection.sendall(start)
        pause = threading.Event()
        for _ in range(200):
            pause.wait(0.02)
            connection.sendall(piece)

    return answer


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        drip(OK + b"Content-Length: 100000\r\n\r\n<p>", b"a"),
        drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n<\r\n"),
        drip(OK + b"\r\n", b"<p>"),
        drip(OK + b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"<p>"), b"\0"),
        drip(OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\n<p>\r\n0\r\n", b"A: b\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        lambda connection: connection.recv(1),
    ],
    ids=[
        *("headers", "body", "endless chunks", "body without length", "packed", "trailers", "continue"),
        "silence",
    ],
)
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_it_ends_in_time_whatever_a_server_does(answer, scheme):
    with raw(NEWS, answer, tls=scheme == "https"):
        assert code_of(f"{scheme}://{NEWS}/", limits=QUICK) == Code.TIMEOUT


def test_all_redirects_share_one_time():
    def late(headers):
        threading.Event().wait(0.1)
        return redirect(f"/{next(numbers)}")

    numbers = itertools.count()
    with site(NEWS, {"/": late, **{f"/{n}": late for n in range(9)}}) as served:
        assert code_of(limits=QUICK) == Code.TIMEOUT
    assert len(served.asked) <= 4


def test_it_ends_in_time_during_a_handshake():
    with raw(NEWS, drip(b"\x16\x03\x03\x3f\xff", b"\x02")):
        assert code_of(f"https://{NEWS}/", limits=QUICK) == Code.TIMEOUT


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (OK + b"Content-Length: 500\r\n\r\n<p>short", Code.TRUNCATED),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n5\r\n<p>a", Code.TRUNCATED),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>a\r\n", Code.TRUNCATED),
        (OK + b"".join(b"X-%d: a\r\n" % n for n in range(500)) + b"\r\n<p>", Code.BAD_RESPONSE),
        (OK + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n<p>", Code.BAD_RESPONSE),
        (OK + (b"X-Long: " + b"a" * 60_000 + b"\r\n") * 2 + b"\r\n<p>", Code.BAD_RESPONSE),
        (OK + b"Content-Length: 5000001\r\n\r\n<p>", Code.TOO_LARGE),
        (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n<p>abc", Code.BAD_RESPONSE),
        (OK + b"\r\n \r\n\t", Code.EMPTY_BODY),
        (b"<p>HTTP/0.9</p>", Code.BAD_RESPONSE),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Code.BAD_RESPONSE),
        (b"", Code.BAD_RESPONSE),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(said, code):
    with raw(NEWS, lambda connection: connection.sendall(said)):
        assert code_of(limits=Limits(total=3)) == code


def test_endless_chunks_that_come_quickly_stop_at_the_size():
    def flood(connection):
        connection.sendall(OK + b"Transfer-Encoding: chunked\r\n\r\n")
        for _ in itertools.count():
            connection.sendall(b"2000\r\n" + b"<" * 8192 + b"\r\n")

    with raw(NEWS, flood):
        assert code_of(limits=SMALL) == Code.TOO_LARGE


def test_a_deadline_leaves_no_socket_and_no_thread_behind():
    before = threading.active_count()
    with Deadline(60):
        pass
    assert threading.active_count() <= before + 1
    with site(NEWS, {"/": page(HTML)}):
        opened = len(list(Path("/proc/self/fd").iterdir()))
        for _ in range(5):
            fetch(f"http://{NEWS}/")
        assert len(list(Path("/proc/self/fd").iterdir())) <= opened + 1


def test_the_environment_names_no_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    with site(NEWS, {"/": page(HTML)}):
        assert fetch(f"http://{NEWS}/").status == 200
