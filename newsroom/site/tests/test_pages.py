"""From ledger entries to files: which pages there are, what they say, and which are built again."""

import re

import pytest

from newsroom.site import follower
from newsroom.site.drain import drain
from newsroom.site.follower import follow
from newsroom.site.jobs import enqueue
from newsroom.site.kinds import KINDS, standing_pages
from newsroom.site.models import Page, PageDependency, PageJob
from newsroom.site.tests.sample_stories import PUBLISHERS
from stories.models import LedgerEntry

Kind = LedgerEntry.Kind
pytestmark = pytest.mark.django_db


def read(folder, path):
    return folder.file_of(path).read_text()


def built_paths():
    """What the queue holds now, in the order in which it will be built."""
    return list(PageJob.objects.order_by("priority", "run_after", "id").values_list("path", flat=True))


def test_a_published_story_has_its_pages(press, folder):
    press.publish()
    report = press.build()
    assert report.outcomes["failed"] == 0
    public_id = Page.objects.get(path="/stories/ferry/").object
    forms = ("atom", "json", "rss")
    assert sorted(folder.paths()) == sorted(
        [
            "/",
            "/404.html",
            "/about/",
            *(f"/articles/ar_{key}/" for key in ("f1re", "ldg1", "ldg2", "ndr1", "reg1")),
            "/corrections/",
            "/days/2026-03-03/",
            "/days/2026-03-04/",
            *(f"/publishers/{slug}/" for slug in sorted(PUBLISHERS)),
            *(
                f"/feeds/{place}.{form}"
                for place in ("latest", f"stories/{public_id}", "topics/science", "topics/transport")
                for form in forms
            ),
            "/robots.txt",
            "/sitemap.xml",
            "/sitemaps/2026-03-1.xml",
            "/sitemaps/news.xml",
            "/report-unavailable.html",
            "/robot/",
            "/search-unavailable.html",
            "/stories/ferry/",
            "/stories/ferry/history/",
            "/stories/ferry/timeline/",
            "/stories/ferry/timeline/embed/",
            "/stories/ferry/versions/1/",
            "/topics/science/",
            "/topics/transport/",
        ]
    )
    page = read(folder, "/stories/ferry/")
    assert "Updated (5 articles)" in page
    assert "Aldermoor Suspends Night Crossings" in page
    assert "Passengers Taken Off Within Two Hours</h2>" in page


def test_it_links_each_marker_to_its_source_and_back(press, folder):
    press.publish()
    press.build()
    page = read(folder, "/stories/ferry/")
    ids = set(re.findall(r'id="([^"]+)"', page))
    assert len(ids) == len(re.findall(r'id="([^"]+)"', page))
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert {target for target in targets if target.startswith("cite-")}
    assert targets <= ids


def test_dates_are_as_exact_as_they_are_known(press, folder):
    press.publish()
    press.build()
    page = read(folder, "/stories/ferry/")
    assert '<time datetime="2026-03-03T21:17Z"><bdi>Mar 3 2026 21:17 UTC</bdi></time>' in page
    assert '<time datetime="2026-01"><bdi>Mid Jan 2026</bdi></time>' in page
    assert '<span class="date"><bdi>Dec 28 2025 – Jan 2 2026</bdi></span>' in page
    assert 'data-precision="part" data-span="3"' in page


def test_a_new_version_keeps_the_old_text_and_shows_the_difference(press, folder):
    press.publish()
    sections = [
        {"key": "s1a2", "heading": "Passengers Taken Off", "body": "All 230 came ashore at dawn[@f1re]."}
    ]
    press.build()
    press.publish(document={"sections": sections})
    press.build()
    former = read(folder, "/stories/ferry/versions/1/")
    assert "198 passengers" in former
    assert '<meta name="robots" content="noindex">' in former
    assert '<link rel="canonical" href="http://127.0.0.1:8000/stories/ferry/">' in former
    assert "Version 1, as published on" in former
    assert "All 230 came ashore" in read(folder, "/stories/ferry/")
    history = read(folder, "/stories/ferry/history/")
    assert "2 versions, the newest first" in history
    assert re.search(r"<ins>[^<]*230", history)
    assert re.search(r"<del>[^<]*198 passengers", history)


def test_the_note_on_an_update_is_read_in_the_history(press, folder):
    press.publish()
    press.publish(document={"headline": "Ferry Towed to Port"}, note="Adds that the ferry is in port.")
    press.publish(kind=Kind.DERIVED, article_count=6)
    press.build()
    assert read(folder, "/stories/ferry/history/").count("Adds that the ferry is in port.") == 1


def test_a_minor_change_is_not_listed_and_shows_in_the_next_step(press, folder):
    press.publish()
    press.publish(kind=Kind.MINOR, document={"standfirst": "Tugs brought the ferry in."})
    press.build()
    history = read(folder, "/stories/ferry/history/")
    assert "Published once and not changed since." in history
    assert "Tugs brought" not in history
    press.publish(document={"headline": "Ferry Towed to Port"})
    press.build()
    history = read(folder, "/stories/ferry/history/")
    assert "2 versions, the newest first" in history
    assert 'href="/stories/ferry/versions/2/"' not in history
    assert "Tugs brought" in history
    assert "Tugs brought" in read(folder, "/stories/ferry/versions/2/")


def test_only_pages_that_show_a_change_are_built(press):
    press.publish("ferry", document={"topics": ["transport"]})
    press.publish("dam", document={"topics": ["energy"]})
    press.build()
    press.publish("dam")
    follow()
    asked = built_paths()
    assert asked[0] == "/stories/dam/"
    assert set(asked[1:5]) == {
        "/stories/dam/history/",
        "/stories/dam/timeline/",
        "/stories/dam/timeline/embed/",
        "/stories/dam/versions/2/",
    }
    assert asked[5] == "/"
    assert "/topics/energy/" in asked
    shared = (
        "/articles/",
        "/days/",
        "/publishers/",
        "/feeds/",
        "/sitemap",
    )  # both stories are told with the same words
    assert [path for path in asked[6:] if not path.startswith(shared)] == ["/topics/energy/"]


def test_a_changed_label_builds_the_story_and_the_cards_that_show_it(press):
    press.publish("ferry", document={"topics": ["transport"]})
    press.build()
    press.publish("ferry", kind=Kind.DERIVED, article_count=6)
    follow()
    assert set(built_paths()) == {"/stories/ferry/", "/", "/topics/transport/"}
    assert all(job.run_after > job.created_at for job in PageJob.objects.all())


def test_a_changed_label_does_not_hold_back_an_update(press):
    press.publish("ferry", document={"topics": ["transport"]})
    press.build()
    press.publish("ferry", document={"headline": "Second"})
    press.publish("ferry", kind=Kind.DERIVED, article_count=6)
    follow()
    waiting = {job.path for job in PageJob.objects.all() if job.run_after > job.created_at}
    assert waiting == set()
    assert {"/", "/stories/ferry/", "/topics/transport/"} <= set(built_paths())


def test_the_first_pages_are_asked_for_with_the_cursor_or_not_at_all(press, folder, monkeypatch):
    def killed(_wanted):
        raise KeyboardInterrupt

    press.publish()
    with monkeypatch.context() as patched:
        patched.setattr(follower, "enqueue", killed)
        with pytest.raises(KeyboardInterrupt):
            follow()
    press.build()
    assert folder.exists("/404.html")


def test_a_story_that_leaves_a_topic_leaves_its_page(press, folder):
    press.publish("ferry", document={"topics": ["transport", "energy"]})
    press.build()
    assert "Aldermoor" in read(folder, "/topics/energy/")
    press.publish("ferry", document={"topics": ["transport"]})
    press.build()
    assert "Aldermoor" not in read(folder, "/topics/energy/")


def test_a_retraction_comes_before_all_else(press, folder):
    press.publish("dam")
    press.publish("ferry")
    press.build()
    press.publish("dam")
    press.publish(
        "ferry",
        kind=Kind.RETRACTED,
        state="retracted",
        retraction={"note": "The ship never burned.", "at": press.stamp()},
    )
    follow()
    assert all(path.startswith("/stories/ferry/") for path in built_paths()[:3])
    drain()
    for path in ("/stories/ferry/", "/stories/ferry/versions/1/", "/stories/ferry/history/"):
        assert "The ship never burned." in read(folder, path)
    assert "/stories/ferry/" not in read(folder, "/")
    assert "The ship never burned." in read(folder, "/corrections/")


def test_a_concern_says_what_it_is_on_every_version(press, folder):
    press.publish()
    note = {"note": "An engineer disputes <the> reading.", "at": press.stamp()}
    press.publish(kind=Kind.CONCERN, state="concern", concern=note)
    press.build()
    for path in ("/stories/ferry/", "/stories/ferry/versions/1/"):
        assert "An engineer disputes &lt;the&gt; reading." in read(folder, path)
    press.publish(kind=Kind.CONCERN_LIFTED, state="live", concern=None)
    press.build()
    for path in ("/stories/ferry/", "/stories/ferry/versions/1/"):
        assert "An engineer disputes" not in read(folder, path)


def test_a_legal_take_down_stays_one_whatever_follows(press, folder):
    press.publish()
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down", reason="legal")
    press.publish(kind=Kind.DERIVED, article_count=6)
    press.build()
    assert folder.find("/stories/ferry/").status == 451
    press.publish(kind=Kind.RESTORED, state="live")
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    assert folder.find("/stories/ferry/").status == 410


def test_a_story_taken_down_leaves_nothing_but_a_notice(press, folder):
    press.publish()
    press.build()
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    for path in ("/stories/ferry/", "/stories/ferry/versions/1/", "/stories/ferry/history/"):
        assert folder.find(path).status == 410
        assert folder.find(path).whole
    for path in folder.paths():
        assert "Sigrun" not in read(folder, path)
    press.publish(kind=Kind.RESTORED, state="live")
    press.build()
    assert folder.find("/stories/ferry/").status == 200
    assert "Sigrun" in read(folder, "/")


def test_a_renamed_story_moves_all_its_pages(press, folder):
    press.publish("ferry")
    press.build()
    press.publish("ferry", kind=Kind.RENAMED, to="sigrun-fire")
    press.build()
    assert folder.find("/stories/ferry/").status == 301
    assert folder.find("/stories/ferry/versions/1/").status == 301
    assert "Sigrun" in read(folder, "/stories/sigrun-fire/versions/1/")
    assert "/stories/sigrun-fire/" in read(folder, "/")


def test_a_follower_that_starts_anew_knows_former_addresses(press, folder):
    press.publish("ferry")
    press.publish("ferry", kind=Kind.RENAMED, to="sigrun-fire")
    press.publish("sigrun-fire")
    press.build()
    assert folder.find("/stories/ferry/").status == 301
    assert folder.find("/stories/ferry/versions/1/").status == 301
    assert folder.find("/stories/ferry/versions/2/") is None


def test_corrections_are_listed_across_stories(press, folder):
    press.publish()
    note = {
        "version": 2,
        "kind": "correction",
        "note": "There were 214 people.",
        "at": press.stamp(),
        "target": "",
        "old": "241 people",
        "new": "214 people",
    }
    press.publish(kind=Kind.CORRECTED, corrections=[note])
    press.build()
    for path in ("/corrections/", "/stories/ferry/", "/stories/ferry/history/"):
        assert "There were 214 people." in read(folder, path)


def test_foreign_text_stays_text(press, folder):
    nasty = "<script>alert(1)</script>"
    sources = [
        {**press_source, "title": nasty, "url": "javascript:alert(1)"} for press_source in ferry_sources()
    ]
    press.publish(document={"headline": nasty, "standfirst": nasty, "sources": sources})
    press.build()
    for path in folder.paths():
        page = read(folder, path)
        assert "<script>alert" not in page or path.endswith(".json")  # which no browser runs
        assert "javascript:" not in page
        assert " style=" not in page
        assert path.endswith(".json") or not re.search(r"<script(?! type=\"module\" src=)", page)


def ferry_sources():
    from newsroom.site.tests.sample_stories import FERRY  # noqa: PLC0415

    return FERRY["sources"]


def test_what_a_page_shows_is_within_what_its_kind_declares(press):
    press.publish("ferry")
    press.publish("dam")
    press.publish("dam", kind=Kind.CORRECTED)
    press.publish(
        "ferry", kind=Kind.MERGED, state="merged", merged_into=LedgerEntry.objects.last().story.public_id
    )
    press.build()
    kinds = dict(Page.objects.values_list("path", "kind"))
    assert set(kinds.values()) == set(KINDS) - {"stray", "topic_archive", "publisher_archive"}
    for shown in PageDependency.objects.all():
        assert shown.key.partition(":")[0] in KINDS[kinds[shown.path]].shows, shown


def test_an_unchanged_page_is_not_written(press, folder):
    press.publish()
    press.build()
    before = folder.file_of("/corrections/").stat().st_mtime
    enqueue((page, 0) for page in standing_pages() if page.path == "/corrections/")
    assert drain().outcomes == {"same": 1}
    assert folder.file_of("/corrections/").stat().st_mtime == before


def test_one_story_costs_few_queries(press, django_assert_max_num_queries):
    press.publish("ferry", document={"topics": ["transport"]})
    press.build()
    press.publish("ferry")
    with django_assert_max_num_queries(16):
        follow()
    assert PageJob.objects.count() == 29
    with django_assert_max_num_queries(4 + 29 * 12):
        drain()
