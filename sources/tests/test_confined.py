"""Parsing in a limited child: what is given back, what is ended, and what never gets out."""

import os
import signal
import subprocess
import sys
import threading

import psutil
import pytest

from sources.confined import BASE_DIR, ConfinedError, Rooms

WORK = "sources.tests.hard_work:"


@pytest.fixture(scope="module")
def rooms():
    kept = Rooms(cpu=1, memory=600_000_000)
    yield kept
    kept.close()


def refused(rooms, name, **arguments):
    with pytest.raises(ConfinedError) as error:
        rooms.run(WORK + name, b"<p>", **arguments)
    assert error.value.message.endswith(".")
    return error.value.code


def test_it_gives_what_the_function_gives(rooms):
    assert rooms.run(WORK + "length", b"\0<p>" * 300_000, times=2) == {"length": 2_400_000}
    assert rooms.run(WORK + "length", b"") == {"length": 0}


def test_only_functions_of_ours_are_run(rooms):
    with pytest.raises(ValueError, match="not a function of sources"):
        rooms.run("os:system", b"true")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("burn", "too_hard"),
        ("sleep", "too_hard"),
        ("hoard", "out_of_memory"),
        ("crash", "crashed"),
        ("fail", "crashed"),
        ("leave", "crashed"),
        ("nothing_of_that_name", "crashed"),
    ],
)
def test_a_job_that_comes_to_nothing_is_said_and_the_next_one_runs(rooms, name, code):
    assert refused(rooms, name) == code
    assert rooms.run(WORK + "length", b"abc") == {"length": 3}


def test_a_page_made_to_be_slow_is_ended():
    page = b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">text"
    rooms = Rooms(cpu=1)
    try:
        with pytest.raises(ConfinedError, match="too_hard"):
            rooms.run(
                "sources.extraction:extract", page, url="http://a.org/", media_type="text/html", charset=""
            )
    finally:
        rooms.close()


def test_it_knows_no_secrets_and_writes_no_files(rooms, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    fresh = Rooms()
    try:
        assert "DATABASE_URL" not in fresh.run(WORK + "secrets", b"")
    finally:
        fresh.close()
    assert refused(rooms, "write", path=str(tmp_path / "file")) == "crashed"
    assert not (tmp_path / "file").exists() or not (tmp_path / "file").read_text()


def test_each_job_has_a_child_of_its_own_in_a_process_that_stays(rooms):
    first, second = (rooms.run(WORK + "whoami", b"") for _ in range(2))
    assert first[0] != second[0]
    assert first[1] == second[1]


def test_a_room_that_was_killed_is_started_again(rooms):
    room = rooms.run(WORK + "whoami", b"")[1]
    os.kill(room, signal.SIGKILL)
    assert rooms.run(WORK + "whoami", b"")[1] != room


def test_many_threads_share_the_rooms(rooms):
    told = []
    threads = [
        threading.Thread(target=lambda n=n: told.append(rooms.run(WORK + "length", b"x" * n)["length"]))
        for n in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(told) == list(range(12))


def test_rooms_go_when_their_process_is_killed():
    script = (
        "from sources.confined import Rooms; import time\n"
        f"print(Rooms().run('{WORK}whoami', b'')[1], flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=BASE_DIR, stdout=subprocess.PIPE)
    room = psutil.Process(int(process.stdout.readline()))
    process.kill()
    process.wait()
    process.stdout.close()
    psutil.wait_procs([room], timeout=10)
    assert not room.is_running() or room.status() == psutil.STATUS_ZOMBIE
