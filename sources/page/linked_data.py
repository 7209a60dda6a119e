"""Reads what a page says of itself in JSON-LD, however carelessly that is written."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final

Node = dict[str, Any]

ARTICLE_TYPES: Final = frozenset(
    {
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle"),
        *("backgroundnewsarticle", "reviewnewsarticle", "askpublicnewsarticle", "advertisercontentarticle"),
        *("satiricalarticle", "blogposting", "liveblogposting", "socialmediaposting", "report"),
        *("techarticle", "scholarlyarticle", "medicalscholarlyarticle", "discussionforumposting"),
    }
)
_WRAPPED: Final = re.compile(r"^\s*(?://)?\s*(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*;?\s*$")
_TRAILING_COMMA: Final = re.compile(r",\s*([}\]])")
_DEEPEST: Final = 8
_MOST_NODES: Final = 2_000


def nodes(scripts: list[str]) -> list[Node]:
    """Every object in the scripts, outermost first; what cannot be read is left out."""
    found: list[Node] = []
    for script in scripts:
        for node in _walk(_loaded(script), _DEEPEST):
            found.append(node)
            if len(found) >= _MOST_NODES:
                return found
    return found


def article(known: list[Node], *, url: str) -> Node:
    """The node of the page's article: the one that names the page's URL, else the first with a headline."""
    articles = [node for node in known if types(node) & ARTICLE_TYPES]
    path = url.partition("://")[2].partition("#")[0].partition("?")[0].rstrip("/")
    for node in articles:
        if path and any(path == _path(named) for named in _urls(node)):
            return node
    titled = [node for node in articles if text(node.get("headline") or node.get("name"))]
    return (titled or articles or [{}])[0]


def types(node: Node) -> set[str]:
    """The types of a node in small letters, without their vocabulary."""
    given = node.get("@type")
    listed = given if isinstance(given, list) else [given]
    return {re.split(r"[/:#]", kind)[-1].lower() for kind in listed if isinstance(kind, str)}


def text(value: Any) -> str:
    """A value as plain text in one line: a string, the name of an object, the first of a list."""
    if isinstance(value, list):
        return next((found for item in value if (found := text(item))), "")
    if isinstance(value, dict):
        return text(value.get("name") or value.get("@value") or value.get("text"))
    if not isinstance(value, str):
        return ""
    return plain(value)


def plain(written: str) -> str:
    """Without tags and entities, white space made single; entities may have been escaped twice."""
    unescaped = html.unescape(html.unescape(written)) if "&" in written else written
    if "<" in unescaped:
        unescaped = re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", unescaped)
    return " ".join(unescaped.split())


def names(value: Any) -> list[str]:
    """The names of one or several persons or organisations."""
    listed = value if isinstance(value, list) else [value]
    found = (text(item) for item in listed)
    return list(dict.fromkeys(name for name in found if name))


def _loaded(script: str) -> Any:
    """The data of a script; comments, control characters and trailing commas are forgiven."""
    bare = _WRAPPED.sub("", _WRAPPED.sub("", script)).strip()
    for attempt in (bare, _TRAILING_COMMA.sub(r"\1", bare), html.unescape(bare)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _walk(data: Any, deeper: int) -> Iterator[Node]:
    if deeper <= 0:
        return
    if isinstance(data, list):
        for item in data:
            yield from _walk(item, deeper - 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart"):
            if isinstance(data.get(key), list | dict):
                yield from _walk(data[key], deeper - 1)


def _urls(node: Node) -> Iterator[str]:
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str):
            yield value


def _path(url: str) -> str:
    return url.partition("://")[2].partition("#")[0].partition("?")[0].rstrip("/")
