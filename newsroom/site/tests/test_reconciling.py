"""Reconciling: each kind of difference is found, told, repaired by the queue, and then gone."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from newsroom.site.drain import drain
from newsroom.site.follower import follow
from newsroom.site.jobs import enqueue
from newsroom.site.kinds import REPAIR, Wanted
from newsroom.site.models import Page, PageJob
from newsroom.site.reconciling import reconcile
from newsroom.site.storage import Built

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(press, folder):
    press.publish("ferry")
    press.publish("dam")
    press.build()
    return folder


def told(report):
    return {(found.path, found.what) for found in report.differences}


def test_a_site_as_it_should_be_has_no_difference(site):
    report = reconcile()
    assert told(report) == set()
    assert report.checked == Page.objects.count()
    assert report.queued == 0


DAMAGE = {
    "has no file": lambda folder: folder.remove("/stories/dam/"),
    "is not the file that was built": lambda folder: folder.write("/stories/dam/", Built(200, b"other")),
    "has a compressed form or a marker that does not fit": lambda folder: (
        folder.file_of("/stories/dam/").with_name("index.html.br").write_bytes(b"torn")
    ),
    "was never built": lambda folder: (
        Page.objects.filter(path="/stories/dam/").delete(),
        folder.remove("/stories/dam/"),
    ),
    "is older than the read model": lambda folder: Page.objects.filter(path="/stories/dam/").update(
        built_seq=1
    ),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_damage_is_found_and_repaired(site, press, what, caplog):
    before = site.file_of("/stories/dam/").read_bytes()
    DAMAGE[what](site)
    report = reconcile()
    assert told(report) == {("/stories/dam/", what)}
    assert len(report.unexplained) == report.queued == 1
    assert "reconcile_difference" in caplog.text
    press.build()
    assert site.file_of("/stories/dam/").read_bytes() == before
    assert site.find("/stories/dam/").whole
    assert told(reconcile()) == set()


def test_a_wrong_marker_is_found(site, press):
    site.file_of("/stories/dam/").with_name(".410").touch()
    assert told(reconcile()) == {("/stories/dam/", "is not the file that was built")}
    press.build()
    assert site.find("/stories/dam/").status == 200


def test_a_stray_file_is_told_and_stays(site, press):
    (site.root / "ads.txt").write_text("User-agent: *")
    (site.root / "a b.html").write_text("not a page")
    report = reconcile()
    assert report.strays == ["/a b.html", "/ads.txt"]
    assert told(report) == set()
    press.build()
    assert (site.root / "ads.txt").exists()


def test_a_stray_file_is_removed_on_demand(site, press):
    site.write("/stories/draft/", Built(200, b"never published"))
    (site.root / "a b.html").write_text("not a page")
    call_command("reconcile", remove_strays=True, stdout=io.StringIO())
    press.build()
    assert not (site.root / "stories/draft").exists()
    assert (site.root / "a b.html").exists()


def test_a_page_recorded_meanwhile_is_no_stray(site):
    page = Page.objects.get(path="/stories/dam/")
    enqueue([(Wanted(page.path, "stray", "", REPAIR), 0)])
    assert drain().outcomes["same"] == 1
    assert site.find(page.path).whole
    assert Page.objects.filter(path=page.path).exists()
    assert not PageJob.objects.exists()


def test_a_stray_takes_no_place_of_a_page_to_build(site):
    page = Page.objects.get(path="/stories/dam/")
    enqueue([(Wanted(page.path, page.kind, page.object, REPAIR), 0)])
    enqueue([(Wanted(page.path, "stray", "", REPAIR), 0)])
    job = PageJob.objects.get()
    assert (job.kind, job.object) == ("story", page.object)


def test_an_open_job_explains_a_difference(site, press):
    press.publish("ferry")
    follow()
    PageJob.objects.exclude(path="/stories/ferry/").delete()
    report = reconcile()
    explained = [found for found in report.differences if found.path == "/stories/ferry/"]
    assert [found.explained for found in explained] == [True]


def test_what_was_given_up_is_taken_up_again(site):
    site.remove("/stories/dam/")
    PageJob.objects.create(
        path="/stories/dam/",
        kind="story",
        object=Page.objects.get(path="/stories/dam/").object,
        priority=1,
        state=PageJob.State.DEAD,
        attempts=8,
    )
    report = reconcile()
    assert report.given_up == 1
    assert PageJob.objects.get().state == PageJob.State.OPEN


def test_a_dry_run_changes_nothing(site):
    site.remove("/stories/dam/")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 differences"):
        call_command("reconcile", dry_run=True, stdout=out)
    assert "/stories/dam/ has no file" in out.getvalue()
    assert not PageJob.objects.exists()


def test_the_command_reports_json(site):
    out = io.StringIO()
    call_command("reconcile", format="json", stdout=out)
    assert json.loads(out.getvalue())["differences"] == 0


def test_rebuilding_finds_all_as_it_was(site):
    out = io.StringIO()
    call_command("rebuild_site", stdout=out)
    assert f"{Page.objects.count()} pages asked for" in out.getvalue()
    assert f"{Page.objects.count()} same" in out.getvalue()
    call_command("rebuild_site", force=True, stdout=out)
    assert f"{Page.objects.count()} written" in out.getvalue()


def test_rebuilding_makes_a_lost_site_anew(site, press):
    texts = {path: site.file_of(path).read_bytes() for path in site.paths()}
    for path in texts:
        site.remove(path)
    Page.objects.all().delete()
    call_command("rebuild_site", queue_only=True, stdout=io.StringIO())
    call_command("drain_pages", limit=3, stdout=io.StringIO())
    assert len(list(site.paths())) == 3
    call_command("rebuild_site", resume=True, stdout=io.StringIO())
    assert {path: site.file_of(path).read_bytes() for path in site.paths()} == texts


def test_dry_runs_say_what_would_be_done(site):
    out = io.StringIO()
    call_command("rebuild_site", dry_run=True, stdout=out)
    call_command("drain_pages", dry_run=True, stdout=out)
    assert f"{Page.objects.count()} pages would be built" in out.getvalue()
    assert "0 pages wait, 0 were given up" in out.getvalue()
