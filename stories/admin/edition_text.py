"""Between the edition screen and the document: a document fills the forms, the forms make one document."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from sources.models import Article
from stories.admin.assembly import Assembly
from stories.admin.edition_forms import EditionForm, EntryRows, SectionRows, SourceRows
from stories.admin.pins import decided
from stories.dates import FuzzyDate
from stories.document import DocumentError, validate
from stories.editing import Plan
from stories.markup import plain
from stories.models import Edition
from stories.quoted import Quote, lost
from stories.revisions import catalogued

Document = Mapping[str, Any]


def source_numbers(document: Document) -> dict[str, int]:
    """The number under which readers see each source."""
    return {source["key"]: number for number, source in enumerate(document["sources"], 1)}


class TextForms:
    """Everything on the edition screen that is saved at once."""

    def __init__(self, *, document: Document, plan: Plan, data: QueryDict | None = None) -> None:
        self.base = document
        self.bound = data is not None
        self.data = QueryDict() if data is None else data
        self.made: dict[str, Any] | None = None
        self.let_go: list[Quote] = []  # pinned passages whose sentences went, once there is a document
        numbers = source_numbers(document)
        initial = {} if self.bound else _head(document, plan)
        self.head = EditionForm(data, initial=initial, prefix="text")
        self.sections = SectionRows(
            data, prefix="sections", initial=self._initial(_sections(document, numbers))
        )
        self.sources = SourceRows(data, prefix="sources", initial=self._initial(_sources(document, numbers)))
        self.timeline = EntryRows(data, prefix="timeline", initial=self._initial(_entries(document, numbers)))

    def _initial(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        return None if self.bound else rows

    @property
    def section_rows(self) -> list[Any]:
        """The sections in the order in which they were typed."""
        return _named(_as_typed(self.sections), "Section")

    @property
    def source_rows(self) -> list[Any]:
        """The sources in the order in which they were typed."""
        cited = {source["key"]: source for source in self.base["sources"]}
        rows = _as_typed(self.sources)
        moved = _moved_on([cited[key] for form in rows if (key := form["key"].value()) in cited])
        for form in rows:
            key = form["key"].value()
            form.row_name = f"[{form['number'].value()}]"
            form.address = cited[key]["url"] if key in cited else ""
            form.catalogue_says = moved.get(key, "")
        return rows

    @property
    def entry_rows(self) -> list[Any]:
        """The timeline in the order in which it was typed."""
        return _named(_as_typed(self.timeline), "Entry")

    @property
    def has_errors(self) -> bool:
        """Whether anything is marked."""
        groups = (self.sections, self.sources, self.timeline)
        return bool(self.head.errors) or any(form.errors for group in groups for form in group.forms)

    def plan(self, edition: Edition) -> Plan:
        """What the edition declares; a first publication declares nothing."""
        cleaned = self.head.cleaned_data
        embargo = cleaned["embargo_until"]
        if edition.change_type == Edition.Change.FIRST:
            return Plan(Edition.Change.FIRST, embargo_until=embargo)
        return Plan(
            cleaned["change_type"] or edition.change_type,
            cleaned["change_note"],
            cleaned["change_target"],
            embargo,
        )

    def document(self, *, by_date: bool = False) -> dict[str, Any] | None:
        """The one document that the screen says, or None with an error at every field that is wrong.

        ``by_date`` puts the whole timeline in order of date.
        """
        forms = (self.head, self.sections, self.sources, self.timeline)
        valid = [form.is_valid() for form in forms]  # each of them, so that every error shows at once
        if not all(valid):
            return None
        assembly = Assembly(self.base, self.head, self.sections, self.sources, self.timeline)
        document = assembly.document(by_date=by_date)
        if document is None:
            return None
        self.let_go = lost(self.base, document)
        document["quotes"] = decided(document, self.data)
        try:
            validate(document)
        except DocumentError as error:
            self.add_document_error(error, document)
            return None
        self.made = document
        return document

    def add_document_error(self, error: DocumentError, document: Document) -> None:
        """Show a refusal of the document at the field that it names."""
        group, _, rest = error.place.partition("[")
        if group in {"sections", "sources", "timeline"} and rest:
            row, _, field = rest.partition("].")
            form = self._row(group, document[group][int(row)]["key"])
            field = field.partition(".")[0]
            if form is not None:
                form.add_error(field if field in form.fields else None, error.message)
                return
        self.head.add_error(error.place if error.place in self.head.fields else None, str(error))

    def _row(self, group: str, key: str) -> Any:
        return next(
            (form for form in getattr(self, group).forms if getattr(form, "made_key", "") == key), None
        )


def _moved_on(sources: list[dict[str, Any]]) -> dict[str, str]:
    """By key, what the catalogue says by now of articles that were cited otherwise."""
    ids = [source["article"] for source in sources]
    articles = (
        Article.objects.filter(public_id__in=ids).select_related("publisher").in_bulk(field_name="public_id")
    )
    said = {}
    for source in sources:
        known, of = catalogued(articles[source["article"]])
        new = [value or "none" for name, value in known.items() if value != source[name]]
        if of["slug"] != source["publisher"]["slug"]:
            new.append(of["name"])
        if new:
            said[source["key"]] = ", ".join(new)
    return said


def _as_typed(rows: Any) -> list[Any]:
    """Rows that hold something, where the editor put them; new ones that nobody placed come last."""
    if not rows.is_bound:
        return list(rows.forms)
    return sorted((form for form in rows.forms if is_filled(form)), key=_typed_place)


def is_filled(form: Any) -> bool:
    """Whether a row that came back from the browser is one: known already, or with something typed in it."""
    return bool(form["key"].value() or form.has_changed())


def _named(rows: list[Any], what: str) -> list[Any]:
    for place, form in enumerate(rows, 1):
        form.row_name = f"{what} {place}"
    return rows


def _typed_place(form: Any) -> int:
    typed = str(form["position"].value() or "")
    return int(typed) if typed.isdecimal() else 1_000_000


def _head(document: Document, plan: Plan) -> dict[str, Any]:
    return {
        "headline": document["headline"],
        "standfirst": document["standfirst"],
        "language": document["language"],
        "topics": document["topics"],
        "change_type": plan.change,
        "change_note": plan.note,
        "change_target": plan.target,
        "embargo_until": plan.embargo_until,
    }


def _sections(document: Document, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"key": s["key"], "position": place, "heading": s["heading"], "body": plain(s["body"], numbers)}
        for place, s in enumerate(document["sections"], 1)
    ]


def _sources(document: Document, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "key": s["key"],
            "position": numbers[s["key"]],
            "number": numbers[s["key"]],
            "article": s["article"],
            "publisher": s["publisher"]["name"],
            "title": s["title"],
            "url": s["url"],
            "summary": s["summary"],
            "retracted": s["state"] == "retracted",
        }
        for s in document["sources"]
    ]


def _entries(document: Document, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "key": e["key"],
            "position": place,
            "date": FuzzyDate.from_json(e["date"]).display(),
            "text": plain(e["text"], numbers),
        }
        for place, e in enumerate(document["timeline"], 1)
    ]
