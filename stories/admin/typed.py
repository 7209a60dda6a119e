"""What a form holds that nobody has saved: the document it would make, or what is in the way of one."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string

from sources.slugs import slug_for
from stories.admin.edition_text import TextForms
from stories.autosaving import Fields
from stories.editing import Plan
from stories.models import Edition
from stories.revisions import edition_document

UNSENT = frozenset({"csrfmiddlewaretoken", "_save", "_step", "_by_date", "_beside"})
ANCHORS: Mapping[str, str] = {"sections": "s", "sources": "src", "timeline": "t"}
NAMES: Mapping[str, str] = {"sections": "Section", "sources": "Source", "timeline": "Timeline entry"}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that keeps a form from being a text: the field, what it is called, and what to do."""

    field: str
    called: str
    message: str


class Typed:
    """A form as it was typed, and the document it makes if nothing is in the way."""

    def __init__(self, edition: Edition, data: QueryDict) -> None:
        self.edition = edition
        self.base = edition_document(edition)
        self.forms = TextForms(document=self.base, plan=Plan.of(edition), data=data)
        self.document = self.forms.document()

    @property
    def plan(self) -> Plan:
        """What the edition would declare; only where there is a document."""
        return self.forms.plan(self.edition)

    def as_published(self) -> dict[str, Any]:
        """The document with a publisher of its own for each source that is not in the catalogue yet."""
        document = copy.deepcopy(self.document or {})
        for source in document["sources"]:
            publisher = source["publisher"]
            publisher["slug"] = publisher["slug"] or slug_for(publisher["name"])
        return document

    def obstacles(self) -> list[Obstacle]:
        """Everything that is in the way, in the order of the page."""
        return list(self._obstacles())

    def _obstacles(self) -> Iterator[Obstacle]:
        yield from _of(self.forms.head, "")
        for group, name in NAMES.items():
            rows = getattr(self.forms, group)
            yield from (Obstacle("", name, message) for message in rows.non_form_errors())
            for place, form in enumerate(_shown(self.forms, group), 1):
                called = f"Source [{form['number'].value()}]" if group == "sources" else f"{name} {place}"
                yield from _of(form, called)

    def new_places(self) -> dict[str, str]:
        """For rows that were never saved: their key for this once → their place on the screen."""
        return {
            form.made_key: form.prefix
            for group in ANCHORS
            for form in getattr(self.forms, group).forms
            if hasattr(form, "made_key") and not form.cleaned_data.get("key")
        }

    def anchors(self) -> dict[str, str]:
        """The place of each row on the screen → where it stands on the page."""
        return {
            f"place-{form['key'].value() or form.prefix}": f"{anchor}-{form.made_key}"
            for group, anchor in ANCHORS.items()
            for form in getattr(self.forms, group).forms
            if hasattr(form, "made_key")
        }


def fields_of(data: QueryDict) -> list[tuple[str, str]]:
    """A form as a list of names and values, without what belongs to one request only."""
    return [(name, value) for name, values in data.lists() if name not in UNSENT for value in values]


def data_of(fields: Fields) -> QueryDict:
    """The same form as it would be posted."""
    data = QueryDict(mutable=True)
    for name, value in fields:
        data.appendlist(name, value)
    return data


def given_version(data: QueryDict) -> int:
    """The save that a form was opened on; 0 where it does not say."""
    typed = data.get("lock_version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


def fragment(request: HttpRequest, name: str, context: Mapping[str, Any]) -> str:
    """A piece of the edition screen by itself."""
    return render_to_string(f"admin/stories/edition/{name}.html", dict(context), request)


def _shown(forms: TextForms, group: str) -> list[Any]:
    rows = {"sections": "section_rows", "sources": "source_rows", "timeline": "entry_rows"}
    return list(getattr(forms, rows[group]))


def _of(form: Any, row: str) -> Iterator[Obstacle]:
    for name, messages in form.errors.items():
        field = form[name] if name in form.fields else None
        label = str(field.label) if field else ""
        called = ": ".join(part for part in (row, label) if part) or "The text"
        for message in messages:
            yield Obstacle(field.auto_id if field else "", called, str(message))
