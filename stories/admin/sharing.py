"""Shared previews at the desk: links for people outside to one save of a text, and an end to each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from stories.admin.answering import Answered, action_of, wants_data
from stories.admin.people import person
from stories.errors import Refused
from stories.models import Edition, PreviewLink
from stories.previews import LONGEST_RECIPIENT, is_shareable, preview_path, revoke, share_preview
from stories.revisions import latest_revision

DAYS = (1, 3, 7, 14)
USUAL_DAYS = 3
SHOWN = 50  # links listed, newest first
LINKS = "admin/stories/edition/share_links.html"
PAGE = "admin/stories/edition/sharing_page.html"


@dataclass(frozen=True, slots=True)
class Link:
    """One link as it is listed; ``url`` is empty where it leads nowhere any more."""

    row: PreviewLink
    url: str
    state: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """The links to one text, and what the form for another one needs."""

    links: list[Link]
    may_share: bool
    by_script: bool
    recipient: str = ""
    problem: str = ""
    days: tuple[int, ...] = DAYS
    chosen: int = USUAL_DAYS
    longest: int = LONGEST_RECIPIENT

    @property
    def open(self) -> list[Link]:
        """Those that lead to the text."""
        return [link for link in self.links if link.url]

    @property
    def shut(self) -> list[Link]:
        """Those that lead nowhere."""
        return [link for link in self.links if not link.url]


def shared(request: HttpRequest, edition: Edition, *, by_script: bool = False) -> Sharing | None:
    """What the panel shows: one query. None: not for this person, or there is nothing to share."""
    if not request.user.has_perm("stories.share_preview"):
        return None
    now = timezone.now()
    may_share = is_shareable(edition.story, edition)
    known = PreviewLink.objects.filter(revision__edition=edition).select_related("revision", "created_by")
    rows = known.defer("revision__document", "revision__digest_hints")[:SHOWN]
    links = [_link(row, may_share, now) for row in rows]
    return Sharing(links, may_share, by_script) if links or may_share else None


def sharing_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """The links of a text on a page of its own, and whatever is done with one from anywhere."""
    if not request.user.has_perm("stories.share_preview"):
        raise PermissionDenied
    answered = _done(request, edition) if request.method == "POST" else None
    if answered and wants_data(request):
        return _data(request, edition, answered)
    if answered and answered.ok:
        answered.say(request)
        return redirect(_back(request, edition))
    sharing = shared(request, edition)
    if sharing and answered:
        typed, days = request.POST.get("recipient", ""), _days(request)
        sharing = replace(sharing, recipient=typed, problem=answered.problem, chosen=days)
    context = {
        **site_context,
        "title": "Shared previews",
        "opts": Edition._meta,
        "edition": edition,
        "story": edition.story,
        "sharing": sharing,
    }
    return TemplateResponse(request, PAGE, context, status=409 if answered else 200)


def _link(row: PreviewLink, may_share: bool, now: datetime) -> Link:
    if row.revoked_at:
        return Link(row, "", row.get_revoked_why_display())
    if row.expires_at <= now:
        return Link(row, "", "Expired")
    return Link(row, settings.SITE_URL + preview_path(row) if may_share else "", "Open")


def _done(request: HttpRequest, edition: Edition) -> Answered:
    """Do what a button says: ``share``, ``revoke-12``."""
    action, pk = action_of(request)
    by = person(request)
    try:
        if action == "share":
            recipient = request.POST.get("recipient", "")
            share_preview(revision=latest_revision(edition), recipient=recipient, days=_days(request), by=by)
            return Answered("The link is made: copy it and send it yourself.", used=True)
        if action == "revoke":
            mine = PreviewLink.objects.select_related("revision__edition__story")
            revoke(link=get_object_or_404(mine, pk=pk, revision__edition=edition), by=by)
            return Answered("The link is revoked: it leads nowhere now.")
    except Refused as refusal:
        return Answered(problem=refusal.message)
    return Answered(problem="There is no such step.")


def _days(request: HttpRequest) -> int:
    typed = request.POST.get("days", "")
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def _data(request: HttpRequest, edition: Edition, answered: Answered) -> JsonResponse:
    context = {"sharing": shared(request, edition), "edition": edition}
    return answered.data(html=render_to_string(LINKS, context, request=request))


def _back(request: HttpRequest, edition: Edition) -> str:
    name = "change" if request.POST.get("back") == "screen" else "sharing"
    return f"{reverse(f'admin:stories_edition_{name}', args=[edition.pk])}#sharing"
