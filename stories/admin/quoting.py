"""The quotations of a text at the desk: each beside the passage it comes from, and whether that is pinned."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from sources.quotes import Verdict
from stories.admin.people import person
from stories.admin.typed import given_version
from stories.errors import Refused, StaleSave
from stories.models import Edition
from stories.pinning import pin_passages
from stories.quotation_check import Checked, Quotations, pinned_to
from stories.quotation_findings import CAUTIONS, difference_in_words
from stories.quotations import look_up
from stories.quoted import STANDFIRST, Document
from stories.revisions import edition_document

AROUND: Final = 180  # characters of the article shown on either side of a passage
WORDS: Final[Mapping[Verdict, str]] = {
    Verdict.EXACT: "Word for word",
    Verdict.ELIDED: "With words left out",
    Verdict.ALTERED: "With bracketed words",
    Verdict.NEAR: "Spelt otherwise",
    Verdict.DIFFERENT: "Other words",
    Verdict.NOT_FOUND: "Not found",
    Verdict.TRANSLATED: "Cannot be checked",
    Verdict.NO_TEXT: "Cannot be checked",
}
WHY: Final[Mapping[Verdict, str]] = {
    Verdict.NOT_FOUND: "These words are in none of the articles that the sentence cites.",
    Verdict.TRANSLATED: "The article is in another language: compare it by eye.",
    Verdict.NO_TEXT: "The text of the article is not stored: open the article and compare.",
}


class Run(NamedTuple):
    """A stretch of text, and whether it differs."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """One quotation as the desk shows it."""

    token: str
    verdict: str
    word: str
    tone: str
    place: str
    called: str
    number: int
    publisher: str
    quoted: Sequence[Run]
    before: str
    passage: Sequence[Run]
    after: str
    remarks: Sequence[str]
    can_be_pinned: bool
    pinned: bool
    pinned_before: bool


def shown(
    document: Document,
    quotations: Quotations,
    *,
    places: Mapping[str, str] | None = None,
    opened: Mapping[str, bool] | None = None,
) -> list[Shown]:
    """Every quotation of a text in the order of the page.

    ``places`` renames rows that were never saved; ``opened`` says which boxes were ticked at first.
    """
    called = _called(document)
    sources = {source["key"]: (rank, source) for rank, source in enumerate(document["sources"], 1)}
    rows = []
    for each in quotations.checked:
        number, source = sources.get(each.source, (0, None))
        place, pinned = each.quoted.place, bool(pinned_to(document["quotes"], each))
        before, after = _around(each)
        rows.append(
            Shown(
                token=each.token,
                verdict=each.verdict.value,
                word=WORDS[each.verdict],
                tone=_tone(each),
                place=(places or {}).get(place, place),
                called=called.get(place, ""),
                number=number,
                publisher=source["publisher"]["name"] if source else "",
                quoted=_quoted(each),
                before=before,
                passage=_passage(each),
                after=after,
                remarks=list(_remarks(each)),
                can_be_pinned=each.can_be_pinned,
                pinned=pinned,
                pinned_before=(opened or {}).get(each.token, pinned),
            )
        )
    return rows


def quotations_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """All quotations of the saved text on a page of its own, to pin and unpin one by one or all at once."""
    by = person(request)
    may_pin = edition.state in Edition.EDITABLE and by.has_perm("stories.change_edition")
    if request.method == "POST":
        _done(request, edition)
        return redirect(reverse("admin:stories_edition_quotations", args=(edition.pk,)))
    document = edition_document(edition)
    rows = shown(document, look_up(document))
    context = {
        **site_context,
        "title": "Quotations",
        "opts": Edition._meta,
        "edition": edition,
        "story": edition.story,
        "quotations": rows,
        "may_pin": may_pin,
        "standing": sum(row.can_be_pinned and row.tone == "good" and not row.pinned for row in rows),
        "document": document,
        "lock_version": edition.lock_version,
    }
    return TemplateResponse(request, "admin/stories/edition/quotations_page.html", context)


def _done(request: HttpRequest, edition: Edition) -> None:
    """Do what a button says: ``pin`` and ``unpin`` name a quotation, ``pin_all`` takes what stands."""
    pin: Collection[str] = request.POST.getlist("pin")
    if "pin_all" in request.POST:
        checked = look_up(edition_document(edition)).checked
        pin = [each.token for each in checked if each.can_be_pinned and not each.match.cautions]
    try:
        pin_passages(
            edition=edition,
            by=person(request),
            lock_version=given_version(request.POST),
            pin=pin,
            unpin=request.POST.getlist("unpin"),
        )
    except (Refused, StaleSave) as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Pinned: the passage is part of the text now." if pin else "Unpinned.")


def _called(document: Document) -> dict[str, str]:
    called = {row["key"]: f"Section {number}" for number, row in enumerate(document["sections"], 1)}
    called |= {row["key"]: f"Timeline {number}" for number, row in enumerate(document["timeline"], 1)}
    return called | {STANDFIRST: "Standfirst"}


def _tone(each: Checked) -> str:
    if not each.verdict.checked:
        return "plain"
    if each.verdict.stands:
        return "wait" if each.match.cautions else "good"
    return "wait" if each.verdict == Verdict.NEAR else "warn"


def _remarks(each: Checked) -> Iterator[str]:
    if why := WHY.get(each.verdict):
        yield why
    for difference in each.match.differences:
        words = difference_in_words(difference)
        yield words[0].upper() + words[1:] + "."
    if each.verdict == Verdict.DIFFERENT and not each.match.differences:
        yield "Its parts stand in another order."
    for caution in each.match.cautions:
        words = CAUTIONS[caution]
        yield words[0].upper() + words[1:] + "."
    if each.verdict.stands and each.quoted.pinnable and not each.can_be_pinned:
        yield "The passage is too long to be pinned: quote less of it at once."


def _quoted(each: Checked) -> list[Run]:
    spans = [(one.quoted_start, one.quoted_end) for one in each.match.differences]
    return _runs(each.quoted.words, 0, len(each.quoted.words), spans)


def _passage(each: Checked) -> list[Run]:
    spans = [(one.start, one.end) for one in each.match.differences]
    return _runs(each.passage, each.match.start, each.match.end, spans) if each.verdict.found else []


def _runs(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> list[Run]:
    runs = []
    for first, last in sorted(spans):
        if start < first:
            runs.append(Run(text[start:first], differs=False))
        if max(start, first) < last:
            runs.append(Run(text[max(start, first) : last], differs=True))
        start = max(start, last)
    if start < end:
        runs.append(Run(text[start:end], differs=False))
    return runs


def _around(each: Checked) -> tuple[str, str]:
    """What stands before and after a passage in its paragraphs, cut at a word."""
    if not each.verdict.found:
        return "", ""
    before = each.passage[: each.match.start].rpartition("\n\n")[2]
    after = each.passage[each.match.end :].partition("\n\n")[0]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + " …"
    return before, after
