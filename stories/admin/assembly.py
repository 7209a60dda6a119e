"""Makes one document of a valid edition screen: keys for numbers, removals settled, rows in order."""

from collections.abc import Mapping, Sequence
from typing import Any

from sources.models import Article
from stories.admin.removal import Texts, citing_sentences, resettle
from stories.citations import CitationError, new_key, numbers_to_keys
from stories.dates import FuzzyDate
from stories.quoted import followed
from stories.revisions import catalogued

Document = Mapping[str, Any]


class Assembly:
    """One pass from valid forms to a document: keys, numbers, removals, order."""

    def __init__(self, base: Document, head: Any, sections: Any, sources: Any, timeline: Any) -> None:
        self.base, self.head, self.ok = base, head, True
        self.kept = {
            "sections": _in_order(sections.forms),
            "sources": _in_order(sources.forms),
            "timeline": _in_order(timeline.forms),
        }
        self.before = {source["key"]: source for source in base["sources"]}
        self.removed = [form for form in sources.forms if _is_removed(form) and form.cleaned_data["key"]]
        self._give_keys()
        self.numbers = {
            form.cleaned_data["number"]: form.made_key
            for form in (*self.kept["sources"], *self.removed)
            if form.cleaned_data.get("number")
        }

    def document(self, *, by_date: bool) -> dict[str, Any] | None:
        """The document, or None once an error was put on a form."""
        sections = [self._section(form) for form in self.kept["sections"]]
        timeline = [self._entry(form) for form in self.kept["timeline"]]
        if not self.ok:
            return None
        for form in self.removed:
            self._settle(form, sections, timeline)
        sources = self._sources()
        if not self.ok:
            return None
        head = self.head.cleaned_data
        document = {
            **self.base,
            "language": head["language"],
            "headline": head["headline"],
            "standfirst": head["standfirst"],
            "topics": sorted(topic.slug for topic in head["topics"]),
            "sections": sections,
            "sources": sources,
            "timeline": self._placed(timeline, by_date),
        }
        document["quotes"] = followed(self.base, document)
        return document

    def _give_keys(self) -> None:
        taken = {row["key"] for group in self.kept for row in self.base[group]}
        rows = [*(form for forms in self.kept.values() for form in forms), *self.removed]
        taken |= {form.cleaned_data["key"] for form in rows}
        for form in rows:
            form.made_key = form.cleaned_data["key"] or new_key(taken)
            taken.add(form.made_key)

    def _keyed(self, form: Any, field: str) -> str:
        try:
            return numbers_to_keys(form.cleaned_data[field], self.numbers)
        except CitationError as error:
            form.add_error(field, str(error))
            self.ok = False
            return ""

    def _section(self, form: Any) -> dict[str, Any]:
        return {
            "key": form.made_key,
            "heading": form.cleaned_data["heading"],
            "body": self._keyed(form, "body"),
        }

    def _entry(self, form: Any) -> dict[str, Any]:
        date: FuzzyDate = form.cleaned_data["date"]
        return {"key": form.made_key, "date": date.as_json(), "text": self._keyed(form, "text")}

    def _settle(self, form: Any, sections: list[dict[str, Any]], timeline: list[dict[str, Any]]) -> None:
        """Refuse to remove a cited source until it is said what becomes of the sentences that cite it."""
        key, cleaned = form.made_key, form.cleaned_data
        form.citing = citing_sentences(_texts(sections, timeline), key)
        if not form.citing:
            return
        to = self.numbers.get(cleaned.get("move_to") or 0, "")
        match cleaned.get("resolve"):
            case "retract":
                self.kept["sources"].insert(min(_rank(form), len(self.kept["sources"])), form)
                cleaned["retracted"] = True
            case "strip":
                resettle(sections, "body", key, "")
                resettle(timeline, "text", key, "")
            case "move" if to and to not in {gone.made_key for gone in self.removed}:
                resettle(sections, "body", key, to)
                resettle(timeline, "text", key, to)
            case "move":
                self._refuse(form, "move_to", "Choose the source that should carry these sentences.")
            case _:
                self._refuse(form, "resolve", _still_cited(form))

    def _refuse(self, form: Any, field: str, message: str) -> None:
        form.add_error(field, message)
        self.ok = False

    def _sources(self) -> list[dict[str, Any]]:
        rows = self.kept["sources"]
        articles = _articles(rows)
        documents: list[dict[str, Any]] = []
        seen: dict[str, int] = {}
        for form in rows:
            source = self._source(form, articles)
            if source["article"] in seen and source["article"]:
                number = seen[source["article"]]
                self._refuse(form, "existing", f"This article is listed already, as source [{number}].")
            if form.cleaned_data["article"] and not source["article"]:
                self._refuse(form, "title", "This article is no longer in the catalogue: add it anew.")
            seen.setdefault(source["article"], form.cleaned_data.get("number") or len(documents) + 1)
            documents.append(source)
        return documents

    def _source(self, form: Any, articles: Mapping[str, Article]) -> dict[str, Any]:
        """A source as it was cited; the catalogue speaks where it is new or the editor asks for it."""
        cleaned = form.cleaned_data
        chosen = cleaned["existing"].public_id if cleaned["existing"] else cleaned["article"]
        before = self.before.get(form.made_key)
        if before and before["article"] == chosen and not cleaned["refresh"]:
            known = {name: before[name] for name in ("article", "url", "language", "published_at")}
            publisher = before["publisher"]
        elif article := articles.get(chosen):
            known, publisher = catalogued(article)
        else:
            known = {"article": "", "url": cleaned["url"], "language": "", "published_at": None}
            publisher = {"slug": "", "name": ""}
        title = articles[chosen].title if chosen in articles else ""
        return {
            "key": form.made_key,
            **known,
            "publisher": {**publisher, "name": cleaned["publisher"] or publisher["name"]},
            "title": cleaned["title"] or title,
            "summary": cleaned["summary"],
            "state": "retracted" if cleaned["retracted"] else "cited",
        }

    def _placed(self, entries: list[dict[str, Any]], by_date: bool) -> list[dict[str, Any]]:
        """The timeline in its order; an entry that nobody placed goes where its date belongs."""

        def when(entry: Mapping[str, Any]) -> Any:
            return FuzzyDate.from_json(entry["date"]).sort_key()

        if by_date:
            return sorted(entries, key=when)
        placed: list[dict[str, Any]] = []
        loose: list[dict[str, Any]] = []
        for form, entry in zip(self.kept["timeline"], entries, strict=True):
            (loose if form.cleaned_data["position"] is None else placed).append(entry)
        for entry in loose:
            later = (place for place, other in enumerate(placed) if when(other) > when(entry))
            placed.insert(next(later, len(placed)), entry)
        return placed


def _is_removed(form: Any) -> bool:
    return bool(form.cleaned_data.get("DELETE"))


def _rank(form: Any) -> int:
    return max((form.cleaned_data.get("position") or 1) - 1, 0)


def _in_order(forms: Sequence[Any]) -> list[Any]:
    """Rows that stay, by the place each was given; one that was moved goes before one that was not."""
    ranked: list[tuple[float, int, int, Any]] = []
    for index, form in enumerate(forms, 1):
        if _is_removed(form) or not (form.cleaned_data.get("key") or form.has_changed()):
            continue
        position = form.cleaned_data["position"]
        at = float("inf") if position is None else position
        ranked.append((at, (at > index) - (at < index), index, form))
    return [form for *_, form in sorted(ranked, key=lambda row: row[:3])]


def _texts(sections: Sequence[Document], timeline: Sequence[Document]) -> Texts:
    texts = {
        s["key"]: (f"Section {number}: {s['heading']}".rstrip(": "), s["body"])
        for number, s in enumerate(sections, 1)
    }
    return texts | {
        e["key"]: (f"Timeline: {FuzzyDate.from_json(e['date']).display()}", e["text"]) for e in timeline
    }


def _still_cited(form: Any) -> str:
    count = len(form.citing)
    what = "A sentence rests" if count == 1 else f"{count} sentences rest"
    return f"{what} on source [{form.cleaned_data['number']}]. Say what becomes of them, then save again."


def _articles(rows: Sequence[Any]) -> dict[str, Article]:
    ids = [form.cleaned_data["article"] for form in rows if form.cleaned_data["article"]]
    chosen = {
        form.cleaned_data["existing"].public_id: form.cleaned_data["existing"]
        for form in rows
        if form.cleaned_data["existing"]
    }
    found = Article.objects.filter(public_id__in=ids).select_related("publisher")
    return {article.public_id: article for article in found} | chosen
