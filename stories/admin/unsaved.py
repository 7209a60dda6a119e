"""What somebody typed and did not save: how it differs from the saved text, and throwing it away."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from stories import autosaving
from stories.admin.people import person
from stories.admin.side_by_side import side_by_side
from stories.admin.typed import Typed, data_of
from stories.models import Edition


def unsaved_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """Show the difference; posted to, throw the text away."""
    by = person(request)
    if request.method == "POST":
        autosaving.forget(edition=edition, by=by)
        messages.success(request, "Thrown away. You see the saved text.")
        return redirect("admin:stories_edition_change", edition.pk)
    buffer = autosaving.kept_for(edition=edition, by=by)
    if buffer is None:
        messages.info(request, "There is no unsaved text of yours here any more.")
        return redirect("admin:stories_edition_change", edition.pk)
    typed = Typed(edition, data_of(buffer.fields))
    opened = edition.revisions.filter(number=buffer.lock_version).first()
    context = {
        **site_context,
        "title": "Unsaved text",
        "edition": edition,
        "story": edition.story,
        "buffer": buffer,
        "obstacles": typed.obstacles(),
        "differences": typed.document
        and side_by_side(opened.document if opened else None, typed.base, typed.document),
    }
    return TemplateResponse(request, "admin/stories/edition/unsaved.html", context)
