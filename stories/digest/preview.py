"""Shows what a digest would become, without saving anything."""

from typing import Any

from stories.digest.headings import Choice, rank_sections
from stories.digest.parts import Digest, EntryLine, SourceLine


def as_preview(digest: Digest) -> dict[str, Any]:
    """The parse of a digest as plain values; each section shows its first choice and all ranked choices."""
    return {
        "headline": digest.headline,
        "article_count": digest.article_count,
        "sections": [_section(choices) for choices in rank_sections(digest)],
        "sources": [_source(source) for source in digest.sources],
        "timeline": [_entry(entry) for entry in digest.timeline],
    }


def _section(choices: list[Choice]) -> dict[str, Any]:
    first = choices[0]
    return {
        "heading": first.heading,
        "body": first.body,
        "choices": [
            {"heading": choice.heading, "body": choice.body, "score": choice.score, "sure": choice.sure}
            for choice in choices
        ],
    }


def _source(source: SourceLine) -> dict[str, Any]:
    return {
        "number": source.number,
        "publisher": source.publisher,
        "title": source.title,
        "summary": source.summary,
    }


def _entry(entry: EntryLine) -> dict[str, Any]:
    date = entry.date
    return {
        "display": date.display(),
        "precision": date.precision.value,
        "start": date.start.isoformat(),
        "end": date.end.isoformat(),
        "edtf": date.edtf(),
        "time_attr": date.datetime_attr(),
        "text": entry.text,
        "cites": list(entry.cites),
    }
