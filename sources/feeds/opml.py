"""Lists of feeds as OPML, the file that every feed reader takes and gives."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

from lxml import etree  # type: ignore[import-untyped]

from sources.feeds.cleaning import UNSEEN, plain
from sources.feeds.links import web_link

MOST: Final = 1_000  # feeds in one file
LONGEST: Final = 200  # characters of a name


@dataclass(frozen=True, slots=True)
class Listed:
    """One feed of a list; ``group`` is the outline that it stands in."""

    url: str
    title: str = ""
    home: str = ""
    group: str = ""


class NoOpmlError(ValueError):
    """The file is no list of feeds; the message says why, for people."""


def read_opml(body: bytes) -> list[dict[str, Any]]:
    """The feeds of a file, each address once.

    Raises:
        NoOpmlError: it is no OPML, or holds more feeds than ``MOST``.
    """
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NoOpmlError(
            "This file is no OPML. Export the list of feeds again and choose that file."
        ) from error
    if root is None or str(root.tag).lower() != "opml":
        raise NoOpmlError("This file is no OPML. Export the list of feeds again and choose that file.")
    found: dict[str, Listed] = {}
    for outline in root.iter("outline"):
        said = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        url = web_link(said.get("xmlurl", ""))
        if url:
            found.setdefault(url, _listed(url, said, outline))
    if len(found) > MOST:
        raise NoOpmlError(f"This file holds {len(found):,} feeds. Cut it into files of at most {MOST:,}.")
    return [asdict(listed) for listed in found.values()]


def read_opml_to_json(body: bytes) -> dict[str, Any]:
    """The same, with what is wrong with the file as a sentence, so that it can cross from a child process."""
    try:
        return {"feeds": read_opml(body), "problem": ""}
    except NoOpmlError as problem:
        return {"feeds": [], "problem": str(problem)}


def write_opml(title: str, feeds: Iterable[Listed]) -> bytes:
    """The file, feeds of one group under one outline."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = _xml(title)
    body = SubElement(root, "body")
    groups: dict[str, Element] = {}
    for feed in feeds:
        under = body
        if feed.group:
            if feed.group not in groups:
                name = _xml(feed.group)
                groups[feed.group] = SubElement(body, "outline", text=name, title=name)
            under = groups[feed.group]
        name = _xml(feed.title or feed.url)
        said = {"type": "rss", "text": name, "title": name, "xmlUrl": _xml(feed.url)}
        SubElement(under, "outline", {**said, **({"htmlUrl": _xml(feed.home)} if feed.home else {})})
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _listed(url: str, said: dict[str, str], outline: etree._Element) -> Listed:
    above = outline.getparent()
    group = ""
    if above is not None and above.tag == "outline" and not above.get("xmlUrl"):
        group = above.get("title") or above.get("text") or ""
    title = plain(said.get("title") or said.get("text", ""), LONGEST, markup=False)
    return Listed(url, title, web_link(said.get("htmlurl", "")), plain(group, LONGEST, markup=False))


def _xml(text: str) -> str:
    """Without what XML cannot hold."""
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "", UNSEEN.sub("", text))
