"""Letting a finding of a desk check stand: a page that shows what was found and asks why."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from stories.admin.people import person
from stories.checks import Issue, check_edition
from stories.errors import Refused
from stories.models import Edition, Waiver
from stories.waivers import waive, withdraw_waiver


def waive_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """Ask for the reason, and let the finding stand; the addresses of findings come from the checks panel."""
    issue = _found(edition, request.GET)
    if issue is None:
        messages.info(request, "The desk no longer finds this in the saved text.")
        return redirect("admin:stories_edition_change", edition.pk)
    if request.method == "POST":
        try:
            waive(
                edition=edition,
                code=issue.code,
                place=issue.place,
                subject=str(request.POST.get("subject", "")),
                reason=str(request.POST.get("reason", "")),
                by=person(request),
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "It may stand. Your reason is shown wherever this text is reviewed.")
            return redirect("admin:stories_edition_change", edition.pk)
    context = {
        **site_context,
        "title": "Let it stand",
        "opts": Edition._meta,
        "edition": edition,
        "story": edition.story,
        "issue": issue,
        "reason": request.POST.get("reason", ""),
    }
    return TemplateResponse(request, "admin/stories/edition/waive.html", context)


def withdraw_page(
    request: HttpRequest, edition: Edition, waiver: int, site_context: Mapping[str, Any]
) -> HttpResponse:
    """Ask whether a waiver is to be taken back, and do so."""
    found = get_object_or_404(Waiver.objects.select_related("edition", "by"), pk=waiver, edition=edition)
    if request.method != "POST":
        context = {
            **site_context,
            "title": "Take it back",
            "opts": Edition._meta,
            "edition": edition,
            "story": edition.story,
            "waiver": found,
        }
        return TemplateResponse(request, "admin/stories/edition/unwaive.html", context)
    try:
        withdraw_waiver(waiver=found, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, "Taken back: the desk check holds again.")
    return redirect("admin:stories_edition_change", edition.pk)


def waive_url(edition: Edition, issue: Issue) -> str:
    """Where a finding can be let stand; the sentence itself would be too long for an address."""
    asked = urlencode({"check": issue.code, "place": issue.place, "mark": _mark(issue)})
    return f"{reverse('admin:stories_edition_waive', args=(edition.pk,))}?{asked}"


def _found(edition: Edition, asked: QueryDict) -> Issue | None:
    """The finding that a link of the checks panel means, if it is still there."""
    wanted = (asked.get("check"), asked.get("place"), asked.get("mark"))
    issues = (issue for issue in check_edition(edition) if issue.waivable)
    return next((issue for issue in issues if (issue.code, issue.place, _mark(issue)) == wanted), None)


def _mark(issue: Issue) -> str:
    return hashlib.sha256(issue.subject.encode()).hexdigest()[:12]
