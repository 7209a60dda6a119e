"""Answers shared previews: one save of a text that is not public, for whoever holds its link."""

from collections.abc import Callable, Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from newsroom.site.notices import shut
from newsroom.site.previewing import preview_page
from newsroom.site.serving import SECURITY
from newsroom.site.templating import moment
from stories.editing import Plan
from stories.forthcoming import forthcoming
from stories.models import Edition, PreviewLink
from stories.previews import NoDoor, count_opening, open_preview
from stories.revisions import latest_revision

DOORS: Final = ("/preview/", "/search/", "/report/")
HEADERS: Final[Mapping[str, str]] = {
    **dict(SECURITY),
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
NOTE = (
    "{by} shares revision {number} of this text with {recipient} until {until}. It can still change; "
    "please do not pass it on."
)


def without_cookies(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: at the doors of readers nobody is anybody, so no cookie is read there, set or deleted."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DOORS):
            request.META.pop("HTTP_COOKIE", None)
        return answer(request)

    return middleware


@csrf_exempt  # nothing can be sent here, and who tries is told so
@require_safe
def shared_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link, or one plain page for every link that leads nowhere.

    Neither reads nor sets a cookie: the link is all that counts.
    """
    now = timezone.now()
    try:
        link = open_preview(token, now=now)
    except NoDoor as none:
        return HttpResponse(shut(), status=410 if none.gone else 404, headers=dict(HEADERS))
    page = _page(link)
    if request.method == "GET":
        count_opening(link=link, now=now)
    return HttpResponse(page, headers=dict(HEADERS))


def _page(link: PreviewLink) -> bytes:
    """The save as it would be published now; of what was saved after it, nothing is shown."""
    revision, edition = link.revision, link.revision.edition
    newest = latest_revision(edition)
    kind = Edition.Change.FIRST if edition.change_type == Edition.Change.FIRST else Edition.Change.UPDATE
    plan = Plan.of(edition) if newest.pk == revision.pk else Plan(kind)
    public = forthcoming(edition, revision.document, now=timezone.now(), plan=plan)
    note = NOTE.format(
        by=link.created_by,
        number=revision.number,
        recipient=link.recipient or "you",
        until=moment(link.expires_at.isoformat()),
    )
    return preview_page(public, note=note)
