"""The form with which a reader reports an error: no account, no cookie, no script."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.site import notices
from newsroom.site.reports import LONGEST, TooMany, Written, take_report
from newsroom.site.serving import SECURITY
from newsroom.site.showing import direction
from newsroom.site.templating import render
from stories.models import PublishedStory
from stories.public import story_path

HEADERS: Final[Mapping[str, str]] = {
    **dict(SECURITY),
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
}
MOST_BYTES: Final = 65_536  # of what is sent
FORM: Final = "application/x-www-form-urlencoded"
TRAP: Final = "website"  # a field that no person sees; whoever fills it is thanked and not kept


@csrf_exempt  # there is no cookie that a token could be held against: see _from_our_page
@require_http_methods(["GET", "HEAD", "POST"])
def report_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and what becomes of it."""
    try:
        story = _story(slug)
        if story is None:
            return _answer(notices.not_found().body, 404)
        return _sent(request, story) if request.method == "POST" else _form(story)
    except DatabaseError:
        return _answer(notices.no_reports().body, 503)


@csrf_exempt
@require_safe
def thanks_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Where a reader is led once the report is kept."""
    try:
        story = _story(slug)
    except DatabaseError:
        return _answer(notices.no_reports().body, 503)
    found = notices.thanks(story_path(story.slug)) if story else notices.not_found()
    return _answer(found.body, 200 if story else 404)


def _story(slug: str) -> PublishedStory | None:
    if not slug.isprintable():
        return None
    columns = ("id", "slug", "version", "headline", "language")
    return PublishedStory.objects.readable().filter(slug=slug).only(*columns).first()


def _sent(request: HttpRequest, story: PublishedStory) -> HttpResponse:
    if request.content_type != FORM or int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return _form(story, status=413, alert="This is too long to be sent. Write it in fewer words.")
    written = Written(**{name: _clean(request.POST.get(name, "")) for name in LONGEST})
    if not _from_our_page(request):
        alert = "This did not come from the form on this page. Check it and send it again."
        return _form(story, written, status=403, alert=alert)
    if faults := written.faults():
        return _form(story, written, status=400, faults=faults)
    if not request.POST.get(TRAP):
        try:
            take_report(public=story, written=written, address=client_address(request))
        except TooMany:
            alert = "More reports came from your network than one reader writes. Try again in an hour."
            return _form(story, written, status=429, alert=alert)
    return HttpResponse(status=303, headers={**HEADERS, "Location": f"/report/{quote(story.slug)}/thanks/"})


def client_address(request: HttpRequest) -> str:
    """Where a request comes from; what a proxy says of it counts only where there is one."""
    if settings.TRUST_FORWARDED_FOR:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _from_our_page(request: HttpRequest) -> bool:
    """Whether the browser says that the form was ours: it says so in headers that no other page can set."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    told = request.headers.get("Origin") or request.headers.get("Referer", "")
    if not told:
        return site == "same-origin"
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(told))
    return origin in (settings.SITE_URL, f"{request.scheme}://{request.get_host()}")


def _clean(text: str) -> str:
    """The text without characters that cannot be shown; lines stay."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(c if c.isprintable() else " " for c in line).rstrip() for line in lines).strip()


def _form(
    story: PublishedStory,
    written: Written | None = None,
    *,
    status: int = 200,
    faults: Mapping[str, str] | None = None,
    alert: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "story": {
            "headline": story.headline,
            "language": story.language,
            "direction": direction(story.language),
            "path": story_path(story.slug),
        },
        "written": asdict(written or Written()),
        "longest": LONGEST,
        "faults": faults or {},
        "alert": alert,
        "trap": TRAP,
        "contact": settings.CONTACT_EMAIL,
        "action": f"/report/{story.slug}/",
    }
    return _answer(render("site/report.html", context), status)


def _answer(page: bytes, status: int) -> HttpResponse:
    return HttpResponse(page, status=status, headers=dict(HEADERS))
