"""Asking the desk whether two articles carry one text, and taking its answer."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.http import url_has_allowed_host_and_scheme

from sources.admin.asking import ASK, PAGES
from sources.copies import decide, take_out
from sources.models import Article, SameText
from sources.text_runs import runs

SHOWN: Final = 50


def same_texts_page(request: HttpRequest, site_context: Mapping[str, Any]) -> HttpResponse:
    """Every pair that waits for a person's word, and where the word is given."""
    _allowed(request)
    if request.method == "POST":
        return _answered(request)
    asked = SameText.objects.asked().with_both()
    context = {
        **site_context,
        "title": "One text or two?",
        "opts": Article._meta,
        "pairs": list(asked[:SHOWN]),
        "more": asked[SHOWN : SHOWN + 1].exists(),
    }
    return TemplateResponse(request, f"{PAGES}/same_texts.html", context)


def beside_page(request: HttpRequest, pk: int, site_context: Mapping[str, Any]) -> HttpResponse:
    """The two texts of a pair, what differs marked."""
    _allowed(request)
    pair = get_object_or_404(SameText.objects.with_both(), pk=pk)
    texts = [one.newest.text if one.newest else "" for one in (pair.other, pair.article)]
    context = {
        **site_context,
        "title": "One text or two?",
        "opts": Article._meta,
        "pair": pair,
        "difference": runs(*texts),
    }
    return TemplateResponse(request, f"{PAGES}/beside.html", context)


def _answered(request: HttpRequest) -> HttpResponse:
    """Do what a button says: yes or no to a pair, or “no copy” of an article."""
    by: Any = request.user
    if "leave" in request.POST:
        article = get_object_or_404(Article, pk=_number(request, "leave"))
        take_out(article, by=by)
        messages.success(request, f"“{article.title}” counts by itself now.")
    else:
        pair = get_object_or_404(SameText.objects.with_both(), pk=_number(request, "pair"))
        same = request.POST.get("answer") == "yes"
        decide(pair, same=same, by=by)
        said = "are one text and count once" if same else "are two texts"
        messages.success(request, f"“{pair.article.title}” and “{pair.other.title}” {said}.")
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return redirect(back)
    return redirect("admin:sources_article_same_texts")


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm(ASK):
        raise PermissionDenied
