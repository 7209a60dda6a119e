"""RSS and Atom, in every dialect that feedparser knows; what it hands over is cleaned and dated by us."""

import io
import re
from typing import Any, Final

import feedparser  # type: ignore[import-untyped]

from sources.feeds.cleaning import kept, language_tag, plain
from sources.feeds.dates import UNREAD, ReadDate, read_date
from sources.feeds.entries import (
    LONGEST_GUID,
    LONGEST_RAW_DATE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Entry,
    Parsed,
    Warned,
    newest,
)
from sources.feeds.links import web_link
from sources.feeds.remarks import about_dates, about_links, about_size

DATES: Final = ("published", "created", "updated", "modified")
PERIODS: Final = {
    "hourly": 3_600,
    "daily": 86_400,
    "weekly": 604_800,
    "monthly": 2_592_000,
    "yearly": 31_536_000,
}
TITLE_FROM_SUMMARY: Final = 100  # characters


def parse_syndication(body: bytes, *, url: str, content_type: str, country: str) -> Parsed:
    """The feed in ``body``; of no kind where it is none."""
    # Bytes behind a file object: given bare, feedparser would try to open them as the name of a file.
    said = feedparser.parse(
        io.BytesIO(body),
        response_headers={"content-type": content_type} if content_type else {},
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    version = said.get("version") or ""
    if not version and not said.entries:
        return Parsed("")
    home = web_link(str(said.feed.get("link", "")), url)
    kind = "atom" if version.startswith("atom") else "rss"
    dated = [_entry(entry, kind, home or url, country) for entry in said.entries]
    return Parsed(
        kind=kind,
        title=plain(str(said.feed.get("title", "")), LONGEST_TITLE),
        home=home,
        language=language_tag(said.feed.get("language")),
        entries=newest([entry for entry, _ in dated]),
        ttl=_ttl(said.feed),
        total=len(dated),
        warnings=(
            *_about_xml(said),
            *about_dates([date for _, date in dated]),
            *about_links([entry for entry, _ in dated]),
            *about_size(len(dated)),
        ),
    )


def _entry(said: Any, kind: str, base: str, country: str) -> tuple[Entry, ReadDate]:
    summary = _text(said, "summary", kind, LONGEST_SUMMARY)
    if not summary and said.get("content"):
        summary = plain(str(said["content"][0].get("value", "")), LONGEST_SUMMARY)
    title = _text(said, "title", kind, LONGEST_TITLE) or plain(summary, TITLE_FROM_SUMMARY, markup=False)
    raw = next((str(said[name]) for name in DATES if said.get(name)), "")
    date = read_date(raw, country) if raw else UNREAD
    link = str(said.get("link") or "")
    if said.get("guidislink") and link == said.get("id"):
        base = ""  # an id that is taken for a link is one only if it is a whole address
    entry = Entry(
        guid=kept(str(said.get("id") or ""), LONGEST_GUID),
        url=web_link(link, base),
        title=title,
        summary=summary,
        published_at=date.at.isoformat() if date.at else "",
        precision=date.precision,
        published_raw=kept(raw, LONGEST_RAW_DATE),
        language=language_tag((said.get("title_detail") or {}).get("language")),
    )
    return entry, date


def _text(said: Any, name: str, kind: str, longest: int) -> str:
    """A field as text; RSS does not say which of its fields hold markup, so what looks like it is read so."""
    detail = said.get(f"{name}_detail") or {}
    literal = kind == "atom" and detail.get("type") == "text/plain"
    return plain(str(said.get(name) or ""), longest, markup=not literal)


def _ttl(feed: Any) -> int:
    """Seconds: ``ttl`` is in minutes, ``sy:updatePeriod`` over ``sy:updateFrequency``; the longer holds."""
    minutes = re.fullmatch(r"\s*(\d{1,6})\s*", str(feed.get("ttl", "")))
    period = PERIODS.get(str(feed.get("sy_updateperiod", "")).strip().lower(), 0)
    often = re.fullmatch(r"\s*(\d{1,6})\s*", str(feed.get("sy_updatefrequency", "1")))
    return max(int(minutes[1]) * 60 if minutes else 0, period // max(int(often[1]) if often else 1, 1))


def _about_xml(said: Any) -> list[Warned]:
    if not said.get("bozo"):
        return []
    error = said.get("bozo_exception")
    if isinstance(error, feedparser.CharacterEncodingOverride):
        return [
            Warned("encoding", f"It does not say rightly how it is encoded; it was read as {said.encoding}.")
        ]
    if isinstance(error, feedparser.NonXMLContentType):
        return []
    line = getattr(error, "getLineNumber", lambda: None)()
    place = f" (line {line})" if line else ""
    return [Warned("bad_xml", f"Its XML is broken{place}; what could be read was read.")]
