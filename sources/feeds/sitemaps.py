"""News sitemaps, and the indexes of many sitemaps; read by an XML parser that opens and expands nothing."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from sources.feeds.cleaning import kept, language_tag, plain
from sources.feeds.dates import UNREAD, ReadDate, read_date
from sources.feeds.entries import LONGEST_RAW_DATE, LONGEST_TITLE, Entry, Parsed, Warned, newest
from sources.feeds.links import speaks_of_news, web_link
from sources.feeds.remarks import about_dates, about_links, about_size

PARTS: Final = 3  # maps of an index that are read at one poll
DECLARATION: Final = re.compile(rb"^\s*<\?xml[^>]*\?>")


def parse_sitemap(body: bytes, *, url: str, country: str) -> Parsed:
    """The map or index in ``body``; of no kind where it is none, or announces no news."""
    body, warnings = _decoded(body)
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return Parsed("")
    if root is None:
        return Parsed("")
    if len(parser.error_log):
        warnings.append(
            Warned(
                "bad_xml",
                f"Its XML is broken (line {parser.error_log[0].line}); what could be read was read.",
            )
        )
    name = _name(root)
    if name == "sitemapindex":
        return Parsed("sitemap_index", parts=_parts(root, url), warnings=tuple(warnings))
    return _news(root, url, country, warnings) if name == "urlset" else Parsed("")


def _news(root: etree._Element, url: str, country: str, warnings: list[Warned]) -> Parsed:
    dated = [
        _entry(fields, url, country)
        for fields in map(_fields, _children(root, "url"))
        if "publication_date" in fields or "title" in fields
    ]
    if not dated:
        return Parsed("")
    entries = [entry for entry, _ in dated]
    names = [fields.get("name", "") for fields in map(_fields, list(root)[:1])]
    return Parsed(
        kind="sitemap",
        title=plain(names[0] if names else "", LONGEST_TITLE),
        language=next((entry.language for entry in entries if entry.language), ""),
        entries=newest(entries),
        total=len(entries),
        warnings=(
            *warnings,
            *about_dates([date for _, date in dated]),
            *about_links(entries),
            *about_size(len(entries)),
        ),
    )


def _entry(fields: dict[str, str], base: str, country: str) -> tuple[Entry, ReadDate]:
    raw = fields.get("publication_date") or fields.get("lastmod") or ""
    date = read_date(raw, country) if raw else UNREAD
    entry = Entry(
        url=web_link(fields.get("loc", ""), base),
        title=plain(fields.get("title", ""), LONGEST_TITLE),
        published_at=date.at.isoformat() if date.at else "",
        precision=date.precision,
        published_raw=kept(raw, LONGEST_RAW_DATE),
        language=language_tag(fields.get("language")),
    )
    return entry, date


def _parts(root: etree._Element, url: str) -> tuple[str, ...]:
    """The maps that changed last; those that say “news” in their address before all others."""
    told = [_fields(part) for part in _children(root, "sitemap")]
    maps = [(fields.get("lastmod", ""), web_link(fields.get("loc", ""), url)) for fields in told]
    news = [(changed, link) for changed, link in maps if speaks_of_news(link)] or maps
    return tuple(link for _, link in sorted(news, key=lambda part: part[0], reverse=True) if link)[:PARTS]


def _fields(element: etree._Element) -> dict[str, str]:
    """Texts by local name, at whatever depth; the first of each name holds."""
    fields: dict[str, str] = {}
    for part in element.iter():
        if part.text and part is not element and isinstance(part.tag, str):
            fields.setdefault(_name(part), part.text.strip())
    return fields


def _children(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in root if isinstance(child.tag, str) and _name(child) == name)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""


def _decoded(body: bytes) -> tuple[bytes, list[Warned]]:
    """Bytes that are what they say: what calls itself UTF-8 and is not is read as windows-1252."""
    declared = re.search(rb"encoding\s*=\s*[\"']([\w-]+)", (DECLARATION.search(body) or [b""])[0])
    if body[:2] in {b"\xff\xfe", b"\xfe\xff"} or (
        declared and declared[1].lower() not in {b"utf-8", b"utf8"}
    ):
        return body, []
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        text = DECLARATION.sub(b"", body).decode("cp1252", "replace")
        return text.encode(), [
            Warned("encoding", "It does not say rightly how it is encoded; it was read as windows-1252.")
        ]
    return body, []
