"""The folder behind a real nginx with our sample configuration, and nothing else running."""

import gzip
import http.client
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import unquote

import brotli
import pytest
from django.conf import settings as django_settings

from newsroom.site.serving import SECURITY, PublicSite
from newsroom.site.storage import Built

NGINX = shutil.which("nginx")
SAMPLE = Path(django_settings.BASE_DIR, "docs/operations/nginx.conf")
TEXT = "<!doctype html><title>Fähre</title>".encode() * 50

pytestmark = [
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (apt-get install nginx-light)"),
    pytest.mark.enable_socket,
]
MAIN = """
daemon off; master_process off; pid {base}/pid; error_log {base}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {base}/t1; proxy_temp_path {base}/t2; fastcgi_temp_path {base}/t3;
    uwsgi_temp_path {base}/t4; scgi_temp_path {base}/t5;
    include {base}/newsroom.conf;
}}
"""


def free_port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


@pytest.fixture
def nginx(tmp_path, folder):
    """Starts nginx on the folder of the test; gives its port."""
    port = free_port()
    static = tmp_path / "static"
    static.mkdir()
    (static / "site.css").write_text("body{}")
    config = SAMPLE.read_text()
    config = config.replace("/srv/newsroom/site", str(folder.root.resolve()))
    config = config.replace("/srv/newsroom/static", str(static))
    config = config.replace("listen 80;", f"listen 127.0.0.1:{port};")
    config = config.replace("127.0.0.1:8000;", f"127.0.0.1:{free_port()};")  # where nobody answers
    (tmp_path / "newsroom.conf").write_text(config)
    (tmp_path / "main.conf").write_text(MAIN.format(base=tmp_path))
    server = subprocess.Popen([NGINX, "-c", str(tmp_path / "main.conf"), "-p", str(tmp_path)])
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, (tmp_path / "error.log").read_text()
            time.sleep(0.02)
        yield port
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def get(nginx):
    """Asks nginx."""

    def get(path, method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", nginx, timeout=10)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers={"Accept-Encoding": "identity", **given})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, dict(answer.getheaders()), body

    return get


@pytest.fixture
def ask(folder):
    """Asks our own server."""
    site = PublicSite(lambda environ, start: [b"django"], folder)

    def ask(path, method="GET", **headers):
        environ = {
            "PATH_INFO": unquote(path.partition("?")[0], encoding="latin-1"),
            "REQUEST_METHOD": method,
            "HTTP_ACCEPT_ENCODING": "identity",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
        }
        said = {}
        body = b"".join(
            site(environ, lambda status, given: said.update(status=int(status[:3]), headers=dict(given)))
        )
        return said["status"], said["headers"], body

    return ask


@pytest.fixture
def pages(folder):
    folder.write("/", Built(200, b"front"))
    folder.write("/404.html", Built(200, b"nothing here"))
    folder.write("/search-unavailable.html", Built(200, b"no search"))
    folder.write("/report-unavailable.html", Built(200, b"no reports"))
    folder.write("/stories/a/", Built(200, TEXT))
    folder.write("/stories/gone/", Built(410, b"gone"))
    folder.write("/stories/law/", Built(451, b"law"))
    folder.write("/stories/old/", Built(301, b"moved", "/stories/a/"))
    folder.write("/stories/old/versions/1/", Built(301, b"moved", "/stories/a/versions/1/"))
    folder.write("/stories/home/", Built(301, b"moved", "/"))
    folder.write("/stories/fähre/", Built(200, b"umlaut"))
    folder.write("/stories/a/timeline/embed/", Built(200, b"frame"))
    for ending in ("atom", "rss", "json", "xml", "txt"):
        folder.write(f"/feeds/latest.{ending}", Built(200, b"for programs"))
    folder.write("/stories/gone/timeline/embed/", Built(410, b"gone"))


ADDRESSES = [
    "/",
    "/stories/a/",
    "/stories/a/?utm=1",
    "/stories/a",
    "/stories/a?x=1",
    "/stories/none/",
    "/stories/none",
    "/stories/gone/",
    "/stories/law/",
    "/stories/old/",
    "/stories/old/versions/1/",
    "/stories/home/",
    "/stories/f%C3%A4hre/",
    "/stories/f%C3%A4hre",
    "/stories/a/index.html",
    "/stories/a/index.html.gz",
    "/stories/gone/.410",
    "/stories//a/",
    "//stories/a/",
    "/stories/%2e%2e/stories/a/",
    "/stories/A/",
    "/404.html",
    "/-moved/stories/a/",
    "/stories/a/timeline/embed/",
    "/stories/gone/timeline/embed/",
    "/stories/none/timeline/embed/",
    "/feeds/latest.atom",
    "/feeds/latest.rss",
    "/feeds/latest.json",
    "/feeds/latest.xml",
    "/feeds/latest.txt",
    "/feeds/none.atom",
]


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_answers_as_our_own_server_does(get, ask, address):
    theirs, ours = get(address), ask(address)
    assert theirs[0] == ours[0]
    if theirs[0] == 301:
        assert theirs[1]["Location"] == ours[1]["Location"]
    else:
        assert theirs[2] == ours[2]
        for name in ("Content-Type", "Cache-Control", "ETag", "Vary", *(name for name, _ in SECURITY)):
            assert theirs[1].get(name) == ours[1].get(name), name


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize(
    ("accepted", "unpack"),
    [
        ("br", brotli.decompress),
        ("gzip, deflate, br, zstd", brotli.decompress),
        ("gzip", gzip.decompress),
        ("br;q=0, gzip", gzip.decompress),
        ("br;q=0.0,gzip;q=0", bytes),
        ("deflate", bytes),
    ],
)
def test_it_negotiates_encodings(get, ask, accepted, unpack):
    theirs, ours = get("/stories/a/", Accept_Encoding=accepted), ask("/stories/a/", accept_encoding=accepted)
    assert unpack(theirs[2]) == TEXT
    assert theirs[1].get("Content-Encoding") == ours[1].get("Content-Encoding")
    assert theirs[1]["ETag"] == ours[1]["ETag"]
    assert theirs[1]["Content-Type"] == "text/html; charset=utf-8"
    again = get("/stories/a/", Accept_Encoding=accepted, If_None_Match=theirs[1]["ETag"])
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.usefixtures("pages")
def test_an_encoded_slash_is_one_only_where_the_server_decodes_it(get, ask):
    assert get("/stories%2Fa/")[0] == 404
    assert ask("/stories%2Fa/")[::2] == (200, TEXT)


@pytest.mark.usefixtures("pages")
def test_a_mark_works_without_a_reload(get, folder):
    assert get("/stories/a/")[0] == 200
    folder.write("/stories/a/", Built(410, b"now gone"))
    assert get("/stories/a/")[::2] == (410, b"now gone")
    folder.write("/stories/a/", Built(301, b"moved", "/stories/never-built/"))
    assert get("/stories/a/")[1]["Location"] == "/stories/never-built/"
    folder.write("/stories/a/", Built(200, b"back"))
    assert get("/stories/a/")[::2] == (200, b"back")


@pytest.mark.usefixtures("pages")
def test_it_leads_to_an_address_in_any_script(get, folder):
    folder.write("/stories/a/", Built(301, b"moved", "/stories/fähre/"))
    location = get("/stories/a/")[1]["Location"]
    assert location.encode("latin-1").decode() == "/stories/fähre/"


@pytest.mark.usefixtures("pages")
def test_it_serves_styles_and_refuses_to_write(get):
    status, headers, body = get("/static/site.css")
    assert (status, body) == (200, b"body{}")
    assert headers["Content-Type"].startswith("text/css")
    assert get("/stories/a/", method="POST")[0] == 405


@pytest.mark.usefixtures("pages")
@pytest.mark.parametrize("address", ["/search/", "/search/?q=ferry", "/search"])
def test_without_a_process_a_page_from_the_folder_says_so(get, address):
    status, headers, body = get(address)
    assert (status, body) == (503, b"no search")
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert get("/stories/a/")[0] == 200


@pytest.mark.usefixtures("pages")
def test_where_no_report_can_be_taken_a_page_from_the_folder_says_so(get):
    assert get("/report/a/")[::2] == (503, b"no reports")
    assert get("/report/a/", method="POST")[::2] == (503, b"no reports")


def test_no_request_fails_while_pages_change(get, folder):
    folder.write("/404.html", Built(200, b"nothing here"))
    for turn in range(200):
        folder.write("/stories/a/", Built(200, TEXT + str(turn).encode()))
        status, _, body = get("/stories/a/", Accept_Encoding="br" if turn % 2 else "identity")
        assert status == 200
        assert (brotli.decompress(body) if turn % 2 else body).endswith(str(turn).encode())


def test_all_lines_to_change_are_marked():
    for line in SAMPLE.read_text().splitlines():
        if re.search(r"/srv/|news\.example|listen|127\.0\.0\.1", line) and not line.startswith("#"):
            assert "# CHANGE" in line, line
