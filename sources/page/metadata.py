"""Reads title, byline, dates, language, site and links of a page from what it says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from sources.identifiers import text_key
from sources.page import linked_data
from sources.page.linked_data import Node, plain

Tree = Any  # lxml has no types

LONGEST_TITLE: Final = 500
LONGEST_BYLINE: Final = 300
MOST_FEEDS: Final = 20
_FEED_TYPES: Final = frozenset(
    {
        *("application/rss+xml", "application/atom+xml", "application/feed+json"),
        *("application/rdf+xml", "text/rss+xml"),
    }
)
_TITLES: Final = ("og:title", "twitter:title", "dc.title", "parsely-title", "sailthru.title")
_AUTHORS: Final = (
    *("author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author"),
    *("sailthru.author", "article:author_name", "og:article:author", "citation_author"),
)
_DATES: Final = (
    *("article:published_time", "og:published_time", "datepublished", "parsely-pub-date"),
    *("sailthru.date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "publish-date"),
    *("publish_date", "pubdate", "publication_date", "article.published", "citation_publication_date"),
    *("cxenseparse:recs:publishtime", "article:published", "og:article:published_time", "date"),
)
_LANGUAGES: Final = ("content-language", "og:locale", "dc.language", "inlanguage")
_SITES: Final = ("og:site_name", "application-name", "dc.publisher", "twitter:app:name:iphone")
_BY: Final = re.compile(
    r"^(?:by|von|par|por|de|di|door|av|af|autor(?:in|es)?|author|text|текст|автор|written by|reported by|"
    r"escrito por|schrijft|oleh|kirjoittanut|přemysl:)\s*[:|]?\s+",
    re.I,
)
_AROUND: Final = " \t|·•,;:–—-"
_SEPARATORS: Final = re.compile(r"\s+(?:[|·•»›«‹]|::|[-–—])\s+|\s*\|\s*")


@dataclass(frozen=True)
class PageData:
    """What one parsed page says of itself; each answer is looked up once."""

    tree: Tree
    url: str

    @cached_property
    def metas(self) -> dict[str, list[str]]:
        """Contents of the meta elements by name, property or itemprop in small letters."""
        found: dict[str, list[str]] = {}
        for element in self.tree.iter("meta"):
            content = plain(element.get("content") or "")
            named = (element.get(key) for key in ("name", "property", "itemprop", "http-equiv"))
            for name in {name.strip().lower() for name in named if name}:
                if content:
                    found.setdefault(name, []).append(content)
        return found

    @cached_property
    def linked(self) -> list[Node]:
        """Every object of the page's JSON-LD."""
        scripts = self.tree.iterfind(".//script[@type]")
        return linked_data.nodes(
            [script.text for script in scripts if script.text and "ld+json" in script.get("type", "").lower()]
        )

    @cached_property
    def article(self) -> Node:
        """The JSON-LD node of the article, or an empty one."""
        return linked_data.article(self.linked, url=self.canonical or self.url)

    @cached_property
    def canonical(self) -> str:
        """The address that the page calls its own, whoever may believe it; absolute, or “”."""
        links = (
            link.get("href")
            for link in self.tree.iterfind(".//link[@rel][@href]")
            if "canonical" in link.get("rel", "").lower().split()
        )
        named = [*links, *self.metas.get("og:url", ())]
        return next((absolute for href in named if (absolute := self.absolute(href))), "")

    @cached_property
    def site_name(self) -> str:
        """How the site calls itself, or “”."""
        named = (found for name in _SITES for found in self.metas.get(name, ()))
        publisher = linked_data.text(self.article.get("publisher"))
        site = (
            linked_data.text(node.get("name"))
            for node in self.linked
            if linked_data.types(node) & {"website", "newsmediaorganization"}
        )
        return next((name[:200] for name in (*named, publisher, *site) if _is_name(name)), "")

    @cached_property
    def title(self) -> str:
        """The headline.

        What two places agree on is the headline; else the first that says one, the machine-readable first.
        """
        headline = linked_data.text(self.article.get("headline") or self.article.get("name"))
        told = [headline, *(self.metas.get(name, [""])[0] for name in _TITLES[:2])]
        shown = [*self._headings(), *(plain(t.text_content()) for t in self.tree.iterfind(".//head/title"))]
        others = [self.metas.get(name, [""])[0] for name in _TITLES[2:]]
        candidates = [self._without_site(title) for title in (*told, *shown, *others) if title]
        candidates = [title for title in candidates if title and text_key(title) != text_key(self.site_name)]
        keys = [text_key(title) for title in candidates]
        agreed = (title for title, key in zip(candidates, keys, strict=True) if keys.count(key) > 1)
        return next(agreed, next(iter(candidates), ""))[:LONGEST_TITLE]

    def _headings(self) -> list[str]:
        headings = [plain(heading.text_content()) for heading in self.tree.iter("h1")]
        return [heading for heading in headings if heading][:3]

    def _without_site(self, title: str) -> str:
        """``title`` without the name of the site before or behind it."""
        pieces = _SEPARATORS.split(title)
        if len(pieces) < 2:
            return title
        cuts = [match.span() for match in _SEPARATORS.finditer(title)]
        if self._is_site(pieces[-1]):
            return self._without_site(title[: cuts[-1][0]].strip())
        return title[cuts[0][1] :].strip() if self._is_site(pieces[0]) else title

    def _is_site(self, piece: str) -> bool:
        squeezed = re.sub(r"[\W_]+", "", text_key(piece))
        host = (urlsplit(self.url).hostname or "").removeprefix("www.")
        if not squeezed:
            return False
        names = {re.sub(r"[\W_]+", "", text_key(self.site_name)), host.replace(".", "").replace("-", "")}
        return squeezed in names or squeezed in {label.replace("-", "") for label in host.split(".")[:-1]}

    @cached_property
    def byline(self) -> str:
        """Who wrote it, names parted by commas, or “”."""
        authors = linked_data.names(self.article.get("author"))
        if not authors:
            authors = [found for name in _AUTHORS for found in self.metas.get(name, ())]
        cleaned = [name for author in authors if (name := self._person(author))]
        if not cleaned:
            cleaned = [name for shown in self._shown_authors() if (name := self._person(shown))][:5]
        return ", ".join(dict.fromkeys(cleaned))[:LONGEST_BYLINE]

    def _shown_authors(self) -> Iterator[str]:
        """What the page marks as author, in markup or by the usual class names."""
        marked = self.tree.xpath(
            "//*[@rel='author' or @itemprop='author' or @itemprop='creator']"
            "[not(ancestor::aside) and not(ancestor::footer)]"
        )
        classed = self.tree.xpath(
            "//*[self::p or self::span or self::div or self::a or self::address]"
            "[contains(concat(' ', @class, ' '), ' byline ') or contains(@class, 'author-name')"
            " or contains(concat(' ', @class, ' '), ' author ')][not(ancestor::aside)]"
        )
        for element in (*marked, *classed):
            name = element.xpath("string(.//*[@itemprop='name'][1])") or element.text_content()
            if 0 < len(plain(name)) <= 100:
                yield plain(name)

    def _person(self, written: str) -> str:
        """A name as it is set under a headline; “” for an address or for the site itself."""
        name = _BY.sub("", written.strip(_AROUND)).strip(_AROUND)
        if "://" in name or "@" in name or name.lower().startswith("www.") or len(name) > 120:
            return ""
        return "" if text_key(name) in {text_key(self.site_name), "admin", "null", "undefined"} else name

    @cached_property
    def dates(self) -> list[str]:
        """Every writing of the date of publication, the most trusted first."""
        node = self.article
        told = [node.get(key) for key in ("datePublished", "uploadDate", "dateCreated")]
        metas = [found for name in _DATES for found in self.metas.get(name, ())]
        return [*(value for value in told if isinstance(value, str)), *metas, *self._times()]

    def _times(self) -> Iterator[str]:
        marked = self.tree.xpath(
            "//*[@itemprop='datePublished']/@datetime | //*[@itemprop='datePublished']/@content"
            " | //time[@pubdate]/@datetime"
        )
        yield from (str(value) for value in marked)
        inside = self.tree.xpath("//time[@datetime][not(ancestor::aside) and not(ancestor::footer)]")
        headed = [time for time in inside if time.xpath("boolean(ancestor::article or ancestor::header)")]
        yield from (time.get("datetime") for time in (headed or inside)[:1])

    @cached_property
    def language(self) -> str:
        """The language that the page claims, or “”."""
        claimed = [self.tree.get("lang"), self.tree.get("xml:lang")]
        claimed += [found for name in _LANGUAGES for found in self.metas.get(name, ())]
        claimed.append(linked_data.text(self.article.get("inLanguage")))
        return next((tag.strip() for tag in claimed if tag and tag.strip()), "")

    @cached_property
    def description(self) -> str:
        """The page in a sentence or two, by its own word."""
        named = (found for name in ("og:description", "description") for found in self.metas.get(name, ()))
        told = linked_data.text(self.article.get("description"))
        return next((found for found in (*named, told) if found), "")[:1000]

    @cached_property
    def feeds(self) -> list[str]:
        """Addresses of the feeds that the page links to."""
        found = (
            self.absolute(link.get("href"))
            for link in self.tree.iterfind(".//link[@rel][@href]")
            if "alternate" in link.get("rel", "").lower().split()
            and link.get("type", "").split(";")[0].strip().lower() in _FEED_TYPES
        )
        return list(dict.fromkeys(url for url in found if url))[:MOST_FEEDS]

    def absolute(self, href: str | None) -> str:
        """``href`` as a whole web address, or “” where it is none."""
        try:
            url = urljoin(self._base, (href or "").strip())
            parts = urlsplit(url)
        except ValueError:
            return ""
        usable = parts.scheme in ("http", "https") and parts.hostname and len(url) <= 2048
        return url if usable and url.isprintable() else ""

    @cached_property
    def _base(self) -> str:
        base = self.tree.find(".//base[@href]")
        try:
            return urljoin(self.url, base.get("href").strip()) if base is not None else self.url
        except ValueError:
            return self.url


def _is_name(name: str) -> bool:
    return bool(name) and "://" not in name and not name.startswith("@") and len(name) <= 100
