"""Writes feeds in the three forms that readers' programs know: Atom, RSS 2.0 and JSON Feed 1.1 (pure)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Final

import orjson

# What XML 1.0 cannot hold at all.
NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
HEAD: Final = '<?xml version="1.0" encoding="utf-8"?>\n'


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed; times are ISO 8601."""

    id: str
    url: str
    title: str
    text: str
    published: str
    updated: str
    language: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and where it and its page live, newest entry first."""

    id: str
    title: str
    about: str
    home: str
    url: str
    updated: str
    author: str
    items: tuple[Item, ...]


def atom(feed: Feed) -> bytes:
    """The feed as Atom (RFC 4287)."""
    lines = [
        HEAD,
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n',
        _tag("id", feed.id),
        _tag("title", feed.title),
        _tag("subtitle", feed.about),
        _tag("updated", feed.updated),
        f"<author>{_tag('name', feed.author).strip()}</author>\n",
        f'<link rel="self" type="application/atom+xml" href="{_text(feed.url)}"/>\n',
        f'<link rel="alternate" type="text/html" href="{_text(feed.home)}"/>\n',
        *(_atom_entry(item) for item in feed.items),
        "</feed>\n",
    ]
    return "".join(lines).encode()


def _atom_entry(item: Item) -> str:
    return "".join(
        (
            f'<entry xml:lang="{_text(item.language)}">\n',
            _tag("id", item.id),
            _tag("title", item.title),
            f'<link rel="alternate" type="text/html" href="{_text(item.url)}"/>\n',
            _tag("published", item.published),
            _tag("updated", item.updated),
            *(f'<category term="{_text(topic)}"/>\n' for topic in item.topics),
            _tag("summary", item.text),
            "</entry>\n",
        )
    )


def rss(feed: Feed) -> bytes:
    """The feed as RSS 2.0."""
    lines = [
        HEAD,
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n',
        _tag("title", feed.title),
        _tag("link", feed.home),
        _tag("description", feed.about),
        _tag("lastBuildDate", _rfc822(feed.updated)),
        f'<atom:link rel="self" type="application/rss+xml" href="{_text(feed.url)}"/>\n',
        *(_rss_item(item) for item in feed.items),
        "</channel></rss>\n",
    ]
    return "".join(lines).encode()


def _rss_item(item: Item) -> str:
    return "".join(
        (
            "<item>\n",
            _tag("title", item.title),
            _tag("link", item.url),
            f'<guid isPermaLink="false">{_text(item.id)}</guid>\n',
            _tag("pubDate", _rfc822(item.updated)),
            *(_tag("category", topic) for topic in item.topics),
            # A description is HTML in RSS: escaped for HTML first, for XML on top.
            _tag("description", escape(item.text, quote=False)),
            "</item>\n",
        )
    )


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed 1.1."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "description": feed.about,
            "home_page_url": feed.home,
            "feed_url": feed.url,
            "language": "en",
            "authors": [{"name": feed.author}],
            "items": [
                {
                    "id": item.id,
                    "url": item.url,
                    "title": item.title,
                    "content_text": item.text or item.title,
                    "date_published": item.published,
                    "date_modified": item.updated,
                    "language": item.language,
                    "tags": list(item.topics),
                }
                for item in feed.items
            ],
        }
    )


FORMS: Final[Mapping[str, Callable[[Feed], bytes]]] = {"atom": atom, "rss": rss, "json": json_feed}


def _rfc822(moment: str) -> str:
    return format_datetime(datetime.fromisoformat(moment).astimezone(UTC), usegmt=True)


def _text(text: str) -> str:
    """Escaped for XML; what XML cannot hold is left out."""
    return escape(NOT_XML.sub("", text))


def _tag(name: str, text: str) -> str:
    return f"<{name}>{_text(text)}</{name}>\n"
