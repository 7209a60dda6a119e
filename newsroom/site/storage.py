"""Writes pages as files that any web server can serve, each whole or not at all."""

import contextlib
import gzip
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # it ships no types

from newsroom.site.failpoints import failpoint
from sources.slugs import is_of_word

BESIDES = frozenset("_~-")  # what a segment may hold besides what a slug holds, and a dot within
LONGEST_PATH = 500  # bytes; Page.path holds as many characters, and no file system refuses it
LONGEST_SEGMENT = 255  # bytes, of every file system that matters
MARKERS = {301: ".301", 410: ".410", 451: ".451"}
TEMPORARY = re.compile(r"\..+\.[0-9a-f]{16}\.tmp")
GZIP_LEVEL = 6
BROTLI_LEVEL = 5  # beyond it the bytes saved cost more time than the reader gains


class BadPathError(ValueError):
    """A path that cannot be a page of this site."""


@dataclass(frozen=True, slots=True)
class Built:
    """A page ready to be written: its status, its bytes, and for a 301 the path it leads to."""

    status: int
    body: bytes
    target: str = ""

    @property
    def hash(self) -> str:
        """SHA-256 of the plain bytes."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the folder for a path."""

    status: int
    hash: str
    whole: bool


class SiteFolder:
    """The public site in a folder: ``/stories/x/`` is ``stories/x/index.html``, with ``.gz`` and ``.br``.

    A page that is gone (410, 451) is its notice with an empty file ``.410`` or ``.451`` beside it; one
    that moved (301) a notice with a link ``.301`` to the folder of its new address. The web server
    looks for them at each request, so nothing needs to be reloaded.
    """

    def __init__(self, root: Path, *, durable: bool = True) -> None:
        """``durable`` false leaves out fsync, for tests on data that nobody will miss."""
        self.root = root
        self.durable = durable

    def file_of(self, path: str) -> Path:
        """The plain file of a page; raises BadPathError for what is not a path of ours."""
        if not path.startswith("/"):
            raise BadPathError(f"{path!r} does not begin with a slash")
        if len(path.encode(errors="replace")) > LONGEST_PATH:
            raise BadPathError(f"a path is longer than {LONGEST_PATH} bytes")
        *folders, name = path[1:].split("/")
        segments = [*folders, name] if name else folders
        for segment in segments:
            if not _is_segment(segment):
                raise BadPathError(f"{path!r} cannot be a page")
        if name == "index.html" or name.endswith((".gz", ".br")):
            raise BadPathError(f"{path!r} is another name of a page")
        if name and "." not in name:
            raise BadPathError(f"{path!r} lacks its last slash")
        return self.root.joinpath(*folders, name or "index.html")

    @contextlib.contextmanager
    def staged(self, path: str, built: Built) -> Iterator["Staged"]:
        """The page as temporary files, whole and on disk, to be put in place by ``commit``."""
        staged = Staged(self, self.file_of(path), built)
        try:
            staged.prepare()
            yield staged
        finally:
            staged.discard()

    def write(self, path: str, built: Built) -> None:
        """Put a page in place."""
        with self.staged(path, built) as staged:
            staged.commit()

    def remove(self, path: str) -> None:
        """Take a page away, plain file first; what is not there is no error."""
        plain = self.file_of(path)
        if not plain.parent.is_dir():
            return
        for name in (plain.name, *encoded(plain.name), *(MARKERS.values() if _is_index(plain) else ())):
            plain.with_name(name).unlink(missing_ok=True)
        self.sync(plain.parent)
        folder = plain.parent
        while folder != self.root:
            try:
                folder.rmdir()
            except OSError:
                return  # other pages live below
            folder = folder.parent

    def find(self, path: str) -> Found | None:
        """What is there, with its encodings checked against the plain file; None without a plain file."""
        plain = self.file_of(path)
        try:
            body = plain.read_bytes()
        except FileNotFoundError:
            return None
        marked = [status for status, name in MARKERS.items() if os.path.lexists(plain.with_name(name))]
        status = marked[0] if marked and _is_index(plain) else 200
        return Found(status, hashlib.sha256(body).hexdigest(), len(marked) < 2 and _same(plain, body))

    def exists(self, path: str) -> bool:
        """Whether a page's plain file is there."""
        return self.file_of(path).exists()

    def paths(self) -> Iterator[str]:
        """The paths of all plain files, in no order."""
        for folder, _below, names in os.walk(self.root):
            for name in names:
                if name.startswith(".") or name.endswith((".gz", ".br")):
                    continue
                place = Path(folder).relative_to(self.root).as_posix()
                prefix = "/" if place == "." else f"/{place}/"
                yield prefix if name == "index.html" else prefix + name

    def sweep(self, *, older_than: float = 3600) -> int:
        """Remove temporary files left by a process that died more than ``older_than`` seconds ago."""
        swept, limit = 0, time.time() - older_than
        for folder, _below, names in os.walk(self.root):
            for name in names:
                orphan = Path(folder, name)
                if TEMPORARY.fullmatch(name) and orphan.lstat().st_mtime <= limit:
                    orphan.unlink(missing_ok=True)
                    swept += 1
        return swept

    def sync(self, folder: Path) -> None:
        """Make the names in a folder durable."""
        if not self.durable:
            return
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def make_folder(self, folder: Path) -> None:
        """Make a folder below the root, and its name durable all the way up."""
        missing = []
        while not folder.is_dir():
            missing.append(folder)
            folder = folder.parent
        for made in reversed(missing):
            made.mkdir(exist_ok=True)
            self.sync(made.parent)


class Staged:
    """One page on its way into the folder."""

    def __init__(self, folder: SiteFolder, plain: Path, built: Built) -> None:
        """``built`` will become the page whose plain file is ``plain``."""
        if built.status not in (200, *MARKERS) or (built.status != 200 and not _is_index(plain)):
            raise BadPathError(f"{plain.name} cannot have status {built.status}")
        self.folder = folder
        self.plain = plain
        self.built = built
        self.temporary: list[tuple[str, Path, Path]] = []

    def prepare(self) -> None:
        """Write and fsync each encoding under a temporary name."""
        self.folder.make_folder(self.plain.parent)
        modified = self._next_mtime()
        gz, br = encoded(self.plain.name)
        for label, name, data in (
            ("gz", gz, gzip.compress(self.built.body, GZIP_LEVEL, mtime=0)),
            ("br", br, brotli.compress(self.built.body, quality=BROTLI_LEVEL)),
            ("plain", self.plain.name, self.built.body),
        ):
            temporary = self._temporary(name)
            self.temporary.append((label, temporary, self.plain.with_name(name)))
            with temporary.open("xb") as file:
                file.write(data)
                file.flush()
                if self.folder.durable:
                    os.fsync(file.fileno())
            os.utime(temporary, (modified, modified))
        failpoint("staged")

    def commit(self) -> None:
        """Rename the encodings into place, the plain one last, then set or clear the marker."""
        for label, temporary, final in self.temporary:
            temporary.rename(final)
            failpoint(f"{label}_in_place")
        if _is_index(self.plain):
            self._mark()
        self.folder.sync(self.plain.parent)
        failpoint("written")

    def discard(self) -> None:
        """Remove what was not put in place."""
        for _label, temporary, _final in self.temporary:
            temporary.unlink(missing_ok=True)

    def _mark(self) -> None:
        for status, name in MARKERS.items():
            marker = self.plain.with_name(name)
            if status == self.built.status:
                self._set(marker)
                failpoint("marked")
        for status, name in MARKERS.items():
            if status != self.built.status:
                self.plain.with_name(name).unlink(missing_ok=True)

    def _set(self, marker: Path) -> None:
        temporary = self._temporary(marker.name)
        if self.built.status == 301:
            target = self.folder.file_of(self.built.target).parent
            self.folder.make_folder(target)
            temporary.symlink_to(os.path.relpath(target, marker.parent))
        else:
            temporary.touch()
        temporary.rename(marker)

    def _temporary(self, name: str) -> Path:
        return self.plain.with_name(f".{name}.{secrets.token_hex(8)}.tmp")

    def _next_mtime(self) -> int:
        """Whole seconds, and more than any file of this page has: servers make ETags of it."""
        former = [-1]
        for name in (self.plain.name, *encoded(self.plain.name)):
            with contextlib.suppress(FileNotFoundError):
                former.append(int(self.plain.with_name(name).stat().st_mtime))
        return max(int(time.time()), max(former) + 1)


def encoded(name: str) -> tuple[str, str]:
    """The names of the gzip and Brotli forms of a file."""
    return f"{name}.gz", f"{name}.br"


def _is_segment(text: str) -> bool:
    if not text or text.startswith("."):
        return False
    allowed = all(char in BESIDES or char == "." or is_of_word(char) for char in text)
    return allowed and len(text.encode()) <= LONGEST_SEGMENT


def _is_index(plain: Path) -> bool:
    return plain.name == "index.html"


def _same(plain: Path, body: bytes) -> bool:
    gz, br = (plain.with_name(name) for name in encoded(plain.name))
    try:
        return gzip.decompress(gz.read_bytes()) == body and brotli.decompress(br.read_bytes()) == body
    except (OSError, EOFError, brotli.error):
        return False
