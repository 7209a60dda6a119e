"""The public site without a web server: bytes, encodings, markers, odd addresses, no database."""

import gzip
from urllib.parse import unquote

import brotli
import pytest

from newsroom.site.serving import PublicSite, best_encoding
from newsroom.site.storage import Built

TEXT = "<!doctype html><title>Fähre</title>".encode() * 20


def django(environ, start_response):
    start_response("200 OK", [("X-From", "django")])
    return [b"django"]


@pytest.fixture
def get(folder):
    site = PublicSite(django, folder)

    def get(path, method="GET", **headers):
        said = {}

        def start_response(status, given):
            said.update(status=int(status.split()[0]), headers=dict(given))

        environ = {"PATH_INFO": path.encode().decode("latin-1"), "REQUEST_METHOD": method}
        environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        body = b"".join(site(environ, start_response))
        return said["status"], said["headers"], body

    folder.write("/stories/a/", Built(200, TEXT))
    folder.write("/404.html", Built(200, b"nothing here"))
    return get


def test_it_serves_a_page_with_its_headers(get):
    status, headers, body = get("/stories/a/")
    assert (status, body) == (200, TEXT)
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=15, stale-while-revalidate=60"
    assert headers["Vary"] == "Accept-Encoding"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


def test_it_serves_compressed_forms_with_tags_of_their_own(get):
    tags = set()
    for accepted, unpack in (("br", brotli.decompress), ("gzip", gzip.decompress), ("identity", bytes)):
        _, headers, body = get("/stories/a/", accept_encoding=accepted)
        assert unpack(body) == TEXT
        assert headers["Content-Length"] == str(len(body))
        tags.add(headers["ETag"])
        assert get("/stories/a/", accept_encoding=accepted, if_none_match=headers["ETag"])[0] == 304
    assert len(tags) == 3


@pytest.mark.parametrize(
    ("accepted", "best"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0", ""),
        ("*", "br"),
        ("*;q=0", ""),
        ("gzip;q=0, *", "br"),
        ("identity, br;q=0.2", ""),
        ("BR ; Q=1.0", "br"),
        ("br;q=nonsense", ""),
    ],
)
def test_it_chooses_an_encoding_by_weight(accepted, best):
    assert best_encoding(accepted) == best


def test_a_head_has_no_body_and_the_same_headers(get):
    status, headers, body = get("/stories/a/", method="HEAD")
    assert (status, body) == (200, b"")
    assert headers == get("/stories/a/")[1]


def test_it_refuses_other_methods(get):
    status, headers, _ = get("/stories/a/", method="POST")
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


def test_a_changed_page_has_another_tag(get, folder):
    former = get("/stories/a/")[1]["ETag"]
    folder.write("/stories/a/", Built(200, TEXT[::-1]))
    status, headers, _ = get("/stories/a/", if_none_match=former)
    assert status == 200
    assert headers["ETag"] != former


def test_it_answers_an_unmodified_page_by_its_time(get):
    modified = get("/stories/a/")[1]["Last-Modified"]
    assert get("/stories/a/", if_modified_since=modified)[0] == 304
    assert get("/stories/a/", if_modified_since="Mon, 01 Jan 2001 00:00:00 GMT")[0] == 200


@pytest.mark.parametrize(
    "since",
    [
        "nonsense",
        "Mon, 01 Jan 0001 00:00:00 -0000",
        "Mon, 01 Jan 99999 00:00:00 GMT",
        "Mon, 01 Jan 2001 00:00:00 -99999999999999",
    ],
)
def test_it_ignores_a_time_that_is_none(get, since):
    assert get("/stories/a/", if_modified_since=since)[0] == 200


@pytest.mark.parametrize("status", [410, 451])
def test_a_page_that_is_gone_says_so(get, folder, status):
    folder.write("/stories/a/", Built(status, b"notice"))
    assert get("/stories/a/")[::2] == (status, b"notice")


@pytest.mark.parametrize("target", ["/", "/stories/b/", "/stories/ü-اتفاق/"])
def test_a_page_that_moved_leads_on(get, folder, target):
    folder.write("/stories/a/", Built(301, b"notice", target))
    status, headers, _ = get("/stories/a/")
    assert status == 301
    assert headers["Location"].isascii()
    assert unquote(headers["Location"]) == target


def test_a_missing_slash_is_added(get):
    status, headers, _ = get("/stories/a")
    assert (status, headers["Location"]) == (301, "/stories/a/")
    assert get("/stories/zzz")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/stories/none/",
        "//stories/a/",
        "//admin/",
        "/stories//a/",
        "/stories/../stories/a/",
        "/stories/./a/",
        "/stories/a/..",
        "/../../etc/passwd",
        "/stories/a/\x00",
        "/stories\\a/",
        "/stories%2fa/",
        "/stories/a/.410",
        "/stories/a/index.html.gz",
        "/stories/a/index.html",
        "/stories/A/",
        "*",
        "stories/a/",
        "admin",
        "/" + "x" * 300 + "/",
        "/" + "x" * 300,
        "/" + "a/" * 3000,
        "/" + "ä" * 60000,
    ],
)
def test_an_odd_address_is_not_found(get, path):
    status, headers, body = get(path)
    assert (status, body) == (404, b"nothing here")
    assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/admin/", "/admin", "/api/v1/stories", "/static/css/site.css", "/healthz"])
def test_the_rest_is_djangos(get, path):
    assert get(path)[2] == b"django"
