"""One command starts everything, and nothing is left when it ends, however it ends."""

import json
import signal
import subprocess
import sys
import time

import pytest

from tests.running import ROOT, Running, alive, command, free_port, own_folder, postmaster, wait_until

pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("run")]


@pytest.fixture(scope="module")
def var():
    with own_folder() as folder:
        yield folder / "var"


@pytest.fixture(scope="module")
def started():
    """What was started last, for whichever test comes first in a random order."""
    newest = []
    yield newest
    for newsroom in newest:
        newsroom.stop()


@pytest.fixture
def running(var, started):
    """A newsroom that runs; started again where a test before has ended it."""
    if not started or started[0].process.poll() is not None:
        started[:] = [Running(var, free_port())]
        started[0].wait_until_ready()
    return started[0]


class TestRunning:
    """What works while it runs."""

    @pytest.mark.parametrize("path", ["/", "/admin/login/", "/api/v1/stories", "/livez"])
    def test_it_serves(self, running, path):
        status, text = running.get(path)
        assert status == 200
        assert text

    def test_started_on_another_port_it_names_that_one_everywhere(self, running, var, started):
        before = running.port
        running.stop()
        started[:] = [Running(var, free_port())]
        started[0].wait_until_ready()
        story = json.loads(started[0].get("/api/v1/stories?limit=1")[1])["results"][0]
        assert story["url"] == f"http://127.0.0.1:{started[0].port}/stories/{story['slug']}/"
        page = started[0].get(f"/stories/{story['slug']}/")[1]
        assert f'<link rel="canonical" href="{story["url"]}">' in page
        assert f"127.0.0.1:{before}" not in page

    def test_health_names_every_part(self, running):
        status, text = running.get("/healthz")
        health = json.loads(text)
        assert status == 200
        assert health["database"] == "ok"
        assert health["worker"]["age_seconds"] < 30
        assert health["beat"]["age_seconds"] < 30
        assert health["followers"]["pages"]["seq"] <= health["ledger_seq"]

    def test_it_says_where_everything_is_but_not_a_password_that_was_given(self, running):
        told = "\n".join(running.lines)
        for words in (f"http://127.0.0.1:{running.port}/admin/", "/api/v1/", "reporter, editor, duty, legal"):
            assert words in told
        assert "only-for-this-test" not in told

    def test_it_refuses_a_second_newsroom_on_the_same_folder(self, running, var):
        second = command("-m", "newsroom.ops.run", var=var, port=free_port())
        assert second.returncode == 1
        assert second.stdout.splitlines() == [
            f"newsroom: already running on {var}: process {running.process.pid}, http://127.0.0.1:{running.port}"
        ]

    def test_it_refuses_a_port_in_use(self, running, tmp_path):
        second = command("-m", "newsroom.ops.run", var=tmp_path / "var", port=running.port)
        assert second.returncode == 1
        assert second.stdout.splitlines() == [
            f"newsroom: port {running.port} cannot be used: Address already in use; set PORT"
        ]
        assert not (tmp_path / "var" / "postgres").exists()

    def test_a_command_in_another_terminal_uses_the_same_database(self, running, var):
        server = postmaster(var)
        counted = command("manage.py", "shell", "-v0", "-c", COUNT_STORIES, var=var)
        assert int(counted.stdout) >= 8
        assert postmaster(var) == server
        assert running.get("/healthz")[0] == 200

    def test_a_process_that_is_killed_is_started_again(self, running):
        worker = running.named("--queues celery")
        worker.kill()
        wait_until(lambda: running.said("worker has ended (signal 9)"), within=10, what="the message")
        wait_until(lambda: len(_direct(running, "--queues celery")) == 1, within=20, what="a new worker")
        assert _direct(running, "--queues celery") != [worker]

    def test_the_database_comes_back_when_it_is_killed(self, running, var):
        killed = postmaster(var)
        killed.kill()
        # Whoever wants it first starts it: the supervisor, or a process that asks it something.
        wait_until(lambda: postmaster(var) not in (None, killed), within=60, what="another server")
        wait_until(lambda: running.get("/healthz")[0] == 200, within=60, what="health")


COUNT_STORIES = "from stories.models import Story; print(Story.objects.count())"


def _direct(running, name):
    try:
        return [running.named(name)]
    except StopIteration:
        return []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_leaves_no_process_when_it_is_asked_to_stop(running, number):
    family = running.family()
    began = time.monotonic()
    assert running.stop(number) == 0
    assert time.monotonic() - began < 15
    assert alive(family) == []
    assert running.said("stopped")


def test_it_leaves_no_process_and_loses_nothing_when_it_is_killed(running, var):
    family = running.family()
    running.process.kill()
    wait_until(lambda: alive(family) == [], within=20, what="the end of all")
    running.process.wait()
    counted = command("manage.py", "shell", "-v0", "-c", COUNT_STORIES, var=var)
    assert int(counted.stdout) >= 8
    assert postmaster(var) is None


def test_it_stops_while_it_is_still_starting():
    with own_folder() as folder:
        newsroom = Running(folder / "var", free_port())
        wait_until(lambda: newsroom.said("bringing the database up"), within=60, what="the first line")
        assert newsroom.stop() == 0
        assert postmaster(folder / "var") is None


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "eighty", "PORT: Not a valid integer."),
        ("DATABASE_URL", "nonsense", "DATABASE_URL: must be like postgresql://"),
        ("SITE_URL", "news", "SITE_URL: must be an address"),
        ("EMAIL_URL", "http://mail.example", "EMAIL_URL: must be like smtp://"),
        ("EMAIL_URL", "smtp://mail.example?ssl=1", "EMAIL_URL: takes ?tls=1"),
        ("EMAIL_URL", "smtp://mail.example:99999", "EMAIL_URL: must name a host and a port"),
        ("EMAIL_FROM", "the desk", "EMAIL_FROM: must be an address like"),
        (
            "NEWSROOM_VAR",
            "/dev/null/var",
            "/dev/null/var cannot be written: Not a directory; set NEWSROOM_VAR",
        ),
    ],
)
def test_it_refuses_a_bad_setting_with_one_line(tmp_path, monkeypatch, name, value, told):
    monkeypatch.setenv("SECRET_KEY", "a-long-and-random-enough-key-for-a-test-0123456789-abcdef")
    refused = subprocess.run(
        ["env", f"NEWSROOM_VAR={tmp_path}", f"{name}={value}", sys.executable, "-m", "newsroom.ops.run"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    said = (refused.stdout + refused.stderr).splitlines()
    assert refused.returncode == 1
    assert len(said) == 1
    assert said[0].startswith("newsroom: ")
    assert told in said[0]


def test_make_refuses_an_old_python_with_one_line():
    refused = subprocess.run(
        ["make", "run", "PYTHON="], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert refused.returncode != 0
    assert refused.stderr.startswith("newsroom: needs Python 3.11 or newer")
