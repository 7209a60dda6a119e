"""What changed between two documents: field by field, matched by key, word by word, citation by citation."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from stories.citations import DATE, KEY, NUMBER, sentences_and_keys, strip_markers
from stories.dates import DateError, FuzzyDate
from stories.markup import plain
from stories.sentences import pair
from stories.word_runs import Op, Run, runs

Document = Mapping[str, Any]
Row = Mapping[str, Any]
Numbers = Mapping[str, int]

_QUOTED: Final = re.compile(
    r"“([^”\n]*)|„([^“”\n]*)|«([^»\n]*)|「([^」\n]*)|『([^』\n]*)|\"([^\"\n]*)\"|‘([^’\n]{3,300})’(?!\w)"
)
_MARKER_KEY: Final = re.compile(rf"\[@({KEY})\]")


class Kind(StrEnum):
    """What became of a field or a row."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Substance(StrEnum):
    """What a minor change must not touch."""

    HEADLINE = "headline"
    NUMBER = "number"
    DATE = "date"
    QUOTATION = "quotation"
    CITATION = "citation"
    WHOLE = "whole"  # a section, entry or source that came or went


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. Texts show numbers, ``[1]``: the old ones by the old order of the sources.

    ``place`` is headline, standfirst, language, topics, image, quotes, section, source or entry; ``key`` and
    ``field`` say which row and which of its fields. ``parts`` are the words of a changed text. ``citations``
    tell what became of its sources, such as "sentence 3 lost source [2]". Places count from 1.
    """

    place: str
    change: Kind
    title: str
    key: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    parts: tuple[Run, ...] = ()
    citations: tuple[str, ...] = ()
    touched: tuple[Substance, ...] = ()
    old_place: int | None = None
    new_place: int | None = None

    @property
    def deleted(self) -> bool:
        """Whether words of the old text are gone."""
        return any(part.op == Op.DELETE for part in self.parts)


@dataclass(frozen=True, slots=True)
class Difference:
    """All changes from one document to another, in the order of the page."""

    changes: tuple[Change, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.changes)

    def as_json(self) -> dict[str, Any]:
        """Plain lists, dicts and strings."""
        return asdict(self)


def compare(old: Document, new: Document) -> Difference:
    """What must happen to the old document to become the new one; both are valid documents."""
    return Difference(tuple(_Comparison(old, new).changes()))


def touches_substance(difference: Difference) -> list[str]:
    """Why a change is not a minor one, each reason once; empty when only wording or order changed."""
    return list(
        dict.fromkeys(_reason(change, touched) for change in difference.changes for touched in change.touched)
    )


def _reason(change: Change, touched: Substance) -> str:
    where = change.title[0].lower() + change.title[1:]
    match touched:
        case Substance.HEADLINE:
            return "the headline changed"
        case Substance.WHOLE:
            return f"{where} was {change.change}"
    return f"a {touched} changed in {where}"


class _Comparison:
    """Two documents and the numbers of their sources."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.old_numbers: Numbers = {source["key"]: rank for rank, source in enumerate(old["sources"], 1)}
        self.new_numbers: Numbers = {source["key"]: rank for rank, source in enumerate(new["sources"], 1)}

    def changes(self) -> Iterator[Change]:
        for place in ("headline", "standfirst"):
            yield from self._text(place, place.capitalize(), self.old[place], self.new[place])
        yield from self._rows("section", "sections", ("heading", "body"))
        yield from self._rows("source", "sources", _SOURCE_FIELDS)
        yield from self._rows("entry", "timeline", ("date", "text"))
        for place in ("language", "topics", "image"):
            yield from self._text(place, place.capitalize(), _words(self.old[place]), _words(self.new[place]))
        yield from self._text("quotes", "Pinned passages", _pinned(self.old), _pinned(self.new))

    def _rows(self, place: str, name: str, fields: Sequence[str]) -> Iterator[Change]:
        """The rows of one list: those in the new one in its order, then those that went."""
        old = {row["key"]: (rank, row) for rank, row in enumerate(self.old[name], 1)}
        new = {row["key"]: (rank, row) for rank, row in enumerate(self.new[name], 1)}
        kept = [key for key in new if key in old]
        moved = set(kept) - _in_order(kept, [old[key][0] for key in kept])
        for key, (rank, row) in new.items():
            if key not in old:
                yield self._whole(place, Kind.ADDED, rank, row)
                continue
            old_rank, old_row = old[key]
            if key in moved:
                title = _title(place, rank, row)
                yield Change(place, Kind.MOVED, title, key, old_place=old_rank, new_place=rank)
            for name_ in fields:
                yield from self._field(place, rank, name_, old_row, row)
        for key, (rank, row) in old.items():
            if key not in new:
                yield self._whole(place, Kind.REMOVED, rank, row)

    def _whole(self, place: str, kind: Kind, rank: int, row: Row) -> Change:
        added = kind == Kind.ADDED
        text = plain(_row_text(place, row), self.new_numbers if added else self.old_numbers)
        return Change(
            place,
            kind,
            _title(place, rank, row),
            row["key"],
            old="" if added else text,
            new=text if added else "",
            parts=(Run(Op.INSERT if added else Op.DELETE, text),) if text else (),
            touched=(Substance.WHOLE,),
            old_place=None if added else rank,
            new_place=rank if added else None,
        )

    def _field(self, place: str, rank: int, name: str, old: Row, new: Row) -> Iterator[Change]:
        title = _title(place, rank, new)
        if name not in ("body", "text"):
            title = f"{name.replace('_', ' ').capitalize()} of {title[0].lower()}{title[1:]}"
        yield from self._text(place, title, _words(old[name]), _words(new[name]), key=new["key"], name=name)

    def _text(
        self, place: str, title: str, old: str, new: str, *, key: str = "", name: str = ""
    ) -> Iterator[Change]:
        if old == new:
            return
        notes = tuple(_citation_notes(old, new, self.old_numbers, self.new_numbers))
        yield Change(
            place,
            Kind.CHANGED,
            title,
            key,
            name,
            plain(old, self.old_numbers),
            plain(new, self.new_numbers),
            tuple(self._shown(run) for run in runs(old, new)),
            notes,
            tuple(_touched(place, name, old, new, cited_otherwise=bool(notes))),
        )

    def _shown(self, run: Run) -> Run:
        return Run(run.op, plain(run.text, self.old_numbers if run.op == Op.DELETE else self.new_numbers))


_SOURCE_FIELDS: Final = (
    "publisher",
    "title",
    "summary",
    "url",
    "language",
    "published_at",
    "article",
    "state",
)


def _in_order(keys: Sequence[str], ranks: Sequence[int]) -> set[str]:
    """The most keys that kept their order among each other: the longest run of rising old ranks."""
    tails: list[int] = []  # the smallest last rank of a rising run of each length
    ends: list[int] = []  # which key that is
    before: list[int] = []
    for index, rank in enumerate(ranks):
        length = bisect_left(tails, rank)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [rank]
        ends[length : length + 1] = [index]
    kept, index = set(), ends[-1] if ends else -1
    while index >= 0:
        kept.add(keys[index])
        index = before[index]
    return kept


def _title(place: str, rank: int, row: Row) -> str:
    if place == "section":
        return f"Section “{row['heading']}”" if row["heading"] else f"Section {rank}"
    if place == "source":
        return f"Source [{rank}]"
    return f"Timeline entry {_words(row['date'])}"


def _row_text(place: str, row: Row) -> str:
    if place == "section":
        return "\n\n".join(filter(None, (row["heading"], row["body"])))
    if place == "source":
        return f"{row['publisher']['name']}: {row['title']}"
    return f"{_words(row['date'])} – {row['text']}"


def _pinned(document: Document) -> str:
    """The pinned passages in the order of their words: where they stand is told by the sentences."""
    publishers = {source["key"]: source["publisher"]["name"] for source in document["sources"]}
    lines = (
        f"{publishers.get(quote['citation']['source'], '')}: “{' '.join(quote['exact'].split())}”"
        for quote in document["quotes"]
    )
    return "\n".join(sorted(lines))


def _words(value: Any) -> str:
    """A field's value as an editor would read it."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list):
        return ", ".join(_words(item) for item in value)
    if not isinstance(value, dict):
        return str(value)
    if "precision" in value:
        return _date_words(value)
    return ", ".join(_words(value[name]) for name in sorted(value))


def _date_words(value: Row) -> str:
    try:
        return FuzzyDate.from_json(value).display()
    except DateError:
        return f"{value.get('start')} – {value.get('end')}"


# Citations and substance

_FIELD_SUBSTANCE: Final = {
    ("headline", ""): Substance.HEADLINE,
    ("quotes", ""): Substance.QUOTATION,
    ("entry", "date"): Substance.DATE,
    ("source", "published_at"): Substance.DATE,
    **{("source", name): Substance.CITATION for name in ("article", "publisher", "state", "url")},
}
_TEXTS: Final = frozenset(
    {
        ("headline", ""),
        ("standfirst", ""),
        ("section", "heading"),
        ("section", "body"),
        ("source", "title"),
        ("source", "summary"),
        ("entry", "text"),
    }
)


def _citation_notes(old: str, new: str, old_numbers: Numbers, new_numbers: Numbers) -> Iterator[str]:
    before, after = sentences_and_keys(old), sentences_and_keys(new)
    if not any(keys for _, keys in (*before, *after)):
        return
    pairs = pair([text for text, _ in before], [text for text, _ in after])
    origins = {j: before[i][1] for i, j in pairs.items()}
    for j, (_, keys) in enumerate(after):
        had = origins.get(j, ())
        yield from (f"sentence {j + 1} lost source {_number(k, old_numbers)}" for k in had if k not in keys)
        yield from (f"sentence {j + 1} gained source {_number(k, new_numbers)}" for k in keys if k not in had)
    for keys in (keys for i, (_, keys) in enumerate(before) if i not in pairs and keys):
        cited = ", ".join(_number(key, old_numbers) for key in keys)
        yield f"a removed sentence cited source {cited}"


def _number(key: str, numbers: Numbers) -> str:
    return f"[{numbers[key]}]" if key in numbers else f"[@{key}]"


def _touched(place: str, name: str, old: str, new: str, *, cited_otherwise: bool) -> Iterator[Substance]:
    """What a changed field touches; topics, image and language are never substance."""
    if found := _FIELD_SUBSTANCE.get((place, name)):
        yield found
    if (place, name) not in _TEXTS:
        return
    if cited_otherwise or _MARKER_KEY.findall(old) != _MARKER_KEY.findall(new):
        yield Substance.CITATION
    yield from _facts_touched(strip_markers(old), strip_markers(new))


def _facts_touched(old: str, new: str) -> Iterator[Substance]:
    if NUMBER.findall(old.lower()) != NUMBER.findall(new.lower()):
        yield Substance.NUMBER
    if DATE.findall(old) != DATE.findall(new):
        yield Substance.DATE
    if _quotations(old) != _quotations(new):
        yield Substance.QUOTATION


def _quotations(text: str) -> list[str]:
    """What stands in quotation marks; their shape does not matter, nor that of apostrophes."""
    found = ("".join(match.groups(default="")) for match in _QUOTED.finditer(text))
    return [" ".join(words.replace("’", "'").split()) for words in found]
