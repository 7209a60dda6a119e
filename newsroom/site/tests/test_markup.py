"""The HTML of every page in every state: well nested, linked up, ordered, with nothing inline."""

from html.parser import HTMLParser

import pytest

from newsroom.site import notices, showing
from newsroom.site.storage import Built
from newsroom.site.templating import render
from newsroom.site.tests.sample_stories import stories

EMPTY = {"meta", "link", "base", "br", "img", "input", "hr", "circle", "rect", "path"}
STORIES = stories()
BRIEFS = [showing.brief(story) for story in STORIES]


class Outline(HTMLParser):
    """What a page is made of; fails where a tag is closed that was not opened last."""

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.links, self.headings, self.tags = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        assert not [name for name in given if name == "style" or name.startswith("on")], (tag, given)
        self.tags.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a":
            self.links.append(given["href"])
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def outline(page):
    parser = Outline()
    parser.feed(page.decode())
    parser.close()
    assert parser.open == []
    return parser


def front(briefs):
    lead = briefs[0] if briefs else None
    topics = showing.topics(briefs)
    return render("site/front.html", {"lead": lead, "cards": briefs[1:], "briefs": [], "topics": topics})


def story(public, version=None):
    return render("site/story.html", {"story": showing.full(public), "version": version})


PAGES = {
    **{f"story {sample['slug']}": story(sample) for sample in STORIES},
    "version": story(STORIES[0], {"at": "2026-03-03T22:41:00Z"}),
    "front": front(BRIEFS),
    "front with one story": front(BRIEFS[:1]),
    "front with none": front([]),
    "topic": render(
        "site/topic.html",
        {
            "topic": {"slug": "transport", "name": "Transport"},
            "cards": BRIEFS,
            "briefs": BRIEFS[:2],
            "archive": "/topics/transport/archive/3/",
            "total": 1234,
        },
    ),
    "topic with none": render(
        "site/topic.html",
        {"topic": {"slug": "x", "name": "X"}, "cards": [], "briefs": [], "archive": "", "total": 0},
    ),
    "no corrections": render("site/corrections.html", {"corrections": []}),
    "about": render("site/about.html", {}),
    "robot": render("site/robot.html", {"agent": "NewsroomBot", "pause": 2.0}),
    "not found": notices.not_found().body,
    "gone": notices.gone(legal=False).body,
    "gone by law": notices.gone(legal=True).body,
    "moved": notices.moved("/stories/a/").body,
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_well_made(name):
    page = outline(PAGES[name])
    assert len(page.ids) == len(set(page.ids))
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert page.headings.count(1) == 1
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        assert after <= before + 1
    root = dict(page.tags[0:1])["html"]
    assert root["lang"] == "en"
    assert root["dir"] in ("ltr", "rtl")
    for tag, given in page.tags:
        if tag == "script":
            assert given["type"] == "module"
            assert given["src"].startswith("/static/js/")
        assert given.get("href", "/").startswith(("/", "#", "http://", "https://"))


def test_a_text_says_in_which_language_it_is():
    page = outline(PAGES["story port-agreement-ar"])
    assert dict(page.tags[0:1])["html"]["dir"] == "rtl"
    languages = {tag: given.get("lang") for tag, given in page.tags if tag in ("h1", "bdi")}
    assert languages["h1"] == "ar"
    assert ("div", {"class": "text", "lang": "ar"}) in page.tags


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("AR-eg", "rtl"),
        ("he", "rtl"),
        ("az-Arab", "rtl"),
        ("fa-Latn-IR", "ltr"),
    ],
)
def test_the_direction_follows_script_before_language(language, direction):
    assert showing.direction(language) == direction


def test_a_story_page_is_small(settings):
    folder = settings.BASE_DIR / "static"
    styles = sum((folder / "css" / name).stat().st_size for name in ("tokens.css", "site.css"))
    scripts = sum(file.stat().st_size for file in (folder / "js").glob("site*.js"))
    assert scripts < 6_000
    assert len(PAGES["story aldermoor-ferry-fire"]) + styles + scripts < 60_000


def test_a_notice_says_where_to_go():
    assert isinstance(notices.moved("/stories/a/"), Built)
    assert b'href="/stories/a/"' in notices.moved("/stories/a/").body
