"""The pages for programs: what stands in each feed and sitemap, noted as it is read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from html import escape
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from newsroom.site.feeds import FORMS, NOT_XML, Feed, Item
from newsroom.site.history import WORDS
from newsroom.site.reading import ON_FRONT, Reader, Version, body_of
from newsroom.site.showing import STATE_WORDS, summary
from newsroom.site.storage import Built
from stories.citations import strip_markers
from stories.models import LedgerEntry, PublishedStory
from stories.public import iso, story_path

IN_A_FEED: Final = 30
IN_A_SITEMAP: Final = 5_000
IN_THE_NEWS: Final = 1_000
NEWS: Final = timedelta(hours=48)
INDEXED: Final = ("live", "concern", "closed")  # a retracted story asks not to be indexed
TIME_OF_NOTHING: Final = "1970-01-01T00:00:00Z"  # when a feed without entries changed last
NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS_NAMESPACE: Final = "http://www.google.com/schemas/sitemap-news/0.9"
KEPT_AWAY: Final = ("/admin/", "/api/", "/preview/", "/oembed")


def front_feed(reader: Reader, path: str, object_: str) -> Built:
    """The stories that changed last."""
    reader.keys.add("latest")
    items = _items(reader, PublishedStory.objects.filter(state__in=ON_FRONT))
    return _feed(
        path, object_, title=settings.SITE_NAME, about="Developing stories and their sources.", items=items
    )


def topic_feed(reader: Reader, path: str, object_: str) -> Built | None:
    """The stories of a topic that changed last."""
    slug, _, form = object_.partition("/")
    name = reader.topic_names([slug]).get(slug)
    if name is None:
        return None
    reader.keys.add(f"topic:{slug}")
    items = _items(reader, PublishedStory.objects.readable().filter(topics__contains=[slug]))
    title, about, home = f"{name} – {settings.SITE_NAME}", f"Stories about {name}.", f"/topics/{slug}/"
    return _feed(path, form, title=title, about=about, items=items, home=home)


def story_feed(reader: Reader, path: str, object_: str) -> Built | None:
    """The versions of one story; a minor change is no entry. None where the story cannot be read."""
    public_id, _, form = object_.partition("/")
    story = reader.text(public_id)
    if story is None or story.state not in PublishedStory.READABLE:
        return None
    listed = [version for version in reader.versions(story) if version.kind != LedgerEntry.Kind.MINOR]
    items = [_version(story, version) for version in listed if version.document is not None]
    return _feed(
        path,
        form,
        title=f"{_marked(story.headline, story.state)} – {settings.SITE_NAME}",
        about="Each version of this story.",
        items=items[::-1][:IN_A_FEED],
        home=story_path(story.slug),
    )


def _feed(path: str, form: str, *, title: str, about: str, items: list[Item], home: str = "/") -> Built:
    feed = Feed(
        id=_name(path.rpartition(".")[0]),
        title=title,
        about=about,
        home=web(home),
        url=web(path),
        updated=max((item.updated for item in items), default=TIME_OF_NOTHING),
        author=settings.SITE_NAME,
        items=tuple(items),
    )
    return Built(200, FORMS[form](feed))


def _items(reader: Reader, stories: QuerySet[PublishedStory]) -> list[Item]:
    newest = stories.order_by("-content_updated_at", "id").defer("search")[:IN_A_FEED]
    found = []
    for story in newest:
        reader.keys.add(f"text:{story.id}")
        body = body_of(story)
        found.append(
            Item(
                id=_name(story.id),
                url=web(story_path(story.slug)),
                title=_marked(story.headline, story.state),
                text=summary(body),
                published=body["first_published_at"],
                updated=body["content_updated_at"],
                language=story.language,
                topics=tuple(topic["name"] for topic in body["topics"]),
            )
        )
    return found


def _version(story: PublishedStory, version: Version) -> Item:
    document: Mapping[str, Any] = version.document or {}
    said = [item["note"] for item in _corrections(version) if item["version"] == version.number]
    note = version.facts.get("note", "") if version.facts else ""
    return Item(
        id=_name(f"{story.id}/{version.number}"),
        url=web(f"{story_path(story.slug)}versions/{version.number}/"),
        title=f"{WORDS[version.kind]}: {document['headline']}",
        text=" ".join(said) or note or _beginning(document),
        published=version.at,
        updated=version.at,
        language=document["language"],
    )


def _corrections(version: Version) -> Iterable[Mapping[str, Any]]:
    return version.facts["corrections"] if version.facts else ()


def _beginning(document: Mapping[str, Any]) -> str:
    first = next((section["body"] for section in document["sections"]), "")
    shown = {"standfirst": document["standfirst"], "sections": [{"body_text": strip_markers(first)}]}
    return summary(shown)


def _marked(headline: str, state: str) -> str:
    """A headline that says of itself where it must not be trusted."""
    return f"{STATE_WORDS[state]}: {headline}" if state in ("concern", "retracted") else headline


def _name(of: str) -> str:
    """A name that stays the same whatever address a thing moves to (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},2026:{quote(of.strip('/'), safe='/')}"


def web(path: str) -> str:
    """A path of ours as a whole address in plain ASCII."""
    return str(settings.SITE_URL) + quote(path, safe="/~")


def robots(_reader: Reader, _path: str, _object: str) -> Built:
    """What search engines are asked to leave alone, and where they find the rest."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_AWAY), ""]
    lines += [f"Sitemap: {web(path)}" for path in ("/sitemap.xml", "/sitemaps/news.xml")]
    return Built(200, ("\n".join(lines) + "\n").encode())


def sitemap_index(reader: Reader, _path: str, _object: str) -> Built:
    """The sitemaps of all months, those that are not there yet asked for."""
    reader.keys.add("sitemaps")
    objects = list(sitemap_objects())
    reader.wants += [(sitemap_path(object_), "sitemap", object_) for object_ in objects]
    paths = [*(sitemap_path(object_) for object_ in objects), "/sitemaps/news.xml"]
    parts = "".join(f"<sitemap><loc>{escape(web(path))}</loc></sitemap>\n" for path in paths)
    return _xml(f'<sitemapindex xmlns="{NAMESPACE}">\n{parts}</sitemapindex>\n')


def sitemap(reader: Reader, _path: str, object_: str) -> Built | None:
    """The stories first published in one month, 5,000 a map; None where there are none."""
    month, _, number = object_.partition("/")
    reader.keys.add(f"sitemap:{month}")
    year, in_year = month.split("-")
    stories = _indexed().filter(first_published_at__year=int(year), first_published_at__month=int(in_year))
    first = (int(number) - 1) * IN_A_SITEMAP
    found = stories.order_by("first_published_at", "id")[first : first + IN_A_SITEMAP]
    parts = [
        f"<url><loc>{escape(web(story_path(slug)))}</loc><lastmod>{iso(at)}</lastmod></url>\n"
        for slug, at in found.values_list("slug", "content_updated_at")
    ]
    return _xml(f'<urlset xmlns="{NAMESPACE}">\n{"".join(parts)}</urlset>\n') if parts else None


def news_sitemap(reader: Reader, _path: str, _object: str) -> Built:
    """The stories first published in the last two days, as Google News wants to be told of them."""
    reader.keys.add("news")
    recent = _indexed().filter(first_published_at__gt=timezone.now() - NEWS)
    columns = ("slug", "headline", "language", "first_published_at")
    found = recent.order_by("-first_published_at", "id").values(*columns)[:IN_THE_NEWS]
    parts = "".join(map(_news, found))
    return _xml(f'<urlset xmlns="{NAMESPACE}" xmlns:news="{NEWS_NAMESPACE}">\n{parts}</urlset>\n')


def _news(story: Mapping[str, Any]) -> str:
    headline = escape(NOT_XML.sub("", story["headline"]))
    return (
        f"<url><loc>{escape(web(story_path(story['slug'])))}</loc><news:news><news:publication>"
        f"<news:name>{escape(settings.SITE_NAME)}</news:name>"
        f"<news:language>{escape(_news_language(story['language']))}</news:language></news:publication>"
        f"<news:publication_date>{iso(story['first_published_at'])}</news:publication_date>"
        f"<news:title>{headline}</news:title></news:news></url>\n"
    )


def _news_language(tag: str) -> str:
    """Two or three letters, but for the two kinds of Chinese."""
    tag = tag.lower()
    if not tag.startswith("zh"):
        return tag.partition("-")[0]
    return "zh-tw" if {"tw", "hk", "mo", "hant"} & set(tag.split("-")) else "zh-cn"


def sitemap_objects() -> Iterator[str]:
    """Which sitemaps there must be: ``2026-03/1``."""
    months: Counter[str] = Counter()
    counted = _indexed().annotate(month=TruncMonth("first_published_at")).values("month")
    for month, total in counted.annotate(total=Count("id")).order_by("month").values_list("month", "total"):
        months[f"{month:%Y-%m}"] += total
    for name, total in months.items():
        yield from (f"{name}/{number}" for number in range(1, -(-total // IN_A_SITEMAP) + 1))


def sitemap_path(object_: str) -> str:
    """Where the sitemap of a month lives."""
    return f"/sitemaps/{object_.replace('/', '-')}.xml"


def is_news(story: PublishedStory, entry: LedgerEntry) -> bool:
    """Whether an event may change what the news sitemap says."""
    return entry.kind != LedgerEntry.Kind.DERIVED and entry.at - story.first_published_at <= NEWS


def _indexed() -> QuerySet[PublishedStory]:
    return PublishedStory.objects.filter(state__in=INDEXED)


def _xml(body: str) -> Built:
    return Built(200, f'<?xml version="1.0" encoding="UTF-8"?>\n{body}'.encode())
