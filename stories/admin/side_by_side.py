"""Two saves of one text beside one another, field by field: what a late save shows before it overwrites."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from stories.diff import Change, Kind, compare

Document = Mapping[str, Any]
Place = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Take:
    """One field of the form and what of theirs to put there; a box to tick takes ``on`` or nothing.

    Where theirs is a row that the form does not have: the group, and what to put in its fields.
    """

    name: str
    value: str = ""
    row: dict[str, str] = field(default_factory=dict)

    @property
    def as_json(self) -> str:
        """The fields of the row, for the script that adds it."""
        return json.dumps(self.row)


@dataclass(frozen=True, slots=True)
class Beside:
    """One field that the two texts do not agree on, and who changed it since both were opened."""

    anchor: str
    field: str
    theirs: str
    yours: str
    changed_by: str
    kind: Kind
    place: str
    name: str
    take: Take | None = None


def side_by_side(start: Document | None, theirs: Document, yours: Document) -> list[Beside]:
    """Every field in which the two differ, in the order of the page."""
    by_them = _places(start, theirs)
    by_you = _places(start, yours)
    return [
        Beside(
            change.key or change.place,
            _called(change),
            change.old or _moved(change.old_place),
            change.new or _moved(change.new_place),
            _who(_place(change) in by_them, _place(change) in by_you),
            change.change,
            change.place,
            change.field,
        )
        for change in compare(theirs, yours).changes
    ]


def _places(start: Document | None, end: Document) -> set[Place]:
    return {_place(change) for change in compare(start, end).changes} if start else set()


def _place(change: Change) -> Place:
    return change.place, change.key, change.field or ("moved" if change.change == Kind.MOVED else "")


def _called(change: Change) -> str:
    words = {Kind.ADDED: " (only in yours)", Kind.REMOVED: " (only in theirs)", Kind.MOVED: " (other place)"}
    return change.title + words.get(change.change, "")


def _moved(place: int | None) -> str:
    return f"at place {place}" if place else ""


def _who(by_them: bool, by_you: bool) -> str:
    if by_them and by_you:
        return "changed by both"
    return "changed by them" if by_them else "changed by you" if by_you else ""
