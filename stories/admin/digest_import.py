"""Importing a digest at the desk: what was understood is shown and confirmed before anything is saved."""

import binascii
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from stories.admin.people import person
from stories.admin.story_forms import DigestForm
from stories.digest import limits
from stories.digest.grammar import Digest, DigestError, parse
from stories.digest.headings import Choice, rank_sections
from stories.digest.parts import SHOWN_CUTS, SourceLine
from stories.document import DocumentError
from stories.errors import Refused
from stories.importing import import_digest
from stories.models import Story, Topic

SHOWN_CHOICES = 5  # ranked headings offered for a section; any other place can be chosen word by word
SHOWN_WORDS = 30  # words after which a heading may be said to end


@dataclass(frozen=True, slots=True)
class SectionPreview:
    """One section: the ranked splits of its line, every place where a heading may end, what is chosen."""

    number: int
    line: str
    choices: list[Choice]
    ends: list[str]
    chosen: str
    end: str

    @property
    def sure(self) -> bool:
        """Whether nobody needs to look."""
        return self.choices[0].sure


@dataclass(frozen=True, slots=True)
class SourcePreview:
    """One source: every way to cut title from summary, and the one chosen."""

    line: SourceLine
    chosen: int


def import_page(request: HttpRequest, site_context: Mapping[str, Any]) -> HttpResponse:
    """Take a digest, show what it means, and save it once that is confirmed."""
    context = {**site_context, "title": "Import a digest", "opts": Story._meta}
    if "data" in request.POST:
        return _confirm(request, context)
    form = DigestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            digest = parse(form.cleaned_data["data"])
        except DigestError as error:
            form.add_error(None, f"Line {error.line}: {error.message}" if error.line else error.message)
        else:
            return _preview(request, context, digest, form.cleaned_data["data"])
    return TemplateResponse(request, "admin/stories/story/import.html", {**context, "form": form})


def _confirm(request: HttpRequest, context: Mapping[str, Any]) -> HttpResponse:
    try:
        data = b64decode(request.POST["data"], validate=True)
        digest = parse(data)
    except (binascii.Error, DigestError):
        messages.error(request, "The digest was lost on the way: choose it again.")
        return redirect("admin:stories_story_import")
    if "_back" in request.POST:
        text = data.decode().removeprefix("\ufeff")
        form = DigestForm(initial={"pasted": text})
        return TemplateResponse(request, "admin/stories/story/import.html", {**context, "form": form})
    topics = Topic.objects.filter(slug__in=request.POST.getlist("topics")).values_list("slug", flat=True)
    try:
        edition = import_digest(
            digest=_as_cut(digest, request),
            by=person(request),
            headings=[section.chosen for section in _sections(digest, request)],
            topics=list(topics),
        )
    except (Refused, DocumentError) as refusal:
        messages.error(request, f"Nothing was saved: {refusal}")
        return _preview(request, context, digest, data)
    messages.success(request, "Imported as a draft. Read it, then submit it for review.")
    return redirect("admin:stories_edition_change", edition.pk)


def _preview(request: HttpRequest, context: Mapping[str, Any], digest: Digest, data: bytes) -> HttpResponse:
    shown = {
        **context,
        "title": "Check what was understood",
        "digest": digest,
        "data": b64encode(data).decode(),
        "sections": _sections(digest, request),
        "sources": _sources(digest, request),
        "topics": Topic.objects.all(),
        "chosen_topics": request.POST.getlist("topics"),
    }
    return TemplateResponse(request, "admin/stories/story/import_preview.html", shown)


def _sections(digest: Digest, request: HttpRequest) -> list[SectionPreview]:
    return [
        _section(number, line, choices, request)
        for number, (line, choices) in enumerate(zip(digest.sections, rank_sections(digest), strict=True), 1)
    ]


def _section(number: int, line: str, choices: list[Choice], request: HttpRequest) -> SectionPreview:
    """What was posted for a section; anything that is no beginning of its line means the first choice."""
    ends = _ends(line)
    posted, chosen, end = request.POST.get(f"heading-{number}", ""), choices[0].heading, ""
    if posted == "other":
        typed = request.POST.get(f"end-{number}", "")
        end = typed if typed.isdecimal() and int(typed) < len(ends) else ""
        chosen = ends[int(end)] if end else chosen
    elif posted.isdecimal() and int(posted) < len(choices):
        chosen = choices[int(posted)].heading
    return SectionPreview(number, line, choices[:SHOWN_CHOICES], ends, chosen, end)


def _ends(line: str) -> list[str]:
    """Every heading that the line could have, shortest first; each ends before a single space."""
    ends: list[str] = []
    at = line.find(" ")
    while at > 0 and len(ends) < SHOWN_WORDS and at <= limits.HEADING:
        if line[at + 1 :].strip():
            ends.append(line[:at])
        at = line.find(" ", at + 1)
    return ends


def _sources(digest: Digest, request: HttpRequest) -> list[SourcePreview]:
    previews = []
    for source in digest.sources:
        typed = request.POST.get(f"cut-{source.number}", "0")
        known = typed.isdecimal() and int(typed) < len(source.cuts[:SHOWN_CUTS])
        previews.append(SourcePreview(source, int(typed) if known else 0))
    return previews


def _as_cut(digest: Digest, request: HttpRequest) -> Digest:
    """The digest with title and summary cut where the editor said; what they looked at is sure."""
    sources = tuple(
        replace(preview.line, cuts=(preview.line.cuts[preview.chosen],))
        for preview in _sources(digest, request)
    )
    return replace(digest, sources=sources)
