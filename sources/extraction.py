"""Reads an article out of the bytes of a web page; pure, so that a limited child process can do it."""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, Final

import trafilatura
from htmldate import find_date

from sources import languages
from sources.identifiers import text_key
from sources.page import dates, notices, walls
from sources.page.decoding import decoded
from sources.page.metadata import PageData, Tree

EXTRACTOR: Final = f"newsroom 1, trafilatura {trafilatura.__version__}"
MARKUP: Final = frozenset({"text/html", "application/xhtml+xml", "application/xml", "text/xml", ""})

_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Page:
    """What was read; every value is JSON, for it crosses a process boundary."""

    kind: str  # article, cookie_wall, paywall or not_article
    reason: str = ""  # why it is no article: not_html, no_text, front_page, list, missing, robot_check
    title: str = ""
    byline: str = ""
    language: str = ""
    text: str = ""  # paragraphs, an empty line between two
    canonical_url: str = ""
    site_name: str = ""
    published_at: str | None = None
    published_precision: str = "minute"
    published_raw: str = ""
    description: str = ""
    feeds: list[str] = field(default_factory=list)
    notice: str = ""  # a correction or retraction that the page marks
    paid: bool = False  # the publisher says that not everybody may read it
    extractor: str = EXTRACTOR


def extract(body: bytes, *, url: str, media_type: str, charset: str) -> dict[str, Any]:
    """The fields of ``Page`` for the page at ``url``, whose bytes are ``body``."""
    return {name: _storable(value) for name, value in asdict(_page(body, url, media_type, charset)).items()}


def _page(body: bytes, url: str, media_type: str, charset: str) -> Page:
    tree = _parsed(body, charset) if media_type.lower().strip() in MARKUP else None
    if tree is None:
        return Page(kind="not_article", reason="not_html")
    page = PageData(tree, url)
    text = _text(tree, url, page.title)
    kind, reason = walls.kind(page, text)
    published = dates.best(page.dates, url=url) or _shown_day(tree, kind)
    return Page(
        kind=kind,
        reason=reason,
        title=page.title,
        byline=page.byline,
        language=languages.checked(page.language, text),
        text=text,
        canonical_url=page.canonical,
        site_name=page.site_name,
        published_at=published.at.isoformat() if published else None,
        published_precision=published.precision if published else "minute",
        published_raw=published.raw if published else "",
        description=page.description,
        feeds=page.feeds,
        notice=notices.notice(page, text) if kind == "article" else "",
        paid=walls.is_paid(page),
    )


def _storable(value: Any) -> Any:
    """``value`` without what no database and no JSON takes: null characters and halves of characters."""
    return _UNSTORABLE.sub("", value) if isinstance(value, str) else value


def _parsed(body: bytes, charset: str) -> Tree | None:
    """The parsed page, or None where there is no HTML in it."""
    text = decoded(body, charset=charset)
    return trafilatura.load_html(text) if text.strip() else None


def _text(tree: Tree, url: str, title: str) -> str:
    """The article's text, an empty line between two paragraphs, without its headline."""
    found = trafilatura.bare_extraction(tree, url=url, include_comments=False)
    text = (getattr(found, "text", "") or "") if found is not None else ""
    lines = [line for line in (" ".join(line.split()) for line in text.splitlines()) if line]
    if lines and text_key(lines[0]) == text_key(title):
        del lines[0]
    return "\n\n".join(lines)


def _shown_day(tree: Tree, kind: str) -> dates.Published | None:
    """The day that the page only shows, where nothing in it was written for machines."""
    day = find_date(tree, original_date=True, extensive_search=False) if kind == "article" else None
    return dates.read(day) if day else None
