"""Stories at the desk: the page of one story, and the doors to what can be done with it."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from stories.admin.beginning import new_edition_page, new_story_page
from stories.admin.comparing import compare_page, history_page
from stories.admin.covering import coverage_page
from stories.admin.digest_import import import_page
from stories.admin.people import person
from stories.admin.standing_pages import decide_page, standing_page, targets_page
from stories.admin.story_forms import StoryForm
from stories.admin.story_list import StoryList
from stories.admin.story_screen import story_context
from stories.editing import assign_story
from stories.models import Story
from stories.placing import set_joining


@admin.register(Story)
class StoryAdmin(StoryList):
    """The permanent public things."""

    form = StoryForm

    def get_urls(self) -> list[URLPattern]:
        """The stock addresses, and ours before them."""
        view = self.admin_site.admin_view
        decision = "<int:pk>/decision/<int:decision>/<slug:verb>/"
        return [
            path("import/", view(self.import_view), name="stories_story_import"),
            path("<int:pk>/compare/", view(self.compare_view), name="stories_story_compare"),
            path("<int:pk>/edition/", view(self.edition_view), name="stories_story_edition"),
            path("<int:pk>/standing/<slug:action>/", view(self.standing_view), name="stories_story_standing"),
            path(
                "<int:pk>/coverage/<int:coverage>/", view(self.coverage_view), name="stories_story_coverage"
            ),
            path("<int:pk>/targets/", view(self.targets_view), name="stories_story_targets"),
            path(decision, view(self.decision_view), name="stories_story_decision"),
            *super().get_urls(),
        ]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Begin a story."""
        self._require_writer(request)
        return new_story_page(request, self.admin_site.each_context(request))

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
        set_joining(
            story=obj,
            by=person(request),
            joins_from=typed["joins_from"],
            copies_count_once=typed["copies_count_once"],
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
        return new_edition_page(request, self._story(request, pk))

    def standing_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Change the standing or the address of a story, or propose to."""
        story = self._story(request, pk)
        return standing_page(request, story, action, self.admin_site.each_context(request))

    def targets_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Stories offered while one types what this one shall become part of."""
        return targets_page(request, self._story(request, pk))

    def coverage_view(self, request: HttpRequest, pk: int, coverage: int) -> HttpResponse:
        """Accept an article, take it out, or take back what was decided of it."""
        return coverage_page(request, self._story(request, pk), coverage)

    def decision_view(self, request: HttpRequest, pk: int, decision: int, verb: str) -> HttpResponse:
        """Confirm a decision as the second person, or take it back as the first."""
        return decide_page(request, self._story(request, pk), decision, verb)

    def _story(self, request: HttpRequest, pk: Any) -> Story:
        known = pk if str(pk).isdecimal() else 0
        story: Story = get_object_or_404(self.get_queryset(request), pk=known)
        if not self.has_view_or_change_permission(request, story):
            raise PermissionDenied
        return story

    def _require_writer(self, request: HttpRequest) -> None:
        if not request.user.has_perms(("stories.add_story", "stories.add_edition")):
            raise PermissionDenied
