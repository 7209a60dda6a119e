"""Makes the canonical document of a digest, and the hints that let it be exported as the same bytes."""

import zlib
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sources.slugs import slug_for
from stories import citations
from stories.digest import limits
from stories.digest.headings import Choice, rank_sections
from stories.digest.parts import Digest, EntryLine, SourceLine
from stories.digest.render import lines_of

NewKey = Callable[[Collection[str]], str]


def to_document(
    digest: Digest,
    headings: Sequence[str | None] | None = None,
    *,
    new_key: NewKey = citations.new_key,
    language: str = "en",
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The document and its hints.

    ``headings`` has one item for each section: what an editor confirmed, empty for a section without a
    heading, or None for the first choice. Sections whose first choice is not sure are listed, by key, in
    ``hints["unconfirmed_headings"]``; sources whose title could be cut elsewhere in ``unconfirmed_titles``.
    The articles of the sources are left empty: only the database knows them.

    Raises:
        ValueError: a heading is not the beginning of its line, or there are more or fewer than sections.
    """
    taken: set[str] = set()
    section_keys = _keys(len(digest.sections), taken, new_key)
    source_keys = _keys(len(digest.sources), taken, new_key)
    entry_keys = _keys(len(digest.timeline), taken, new_key)
    by_number = dict(enumerate(source_keys, 1))
    splits = _splits(digest, headings)
    document: dict[str, Any] = {
        "schema": 1,
        "language": language,
        "headline": digest.headline,
        "standfirst": "",
        "topics": [],
        "image": None,
        "sections": [
            {
                "key": key,
                "heading": split.heading,
                "body": citations.numbers_to_keys(split.body, by_number),
            }
            for key, split in zip(section_keys, splits, strict=True)
        ],
        "sources": [
            _source(key, source, language) for key, source in zip(source_keys, digest.sources, strict=True)
        ],
        "timeline": [
            _entry(key, entry, by_number) for key, entry in zip(entry_keys, digest.timeline, strict=True)
        ],
        "quotes": [],
    }
    hints = {
        **_layout_hints(digest, source_keys, entry_keys),
        "unconfirmed_headings": [k for k, s in zip(section_keys, splits, strict=True) if not s.sure],
        "unconfirmed_titles": [
            k for k, source in zip(source_keys, digest.sources, strict=True) if not source.sure
        ],
    }
    hints["padding"] = _padding(digest, document, hints)
    return document, hints


def _keys(count: int, taken: set[str], new_key: NewKey) -> list[str]:
    keys = []
    for _ in range(count):
        keys.append(new_key(taken))
        taken.add(keys[-1])
    return keys


def _splits(digest: Digest, headings: Sequence[str | None] | None) -> list[Choice]:
    chosen = [None] * len(digest.sections) if headings is None else headings
    if len(chosen) != len(digest.sections):
        raise ValueError(f"There are {len(digest.sections)} sections and {len(chosen)} headings.")
    ranked = rank_sections(digest)
    return [
        ranked[position][0] if heading is None else _confirmed(digest.sections[position], heading)
        for position, heading in enumerate(chosen)
    ]


def _confirmed(line: str, heading: str) -> Choice:
    if not heading:
        return Choice("", line, 1.0, sure=True)
    body = line[len(heading) + 1 :]
    if not line.startswith(heading + " ") or not body.strip() or len(heading) > limits.HEADING:
        raise ValueError(f"“{heading[:80]}” is not the beginning of the section “{line[:80]}”.")
    return Choice(heading, body, 1.0, sure=True)


def _source(key: str, source: SourceLine, language: str) -> dict[str, Any]:
    return {
        "key": key,
        "article": "",
        "publisher": {"slug": slug_for(source.publisher), "name": source.publisher},
        "title": source.title,
        "url": "",
        "language": language,
        "published_at": None,
        "summary": source.summary,
        "state": "cited",
    }


def _entry(key: str, entry: EntryLine, keys: dict[int, str]) -> dict[str, Any]:
    return {"key": key, "date": entry.date.as_json(), "text": citations.numbers_to_keys(entry.text, keys)}


def _layout_hints(digest: Digest, source_keys: Sequence[str], entry_keys: Sequence[str]) -> dict[str, Any]:
    """What the file holds beside the document, bound to the parts that it describes."""
    layout = digest.layout
    return {
        "bom": layout.bom,
        "newline": layout.newline,
        "final_newlines": layout.final_newlines,
        "plural_of_one": list(layout.plural_of_one),
        "gaps": {
            key: {"publisher": source.publisher, "gap": source.gap}
            for key, source in zip(source_keys, digest.sources, strict=True)
            if source.gap != " "
        },
        "dates": {
            key: entry.written
            for key, entry in zip(entry_keys, digest.timeline, strict=True)
            if entry.written != entry.date.display()
        },
    }


def _padding(digest: Digest, document: dict[str, Any], hints: dict[str, Any]) -> dict[str, list[Any]]:
    """The blanks around each padded line, with a checksum of the line: they go when it changes."""
    by_number = digest.layout.padding
    if not by_number:
        return {}
    lines = lines_of(document, hints)
    return {
        role: [*by_number[position], zlib.crc32(text.encode())]
        for position, (role, text) in enumerate(lines)
        if position in by_number
    }
