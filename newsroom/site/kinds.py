"""The kinds of pages: where each lives, how it is made from the read model, and what it may show."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings

from newsroom.site import listing, machine, notices, showing
from newsroom.site.feeds import FORMS
from newsroom.site.history import steps
from newsroom.site.reading import LONGEST_LIST, Reader, body_at, body_of
from newsroom.site.storage import Built
from newsroom.site.templating import render
from sources.ourselves import AGENT, ROBOT_PAGE
from stories.models import PublishedStory
from stories.public import story_path

# The order in which pages are built: smaller first.
NOTICE, STORY, PAST, FRONT, LIST, MENTIONS, REBUILD, REPAIR = 0, 1, 2, 3, 4, 5, 8, 9
TIMELINE, EMBED = "timeline/", "timeline/embed/"  # below a story's address
STRAY = "stray"  # the kind of a file that nobody built, to be removed


@dataclass(frozen=True, slots=True)
class PageKind:
    """One kind of page."""

    name: str
    pattern: str  # of its path; {slug} and {version} are filled in
    render: Callable[[Reader, str, str], Built | None]  # reader, path, object; None: no such page
    shows: frozenset[str]  # all prefixes of dependency keys that it may note
    priority: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that should be built."""

    path: str
    kind: str
    object: str
    priority: int
    delay: float = 0.0  # seconds


NEWS_SITEMAP = Wanted("/sitemaps/news.xml", "news_sitemap", "", MENTIONS)


def build(kind: str, path: str, object_: str) -> tuple[Built | None, Reader]:
    """A page from the read model, and what was read for it; no page if there is nothing to show."""
    reader = Reader()
    return KINDS[kind].render(reader, path, object_), reader


def story_pages(public_id: str, slug: str, versions: Iterable[int]) -> list[Wanted]:
    """The pages of one story under one slug."""
    base = story_path(slug)
    return [
        Wanted(base, "story", public_id, STORY),
        *(Wanted(f"{base}versions/{n}/", "version", f"{public_id}/{n}", PAST) for n in versions),
        Wanted(f"{base}history/", "history", public_id, PAST),
        Wanted(f"{base}{TIMELINE}", "timeline", public_id, PAST),
        Wanted(f"{base}{EMBED}", "embed", public_id, PAST),
    ]


def topic_page(slug: str) -> Wanted:
    """The page of one topic."""
    return Wanted(f"/topics/{slug}/", "topic", slug, LIST)


def publisher_page(slug: str) -> Wanted:
    """The page of one publisher."""
    return Wanted(f"/publishers/{slug}/", "publisher", slug, LIST)


def topic_pages(slug: str) -> list[Wanted]:
    """The page of one topic and its feeds."""
    return [topic_page(slug), *feed_pages("topic_feed", slug)]


def feed_pages(kind: str, object_: str = "") -> list[Wanted]:
    """The feed of the front, of a topic or of a story, in all its forms."""
    place = {"front_feed": "latest", "topic_feed": "topics/", "story_feed": "stories/"}[kind] + object_
    return [
        Wanted(f"/feeds/{place}.{form}", kind, f"{object_}/{form}" if object_ else form, MENTIONS)
        for form in FORMS
    ]


def sitemap_pages() -> list[Wanted]:
    """The sitemaps of stories."""
    objects = machine.sitemap_objects()
    return [Wanted(machine.sitemap_path(object_), "sitemap", object_, MENTIONS) for object_ in objects]


def article_page(public_id: str) -> Wanted:
    """The page of all that rests on one article."""
    return Wanted(f"/articles/{public_id}/", "article", public_id, MENTIONS)


def day_page(day: str) -> Wanted:
    """The page of what happened on one day."""
    return Wanted(f"/days/{day}/", "day", day, MENTIONS)


def archive_pages(kind: str, slug: str, total: int) -> list[Wanted]:
    """The archive of a list with so many stories."""
    return [
        Wanted(listing.archive_path(kind, slug, number), f"{kind}_archive", f"{slug}/{number}", LIST)
        for number in range(1, listing.pages_in(total) + 1)
    ]


def standing_pages() -> list[Wanted]:
    """The pages that are there before anything is published."""
    return [
        Wanted("/", "front", "", FRONT),
        Wanted("/about/", "about", "", LIST),
        Wanted("/corrections/", "corrections", "", LIST),
        Wanted("/404.html", "not_found", "", LIST),
        *feed_pages("front_feed"),
        Wanted("/sitemap.xml", "sitemap_index", "", MENTIONS),
        NEWS_SITEMAP,
        Wanted("/robots.txt", "robots", "", LIST),
        Wanted(ROBOT_PAGE, "robot", "", LIST),
        Wanted("/search-unavailable.html", "no_search", "", LIST),
        Wanted("/report-unavailable.html", "no_reports", "", LIST),
    ]


def _story(reader: Reader, path: str, object_: str) -> Built | None:
    story = reader.story(object_)
    return _elsewhere(reader, story, path, "") or _page(
        "site/story.html", story=showing.full(body_of(_there(story))), version=None
    )


def _version(reader: Reader, path: str, object_: str) -> Built | None:
    public_id, _, number = object_.partition("/")
    story = reader.standing(public_id)
    elsewhere = _elsewhere(reader, story, path, f"versions/{number}/")
    if elsewhere:
        return elsewhere
    found = reader.versions(_there(story), only=int(number))
    if not found:
        return None
    if found[0].document is None:
        return notices.gone(legal=False)
    body = body_at(_there(story), found[0])
    return _page("site/story.html", story={**showing.full(body), "log": []}, version={"at": found[0].at})


def _history(reader: Reader, path: str, object_: str) -> Built | None:
    story = reader.standing(object_)
    elsewhere = _elsewhere(reader, story, path, "history/")
    if elsewhere:
        return elsewhere
    versions = reader.versions(_there(story))
    return _page(
        "site/history.html",
        story=showing.brief(body_of(_there(story))),
        version=None,
        versions=steps(versions),
    )


def _timeline(reader: Reader, path: str, object_: str) -> Built | None:
    story = reader.text(object_)
    return _elsewhere(reader, story, path, TIMELINE) or _page(
        "site/timeline.html", story=showing.timeline(body_of(_there(story))), version=None
    )


def _embed(reader: Reader, path: str, object_: str) -> Built | None:
    """The timeline as a frame on other people's pages."""
    story = reader.text(object_)
    return _elsewhere(reader, story, path, EMBED) or _page(
        "site/embed.html", story=showing.brief(body_of(_there(story)))
    )


def _topic(reader: Reader, _path: str, object_: str) -> Built | None:
    name = reader.topic_names([object_]).get(object_)
    if name is None:
        return None
    full, headlines = reader.of_topic(object_)
    cards, rest = showing.rows([showing.brief(story) for story in full])
    total = len(full) + len(headlines)
    if total == LONGEST_LIST:
        total = listing.total_of("topic", object_)
    return _page(
        "site/topic.html",
        topic={"slug": object_, "name": name},
        cards=cards,
        briefs=[*rest, *(showing.headline(story) for story in headlines)],
        total=total,
        archive=listing.archive_of(reader, "topic", object_, total),
    )


def _topic_archive(reader: Reader, path: str, object_: str) -> Built | None:
    slug, _, number = object_.partition("/")
    name = reader.topic_names([slug]).get(slug)
    listed = listing.archived(reader, "topic", slug, int(number))
    if name is None or listed is None:
        return None
    return _page(
        "site/archive.html", path=path, name=name, listed=listed, home=listing.list_path("topic", slug)
    )


def _publisher(reader: Reader, _path: str, object_: str) -> Built | None:
    name = listing.publisher_name(object_)
    if name is None:
        return None
    listed = listing.latest_of(reader, "publisher", object_)
    stories = listing.with_articles(listed.stories, object_)
    return _page("site/publisher.html", slug=object_, name=name, listed=listed, stories=stories)


def _publisher_archive(reader: Reader, path: str, object_: str) -> Built | None:
    slug, _, number = object_.partition("/")
    name = listing.publisher_name(slug)
    listed = listing.archived(reader, "publisher", slug, int(number))
    if name is None or listed is None:
        return None
    stories = listing.with_articles(listed.stories, slug)
    home = listing.list_path("publisher", slug)
    return _page(
        "site/archive.html", path=path, name=name, listed=replace(listed, stories=stories), home=home
    )


def _article(reader: Reader, _path: str, object_: str) -> Built | None:
    found = listing.resting_on(reader, object_)
    if found is None:
        return None
    source, stories = found
    article = {**source, "url": showing.web_address(source["url"])}
    return _page("site/article.html", article=article, stories=stories)


def _day(reader: Reader, _path: str, object_: str) -> Built | None:
    on_day, around = listing.happened(reader, date.fromisoformat(object_))
    return _page("site/day.html", day=object_, stories=on_day, around=around) if on_day else None


def _front(reader: Reader, _path: str, _object: str) -> Built:
    full, headlines = reader.latest()
    stories = [showing.brief(story) for story in full]
    cards, rest = showing.rows(stories[1:])
    return _page(
        "site/front.html",
        lead=stories[0] if stories else None,
        cards=cards,
        briefs=[*rest, *(showing.headline(story) for story in headlines)],
        topics=showing.topics(full),
    )


def _corrections(reader: Reader, _path: str, _object: str) -> Built:
    return _page("site/corrections.html", corrections=showing.owned_up(reader.corrections()))


def _not_found(_reader: Reader, _path: str, _object: str) -> Built:
    return notices.not_found()


def _no_search(_reader: Reader, _path: str, _object: str) -> Built:
    return notices.no_search()


def _no_reports(_reader: Reader, _path: str, _object: str) -> Built:
    return notices.no_reports()


def _about(_reader: Reader, _path: str, _object: str) -> Built:
    return _page("site/about.html")


def _robot(_reader: Reader, _path: str, _object: str) -> Built:
    """Who it is that reads other people's sites, for whoever found us in a log."""
    return _page("site/robot.html", agent=AGENT, pause=settings.FETCH_PAUSE.total_seconds())


def _stray(_reader: Reader, _path: str, _object: str) -> None:
    """A file that nobody knows of: there is no such page, so it is removed."""


def _page(template: str, **context: Any) -> Built:
    return Built(200, render(template, context))


def _there(story: PublishedStory | None) -> PublishedStory:
    if story is None:
        raise LookupError("a story that was never published has no page")
    return story


def _elsewhere(reader: Reader, story: PublishedStory | None, path: str, below: str) -> Built | None:
    """The notice that stands where a story does not: taken down, merged or under a new address."""
    story = _there(story)
    if story.state == "taken_down":
        return notices.gone(legal=reader.legal(story))
    if story.state == "merged":
        return notices.moved(story_path(_survivor(reader, story).slug))
    home = story_path(story.slug) + below
    return notices.moved(home) if home != path else None


def _survivor(reader: Reader, story: PublishedStory) -> PublishedStory:
    """The story that this one was merged into, however many mergers lie between."""
    seen = {story.id}
    while story.state == "merged" and story.merged_into not in seen:
        seen.add(story.merged_into)
        story = _there(reader.standing(story.merged_into))
    return story


ELSEWHERE = frozenset({"story", "standing"})
LATEST = frozenset({"latest", "text"})
TOPICAL = frozenset({"topic", "text"})
VERSIONS = frozenset({"text", "versions"})
ARCHIVE = frozenset({"topic", "publisher", "ends", "text"})
KINDS = {
    kind.name: kind
    for kind in (
        PageKind("story", "/stories/{slug}/", _story, ELSEWHERE, STORY),
        PageKind("version", "/stories/{slug}/versions/{version}/", _version, ELSEWHERE, PAST),
        PageKind("history", "/stories/{slug}/history/", _history, ELSEWHERE | {"versions"}, PAST),
        PageKind("timeline", "/stories/{slug}/timeline/", _timeline, ELSEWHERE | {"text"}, PAST),
        PageKind("embed", "/stories/{slug}/timeline/embed/", _embed, ELSEWHERE | {"text"}, PAST),
        PageKind("topic", "/topics/{slug}/", _topic, frozenset({"topic", "story"}), LIST),
        PageKind("topic_archive", "/topics/{slug}/archive/{number}/", _topic_archive, ARCHIVE, LIST),
        PageKind("publisher", "/publishers/{slug}/", _publisher, frozenset({"publisher", "text"}), LIST),
        PageKind(
            "publisher_archive", "/publishers/{slug}/archive/{number}/", _publisher_archive, ARCHIVE, LIST
        ),
        PageKind("article", "/articles/{id}/", _article, frozenset({"text"}), MENTIONS),
        PageKind("day", "/days/{day}/", _day, frozenset({"day", "text"}), MENTIONS),
        PageKind("front", "/", _front, frozenset({"latest", "story"}), FRONT),
        PageKind("corrections", "/corrections/", _corrections, frozenset({"corrections", "standing"}), LIST),
        PageKind("front_feed", "/feeds/latest.{form}", machine.front_feed, LATEST, MENTIONS),
        PageKind("topic_feed", "/feeds/topics/{slug}.{form}", machine.topic_feed, TOPICAL, MENTIONS),
        PageKind("story_feed", "/feeds/stories/{id}.{form}", machine.story_feed, VERSIONS, MENTIONS),
        PageKind("sitemap_index", "/sitemap.xml", machine.sitemap_index, frozenset({"sitemaps"}), MENTIONS),
        PageKind("sitemap", "/sitemaps/{month}.xml", machine.sitemap, frozenset({"sitemap"}), MENTIONS),
        PageKind("news_sitemap", "/sitemaps/news.xml", machine.news_sitemap, frozenset({"news"}), MENTIONS),
        PageKind("robots", "/robots.txt", machine.robots, frozenset(), LIST),
        PageKind("about", "/about/", _about, frozenset(), LIST),
        PageKind("not_found", "/404.html", _not_found, frozenset(), LIST),
        PageKind("robot", ROBOT_PAGE, _robot, frozenset(), LIST),
        PageKind("no_search", "/search-unavailable.html", _no_search, frozenset(), LIST),
        PageKind("no_reports", "/report-unavailable.html", _no_reports, frozenset(), LIST),
        PageKind(STRAY, "", _stray, frozenset(), REPAIR),
    )
}
