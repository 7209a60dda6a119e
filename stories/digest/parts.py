"""What a digest holds once it is read, and the error for one that cannot be: shared by reader and writer."""

from dataclasses import dataclass, field
from typing import Final

from stories.dates import FuzzyDate

SOURCES_LABEL: Final = "Sources"
TIMELINE_LABEL: Final = "Timeline"
UPDATED_LABEL: Final = "Updated"
DASH: Final = "-"
DATE_SEPARATOR: Final = " – "
CUT: Final = ": "
SHOWN_CUTS: Final = 10  # more ways to cut one source line are not worth showing to an editor


class DigestError(ValueError):
    """A text that is no digest: the line (from 1; 0 for the whole file) and what to do about it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Layout:
    """What a digest file holds beside its meaning, kept so that an export gives back the same bytes.

    ``final_newlines`` counts those behind the last line. ``plural_of_one`` names the labels written
    ``(1 articles)``. ``padding`` maps the position of a line, from 0, to the blanks around its text.
    """

    bom: bool = False
    newline: str = "\n"
    final_newlines: int = 1
    plural_of_one: tuple[str, ...] = ()
    padding: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source. ``rest`` is the line behind publisher, colon and ``gap`` (the blanks after the colon).

    ``cuts`` are the places of every possible ``: `` between title and summary, the chosen one first.
    """

    number: int
    publisher: str
    gap: str
    rest: str
    cuts: tuple[int, ...]

    @property
    def title(self) -> str:
        """The title at the chosen cut."""
        return self.rest[: self.cuts[0]]

    @property
    def summary(self) -> str:
        """The summary at the chosen cut."""
        return self.rest[self.cuts[0] + len(CUT) :]

    @property
    def sure(self) -> bool:
        """Whether title and summary could be cut in one way only."""
        return len(self.cuts) == 1

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Every way to cut title from summary, the chosen one first, at most ten."""
        return tuple((self.rest[:cut], self.rest[cut + len(CUT) :]) for cut in self.cuts[:SHOWN_CUTS])


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One timeline entry; ``written`` is the date as the file has it, ``cites`` the numbers in the text."""

    date: FuzzyDate
    written: str
    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest file, read. Sections are whole lines: where a heading ends is ranked elsewhere."""

    headline: str
    article_count: int
    sections: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    timeline: tuple[EntryLine, ...]
    layout: Layout
