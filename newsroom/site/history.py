"""What readers are shown of how a story changed: its versions with their notes and differences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from newsroom.site.reading import Version
from stories.diff import Change, compare
from stories.models import LedgerEntry
from stories.public import Facts

WORDS: Final[Mapping[str, str]] = {
    LedgerEntry.Kind.PUBLISHED: "First published",
    LedgerEntry.Kind.UPDATED: "Update",
    LedgerEntry.Kind.CLARIFIED: "Clarification",
    LedgerEntry.Kind.CORRECTED: "Correction",
}
GRAVE: Final = frozenset({LedgerEntry.Kind.CLARIFIED, LedgerEntry.Kind.CORRECTED})
# Of how we work, not of what a reader read.
OURS: Final = frozenset({"language", "image", "quotes"})


@dataclass(frozen=True, slots=True)
class Step:
    """One version and what it changed."""

    version: int
    at: str
    word: str
    grave: bool
    notes: Sequence[str]
    changes: Sequence[Change]
    sealed: bool


def steps(versions: Sequence[Version]) -> list[Step]:
    """The versions of a story, the newest first, each with its differences from the one listed before.

    A minor change is no news: it is not listed, and what it changed shows in the next step.
    """
    listed = [version for version in versions if version.kind != LedgerEntry.Kind.MINOR]
    shown = [_step(None, listed[0])] if listed else []
    shown += [_step(before, after) for before, after in pairwise(listed)]
    return shown[::-1]


def _step(before: Version | None, after: Version) -> Step:
    changes: Sequence[Change] = ()
    if before and before.document is not None and after.document is not None:
        changes = _changes(_Pair(before.document_hash, after.document_hash, before.document, after.document))
    return Step(
        version=after.number,
        at=after.at,
        word=WORDS[after.kind],
        grave=after.kind in GRAVE,
        notes=_notes(after.facts, after.number) if after.facts else (),
        changes=changes,
        sealed=after.document is None,
    )


def _notes(facts: Facts, version: int) -> Sequence[str]:
    """What was said in public of this version: by its corrections, or by the note on an update."""
    corrected = [item["note"] for item in facts["corrections"] if item["version"] == version]
    note = facts.get("note", "")
    return corrected or ([note] if note else [])


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two documents that are the same as another two if their hashes are."""

    old_hash: str
    new_hash: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash((self.old_hash, self.new_hash))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Pair) and (self.old_hash, self.new_hash) == (other.old_hash, other.new_hash)


@lru_cache(maxsize=256)
def _changes(pair: _Pair) -> tuple[Change, ...]:
    """Comparing long texts is dear, and a story's former versions are compared again with each new one."""
    found = compare(pair.old, pair.new).changes
    return tuple(
        change
        for change in found
        if change.place not in OURS and (change.place, change.field) != ("source", "article")
    )
