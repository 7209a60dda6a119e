"""Feeds and sitemaps: what is in them, whether they are what the specifications ask for, when they are renewed."""

import json
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from django.utils import timezone
from lxml import etree

from newsroom.site import machine
from newsroom.site.drain import drain
from newsroom.site.feeds import FORMS, Feed, Item, atom, json_feed, rss
from newsroom.site.follower import follow
from newsroom.site.kinds import build
from newsroom.site.models import PageJob
from newsroom.site.reconciling import reconcile
from newsroom.site.tasks import renew_news_sitemap
from newsroom.site.tests.test_listings import fill, simple, waiting
from stories.models import LedgerEntry

Kind = LedgerEntry.Kind
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def body(folder, path):
    return folder.file_of(path).read_bytes()


def parsed(data):
    found = feedparser.parse(data)
    assert found.bozo == 0, found.get("bozo_exception")
    return found


def feed_id(press, slug="ferry"):
    from stories.models import PublishedStory  # noqa: PLC0415

    return PublishedStory.objects.get(slug=slug).id


NASTY = Item(
    id="tag:news.example,2026:st_1",
    url="https://news.example/stories/a/?x=1&y=2",
    title="Fire & <b>smoke</b> \x0b\x00 “quoted” ]]>",
    text='A < B & "C" \ufffe <script>alert(1)</script>',
    published="2026-03-03T22:41:00Z",
    updated="2026-03-04T22:41:00Z",
    language="ar",
    topics=("Ships & ports",),
)
WHOLE = Feed("tag:x,2026:f", "A & B", "About", "https://x/", "https://x/f", NASTY.updated, "Desk", (NASTY,))


@pytest.mark.parametrize("write", [atom, rss])
def test_foreign_text_stays_text_in_xml(write):
    found = parsed(write(WHOLE))
    assert (found.feed.title, found.feed.link) == ("A & B", "https://x/")
    (entry,) = found.entries
    assert entry.title == "Fire & <b>smoke</b>  “quoted” ]]>" if write is atom else "smoke" in entry.title
    assert entry.id == NASTY.id
    assert entry.link == NASTY.url
    assert "<script" not in entry.summary or write is atom
    assert entry.tags[0].term == "Ships & ports"


def test_atom_has_what_rfc_4287_asks_for():
    root = etree.fromstring(atom(WHOLE))
    for owner in (root, *root.iter(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(owner.findall(f"{ATOM}{name}")) == 1, name
        assert RFC3339.fullmatch(owner.findtext(f"{ATOM}updated"))
        rels = [link.get("rel") for link in owner.findall(f"{ATOM}link")]
        assert rels.count("alternate") == 1
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    assert root.find(f"{ATOM}link[@rel='self']") is not None


def test_rss_has_what_the_specification_asks_for():
    root = etree.fromstring(rss(WHOLE))
    (channel,) = root
    assert (root.tag, root.get("version"), channel.tag) == ("rss", "2.0", "channel")
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1
        assert channel.findtext(name)
    item = channel.find("item")
    assert item.find("guid").get("isPermaLink") == "false"
    assert parsedate_to_datetime(item.findtext("pubDate")) == datetime(2026, 3, 4, 22, 41, tzinfo=UTC)


def test_a_json_feed_has_what_version_1_1_asks_for():
    said = json.loads(json_feed(WHOLE))
    assert said["version"] == "https://jsonfeed.org/version/1.1"
    assert all(said[name] for name in ("title", "feed_url", "home_page_url"))
    assert "author" not in said  # of version 1.0
    (item,) = said["items"]
    assert isinstance(item["id"], str)
    assert item["content_text"] == NASTY.text
    for name in ("date_published", "date_modified"):
        assert RFC3339.fullmatch(item[name])


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_a_site_without_stories_has_feeds_without_entries(press, folder, form):
    press.build()
    data = body(folder, f"/feeds/latest.{form}")
    if form == "json":
        assert json.loads(data)["items"] == []
    else:
        assert parsed(data).entries == []


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["atom", "rss"])
def test_the_front_feed_has_the_latest_stories_newest_first(press, folder, form):
    press.publish("ferry")
    press.publish("dam", document={"headline": "Dam Lowered"})
    press.publish("dam", kind=Kind.CONCERN, state="concern")
    press.build()
    found = parsed(body(folder, f"/feeds/latest.{form}"))
    assert [entry.link for entry in found.entries] == [
        "http://127.0.0.1:8000/stories/dam/",
        "http://127.0.0.1:8000/stories/ferry/",
    ]
    assert found.entries[0].title == "Under review: Dam Lowered"
    assert len({entry.id for entry in found.entries}) == 2
    topic = parsed(body(folder, f"/feeds/topics/science.{form}"))
    assert topic.feed.title.startswith("Science")
    assert len(topic.entries) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("form", FORMS)
def test_the_feed_of_a_story_has_each_version_but_minor_changes(press, folder, form):
    press.publish()
    press.publish(note="Adds that the ferry is in port.")
    press.publish(kind=Kind.MINOR, document={"standfirst": "Typo."})
    note = {"version": 4, "kind": "correction", "note": "There were 214 people.", "at": press.stamp()}
    press.publish(kind=Kind.CORRECTED, corrections=[{**note, "target": "", "old": "241", "new": "214"}])
    press.build()
    data = body(folder, f"/feeds/stories/{feed_id(press)}.{form}")
    if form == "json":
        entries = [(item["title"], item["content_text"], item["url"]) for item in json.loads(data)["items"]]
    else:
        entries = [(entry.title, entry.summary, entry.link) for entry in parsed(data).entries]
    assert [title.partition(":")[0] for title, _, _ in entries] == ["Correction", "Update", "First published"]
    assert entries[0][1] == "There were 214 people."
    assert entries[1][1] == "Adds that the ferry is in port."
    assert entries[2][1].startswith("All 214 people on board reached land.")
    assert [url.rpartition("versions/")[2] for _, _, url in entries] == ["4/", "2/", "1/"]
    for _, _, url in entries:
        assert folder.exists(url.removeprefix("http://127.0.0.1:8000"))


@pytest.mark.django_db
def test_a_feed_keeps_its_address_and_its_ids_when_a_story_moves(press, folder):
    press.publish()
    press.build()
    path = f"/feeds/stories/{feed_id(press)}.atom"
    before = parsed(body(folder, path))
    press.publish(kind=Kind.RENAMED, to="fähre")
    press.build()
    after = parsed(body(folder, path))
    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert after.feed.link == "http://127.0.0.1:8000/stories/f%C3%A4hre/"
    assert parsed(body(folder, "/feeds/latest.atom")).entries[0].link == after.feed.link


@pytest.mark.django_db
def test_what_was_taken_down_leaves_feeds_and_sitemaps(press, folder):
    press.publish()
    press.build()
    public_id = feed_id(press)
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    assert folder.find(f"/feeds/stories/{public_id}.atom") is None
    assert parsed(body(folder, "/feeds/latest.atom")).entries == []
    assert parsed(body(folder, "/feeds/topics/science.rss")).entries == []
    assert folder.find("/sitemaps/2026-03-1.xml") is None
    assert not reconcile().differences
    press.publish(kind=Kind.RESTORED, state="live")
    press.build()
    assert parsed(body(folder, f"/feeds/stories/{public_id}.atom")).entries
    assert folder.exists("/sitemaps/2026-03-1.xml")
    assert not reconcile().differences


@pytest.mark.django_db
def test_pages_lead_to_their_feeds(press, folder):
    press.publish()
    press.build()
    story = feed_id(press)
    for page, place in (
        ("/", "latest"),
        ("/topics/science/", "topics/science"),
        ("/stories/ferry/", f"stories/{story}"),
    ):
        links = re.findall(
            rf'rel="alternate" type="[^"]+" href="(/feeds/{place}\.\w+)"', body(folder, page).decode()
        )
        assert f"/feeds/{place}.atom" in links
        assert all(folder.exists(link) for link in links)
    assert "/feeds/" not in body(folder, "/stories/ferry/versions/1/").decode()


@pytest.mark.django_db
def test_a_changed_label_builds_no_feed_and_no_sitemap(press):
    press.publish()
    press.build()
    press.publish(kind=Kind.DERIVED, article_count=9)
    follow()
    assert not {path for path in waiting() if path.startswith(("/feeds/", "/sitemap"))}


@pytest.mark.django_db
def test_the_sitemap_index_leads_to_every_story_that_may_be_indexed(press, folder):
    press.publish("ferry")
    press.publish("fähre & mehr".replace(" & ", "-"))
    press.publish("study")
    press.publish(
        "study", kind=Kind.RETRACTED, state="retracted", retraction={"note": "No.", "at": press.stamp()}
    )
    press.build()
    index = etree.fromstring(body(folder, "/sitemap.xml"))
    assert index.tag == f"{MAP}sitemapindex"
    maps = [place.text.removeprefix("http://127.0.0.1:8000") for place in index.iter(f"{MAP}loc")]
    assert maps == ["/sitemaps/2026-03-1.xml", "/sitemaps/news.xml"]
    stories = etree.fromstring(body(folder, maps[0]))
    assert stories.tag == f"{MAP}urlset"
    assert [place.text for place in stories.iter(f"{MAP}loc")] == [
        "http://127.0.0.1:8000/stories/ferry/",
        "http://127.0.0.1:8000/stories/f%C3%A4hre-mehr/",
    ]
    for changed in stories.iter(f"{MAP}lastmod"):
        assert RFC3339.fullmatch(changed.text)
    assert b"Sitemap: http://127.0.0.1:8000/sitemap.xml\n" in body(folder, "/robots.txt")


@pytest.mark.django_db
def test_a_full_month_has_several_sitemaps(press, folder, monkeypatch):
    monkeypatch.setattr(machine, "IN_A_SITEMAP", 3)
    fill(press, 4)
    press.build()
    assert [body(folder, f"/sitemaps/2026-03-{n}.xml").count(b"<url>") for n in (1, 2)] == [3, 1]
    assert not reconcile().differences
    for number in (5, 6, 7):
        press.publish(f"s{number}", document=simple())
    press.build()
    assert body(folder, "/sitemaps/2026-03-3.xml").count(b"<url>") == 1
    assert not reconcile().differences


@pytest.mark.django_db
def test_google_news_hears_of_two_days_and_forgets(press, folder, monkeypatch):
    press.now = timezone.now() - timedelta(hours=50)
    press.publish("old")
    press.now = timezone.now() - timedelta(hours=47)
    press.publish("new", document={"headline": "Fire & Smoke", "language": "zh-Hant"})
    press.build()

    def told():
        return etree.fromstring(body(folder, "/sitemaps/news.xml")).findall(f"{MAP}url")

    (url,) = told()
    news = url.find(f"{NEWS}news")
    assert url.findtext(f"{MAP}loc") == "http://127.0.0.1:8000/stories/new/"
    assert news.findtext(f"{NEWS}title") == "Fire & Smoke"
    assert RFC3339.fullmatch(news.findtext(f"{NEWS}publication_date"))
    publication = news.find(f"{NEWS}publication")
    assert publication.findtext(f"{NEWS}language") == "zh-tw"
    assert publication.findtext(f"{NEWS}name")
    monkeypatch.setattr(machine, "NEWS", timedelta(hours=46))
    renew_news_sitemap()
    drain()
    assert told() == []


@pytest.mark.django_db
def test_only_news_builds_the_news_sitemap(press):
    press.publish("ferry")
    press.build()
    press.now += timedelta(days=3)
    press.publish("ferry")
    follow()
    assert "/sitemaps/news.xml" not in waiting()
    assert "/sitemaps/2026-03-1.xml" in waiting()
    assert "/sitemap.xml" not in waiting()
    PageJob.objects.all().delete()
    press.publish("dam")
    follow()
    assert {"/sitemaps/news.xml", "/sitemap.xml"} <= waiting()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "object_"),
    [("front_feed", "atom"), ("topic_feed", "energy/rss"), ("sitemap", "2026-03/1"), ("news_sitemap", "")],
)
def test_the_queries_of_a_feed_do_not_grow(press, django_assert_max_num_queries, kind, object_):
    fill(press, 20, topics=["energy"])
    with django_assert_max_num_queries(2):
        build(kind, "/feeds/x.atom", object_)
