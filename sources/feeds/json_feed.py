"""JSON Feed 1 and 1.1, and those that nearly are."""

import json
from typing import Any, Final

from sources.feeds.cleaning import kept, language_tag, plain
from sources.feeds.dates import UNREAD, ReadDate, read_date
from sources.feeds.entries import (
    LONGEST_GUID,
    LONGEST_RAW_DATE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    Entry,
    Parsed,
    newest,
)
from sources.feeds.links import web_link
from sources.feeds.remarks import about_dates, about_links, about_size

VERSION: Final = "https://jsonfeed.org/version/"
TITLE_FROM_TEXT: Final = 100  # characters


def parse_json_feed(body: bytes, *, url: str, country: str) -> Parsed:
    """The feed in ``body``; of no kind where it is none."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return Parsed("")
    if not isinstance(said, dict) or not isinstance(said.get("items"), list):
        return Parsed("")
    if not str(said.get("version", "")).startswith(VERSION):
        return Parsed("")
    home = web_link(_string(said, "home_page_url"), url)
    dated = [_entry(item, home or url, country) for item in said["items"] if isinstance(item, dict)]
    entries = [entry for entry, _ in dated]
    return Parsed(
        kind="json",
        title=plain(_string(said, "title"), LONGEST_TITLE, markup=False),
        home=home,
        language=language_tag(_string(said, "language")),
        entries=newest(entries),
        total=len(entries),
        warnings=(
            *about_dates([date for _, date in dated]),
            *about_links(entries),
            *about_size(len(entries)),
        ),
    )


def _entry(item: dict[str, Any], base: str, country: str) -> tuple[Entry, ReadDate]:
    text = _string(item, "content_text")
    summary = plain(_string(item, "summary") or text, LONGEST_SUMMARY, markup=False)
    if not summary:
        summary = plain(_string(item, "content_html"), LONGEST_SUMMARY)
    raw = _string(item, "date_published") or _string(item, "date_modified")
    date = read_date(raw, country) if raw else UNREAD
    entry = Entry(
        guid=kept(_string(item, "id"), LONGEST_GUID),
        url=web_link(_string(item, "url") or _string(item, "external_url"), base),
        title=plain(_string(item, "title"), LONGEST_TITLE, markup=False)
        or plain(summary, TITLE_FROM_TEXT, markup=False),
        summary=summary,
        published_at=date.at.isoformat() if date.at else "",
        precision=date.precision,
        published_raw=kept(raw, LONGEST_RAW_DATE),
        language=language_tag(_string(item, "language")),
    )
    return entry, date


def _string(of: dict[str, Any], name: str) -> str:
    """A string, or a number that should have been one; nothing for anything else."""
    said = of.get(name)
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return ""
    return str(said).encode("utf-8", "replace").decode()  # a lone surrogate cannot be stored
