"""What the screen asks while somebody writes: the page to come, the checks, a buffer, who else is there."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.module_loading import import_string

from stories import autosaving, presence
from stories.admin.findings import findings
from stories.admin.people import person
from stories.admin.pins import opened_with
from stories.admin.quoting import shown
from stories.admin.typed import Typed, fields_of, fragment, given_version
from stories.checks import Desk, desk_of, run
from stories.editing import Plan
from stories.errors import Refused
from stories.forthcoming import forthcoming
from stories.models import Edition
from stories.people import Person
from stories.revisions import edition_document

NOTHING = "_nothing"
AS_SAVED = "Edition {number} as it was saved. Only people of the newsroom see this."
AS_TYPED = "Edition {number} as it is on your screen now. Only you see this."


def preview(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """What readers would be given: of the saved text, or of a form that nobody has saved."""
    if request.method != "POST":
        return HttpResponse(_page(edition, edition_document(edition), note=AS_SAVED))
    _refuse_reader(person(request))
    typed = Typed(edition, request.POST)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse(_foreseen(request, typed))
    if typed.document is None:
        context = {**site_context, "title": "No preview yet", "edition": edition, "typed": typed}
        return TemplateResponse(request, "admin/stories/edition/no_preview.html", context, status=422)
    return HttpResponse(_page(edition, typed.as_published(), note=AS_TYPED, plan=typed.plan))


def keep(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Keep what is typed for its writer alone, and say who else is there."""
    by, now = person(request), timezone.now()
    given = given_version(request.POST)
    if NOTHING in request.POST:  # everything typed was taken back
        autosaving.forget(edition=edition, by=by, opening=request.POST.get(autosaving.OPENING, ""))
        return JsonResponse({"kept_at": "", **around(edition, by, given)})
    try:
        buffer = autosaving.keep(
            edition=edition, by=by, fields=fields_of(request.POST), lock_version=given, now=now
        )
    except Refused as refusal:
        status = 403 if refusal.code == "no_permission" else 409
        return JsonResponse({"message": refusal.message, **around(edition, by, given)}, status=status)
    kept_at = f"{buffer.saved_at:%H:%M}" if buffer else ""
    return JsonResponse({"kept_at": kept_at, **around(edition, by, given)})


def present(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Note that somebody is here; say who else is, and what was saved meanwhile."""
    by = person(request)
    _refuse_reader(by)
    return JsonResponse(around(edition, by, given_version(request.POST)))


def around(edition: Edition, by: Person, lock_version: int) -> dict[str, Any]:
    """Who else has the edition open, and the newest save since this person opened it."""
    presence.seen(edition=edition, by=by)
    newest = presence.saved_since(edition=edition, lock_version=lock_version)
    return {
        "others": [asdict(other) for other in presence.others(edition=edition, by=by)],
        "saved": newest
        and {"by": str(newest.author), "number": newest.number, "at": f"{newest.created_at:%H:%M}"},
    }


def confirmed_headings(data: Mapping[str, Any], before: Any, document: Mapping[str, Any]) -> set[str]:
    """Headings that an import guessed and somebody has confirmed or rewritten."""
    old = {row["key"]: row["heading"] for row in before["sections"]}
    changed = {row["key"] for row in document["sections"] if row["heading"] != old.get(row["key"])}
    return set(data.getlist("confirmed")) | changed  # type: ignore[attr-defined]  # a QueryDict


def _foreseen(request: HttpRequest, typed: Typed) -> dict[str, Any]:
    if typed.document is None:
        return {"obstacles": [asdict(obstacle) for obstacle in typed.obstacles()]}
    edition, document = typed.edition, typed.as_published()
    desk = _desk(request, typed, document)
    new = typed.new_places()
    issues = [replace(issue, place=new.get(issue.place, issue.place)) for issue in run(desk)]
    rows = shown(document, desk.quotations, places=new, opened=opened_with(request.POST))
    quoting = {"quotations": rows, "document": document, "may_edit": True}
    found = findings(edition, issues, person(request), saved=False)
    wanted = request.GET.get("page") != "no"
    page = _page(edition, document, note=AS_TYPED, plan=typed.plan).decode() if wanted else ""
    return {
        "obstacles": [],
        "page": page,
        "anchors": typed.anchors(),
        "checks": fragment(request, "checks", found),
        "quotations": fragment(request, "quotations", {**quoting, "edition": edition}),
        "blockers": len(found["blockers"]),
        "warnings": len(found["warnings"]),
    }


def _desk(request: HttpRequest, typed: Typed, document: Mapping[str, Any]) -> Desk:
    """Everything that the checks of a text that is not saved need."""
    desk = desk_of(typed.edition, document=document)
    confirmed = confirmed_headings(request.POST, typed.base, document)
    return replace(
        desk,
        embargo_until=typed.plan.embargo_until,
        unconfirmed_headings=desk.unconfirmed_headings - confirmed,
    )


def _page(edition: Edition, document: Mapping[str, Any], *, note: str, plan: Plan | None = None) -> bytes:
    public = forthcoming(edition, document, now=timezone.now(), plan=plan)
    page: bytes = import_string(settings.PREVIEW_PAGE)(public, note=note.format(number=edition.number))
    return page


def _refuse_reader(by: Person) -> None:
    if not by.has_perm("stories.change_edition"):
        raise PermissionDenied
