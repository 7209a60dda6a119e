"""Passages at the desk: what the sources say of each sentence of a place, and one click that cites it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from sources.models import Article
from stories import assistance
from stories.admin.edition_text import source_numbers
from stories.admin.people import person
from stories.citations import find_markers, sentences, strip_markers
from stories.dates import FuzzyDate
from stories.errors import Refused
from stories.models import Edition
from stories.revisions import edition_document
from stories.supporting import Passage
from stories.terms import Worded, stem
from stories.word_runs import Op, Run

PAGE = "admin/stories/edition/passages_page.html"
STRONG, FAIR = 0.6, 0.4  # scores from which a passage is called so


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as it is shown: the words that it shares with the sentence are marked."""

    article: Article
    number: int | None  # under which the text lists the article
    words: Sequence[Run]
    strength: str
    missing: str
    cited: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One sentence, what it cites, and what the sources say of it."""

    index: int
    text: str
    numbers: Sequence[int]
    passages: Sequence[Found]


def passages_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """The sentences of one section or entry, each with the passages that support it."""
    if not request.user.has_perm("stories.view_edition"):
        raise PermissionDenied
    place = request.POST.get("at") or request.GET.get("at") or ""
    if request.method == "POST" and _cited(request, edition, place):
        return redirect(f"{reverse('admin:stories_edition_passages', args=[edition.pk])}?at={place}")
    document = edition_document(edition)
    places = _places(document)
    at = place if place in places else next(iter(places), "")
    articles = assistance.articles_of(edition)
    context = {
        **site_context,
        "title": "Passages",
        "headline": document["headline"],
        "opts": Edition._meta,
        "edition": edition,
        "story": edition.story,
        "places": [(key, label) for key, (label, _) in places.items()],
        "at": at,
        "articles": len(articles),
        "sentences": _asked(document, articles, at, places[at][1]) if at else [],
        "may_edit": edition.state in Edition.EDITABLE and request.user.has_perm("stories.change_edition"),
    }
    return TemplateResponse(request, PAGE, context)


def _cited(request: HttpRequest, edition: Edition, place: str) -> bool:
    data, typed = request.POST, request.POST.get("sentence", "")
    try:
        assistance.cite(
            edition=edition,
            place=place,
            sentence=int(typed) if typed.isdecimal() and len(typed) < 6 else -1,
            seen=data.get("seen", ""),
            article=data.get("article", ""),
            by=person(request),
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return False
    messages.success(request, "Cited. It is saved in the text.")
    return True


def _places(document: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """By key, what each place is called, and its text."""
    found = {
        s["key"]: (f"Section {number}: {s['heading']}".rstrip(": "), s["body"])
        for number, s in enumerate(document["sections"], 1)
    }
    return found | {
        e["key"]: (f"Timeline: {FuzzyDate.from_json(e['date']).display()}", e["text"])
        for e in document["timeline"]
    }


def _asked(document: Mapping[str, Any], articles: Sequence[Article], place: str, text: str) -> list[Asked]:
    library = assistance.library(articles)
    by_id = {article.public_id: article for article in articles}
    numbers = source_numbers(document)
    listed = {source["article"]: numbers[source["key"]] for source in document["sources"]}
    entry = any(row["key"] == place for row in document["timeline"])
    markers = find_markers(text)
    asked = []
    for index, span in enumerate(sentences(text)):
        # The closing markers of an entry support the whole of it.
        cited = {numbers.get(m.key, 0) for m in markers if entry or m.sentence == index}
        sentence = strip_markers(text[slice(*span)])
        found = [
            _found(passage, sentence, by_id[passage.article], listed.get(passage.article), cited)
            for passage in assistance.passages(library, sentence)
        ]
        asked.append(Asked(index, sentence, sorted(cited), found))
    return asked


def _found(passage: Passage, sentence: str, article: Article, number: int | None, cited: set[int]) -> Found:
    strength = "strong" if passage.score >= STRONG else "fair" if passage.score >= FAIR else "weak"
    return Found(
        article,
        number,
        _marked(passage.text, sentence),
        strength,
        ", ".join(passage.missing),
        number in cited,
    )


def _marked(passage: str, sentence: str) -> list[Run]:
    """The words of a passage, those that the sentence has too set apart."""
    shared = Worded(sentence).distinct
    marked: list[Run] = []
    for word in passage.split():
        bare = word.strip(".,;:!?“”‘’\"'()[]«»–—")
        same = bool(bare) and bool(
            {stem(bare.removesuffix("’s").removesuffix("'s")), *Worded(bare).distinct} & shared
        )
        op = Op.INSERT if same else Op.EQUAL
        if marked and marked[-1].op == op:
            marked[-1] = Run(op, f"{marked[-1].text} {word}")
        else:
            marked.append(Run(op, word))
    return marked
