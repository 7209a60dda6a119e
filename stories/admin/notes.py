"""Notes at the desk: beside the text, on a page of their own, and the list of people behind an @."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse

from stories.admin.answering import Answered, action_of, wants_data
from stories.admin.people import person
from stories.errors import Refused
from stories.models import Edition, Note
from stories.notes import (
    OFFERED,
    add_note,
    colleagues,
    places,
    places_gone,
    reopen_note,
    resolve_note,
)
from stories.revisions import edition_document

THREADS = "admin/stories/edition/note_threads.html"
PAGE = "admin/stories/edition/notes_page.html"


@dataclass(slots=True)
class Thread:
    """The notes about one place, oldest first; what is resolved folds away."""

    place: str
    about: str
    there: bool
    open: list[Note] = field(default_factory=list)
    resolved: list[Note] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Notes:
    """All notes beside one text, in its order, and what the form for another one needs."""

    threads: list[Thread]
    places: dict[str, str]
    may_write: bool
    by_script: bool  # inside the form of the edition, where only a script can send a note by itself
    on_page: bool = False  # on the page of their own, away from the text
    draft: str = ""
    chosen: str = ""
    problem: str = ""

    @property
    def open_at(self) -> dict[str, int]:
        """How many are open at each place."""
        return {thread.place: len(thread.open) for thread in self.threads if thread.open}

    @property
    def total(self) -> int:
        """How many are open."""
        return sum(self.open_at.values())


def notes_beside(
    request: HttpRequest, edition: Edition, document: Mapping[str, Any], *, by_script: bool = False
) -> Notes | None:
    """What the panel shows: one query, a second one where places are gone. None: not for this person."""
    if not request.user.has_perm("stories.view_note"):
        return None
    known = places(document)
    notes = list(Note.objects.beside(edition).select_related("author", "resolved_by", "edition"))
    gone = [note for note in notes if note.place not in known]
    about = known | (places_gone(gone) if gone else {})
    threads = {place: Thread(place, words, place in known) for place, words in about.items()}
    for note in notes:
        thread = threads[note.place]
        (thread.resolved if note.resolved_at else thread.open).append(note)
    return Notes(
        threads=[thread for thread in threads.values() if thread.open or thread.resolved],
        places=known,
        may_write=request.user.has_perm("stories.add_note"),
        by_script=by_script,
    )


def notes_page(request: HttpRequest, edition: Edition, site_context: Mapping[str, Any]) -> HttpResponse:
    """Every note of a text on a page of its own, and whatever is done with one from anywhere."""
    if not request.user.has_perm("stories.view_note"):
        raise PermissionDenied
    answered = _done(request, edition) if request.method == "POST" else None
    if answered and wants_data(request):
        return _data(request, edition, answered)
    if answered and answered.ok:
        answered.say(request)
        if answered.used or not request.POST.get("text", "").strip():
            return redirect(_back(request, edition))
    document = edition_document(edition)
    notes = notes_beside(request, edition, document)
    if notes:
        chosen = request.POST.get("place", request.GET.get("at", ""))
        problem = answered.problem if answered else ""
        draft = request.POST.get("text", "")
        notes = replace(notes, on_page=True, chosen=chosen, draft=draft, problem=problem)
    context = {
        **site_context,
        "title": "Notes",
        "headline": document["headline"],
        "opts": Edition._meta,
        "edition": edition,
        "story": edition.story,
        "notes": notes,
    }
    return TemplateResponse(request, PAGE, context, status=200 if not answered or answered.ok else 409)


def people_page(request: HttpRequest) -> JsonResponse:
    """Whom an @ can mean: at most a handful, by the beginning of a name."""
    if not request.user.has_perm("stories.add_note"):
        raise PermissionDenied
    typed = request.GET.get("q", "")[:60]
    named = Q()
    for part in ("username", "first_name", "last_name", "byline"):
        named |= Q(**{f"{part}__istartswith": typed})
    found = colleagues().filter(named).order_by("username")[:OFFERED]
    return JsonResponse({"people": [{"name": one.username, "words": str(one)} for one in found]})


def _done(request: HttpRequest, edition: Edition) -> Answered:
    """Do what a button says: ``add``, ``resolve-12``, ``reopen-12``."""
    action, pk = action_of(request)
    by = person(request)
    try:
        if action == "add":
            place = request.POST.get("place", "")
            add_note(edition=edition, text=request.POST.get("text", ""), by=by, place=place)
            return Answered("The note is added.", used=True)
        note = get_object_or_404(Note.objects.beside(edition).select_related("edition__story"), pk=pk)
        if action == "resolve":
            resolve_note(note=note, by=by)
            return Answered("The note is resolved.")
        if action == "reopen":
            reopen_note(note=note, by=by)
            return Answered("The note is open again.")
    except Refused as refusal:
        return Answered(problem=refusal.message)
    return Answered(problem="There is no such step.")


def _data(request: HttpRequest, edition: Edition, answered: Answered) -> JsonResponse:
    """The answer to a script: what was said, the notes as they are now, how many are open where."""
    notes = notes_beside(request, edition, edition_document(edition))
    if notes and not _from_screen(request):
        notes = replace(notes, on_page=True)
    context = {"notes": notes, "edition": edition}
    return answered.data(
        html=render_to_string(THREADS, context, request=request),
        open=notes.open_at if notes else {},
        total=notes.total if notes else 0,
    )


def _back(request: HttpRequest, edition: Edition) -> str:
    name = "change" if _from_screen(request) else "notes"
    return f"{reverse(f'admin:stories_edition_{name}', args=[edition.pk])}#notes"


def _from_screen(request: HttpRequest) -> bool:
    return request.POST.get("back") == "screen"
