"""Where a site may announce its articles: what its page says, what its robots.txt says, what is usual."""

from dataclasses import asdict, dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from sources.feeds.cleaning import plain
from sources.feeds.links import speaks_of_news, web_link

KINDS: Final = {
    "application/rss+xml": "rss",
    "application/rdf+xml": "rss",
    "application/atom+xml": "atom",
    "application/feed+json": "json",
    "application/json": "json",
}
USUAL: Final = ("/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/rss", "/feed.json", "/news-sitemap.xml")
MOST: Final = 30  # candidates of one page or robots.txt
READ: Final = 2_000_000  # characters of a page
LONGEST_TITLE: Final = 200


@dataclass(frozen=True, slots=True)
class Hint:
    """An address that may be a feed, and who says so: the page, robots.txt, or custom."""

    url: str
    title: str
    found: str
    sure: bool = False


class _Links(HTMLParser):
    """Collects feeds that a page points to, in its head by <link>, in its text by addresses that look so."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.hints: list[Hint] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "base" and said.get("href"):
            self.base = web_link(said["href"], self.base) or self.base
        elif tag == "link" and _announces(said):
            self._add(said.get("href", ""), said.get("title", ""), sure=True)
        elif tag == "a" and _looks_like_feed(said.get("href", "")):
            self._add(said["href"], said.get("title", ""), sure=False)

    handle_startendtag = handle_starttag

    def _add(self, href: str, title: str, *, sure: bool) -> None:
        url = web_link(href, self.base).partition("#")[0]
        if url:
            self.hints.append(Hint(url, plain(title, LONGEST_TITLE), "page", sure))


def in_page(body: bytes, *, url: str, charset: str = "") -> list[dict[str, Any]]:
    """Feeds that a page points to, the ones of its head first; JSON, for it runs in a child process."""
    try:
        text = body.decode(charset or "utf-8", "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    links = _Links(url)
    links.feed(text[:READ])
    links.close()
    hints = sorted(links.hints, key=lambda hint: not hint.sure)
    return [asdict(hint) for hint in once(hints)[:MOST]]


def in_robots(text: str, *, url: str) -> list[Hint]:
    """Sitemaps that robots.txt names; those whose address speaks of news first."""
    found = []
    for line in text.splitlines()[:10_000]:
        name, _, value = line.partition(":")
        if name.strip().lower() == "sitemap" and (link := web_link(value.partition("#")[0], url)):
            found.append(Hint(link, "", "robots.txt", speaks_of_news(link)))
    return once(sorted(found, key=lambda hint: not hint.sure))[:MOST]


def usual_places(url: str) -> list[Hint]:
    """Where sites of many kinds have their feeds, below the address given and at the root of the site."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    folder = parts.path.rstrip("/")
    below = [f"{root}{folder}/feed/"] if folder else []
    return once([Hint(place, "", "usual") for place in (*below, *(urljoin(root, path) for path in USUAL))])


def once(hints: list[Hint]) -> list[Hint]:
    """Each address once, as it was named first."""
    first: dict[str, Hint] = {}
    for hint in hints:
        first.setdefault(hint.url, hint)
    return list(first.values())


def site_of(typed: str) -> str:
    """The address that somebody means who types “example.com”; nothing where that is none."""
    typed = typed.strip()
    for scheme in ("feed:https://", "feed:http://"):
        typed = typed.removeprefix("feed:") if typed.lower().startswith(scheme) else typed
    if typed.lower().startswith("feed://"):
        typed = f"https://{typed[7:]}"
    return web_link(typed if "://" in typed else f"https://{typed}")


def _announces(said: dict[str, str]) -> bool:
    kinds = said.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in said.get("rel", "").lower().split() and kinds in KINDS


def _looks_like_feed(href: str) -> bool:
    try:
        path = urlsplit(href).path.lower().rstrip("/")
    except ValueError:
        return False
    last = path.rpartition("/")[2]
    return last in {"feed", "rss", "atom"} or path.endswith(
        (".rss", ".atom", "rss.xml", "feed.xml", "atom.xml")
    )
