"""The memory of a story at the desk: its saves and steps, any two saves compared, an old one restored."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from stories.admin.people import person
from stories.admin.reading import readable
from stories.diff import compare
from stories.document import DocumentError
from stories.editing import restore_revision
from stories.errors import Refused
from stories.models import Edition, Revision, Story

WORDS: Mapping[str, str] = {
    "create": "Began",
    "new_edition": "Began",
    "submit": "Submitted for review",
    "request_changes": "Requested changes to",
    "approve": "Approved",
    "publish": "Published",
    "due": "Went live as scheduled:",
    "schedule": "Scheduled",
    "unschedule": "Took off the schedule",
    "retry": "Made ready to try again",
    "discard": "Discarded",
    "assign": "Assigned the story, or changed its byline",
    "accept_coverage": "Accepted an article",
    "reject_coverage": "Took out an article",
    "join_coverage": "Joined by itself: an article",
    "undo_coverage": "Took back a decision about an article",
    "set_joining": "Changed how articles join and are counted",
    "waive": "Let a finding of the desk checks stand in",
    "withdraw_waiver": "Took back that a finding may stand in",
    "note": "Wrote a note on",
    "resolve_note": "Resolved a note on",
    "reopen_note": "Reopened a note on",
    "share_preview": "Shared a preview of",
    "revoke_preview": "Revoked a preview of",
    "edit": "Changed, so that it is a draft again:",
    "publish_urgently": "Published before approval:",
    "approve_afterwards": "Approved what was live:",
    "raise_concern": "Raised a concern",
    "propose_lift_concern": "Proposed to lift the concern",
    "lift_concern": "Confirmed: the concern is lifted",
    "withdraw_lift_concern": "Took back the proposal to lift the concern",
    "close": "Closed the story",
    "reopen": "Reopened the story",
    "propose_retract": "Proposed to retract the story",
    "retract": "Confirmed: the story is retracted",
    "withdraw_retract": "Took back the proposal to retract the story",
    "take_down": "Took the story down",
    "confirm_take_down": "Confirmed the take-down",
    "propose_restore": "Proposed to restore the story",
    "restore": "Confirmed: the story is restored",
    "withdraw_restore": "Took back the proposal to restore the story",
    "propose_merge": "Proposed to merge the story into another",
    "merge": "Confirmed: the story is part of another",
    "withdraw_merge": "Took back the proposal to merge the story",
    "rename": "Changed the address",
    "second_eyes_missing": "Reminded: nobody has approved what is live:",
    "reader_report": "Kept a reader's report on",
    "source_changed": "Noticed what happened to a source of",
    "take_down_unconfirmed": "Reminded: nobody has confirmed the take-down",
}
SHOWN = 200  # saves or steps listed; older ones are in the lists of revisions and events


def history_page(request: HttpRequest, story: Story, site_context: Mapping[str, Any]) -> HttpResponse:
    """Every save of every edition, and every step, newest first."""
    revisions = _revisions(story).defer("document", "digest_hints")[:SHOWN]
    working = story.editions.filter(state__in=Edition.EDITABLE).first()
    context = {
        **site_context,
        "title": "History",
        "story": story,
        "opts": Story._meta,
        "revisions": revisions,
        "events": [(step_word(e.action), e) for e in story.events.select_related("by", "edition")[:SHOWN]],
        "working": working,
        "may_restore": working and request.user.has_perm("stories.change_edition"),
    }
    return TemplateResponse(request, "admin/stories/story/history.html", context)


def compare_page(request: HttpRequest, story: Story, site_context: Mapping[str, Any]) -> HttpResponse:
    """What must happen to one save to become another."""
    new = _chosen(story, request.GET.get("to", "")) or _revisions(story).first()
    if new is None:
        raise Http404("This story has no text.")
    old = _chosen(story, request.GET.get("from", "")) or _before(story, new)
    context = {
        **site_context,
        "title": "What changed",
        "story": story,
        "opts": Story._meta,
        "old": old,
        "new": new,
        "changes": compare(old.document, new.document).changes if old else (),
        "reading": readable(new.document),
        "headline": new.document["headline"],
        "waivers": new.edition.waivers.select_related("by"),
        "revisions": _revisions(story).defer("document", "digest_hints")[:SHOWN],
    }
    return TemplateResponse(request, "admin/stories/story/compare.html", context)


def restore_page(request: HttpRequest, edition: Edition) -> HttpResponse:
    """Save an older text as the newest of the edition; the one it replaces stays in the history."""
    typed = {name: request.POST.get(name, "") for name in ("revision", "lock_version")}
    if not all(value.isdecimal() for value in typed.values()):
        raise PermissionDenied
    revision = get_object_or_404(Revision.objects.select_related("edition"), pk=int(typed["revision"]))
    try:
        restore_revision(
            revision=revision, by=person(request), lock_version=int(typed["lock_version"]), edition=edition
        )
    except (Refused, DocumentError) as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:stories_story_history", edition.story_id)
    messages.success(
        request, f"Revision {revision.number} of edition {revision.edition.number} is the newest text again."
    )
    return redirect("admin:stories_edition_change", edition.pk)


def step_word(action: str) -> str:
    """What a step is called, as it stands in the record of steps."""
    return WORDS.get(action, action.replace("_", " ").capitalize())


def _revisions(story: Story) -> Any:
    return (
        Revision.objects.filter(edition__story=story)
        .select_related("edition", "author", "copied_from__edition")
        .order_by("-edition__number", "-number")
    )


def _chosen(story: Story, wanted: str) -> Revision | None:
    """A revision by its id, the newest of an edition (``edition-12``), or the live text (``live``)."""
    revisions = _revisions(story)
    if wanted == "live":
        found = revisions.filter(edition__state=Edition.State.PUBLISHED)
    elif wanted.startswith("edition-") and wanted[8:].isdecimal():
        found = revisions.filter(edition=int(wanted[8:]))
    elif wanted.isdecimal() and len(wanted) < 18:
        found = revisions.filter(pk=int(wanted))
    else:
        return None
    revision: Revision | None = found.first()
    return revision


def _before(story: Story, revision: Revision) -> Revision | None:
    """The save before, in this edition or the one before it."""
    same = _revisions(story).filter(edition=revision.edition_id, number__lt=revision.number).first()
    earlier: Revision | None = (
        same or _revisions(story).filter(edition__number__lt=revision.edition.number).first()
    )
    return earlier
