"""The timeline on a page of its own, as a frame for other sites, and what those are told by oEmbed."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from newsroom.site.follower import follow
from newsroom.site.models import PageJob
from newsroom.site.serving import FRAMED, SECURITY, PublicSite
from newsroom.site.storage import Built
from newsroom.site.tests.test_markup import outline
from stories.models import LedgerEntry

Kind = LedgerEntry.Kind
pytestmark = pytest.mark.django_db
PAGE, FRAME = "/stories/ferry/timeline/", "/stories/ferry/timeline/embed/"


def read(folder, path):
    return folder.file_of(path).read_text()


@pytest.fixture
def site(press, folder):
    press.publish()
    press.build()
    return folder


def test_the_timeline_shows_its_entries_with_the_sources_they_cite_and_no_others(site):
    page = outline(read(site, PAGE).encode())
    text = read(site, PAGE)
    assert "The last passenger is ashore." in text
    assert "8 entries, the earliest first" in text
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert "src-ldg2" in page.ids
    assert page.headings.count(1) == 1


def test_a_source_of_the_text_alone_is_no_source_of_the_timeline(press, folder):
    press.publish(document={"timeline": [{**entry, "text": "Fire. [@f1re]"} for entry in timeline()[:1]]})
    press.build()
    assert re.findall(r'id="src-(\w+)"', read(folder, PAGE)) == ["f1re"]


def timeline():
    from newsroom.site.tests.sample_stories import FERRY  # noqa: PLC0415

    return FERRY["timeline"]


def test_a_story_without_a_timeline_says_so_and_is_not_indexed(press, folder):
    press.publish(document={"timeline": []})
    press.build()
    assert "no timeline yet" in read(folder, PAGE)
    assert "no timeline yet" in read(folder, FRAME)
    assert '<meta name="robots" content="noindex">' in read(folder, PAGE)
    assert "oembed" not in read(folder, "/stories/ferry/")


def test_the_frame_has_no_menu_no_script_and_no_dead_link(site):
    page = outline(read(site, FRAME).encode())
    assert not [tag for tag, _ in page.tags if tag in ("script", "nav")]
    assert set(page.links) == {"/stories/ferry/", PAGE}
    assert ("base", {"target": "_blank"}) in page.tags


def test_the_frame_says_that_a_story_was_retracted(site, press):
    press.publish(
        kind=Kind.RETRACTED, state="retracted", retraction={"note": "It never burned.", "at": press.stamp()}
    )
    press.build()
    assert "It never burned." in read(site, FRAME)
    assert "It never burned." in read(site, PAGE)


def test_a_changed_label_builds_neither(site, press):
    press.publish(kind=Kind.DERIVED, article_count=9)
    follow()
    assert not PageJob.objects.filter(path__contains="/timeline/").exists()
    press.publish(kind=Kind.DERIVED, reason="byline", byline="Someone")
    follow()
    assert PageJob.objects.filter(path__contains="/timeline/").count() == 2


def test_both_move_and_go_with_their_story(site, press):
    press.publish(kind=Kind.RENAMED, to="sigrun")
    press.build()
    assert [site.find(path).status for path in (PAGE, FRAME)] == [301, 301]
    assert "last passenger" in read(site, "/stories/sigrun/timeline/embed/")
    press.publish("sigrun", kind=Kind.TAKEN_DOWN, state="taken_down")
    press.build()
    assert site.find("/stories/sigrun/timeline/").status == 410
    assert site.find("/stories/sigrun/timeline/embed/").status == 410


def test_only_the_frame_may_be_framed(folder):
    folder.write(FRAME, Built(200, b"frame"))
    folder.write(PAGE, Built(200, b"page"))
    folder.write("/404.html", Built(200, b"nothing"))

    def headers(path):
        said = {}
        environ = {"PATH_INFO": path, "REQUEST_METHOD": "GET"}
        list(PublicSite(None, folder)(environ, lambda _status, given: said.update(given)))
        return said

    assert "frame-ancestors *" in headers(FRAME)["Content-Security-Policy"]
    assert "X-Frame-Options" not in headers(FRAME)
    assert len(FRAMED) == len(SECURITY) - 1
    for path in (PAGE, "/stories/other/timeline/embed/", "/stories/a/b/timeline/embed/"):
        assert "frame-ancestors 'none'" in headers(path)["Content-Security-Policy"], path
        assert headers(path)["X-Frame-Options"] == "DENY"


def test_the_story_leads_other_sites_to_the_frame(site, client):
    found = re.search(
        r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', read(site, PAGE)
    )
    assert found[0] in read(site, "/stories/ferry/")
    asked = urlsplit(unescape(found[1]))
    answer = client.get(asked.path, {name: values[0] for name, values in parse_qs(asked.query).items()})
    assert answer.status_code == 200
    said = answer.json()
    assert (said["version"], said["type"]) == ("1.0", "rich")
    assert 'src="http://127.0.0.1:8000/stories/ferry/timeline/embed/"' in said["html"]
    assert f'width="{said["width"]}"' in said["html"]
    assert unescape(re.search(r"<code>(.+)</code>", read(site, PAGE))[1]).startswith("<iframe src=")
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"url": "http://127.0.0.1:8000/stories/ferry/"}, 200),
        ({"url": "http://127.0.0.1:8000/stories/ferry/timeline/#t-t1aa"}, 200),
        ({"url": "http://127.0.0.1:8000/stories/ferry/timeline/embed/"}, 200),
        ({"url": "http://127.0.0.1:8000/stories/ferry/", "maxwidth": "300"}, 200),
        ({"url": "http://127.0.0.1:8000/stories/ferry/", "maxwidth": "0"}, 400),
        ({"url": "http://127.0.0.1:8000/stories/ferry/", "maxheight": "wide"}, 400),
        ({"url": "http://127.0.0.1:8000/stories/ferry/", "format": "xml"}, 501),
        ({"url": "http://127.0.0.1:8000/stories/ferry/history/"}, 404),
        ({"url": "http://127.0.0.1:8000/stories/ferry"}, 404),
        ({"url": "http://127.0.0.1:8000.evil.example/stories/ferry/"}, 404),
        ({"url": "https://evil.example/stories/ferry/"}, 404),
        ({"url": "http://127.0.0.1:8000/stories/none/"}, 404),
        ({"url": "http://127.0.0.1:8000/stories/\x00/"}, 404),
        ({"url": "http://[/stories/ferry/"}, 404),
        ({"url": "http://127.0.0.1:8000/stories/[x/"}, 404),
        ({}, 404),
    ],
)
def test_oembed_answers_for_readable_stories_of_this_site_alone(site, client, asked, status):
    answer = client.get("/oembed", asked)
    assert answer.status_code == status
    if "maxwidth" in asked and status == 200:
        assert answer.json()["width"] == 300


def test_oembed_knows_nothing_of_what_was_taken_down(site, press, client):
    press.publish(kind=Kind.TAKEN_DOWN, state="taken_down")
    assert client.get("/oembed", {"url": "http://127.0.0.1:8000/stories/ferry/"}).status_code == 404


def test_a_headline_cannot_leave_its_attribute(press, folder, client):
    press.publish(document={"headline": '"><script>alert(1)</script>'})
    press.build()
    html = client.get("/oembed", {"url": "http://127.0.0.1:8000/stories/ferry/"}).json()["html"]
    assert "<script" not in html
    assert html.count("<") == 2
    assert "<script>alert" not in read(folder, PAGE)
