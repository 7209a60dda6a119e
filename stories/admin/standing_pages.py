"""Where the standing of a story is changed: a sheet for each action, a door for the second person."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from stories import decisions
from stories.admin.people import person
from stories.admin.standing_forms import StandingForm
from stories.admin.standing_words import SHEETS, sheet_of
from stories.admin.story_list import headline_of
from stories.errors import Refused
from stories.merging import candidates, target_of
from stories.models import PendingDecision, PublishedStory, Story
from stories.people import Person
from stories.standing import barrier

DECIDE = {"confirm": decisions.confirm, "withdraw": decisions.withdraw}


def standing_page(
    request: HttpRequest, story: Story, action: str, site_context: Mapping[str, Any]
) -> HttpResponse:
    """Say what an action will do, ask for what it needs, and do it."""
    if action not in SHEETS:
        raise Http404
    by = person(request)
    if action not in decisions.possible(story, by, now=timezone.now()):
        messages.error(request, _why_not(action, story, by))
        return redirect("admin:stories_story_change", story.pk)
    if request.method != "POST":
        return _sheet(request, story, StandingForm(action, story), site_context)
    form = StandingForm(action, story, request.POST)
    refusal = form.take(by) if form.is_valid() else None
    if form.errors:
        return _sheet(request, story, form, site_context)
    if refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, form.sheet.done)
    return redirect("admin:stories_story_change", story.pk)


def decide_page(request: HttpRequest, story: Story, decision: int, verb: str) -> HttpResponse:
    """Agree to what somebody else proposed, or take back what one proposed oneself."""
    if verb not in DECIDE:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    pending = get_object_or_404(PendingDecision, pk=decision, story=story)
    try:
        DECIDE[verb](decision=pending, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _done(pending, verb))
    return redirect("admin:stories_story_change", story.pk)


def targets_page(request: HttpRequest, story: Story) -> JsonResponse:
    """The stories that may be meant while somebody types what this one shall become part of."""
    if not request.user.has_perm("stories.merge_story"):
        raise PermissionDenied
    found = candidates(request.GET.get("q", ""), story=story)
    return JsonResponse({"stories": [{"slug": row.slug, "headline": row.headline} for row in found]})


def _sheet(
    request: HttpRequest, story: Story, form: StandingForm, site_context: Mapping[str, Any]
) -> HttpResponse:
    context = {
        **site_context,
        "title": form.sheet.label,
        "opts": Story._meta,
        "story": story,
        "headline": headline_of(story),
        "form": form,
        "sheet": form.sheet,
    }
    if "target" in form.fields:
        context |= _target(request, story)
    return TemplateResponse(request, "admin/stories/story/standing.html", context)


def _target(request: HttpRequest, story: Story) -> dict[str, Any]:
    """The other story, as far as it is known yet, or those that may be meant."""
    typed = (request.POST.get("target") or request.GET.get("target") or "").strip()
    target = target_of(typed, story=story)
    return {
        "choosing": target is None,
        "typed": typed,
        "target": PublishedStory.objects.get(id=target.public_id) if target else None,
        "found": candidates(typed, story=story) if typed and target is None else [],
    }


def _why_not(action: str, story: Story, by: Person) -> str:
    refusal = barrier(action, story, by)
    return refusal.message if refusal else "This has been proposed already and waits for a second person."


def _done(decision: PendingDecision, verb: str) -> str:
    if verb == "withdraw":
        return f"Taken back: {decision.get_action_display().lower()}."
    if decision.action == PendingDecision.Action.CONFIRM_TAKE_DOWN:
        return sheet_of(decision).done
    return f"Done: {decision.get_action_display().lower()}. Readers see it now."
