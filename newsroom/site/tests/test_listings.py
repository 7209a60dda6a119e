"""Pages of publishers, articles and days: what they say, how they are paged, and when they are built again."""

import re

import pytest

from newsroom.site import listing
from newsroom.site.follower import follow
from newsroom.site.kinds import KINDS, build
from newsroom.site.models import Page, PageDependency, PageJob
from newsroom.site.reconciling import reconcile
from newsroom.site.tests.sample_stories import entry, source
from newsroom.site.tests.test_markup import outline
from stories.models import LedgerEntry

Kind = LedgerEntry.Kind
pytestmark = pytest.mark.django_db


def read(folder, path):
    return folder.file_of(path).read_text()


def waiting(*, under=""):
    return set(PageJob.objects.filter(path__startswith=under).values_list("path", flat=True))


def simple(*sources, timeline=(), topics=()):
    """A text of one sentence for each source."""
    sources = sources or (source("f1re", "harbour-wire", "Fire", ""),)
    body = " ".join(f"Claim {n} stands[@{given['key']}]." for n, given in enumerate(sources, 1))
    return {
        "sources": list(sources),
        "sections": [{"key": "s1a2", "heading": "", "body": body}],
        "timeline": list(timeline),
        "topics": list(topics),
    }


def fill(press, count, **more):
    for number in range(1, count + 1):
        press.publish(f"s{number}", document={**simple(**more), "headline": f"Story {number}"})


def test_a_publisher_has_all_of_theirs_that_we_cite(press, folder):
    press.publish()
    press.build()
    page = read(folder, "/publishers/the-aldermoor-ledger/")
    assert "What we cite of theirs, in 1 story." in page
    assert 'href="/articles/ar_ldg1/" lang="en"><bdi>Moor Lines defends upkeep of Sigrun after blaze' in page
    assert "/articles/ar_ldg2/" in page
    assert "ar_f1re" not in page


def test_an_article_has_the_sentences_that_rest_on_it_and_where_they_stand(press, folder):
    press.publish()
    press.publish("dam", document={**simple(source("zzzz", "harbour-wire", "Fire", "", article="ar_f1re"))})
    press.build()
    page = read(folder, "/articles/ar_f1re/")
    assert "Two harbour tugs and a pilot boat took off 198 passengers and 16 crew; four people" in page
    assert "[@" not in page
    assert "worked as designed" not in page
    assert "Fire alarm below deck; the master turns back." in page
    assert 'href="/stories/ferry/#t-t6ff"' in page
    assert 'href="/stories/ferry/#s-s1a2"' in page
    assert 'href="/stories/dam/#s-s1a2"' in page
    assert 'href="https://news.example/' in page
    assert page.index("/stories/dam/") < page.index("/stories/ferry/")


def test_a_source_that_no_sentence_cites_is_said_to_be_none(press, folder):
    press.publish(document={**simple(), "sections": []})
    press.build()
    assert "no sentence cites it" in read(folder, "/articles/ar_f1re/")


def test_an_article_that_nothing_rests_on_any_more_has_no_page(press, folder):
    press.publish(document=simple(source("f1re", "harbour-wire", "Fire", "")))
    press.build()
    press.publish(document=simple(source("ndr1", "nordstrand-rundfunk", "Feuer", "")))
    press.build()
    assert folder.find("/articles/ar_f1re/") is None
    assert "No story rests on this publisher now." in read(folder, "/publishers/harbour-wire/")
    assert "Feuer" in read(folder, "/articles/ar_ndr1/")
    assert not reconcile().differences


def test_a_day_has_what_happened_on_it_across_stories(press, folder):
    press.publish()
    press.publish(
        "dam", document=simple(timeline=[entry("t1aa", "Mar 3 2026 05:30 UTC", "Lowering begins. [@f1re]")])
    )
    press.build()
    page = read(folder, "/days/2026-03-03/")
    assert '<h1><time datetime="2026-03-03">Mar 3 2026</time></h1>' in page
    assert page.index("Lowering begins.") < page.index("Fire alarm below deck")
    assert "Night crossings are suspended" not in page
    assert "Night crossings are suspended" in read(folder, "/days/2026-03-04/")
    assert "Around this day" not in page
    assert sorted(path for path in folder.paths() if path.startswith("/days/")) == [
        "/days/2026-03-03/",
        "/days/2026-03-04/",
    ]


def test_what_is_known_to_the_month_stands_around_its_days_and_less_stands_nowhere(press, folder):
    dates = [
        "Feb 10 2026",
        "Feb 2026",
        "2026",
        "Q1 2026",
        "Early Feb 2026",
        "Late Feb 2026",
        "About Feb 10 2026",
    ]
    entries = [entry(f"t{n}aa", date, f"Known as {date}.") for n, date in enumerate(dates)]
    press.publish(document=simple(timeline=entries))
    press.build()
    on_day, around = read(folder, "/days/2026-02-10/").split("Around this day")
    assert set(re.findall(r"Known as ([^.]+)\.", on_day)) == {"Feb 10 2026"}
    assert set(re.findall(r"Known as ([^.]+)\.", around)) == {
        "Feb 2026",
        "Early Feb 2026",
        "About Feb 10 2026",
    }


def test_a_day_hears_of_what_happened_around_it(press, folder):
    press.publish("ferry", document=simple(timeline=[entry("t1aa", "Feb 10 2026", "Fire.")]))
    press.publish("other", document=simple(timeline=[entry("t1aa", "Mar 20 2026", "Flood.")]))
    press.build()
    press.publish("dam", document=simple(timeline=[entry("t1aa", "Feb 2026", "Gauges drift.")]))
    follow()
    assert waiting(under="/days/") == {"/days/2026-02-10/"}
    press.build()
    assert "Gauges drift." in read(folder, "/days/2026-02-10/")
    press.publish("dam", document=simple(timeline=[]))
    press.build()
    assert "Gauges drift." not in read(folder, "/days/2026-02-10/")


def test_a_day_on_which_nothing_happened_after_all_has_no_page(press, folder):
    press.publish("ferry", document=simple(timeline=[entry("t1aa", "Feb 10 2026", "Fire.")]))
    press.build()
    press.publish("ferry", document=simple(timeline=[entry("t1aa", "Feb 11 2026", "Fire.")]))
    press.build()
    assert folder.find("/days/2026-02-10/") is None
    assert "Fire." in read(folder, "/days/2026-02-11/")
    assert not reconcile().differences


def test_pages_lead_to_one_another_and_former_versions_do_not(press, folder):
    press.publish()
    press.build()
    story = read(folder, "/stories/ferry/")
    for path in ("/publishers/harbour-wire/", "/articles/ar_f1re/", "/days/2026-03-03/"):
        assert f'href="{path}"' in story
        assert folder.exists(path)
        assert f'href="{path}"' not in read(folder, "/stories/ferry/versions/1/")
    for path in folder.paths():
        if not path.endswith(("/", ".html")):
            continue
        page = outline(folder.file_of(path).read_bytes())
        assert len(page.ids) == len(set(page.ids)), path
        assert page.headings.count(1) == 1, path
        for before, after in zip(page.headings, page.headings[1:], strict=False):
            assert after <= before + 1, path
        for link in page.links:
            dynamic = link.startswith(("/search/", "/report/"))  # asked of the process
            if link.startswith("/") and not dynamic:
                assert folder.exists(link.partition("#")[0]), (path, link)


def test_what_was_taken_down_is_nowhere_and_comes_back(press, folder):
    press.publish()
    press.build()
    before = set(folder.paths())
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    for path in folder.paths():
        assert "Sigrun" not in read(folder, path), path
    assert not [path for path in folder.paths() if path.startswith(("/articles/", "/days/"))]
    assert not reconcile().differences
    press.publish(kind=Kind.RESTORED, state="live")
    press.build()
    assert set(folder.paths()) == before
    assert not reconcile().differences


def test_a_changed_label_builds_none_of_them(press):
    press.publish()
    press.build()
    press.publish(kind=Kind.DERIVED, article_count=9)
    follow()
    assert not {path for path in waiting() if path.startswith(("/publishers/", "/articles/", "/days/"))}


def test_a_change_builds_only_the_pages_that_show_its_story(press):
    press.publish("ferry", document=simple(timeline=[entry("t1aa", "Feb 10 2026", "Fire.")]))
    other = source("ndr1", "nordstrand-rundfunk", "Feuer", "")
    press.publish("dam", document=simple(other, timeline=[entry("t1aa", "Mar 1 2026", "Flood.")]))
    press.build()
    press.publish("dam", kind=Kind.CONCERN, state="concern")
    follow()
    listings = {path for path in waiting() if not path.startswith(("/stories/", "/feeds/", "/sitemap"))}
    assert listings == {"/", "/publishers/nordstrand-rundfunk/", "/articles/ar_ndr1/", "/days/2026-03-01/"}


@pytest.fixture
def short(monkeypatch):
    """Pages of five stories."""
    monkeypatch.setattr(listing, "PAGE_SIZE", 5)
    monkeypatch.setattr(listing, "LONGEST_LIST", 5)


@pytest.mark.usefixtures("short")
def test_a_publisher_of_many_stories_has_an_archive_of_pages_that_stay(press, folder):
    fill(press, 12)
    press.build()
    first = read(folder, "/publishers/harbour-wire/")
    assert "in 12 stories: the 5 that changed last." in first
    assert ">Story 12<" in first
    assert ">Story 7<" not in first
    assert 'href="/publishers/harbour-wire/archive/3/"' in first
    pages = [read(folder, f"/publishers/harbour-wire/archive/{n}/") for n in (1, 2, 3)]
    shown = [re.findall(r">Story (\d+)<", page) for page in pages]
    assert [len(each) for each in shown] == [5, 5, 2]
    assert [number for page in shown[::-1] for number in page] == [str(n) for n in range(12, 0, -1)]
    assert 'href="/publishers/harbour-wire/archive/2/" rel="prev"' in pages[0]
    assert 'rel="next"' not in pages[0]
    assert 'href="/publishers/harbour-wire/" rel="prev"' in pages[2]
    assert not reconcile().differences


@pytest.mark.usefixtures("short")
def test_a_new_story_builds_the_first_and_the_last_page_alone(press, folder):
    fill(press, 10)
    press.build()
    before = read(folder, "/publishers/harbour-wire/archive/1/")
    press.publish("new", document={**simple(), "headline": "Newest"})
    follow()
    lists = waiting(under="/publishers/")
    assert lists == {"/publishers/harbour-wire/", "/publishers/harbour-wire/archive/2/"}
    press.build()
    assert ">Newest<" in read(folder, "/publishers/harbour-wire/archive/3/")
    assert "archive/3/" in read(folder, "/publishers/harbour-wire/archive/2/")
    assert read(folder, "/publishers/harbour-wire/archive/1/") == before
    assert not reconcile().differences


@pytest.mark.usefixtures("short")
def test_an_update_builds_the_pages_that_show_the_story_alone(press):
    fill(press, 12)
    press.build()
    press.publish("s6", document={"headline": "Changed"})
    follow()
    assert waiting(under="/publishers/") == {
        "/publishers/harbour-wire/",
        "/publishers/harbour-wire/archive/2/",
    }


@pytest.mark.usefixtures("short")
def test_a_story_that_leaves_or_joins_moves_the_pages_of_its_list(press, folder):
    fill(press, 11)
    press.build()
    press.publish("s3", kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    assert folder.find("/publishers/harbour-wire/archive/3/") is None
    assert "archive/3/" not in read(folder, "/publishers/harbour-wire/archive/2/")
    assert ">Story 6<" in read(folder, "/publishers/harbour-wire/archive/1/")
    assert not reconcile().differences
    press.publish("s3", kind=Kind.RESTORED, state="live")
    press.build()
    assert ">Story 6<" in read(folder, "/publishers/harbour-wire/archive/2/")
    assert folder.exists("/publishers/harbour-wire/archive/3/")
    press.publish("s3", document=simple(source("ndr1", "nordstrand-rundfunk", "Feuer", "")))
    press.build()
    assert ">Story 6<" in read(folder, "/publishers/harbour-wire/archive/1/")
    assert ">Story 3<" in read(folder, "/publishers/nordstrand-rundfunk/")
    assert not reconcile().differences


@pytest.mark.usefixtures("short")
def test_a_list_that_shrinks_to_one_page_has_no_archive(press, folder):
    fill(press, 6)
    press.build()
    assert folder.exists("/publishers/harbour-wire/archive/1/")
    press.publish("s5", kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    assert not [path for path in folder.paths() if "archive" in path]
    assert "archive" not in read(folder, "/publishers/harbour-wire/")
    assert not reconcile().differences


def test_a_topic_has_an_archive_too_and_no_page_shows_more_than_it_declares(press, folder):
    fill(press, 53, topics=["energy"], timeline=[entry("t1aa", "Feb 10 2026", "Fire.")])
    press.build()
    assert "All 53 stories, by first publication" in read(folder, "/topics/energy/")
    assert re.findall(r">Story (\d+)<", read(folder, "/topics/energy/archive/2/")) == ["53", "52", "51"]
    kinds = dict(Page.objects.values_list("path", "kind"))
    assert {"publisher", "publisher_archive", "topic_archive", "article", "day"} <= set(kinds.values())
    for shown in PageDependency.objects.all():
        assert shown.key.partition(":")[0] in KINDS[kinds[shown.path]].shows, shown
    press.publish("s53", document={"topics": []})
    press.build()
    assert re.findall(r">Story (\d+)<", read(folder, "/topics/energy/archive/2/")) == ["52", "51"]
    assert not reconcile().differences


def test_the_queries_of_a_page_do_not_grow(press, django_assert_max_num_queries):
    fill(press, 60, topics=["energy"], timeline=[entry("t1aa", "Feb 10 2026", "Fire.")])
    for kind, object_, most in (
        ("publisher", "harbour-wire", 5),
        ("publisher_archive", "harbour-wire/1", 5),
        ("article", "ar_f1re", 6),
        ("day", "2026-02-10", 2),
        ("topic", "energy", 6),
        ("topic_archive", "energy/1", 3),
    ):
        with django_assert_max_num_queries(most):
            built, read_for = build(kind, "/x/", object_)
        assert built.body.count(b"Story ") >= 50
        assert sum(key.startswith(("text:", "story:")) for key in read_for.keys) >= 50


def test_following_many_costs_no_more_statements(press, django_assert_max_num_queries):
    fill(press, 30, topics=["energy"], timeline=[entry("t1aa", "Feb 10 2026", "Fire.")])
    press.build()
    for number in range(1, 31):
        press.publish(f"s{number}")
    with django_assert_max_num_queries(18):
        follow()
