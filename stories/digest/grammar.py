"""Reads a digest: plain text that holds a headline, sections, sources and a timeline, one to a line."""

import re
from collections.abc import Sequence
from typing import Final

from stories.dates import DateError, FuzzyDate, match_prefix
from stories.dates import parse as parse_date
from stories.digest import limits
from stories.digest.limits import keep_few, keep_within
from stories.digest.lines import Line, Lines, read_lines
from stories.digest.parts import (
    DASH,
    DATE_SEPARATOR,
    SOURCES_LABEL,
    TIMELINE_LABEL,
    UPDATED_LABEL,
    Digest,
    DigestError,
    EntryLine,
    Layout,
    SourceLine,
)
from stories.digest.source_lines import read_source

__all__ = ["Digest", "DigestError", "EntryLine", "Layout", "SourceLine", "parse"]

_COUNT: Final = r"\((0|[1-9][0-9]{0,5}) (articles?)\)"
_UPDATED: Final = re.compile(f"{UPDATED_LABEL} {_COUNT}")
_SOURCES: Final = re.compile(f"{SOURCES_LABEL} {_COUNT}")
_NEARLY_SOURCES: Final = re.compile(r"sources?\b[^.]{0,40}\d?[^.]{0,40}", re.IGNORECASE)
_MARKER: Final = re.compile(r"\[([0-9]{1,3})\]")  # four digits are a year that somebody bracketed
_MARKER_LIST: Final = re.compile(r"\[[0-9]{1,3}(?:[ \u00a0]?,[ \u00a0]?[0-9]{1,3})+\]")
_STORED_MARKER: Final = re.compile(r"\[@[a-z0-9]{4,8}\]")
_FIRST_SECTION: Final = 2  # position of the line after the headline and the label
_LINES_A_SOURCE: Final = 3


def parse(data: bytes) -> Digest:
    """What a digest file says.

    Raises:
        DigestError: the first thing wrong, with its line, and what to do about it.
    """
    read = read_lines(data)
    lines = read.lines
    updated = _count(lines, 1, _UPDATED, UPDATED_LABEL)
    at = _sources_label(lines)
    listed = _count(lines, at, _SOURCES, SOURCES_LABEL)
    sections = lines[_FIRST_SECTION:at]
    if not sections:
        raise DigestError(lines[at].number, "No section stands before the sources: write at least one.")
    sources = _sources(lines, at + 1)
    after = at + 1 + _LINES_A_SOURCE * len(sources)
    for position, count in ((1, updated), (at, listed)):
        _agree(lines[position], count, len(sources))
    for line in sections:
        _section(line, len(sources))
    keep_within(limits.HEADLINE, len(lines[0].text), 1, "The headline")
    entries = lines[after + 1 :]
    for most, parts, what in (
        (limits.SECTIONS, sections, "sections"),
        (limits.ENTRIES, entries, "timeline entries"),
    ):
        keep_few(most, parts, what)
    return Digest(
        headline=lines[0].text,
        article_count=updated,
        sections=tuple(line.text for line in sections),
        sources=sources,
        timeline=tuple(_entry(line, len(sources)) for line in entries),
        layout=_layout(read, lines[at]),
    )


def _count(lines: Sequence[Line], position: int, label: re.Pattern[str], word: str) -> int:
    """The number in a label such as ``Sources (2 articles)``."""
    if position >= len(lines):
        raise DigestError(position + 1, f"The file ends here: this line should read “{word} (2 articles)”.")
    line = lines[position]
    found = label.fullmatch(line.text)
    if found is None or (found[2] == "article" and found[1] != "1"):
        raise DigestError(
            line.number, f"This line should read “{word} (2 articles)”, with the number of sources."
        )
    return int(found[1])


def _sources_label(lines: Sequence[Line]) -> int:
    """Where the label of the sources is: the last such line, since a section may hold those words too."""
    for wanted in (_SOURCES, _NEARLY_SOURCES):
        for position in range(len(lines) - 1, _FIRST_SECTION - 1, -1):
            if wanted.fullmatch(lines[position].text):
                return position
    raise DigestError(0, "There is no line “Sources (2 articles)”: add the sources after the sections.")


def _sources(lines: Sequence[Line], start: int) -> tuple[SourceLine, ...]:
    """The sources up to the label of the timeline, which has to come."""
    sources: list[SourceLine] = []
    position = start
    while position < len(lines) and lines[position].text != TIMELINE_LABEL:
        number = len(sources) + 1
        if number > limits.SOURCES:
            raise DigestError(lines[position].number, f"A story can have {limits.SOURCES} sources: split it.")
        if lines[position].text != DASH:
            message = f"Expected “-” before source {number}, or “{TIMELINE_LABEL}” if all sources are above."
            raise DigestError(lines[position].number, message)
        _expect(
            lines,
            position + 1,
            f"[{number}]",
            f"Expected “[{number}]”: sources are numbered 1, 2, 3 in order.",
        )
        if position + 2 >= len(lines):
            raise DigestError(position + 3, f"The file ends here: source {number} has no text.")
        sources.append(read_source(number, lines[position + 2]))
        position += _LINES_A_SOURCE
    _expect(
        lines,
        position,
        TIMELINE_LABEL,
        f"Expected “{TIMELINE_LABEL}” on its own line, after the sources.",
    )
    if not sources:
        raise DigestError(lines[position].number, "No source is listed: write at least one.")
    return tuple(sources)


def _expect(lines: Sequence[Line], position: int, text: str, message: str) -> None:
    if position >= len(lines):
        raise DigestError(position + 1, f"The file ends here. {message}")
    if lines[position].text != text:
        raise DigestError(lines[position].number, message)


def _agree(line: Line, said: int, listed: int) -> None:
    if said != listed:
        message = f"This line says {said}, but the number of sources listed is {listed}: make them agree."
        raise DigestError(line.number, message)


def _cited(text: str, number: int, sources: int) -> tuple[int, ...]:
    """The numbers that a text cites, each once, in order; each has to be a source."""
    if "[@" in text and (stored := _STORED_MARKER.search(text)):
        raise DigestError(number, f"“{stored[0]}” is no citation in a digest: write the number, as in [1].")
    if listed := _MARKER_LIST.search(text):
        raise DigestError(number, f"“{listed[0][:30]}” is no citation in a digest: write [1][2], not [1, 2].")
    cites = dict.fromkeys(_MARKER.findall(text))
    for cited in cites:
        if cited.startswith("0") or int(cited) > sources:
            raise DigestError(number, f"[{cited}] cites no source that is listed: they are 1 to {sources}.")
    return tuple(int(cited) for cited in cites)


def _section(line: Line, sources: int) -> None:
    keep_within(limits.BODY, _stored_length(line.text), line.number, "This section")
    _cited(line.text, line.number, sources)


def _stored_length(text: str) -> int:
    """The length at most that a text has when its markers hold keys."""
    return len(text) + len(_MARKER.findall(text)) * (limits.KEY_MARKER_LENGTH - len("[1]"))


def _entry(line: Line, sources: int) -> EntryLine:
    date, length = _date(line)
    text = line.text[length + len(DATE_SEPARATOR) :]
    if not text or text.isspace():
        raise DigestError(line.number, "This entry has a date and no text: say what happened.")
    keep_within(limits.ENTRY, _stored_length(text), line.number, "This entry")
    return EntryLine(date, line.text[:length], text, _cited(text, line.number, sources))


def _date(line: Line) -> tuple[FuzzyDate, int]:
    """The date of an entry and its length: the longest that a separator follows (a range holds one)."""
    try:
        date, length = match_prefix(line.text)
    except DateError as error:
        raise DigestError(line.number, str(error)) from error
    if line.text.startswith(DATE_SEPARATOR, length) or line.text[length:] == DATE_SEPARATOR.rstrip():
        return date, length
    shorter = line.text[:length].rfind(DATE_SEPARATOR)
    if shorter > 0:
        try:
            return parse_date(line.text[:shorter]), shorter
        except DateError:
            pass
    message = "Write “ – ” (a blank, an en dash, a blank) between the date and the text."
    raise DigestError(line.number, message)


def _layout(read: Lines, sources_label: Line) -> Layout:
    labels = {"updated": read.lines[1], "sources": sources_label}
    return Layout(
        bom=read.bom,
        newline=read.newline,
        final_newlines=read.final_newlines,
        plural_of_one=tuple(name for name, line in labels.items() if line.text.endswith("(1 articles)")),
        padding={
            position: (line.before, line.after)
            for position, line in enumerate(read.lines)
            if line.before or line.after
        },
    )
