"""The queue: kills, races, poison and late workers lose nothing, double nothing and tear nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.site import drain as draining
from newsroom.site import failpoints, jobs
from newsroom.site.drain import drain
from newsroom.site.follower import follow
from newsroom.site.kinds import LIST, Wanted
from newsroom.site.models import Page, PageJob
from stories.models import Follower, LedgerEntry

Kind = LedgerEntry.Kind
pytestmark = pytest.mark.django_db(transaction=True)


def worker(folder):
    """Start a worker; give its process."""
    return subprocess.Popen(
        [
            sys.executable,
            str(Path(__file__).with_name("worker.py")),
            connection.settings_dict["NAME"],
            str(folder.root),
        ],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed_at(point, monkeypatch):
    """Drain in a forked process that dies at a failpoint; true if it was killed there."""
    monkeypatch.setenv("FAILPOINT", f"{point}:kill")
    child = os.fork()
    if not child:
        connection.connection = None  # the parent's; the child takes one of its own
        try:
            drain()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    monkeypatch.delenv("FAILPOINT")
    wait_for_locks_to_go()
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def wait_for_locks_to_go():
    """Until the server has noticed that the killed process is gone, and let go of what it held."""
    held = """
        SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
         WHERE locktype = 'advisory' AND pid <> pg_backend_pid() AND datname = current_database()
    """
    until = time.monotonic() + 30
    with connection.cursor() as cursor:
        while True:
            cursor.execute(held)
            if not cursor.fetchone()[0]:
                return
            assert time.monotonic() < until, "the killed process still holds a lock"
            time.sleep(0.05)


def run_out_leases():
    PageJob.objects.exclude(lease_until=None).update(lease_until=timezone.now() - timedelta(seconds=1))


def ask_for(path, kind, object_="", seq=0):
    jobs.enqueue([(Wanted(path, kind, object_, 1), seq)])


POINTS = [
    "claimed",
    "locked",
    "rendered",
    "staged",
    "gz_in_place",
    "br_in_place",
    "plain_in_place",
    "written",
    "recorded",
]


WHOLE = defaultdict(
    lambda: b"</html>",
    atom=b"</feed>",
    rss=b"</rss>",
    json=b"}",
    xml=(b"</urlset>", b"</sitemapindex>"),
    txt=b".xml",
)


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_at_any_point_is_made_good(press, folder, point, monkeypatch):
    press.publish()
    press.build()
    press.publish(document={"headline": "Sigrun Sails Again"})
    follow()
    assert killed_at(point, monkeypatch)
    assert PageJob.objects.filter(attempts=1).exists()
    for path in folder.paths():
        assert folder.file_of(path).read_bytes().rstrip().endswith(WHOLE[path.rpartition(".")[2]])
    run_out_leases()
    press.build()
    assert not PageJob.objects.exists()
    for page in Page.objects.all():
        found = folder.find(page.path)
        assert (found.hash, found.status, found.whole) == (page.hash, page.status, True)
    for path in ("/", "/stories/ferry/", "/stories/ferry/history/"):
        assert "Sigrun Sails Again" in folder.file_of(path).read_text()
    folder.sweep(older_than=-5)
    assert not [name for _, _, names in os.walk(folder.root) for name in names if name.endswith(".tmp")]


@pytest.mark.parametrize("point", ["plain_in_place", "marked"])
def test_a_kill_at_the_mark_of_a_page_that_is_gone_is_made_good(press, folder, point, monkeypatch):
    press.publish()
    press.build()
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down")
    follow()
    assert killed_at(point, monkeypatch)
    run_out_leases()
    press.build()
    assert folder.find("/stories/ferry/").status == 410


def test_failpoints_are_refused_where_readers_are_served(settings, monkeypatch):
    monkeypatch.setenv("FAILPOINT", "claimed:kill")
    settings.EMBEDDED = False
    with pytest.raises(failpoints.FailpointRefusedError):
        failpoints.failpoint("claimed")


def test_of_lists_a_few_are_claimed_at_once(press):
    press.publish()
    press.build()
    PageJob.objects.all().delete()
    jobs.enqueue(
        (Wanted(f"/days/2026-01-{day:02}/", "day", f"2026-01-{day:02}", LIST), 0) for day in range(1, 10)
    )
    assert len(jobs.claim(16)) == jobs.FEW
    jobs.enqueue(
        [(Wanted("/stories/ferry/", "story", Page.objects.get(path="/stories/ferry/").object, 1), 0)]
    )
    assert [claimed.kind for claimed in jobs.claim(16)] == ["story", "day", "day", "day"]


def test_two_workers_share_the_work(press, folder):
    for number in range(30):
        press.publish(f"story-{number}")
    follow()
    waiting = PageJob.objects.count() + 1  # the sitemap to which the index of sitemaps leads
    workers = [worker(folder), worker(folder)]
    written = []
    for process in workers:
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0, err
        written.append(int(out))
    assert sum(written) == waiting
    assert min(written) > 0
    assert not PageJob.objects.exists()
    assert Page.objects.count() == waiting == len(list(folder.paths()))


def test_two_followers_lose_nothing_and_double_nothing(press):
    for number in range(10):
        press.publish(f"story-{number}")
    read = []

    def run():
        read.append(follow())
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(read) == 10
    assert Follower.objects.get(name="pages").seq == 10
    assert PageJob.objects.filter(kind="story").count() == 10


def test_a_poisonous_page_is_given_up_and_the_others_live(press, folder):
    press.publish()
    press.build()
    good = folder.file_of("/stories/ferry/versions/1/").read_bytes()
    ask_for("/stories/ferry/versions/1/", "version", "st_unknown/poison")
    for attempt in range(1, 9):
        ask_for("/corrections/", "corrections")
        report = drain()
        assert report.outcomes["failed"] == 1
        assert report.outcomes["same"] == 1
        job = PageJob.objects.get()
        assert job.attempts == attempt
        assert job.run_after > timezone.now()
        PageJob.objects.update(run_after=timezone.now() - timedelta(seconds=1))
    assert job.state == PageJob.State.DEAD
    assert "LookupError" in job.last_error
    assert drain().outcomes.total() == 0
    assert folder.file_of("/stories/ferry/versions/1/").read_bytes() == good
    press.publish(kind=Kind.RETRACTED, state="retracted", retraction={"note": "No.", "at": press.stamp()})
    press.build()
    assert not PageJob.objects.exists()


def test_the_wait_grows_to_a_quarter_of_an_hour():
    waits = [jobs.backoff(attempts) for attempts in range(1, 9)]
    for wait, middle in zip(waits, (1, 4, 16, 64, 256, 900, 900, 900), strict=True):
        assert middle * 0.75 <= wait <= middle * 1.25


def test_a_page_that_kills_its_worker_is_given_up_too(press, folder):
    press.publish()
    follow()
    PageJob.objects.filter(path="/").update(attempts=8)
    drain()
    job = PageJob.objects.get()
    assert (job.path, job.state) == ("/", PageJob.State.DEAD)
    assert "died" in job.last_error
    assert jobs.revive() == 1
    drain()
    assert folder.exists("/")


def test_a_job_that_failed_before_is_claimed_alone(press):
    press.publish()
    follow()
    PageJob.objects.filter(kind="story").update(attempts=1)
    first, second = jobs.claim(99), jobs.claim(99)
    assert [claimed.kind for claimed in first] == ["story"]
    assert len(second) == PageJob.objects.filter(priority__lt=LIST).count() - 1


def test_a_late_worker_cannot_write(press, folder):
    press.publish()
    press.build()
    ask_for("/corrections/", "corrections")
    Page.objects.filter(path="/corrections/").update(hash="")
    (late,) = jobs.claim(1)
    run_out_leases()
    (other,) = jobs.claim(1)
    before = folder.file_of("/corrections/").stat().st_mtime
    assert draining._build_page(late) == "lost"
    assert folder.file_of("/corrections/").stat().st_mtime == before
    assert draining._build_page(other) == "written"
    assert not PageJob.objects.exists()


def test_a_worker_that_was_overtaken_asks_for_the_page_again():
    ask_for("/", "front")
    (late,) = jobs.claim(1)
    run_out_leases()
    (other,) = jobs.claim(1)
    jobs.done(other, read_seq=5)
    jobs.done(late, read_seq=4)
    assert PageJob.objects.get().path == "/"


def test_a_reason_that_comes_while_a_page_is_built_is_not_lost():
    ask_for("/", "front", seq=3)
    (claimed,) = jobs.claim(1)
    ask_for("/", "front", seq=4)
    assert jobs.claim(1) == []
    jobs.done(claimed, read_seq=3)
    (again,) = jobs.claim(1)
    assert again.reason_seq == 4
    jobs.done(again, read_seq=4)
    assert not PageJob.objects.exists()


def test_a_page_in_other_hands_is_put_off(press):
    press.publish()
    press.build()
    ask_for("/", "front")
    locked, free = threading.Event(), threading.Event()

    def hold():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended('page:/', 0))")
            locked.set()
            free.wait(30)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert locked.wait(30)
    assert drain().outcomes == {"busy": 1}
    free.set()
    thread.join()
    job = PageJob.objects.get()
    assert (job.attempts, job.lease_token) == (0, None)
