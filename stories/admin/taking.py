"""“Take theirs”: where in the form of who came second the wording of who came first would go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from stories.admin.edition_text import TextForms
from stories.admin.side_by_side import Beside, Take
from stories.dates import FuzzyDate
from stories.diff import Kind
from stories.markup import plain

Document = Mapping[str, Any]
LISTS: Mapping[str, str] = {"section": "sections", "source": "sources", "entry": "timeline"}
FIELDS: Mapping[str, tuple[str, ...]] = {
    "sections": ("key", "heading", "body"),
    "sources": ("key", "number", "article", "publisher", "title", "summary"),
    "timeline": ("key", "date", "text"),
}
HEAD = frozenset({"headline", "standfirst", "language"})


def with_takes(beside: Iterable[Beside], theirs: Document, forms: TextForms) -> list[Beside]:
    """Each difference with what takes theirs over, where more than hands can do it."""
    numbers = _numbers(forms, theirs)
    return [replace(one, take=_take(one, theirs, forms, numbers)) for one in beside]


def _take(one: Beside, theirs: Document, forms: TextForms, numbers: Mapping[str, int]) -> Take | None:
    if one.place in HEAD:
        return Take(forms.head.add_prefix(one.place), theirs[one.place])
    group = LISTS.get(one.place, "")
    return _of_row(one, theirs[group], forms, group, numbers) if group else None


def _of_row(
    one: Beside, rows: Iterable[Document], forms: TextForms, group: str, numbers: Mapping[str, int]
) -> Take | None:
    form = _row(forms, group, one.anchor)
    row: Document = next((row for row in rows if row["key"] == one.anchor), {})
    match one.kind:
        case Kind.ADDED if form:
            return Take(form.add_prefix("DELETE"), "on")
        case Kind.REMOVED if form:
            return Take(form.add_prefix("DELETE"))
        case Kind.REMOVED:
            return Take(group, row={name: _typed(row, name, numbers) for name in FIELDS[group]})
        case Kind.CHANGED if form and one.name in FIELDS[group]:
            return Take(form.add_prefix(one.name), _typed(row, one.name, numbers))
    return None


def _typed(row: Document, name: str, numbers: Mapping[str, int]) -> str:
    """A field as an editor of this form would type it."""
    match name:
        case "number":
            return str(numbers[row["key"]])
        case "body" | "text":
            return plain(row[name], numbers)
        case "date":
            return FuzzyDate.from_json(row["date"]).display()
        case "publisher":
            return str(row["publisher"]["name"])
    return str(row[name])


def _row(forms: TextForms, group: str, key: str) -> Any:
    rows: Sequence[Any] = getattr(forms, group).forms
    return next((form for form in rows if getattr(form, "made_key", form["key"].value()) == key), None)


def _numbers(forms: TextForms, theirs: Document) -> dict[str, int]:
    """What numbers mean in this form; sources that it does not have get those that follow."""
    numbers = {
        form.made_key: form.cleaned_data["number"]
        for form in forms.sources.forms
        if hasattr(form, "made_key") and form.cleaned_data.get("number")
    }
    following = count(max(numbers.values(), default=0) + 1)
    return numbers | {
        source["key"]: next(following) for source in theirs["sources"] if source["key"] not in numbers
    }
