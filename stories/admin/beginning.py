"""Beginning at the desk: a new story, or the next text of a public one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from stories.admin.people import person
from stories.admin.story_forms import NewEditionForm, NewStoryForm
from stories.document import DocumentError
from stories.editing import Plan, create_story, new_edition
from stories.errors import Refused
from stories.models import Edition, Story


def new_story_page(request: HttpRequest, site_context: Mapping[str, Any]) -> HttpResponse:
    """Begin a story: its headline is enough, the rest is written on the edition screen."""
    form = NewStoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = _begin(request, form)
        except Refused as refusal:
            form.add_error("slug" if refusal.code == "slug_taken" else None, refusal.message)
        except DocumentError as error:
            form.add_error(error.place if error.place in form.fields else None, error.message)
        else:
            messages.success(request, "The story is begun. Write its sections and list its sources.")
            return redirect("admin:stories_edition_change", edition.pk)
    context = {**site_context, "title": "New story", "opts": Story._meta, "form": form}
    return TemplateResponse(request, "admin/stories/story/add_form.html", context)


def new_edition_page(request: HttpRequest, story: Story) -> HttpResponse:
    """Begin the next text of a public story."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = NewEditionForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Say what the new edition does.")
        return redirect("admin:stories_story_change", story.pk)
    plan = Plan(form.cleaned_data["change_type"], form.cleaned_data["change_note"])
    try:
        edition = new_edition(story=story, plan=plan, by=person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:stories_story_change", story.pk)
    messages.success(
        request, "This draft starts from the live text. Readers keep that one until you publish."
    )
    return redirect("admin:stories_edition_change", edition.pk)


def _begin(request: HttpRequest, form: NewStoryForm) -> Edition:
    typed = form.cleaned_data
    document = {
        "schema": 1,
        "language": typed["language"],
        "headline": typed["headline"],
        "standfirst": typed["standfirst"],
        "topics": sorted(topic.slug for topic in typed["topics"]),
        "image": None,
        "sections": [],
        "sources": [],
        "timeline": [],
        "quotes": [],
    }
    return create_story(document=document, by=person(request), slug=typed["slug"], byline=typed["byline"])
