"""Proposals at the desk: dated sentences of the sources, each accepted, changed or dismissed by one key."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from stories import assistance
from stories.admin.people import person
from stories.assistance import Offer
from stories.dates import FuzzyDate
from stories.errors import Refused
from stories.models import Edition, EntryProposal
from stories.revisions import edition_document

PAGE = "admin/stories/edition/proposals_page.html"
SHOWN = 40  # offers on one page; those that are decided make room for the next


@dataclass(frozen=True, slots=True)
class Card:
    """One offer as it is shown; ``before``, ``said`` and ``behind`` together are its sentence."""

    offer: Offer
    place: int
    before: str
    said: str
    behind: str
    date: str
    text: str
    problem: str = ""


def proposals_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """What the sources offer for the timeline, and whatever is done with an offer."""
    if not request.user.has_perm("stories.change_edition"):
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        try:
            messages.success(request, _done(request, edition))
            return redirect(_next(request, edition))
        except Refused as refusal:
            problem = refusal.message
    document = edition_document(edition)
    articles = assistance.articles_of(edition)
    offers = assistance.offers(edition, document, articles)
    cards = [_card(offer, place, request, problem) for place, offer in enumerate(offers[:SHOWN])]
    if problem and not any(card.problem for card in cards):
        messages.error(request, problem)
    context = {
        **site_context,
        "title": "Proposals",
        "headline": document["headline"],
        "opts": Edition._meta,
        "edition": edition,
        "story": edition.story,
        "cards": cards,
        "total": len(offers),
        "articles": len(articles),
        "dismissed": assistance.dismissed(edition),
        "may_edit": edition.state in Edition.EDITABLE,
        "entries": _entries(document),
        "focus": _place(request),
    }
    return TemplateResponse(request, PAGE, context, status=409 if problem else 200)


def _done(request: HttpRequest, edition: Edition) -> str:
    """Do what a button says, and tell it."""
    by, data = person(request), request.POST
    match data.get("do"):
        case "accept":
            assistance.accept(
                edition=edition,
                key=data.get("key", ""),
                date_text=data.get("date", ""),
                text=data.get("text", ""),
                by=by,
            )
            return "Added to the timeline, with its source."
        case "dismiss":
            assistance.dismiss(edition=edition, key=data.get("key", ""), by=by)
            return "Dismissed: it is not offered again."
        case "bring-back":
            pk = data.get("proposal", "")
            among = EntryProposal.objects.filter(story=edition.story_id)
            assistance.bring_back(proposal=get_object_or_404(among, pk=pk if pk.isdecimal() else 0), by=by)
            return "It is offered again."
    raise Refused("no_step", "There is no such step.")


def _next(request: HttpRequest, edition: Edition) -> str:
    """The page again, at the offer that has taken the place of the one that is decided."""
    place = _place(request)
    return f"{reverse('admin:stories_edition_proposals', args=[edition.pk])}?at={place}#proposal-{place}"


def _place(request: HttpRequest) -> int:
    typed = request.POST.get("at") or request.GET.get("at") or ""
    return int(typed) if typed.isdecimal() and len(typed) < 5 else 0


def _card(offer: Offer, place: int, request: HttpRequest, problem: str) -> Card:
    likely = offer.likely
    before, said, behind = likely.sentence.partition(likely.said)
    mine = problem and request.POST.get("key") == likely.key
    return Card(
        offer,
        place,
        before,
        said,
        behind,
        request.POST.get("date", "") if mine else likely.date.display(),
        request.POST.get("text", "") if mine else likely.entry,
        problem if mine else "",
    )


def _entries(document: Mapping[str, Any]) -> list[str]:
    """The dates that the timeline has, in its order, so that a gap is seen."""
    return [FuzzyDate.from_json(entry["date"]).display() for entry in document["timeline"]]
