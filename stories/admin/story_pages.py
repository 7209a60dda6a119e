"""Stories at the desk: the page of one story, and the doors to what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from stories import decisions
from stories.admin import words
from stories.admin.comparing import compare_page, history_page
from stories.admin.digest_import import import_page
from stories.admin.people import person
from stories.admin.story_forms import NewEditionForm, NewStoryForm, StoryForm
from stories.admin.story_list import StoryList, headline_of, working_edition
from stories.document import DocumentError
from stories.editing import Plan, assign_story, create_story, new_edition
from stories.errors import Refused
from stories.models import Edition, PendingDecision, Story
from stories.people import zone_of
from stories.waiting import ago, until, waiting


@admin.register(Story)
class StoryAdmin(StoryList):
    """The permanent public things."""

    form = StoryForm

    def get_urls(self) -> list[URLPattern]:
        """The stock addresses, and ours before them."""
        view = self.admin_site.admin_view
        return [
            path("import/", view(self.import_view), name="stories_story_import"),
            path("<int:pk>/compare/", view(self.compare_view), name="stories_story_compare"),
            path("<int:pk>/edition/", view(self.edition_view), name="stories_story_edition"),
            path("<int:pk>/retract/", view(self.retract_view), name="stories_story_retract"),
            path("<int:pk>/confirm/<int:decision>/", view(self.confirm_view), name="stories_story_confirm"),
            path(
                "<int:pk>/withdraw/<int:decision>/",
                view(self.withdraw_view),
                name="stories_story_withdraw",
            ),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Begin a story: its headline is enough, the rest is written on the edition screen."""
        self._require_writer(request)
        form = NewStoryForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                edition = self._begin(request, form)
            except Refused as refusal:
                form.add_error("slug" if refusal.code == "slug_taken" else None, refusal.message)
            except DocumentError as error:
                form.add_error(error.place if error.place in form.fields else None, error.message)
            else:
                messages.success(request, "The story is begun. Write its sections and list its sources.")
                return redirect("admin:stories_edition_change", edition.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": "New story",
            "opts": self.opts,
            "form": form,
        }
        return TemplateResponse(request, "admin/stories/story/add_form.html", context)

    def _begin(self, request: HttpRequest, form: NewStoryForm) -> Edition:
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

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one story: what readers see, who works on it, what can be done."""
        story = self._story(request, object_id)
        extra = {**story_context(request, story), **(extra_context or {})}
        return super().change_view(request, str(story.pk), form_url, extra)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Byline and assignment go through their action, which tells the public what it shows."""
        typed = form.cleaned_data
        assign_story(
            story=obj,
            by=person(request),
            byline=typed["byline"],
            assigned_to=typed["assigned_to"],
            assigned_until=typed["assigned_until"],
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every save and every step."""
        return history_page(request, self._story(request, object_id), self.admin_site.each_context(request))

    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Any two saves."""
        return compare_page(request, self._story(request, pk), self.admin_site.each_context(request))

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """A digest becomes a draft, after a look at what was understood."""
        self._require_writer(request)
        return import_page(request, self.admin_site.each_context(request))

    def edition_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin the next text of a public story."""
        story = self._story(request, pk)
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

    def retract_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose to retract a story; it happens when a second person confirms."""
        story = self._story(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        reason = request.POST.get("reason", "").strip()
        try:
            decisions.propose(
                story=story, action=PendingDecision.Action.RETRACT, by=person(request), reason=reason
            )
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, "Proposed. The story stays as it is until a second person confirms.")
        return redirect("admin:stories_story_change", story.pk)

    def confirm_view(self, request: HttpRequest, pk: int, decision: int) -> HttpResponse:
        """Agree to what somebody else proposed; it happens at once."""
        return self._decide(request, pk, decision, decisions.confirm, "Done: {}.")

    def withdraw_view(self, request: HttpRequest, pk: int, decision: int) -> HttpResponse:
        """Take back what one proposed oneself."""
        return self._decide(request, pk, decision, decisions.withdraw, "Taken back: {}.")

    def _decide(
        self, request: HttpRequest, pk: int, decision: int, decide: Callable[..., object], done: str
    ) -> HttpResponse:
        story = self._story(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        pending = get_object_or_404(PendingDecision, pk=decision, story=story)
        try:
            decide(decision=pending, by=person(request))
        except Refused as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, done.format(pending.get_action_display().lower()))
        return redirect("admin:stories_story_change", story.pk)

    def _story(self, request: HttpRequest, pk: Any) -> Story:
        known = pk if str(pk).isdecimal() else 0
        story: Story = get_object_or_404(self.get_queryset(request), pk=known)
        if not self.has_view_or_change_permission(request, story):
            raise PermissionDenied
        return story

    def _require_writer(self, request: HttpRequest) -> None:
        if not request.user.has_perms(("stories.add_story", "stories.add_edition")):
            raise PermissionDenied


def story_context(request: HttpRequest, story: Story) -> dict[str, Any]:
    """What the page of a story shows beside its few fields."""
    now, working, user = timezone.now(), working_edition(story), request.user
    pending = story.decisions.filter(confirmed_at=None, withdrawn_at=None, expires_at__gt=now)
    may_retract = user.has_perm("stories.retract_story") and story.state in {
        Story.State.LIVE,
        Story.State.CONCERN,
    }
    waits = [
        {
            "decision": decision,
            "mine": decision.proposed_by_id == user.pk,
            "may_confirm": may_retract and decision.proposed_by_id != user.pk,
            "since": ago(decision.proposed_at, now),
            "expires": until(decision.expires_at, now),
        }
        for decision in pending.select_related("proposed_by")
    ]
    may_begin = story.version and not working and user.has_perm("stories.add_edition")
    return {
        "title": headline_of(story),
        "subtitle": None,
        "show_save_and_add_another": False,
        "show_save_and_continue": False,
        "story": story,
        "state_word": words.story_state(story),
        "label": words.label(story),
        "working": working,
        "working_word": words.edition_state(working) if working else "",
        "waits": waiting(working, now, zone_of(user)) if working else "",
        "editions": [
            (edition, words.edition_state(edition))
            for edition in story.editions.select_related("created_by").order_by("-number")[:50]
        ],
        "corrections": story.corrections.all()[:20],
        "coverage": story.coverage.select_related("article__publisher").order_by("-id")[:30],
        "public_url": f"/stories/{story.slug}/" if story.version else "",
        "new_edition_form": NewEditionForm() if may_begin else None,
        "decisions": waits,
        "may_retract": may_retract and not waits,
    }
