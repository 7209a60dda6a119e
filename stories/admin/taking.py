"""“Take theirs”: where in the form of who came second the wording of who came first would go."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from stories.admin.edition_text import TextForms
from stories.admin.side_by_side import Beside, Take
from stories.citations import find_markers
from stories.dates import FuzzyDate
from stories.diff import Kind
from stories.markup import plain

Document = Mapping[str, Any]
LISTS: Mapping[str, str] = {"section": "sections", "source": "sources", "entry": "timeline"}
CITING = frozenset({"body", "text"})
HEAD = frozenset({"headline", "standfirst", "language"})


def with_takes(beside: Iterable[Beside], theirs: Document, forms: TextForms) -> list[Beside]:
    """Each difference with what takes theirs over, where more than hands can do it."""
    numbers = _numbers(forms)
    return [replace(one, take=_take(one, theirs, forms, numbers)) for one in beside]


def _take(one: Beside, theirs: Document, forms: TextForms, numbers: Mapping[str, int]) -> Take | None:
    if one.place in HEAD:
        return Take(forms.head.add_prefix(one.place), theirs[one.place])
    form = _row(forms, LISTS.get(one.place, ""), one.anchor)
    if form is None:
        return None
    match one.kind:
        case Kind.ADDED:
            return Take(form.add_prefix("DELETE"), "on")
        case Kind.REMOVED:
            return Take(form.add_prefix("DELETE"), "")
        case Kind.CHANGED if one.name in form.fields:
            return _wording(one, theirs, form, numbers)
    return None


def _wording(one: Beside, theirs: Document, form: Any, numbers: Mapping[str, int]) -> Take | None:
    row = next(row for row in theirs[LISTS[one.place]] if row["key"] == one.anchor)
    value = row[one.name]
    if one.name in CITING:
        if {marker.key for marker in find_markers(value)} - numbers.keys():
            return None  # it cites a source that is not in this form
        value = plain(value, numbers)
    elif one.name == "date":
        value = FuzzyDate.from_json(value).display()
    elif one.name == "publisher":
        value = value["name"]
    return Take(form.add_prefix(one.name), value)


def _row(forms: TextForms, group: str, key: str) -> Any:
    rows: Sequence[Any] = getattr(forms, group).forms if group else ()
    return next((form for form in rows if getattr(form, "made_key", form["key"].value()) == key), None)


def _numbers(forms: TextForms) -> dict[str, int]:
    """The numbers that texts typed in this form mean."""
    return {
        form.made_key: form.cleaned_data["number"]
        for form in forms.sources.forms
        if hasattr(form, "made_key") and form.cleaned_data.get("number")
    }
