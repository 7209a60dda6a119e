"""The folder: whole files, rising times, markers, and no path out of it."""

import gzip
import os
from pathlib import Path

import brotli
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from newsroom.site.storage import BadPathError, Built, SiteFolder
from sources.slugs import slug_for


def test_it_writes_each_encoding_whole(folder):
    folder.write("/stories/a/", Built(200, b"text" * 100))
    plain = folder.root / "stories/a/index.html"
    assert plain.read_bytes() == b"text" * 100
    assert gzip.decompress(plain.with_name("index.html.gz").read_bytes()) == b"text" * 100
    assert brotli.decompress(plain.with_name("index.html.br").read_bytes()) == b"text" * 100
    assert sorted(file.name for file in plain.parent.iterdir()) == [
        "index.html",
        "index.html.br",
        "index.html.gz",
    ]
    assert folder.find("/stories/a/").whole


def test_the_time_of_a_page_rises_with_each_write(folder):
    times = []
    for text in (b"one", b"two", b"six"):
        folder.write("/", Built(200, text))
        assert len({(folder.root / f"index.html{end}").stat().st_mtime for end in ("", ".gz", ".br")}) == 1
        times.append((folder.root / "index.html").stat().st_mtime)
    assert times == sorted(set(times))


def test_markers_come_and_go_with_the_status(folder):
    folder.write("/stories/b/", Built(410, b"gone"))
    assert folder.find("/stories/b/").status == 410
    folder.write("/stories/b/", Built(301, b"moved", "/stories/c/"))
    assert folder.find("/stories/b/").status == 301
    assert str((folder.root / "stories/b/.301").readlink()) == "../c"
    assert not (folder.root / "stories/b/.410").exists()
    folder.write("/stories/b/", Built(200, b"back"))
    assert folder.find("/stories/b/").status == 200
    assert not os.path.lexists(folder.root / "stories/b/.301")


def test_it_removes_a_page_and_empty_folders_but_no_neighbour(folder):
    folder.write("/stories/a/", Built(200, b"a"))
    folder.write("/stories/a/history/", Built(410, b"h"))
    folder.remove("/stories/a/")
    assert list(folder.paths()) == ["/stories/a/history/"]
    folder.remove("/stories/a/history/")
    folder.remove("/stories/a/history/")
    assert not list(folder.root.iterdir())


@pytest.mark.parametrize(
    "path",
    [
        "",
        "stories/a/",
        "/../a/",
        "/stories/../../a/",
        "/stories/./a/",
        "/stories//a/",
        "//",
        "/stories/a",
        "/stories/a\x00/",
        "/stories/.hidden/",
        "/stories/a\\b/",
        "/stories/%2e%2e/",
        "/stories/a b/",
        "/stories/" + "ä" * 130 + "/",
        "/a" * 260 + "/",
        "/.301",
        "/stories/a/index.html",
        "/stories/a/index.html.gz",
        "/stories/a\n/",
    ],
)
def test_it_refuses_what_is_no_page(folder, path):
    with pytest.raises(BadPathError):
        folder.file_of(path)


def test_slugs_of_any_script_are_pages(folder):
    folder.write("/stories/اتفاق-جديد/", Built(200, b"x"))
    assert list(folder.paths()) == ["/stories/اتفاق-جديد/"]


@given(st.text(max_size=300))
def test_every_slug_has_a_file(text):
    slug = slug_for(text)
    assume(slug)
    assert SiteFolder(Path("site")).file_of(f"/stories/{slug}/") == Path("site/stories", slug, "index.html")


@pytest.mark.parametrize("text", ["हिन्दी समाचार आज", "ข่าวท่าเรือ", "বাংলা খবর", "தமிழ் செய்தி"])
def test_scripts_with_marks_have_pages(folder, text):
    path = f"/stories/{slug_for(text)}/"
    folder.write(path, Built(200, b"x"))
    assert list(folder.paths()) == [path]


def test_it_refuses_a_marker_where_none_can_be(folder):
    with pytest.raises(BadPathError):
        folder.write("/404.html", Built(410, b"x"))


def test_a_damaged_encoding_is_found(folder):
    folder.write("/", Built(200, b"text"))
    (folder.root / "index.html.br").write_bytes(b"torn")
    assert not folder.find("/").whole
    (folder.root / "index.html.br").unlink()
    assert not folder.find("/").whole


def test_orphans_are_swept_and_pages_are_not(folder):
    folder.write("/", Built(200, b"text"))
    (folder.root / ".index.html.0123456789abcdef.tmp").write_bytes(b"half")
    assert folder.sweep() == 0
    assert folder.sweep(older_than=-5) == 1
    assert folder.find("/").whole


def test_a_page_that_cannot_be_staged_leaves_the_former_one(folder, monkeypatch):
    folder.write("/", Built(200, b"good"))

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    folder.durable = True
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        folder.write("/", Built(200, b"better"))
    assert folder.find("/").whole
    assert (folder.root / "index.html").read_bytes() == b"good"
    assert len(list(folder.root.iterdir())) == 3
