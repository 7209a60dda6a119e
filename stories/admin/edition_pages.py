"""Editions at the desk: the addresses of everything that can be done with one."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from stories.admin import steps, writing
from stories.admin.comparing import restore_page
from stories.admin.edition_list import EditionList
from stories.admin.edition_screen import EditionScreen
from stories.admin.notes import notes_page, people_page
from stories.admin.passages import passages_page
from stories.admin.proposals import proposals_page
from stories.admin.quoting import quotations_page
from stories.admin.sharing import sharing_page
from stories.admin.unsaved import unsaved_page
from stories.admin.waiving import waive_page, withdraw_page
from stories.date_offers import offers
from stories.dates import DateError, parse, reading_back
from stories.models import Edition


@admin.register(Edition)
class EditionAdmin(EditionList):
    """Every worked-on text."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: an edition begins with a new story, or from the page of a live one."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The stock addresses, and ours before them."""
        view = self.admin_site.admin_view
        return [
            path("date/", view(self.date_view), name="stories_edition_date"),
            path("<int:pk>/preview/", view(self.preview_view), name="stories_edition_preview"),
            path("<int:pk>/keep/", view(self.keep_view), name="stories_edition_keep"),
            path("<int:pk>/present/", view(self.present_view), name="stories_edition_present"),
            path("<int:pk>/unsaved/", view(self.unsaved_view), name="stories_edition_unsaved"),
            path("<int:pk>/step/<slug:action>/", view(self.step_view), name="stories_edition_step"),
            path("<int:pk>/waive/", view(self.waive_view), name="stories_edition_waive"),
            path("<int:pk>/waive/<int:waiver>/", view(self.unwaive_view), name="stories_edition_unwaive"),
            path("<int:pk>/restore/", view(self.restore_view), name="stories_edition_restore"),
            path("people/", view(people_page), name="stories_edition_people"),
            path("<int:pk>/notes/", view(self.notes_view), name="stories_edition_notes"),
            path("<int:pk>/quotations/", view(self.quotations_view), name="stories_edition_quotations"),
            path("<int:pk>/proposals/", view(self.proposals_view), name="stories_edition_proposals"),
            path("<int:pk>/passages/", view(self.passages_view), name="stories_edition_passages"),
            path("<int:pk>/sharing/", view(self.sharing_view), name="stories_edition_sharing"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The edition screen instead of the stock form."""
        edition = self._edition(request, object_id)
        if request.method == "POST" and not self.has_change_permission(request, edition):
            raise PermissionDenied
        return EditionScreen(request, edition, self.admin_site.each_context(request)).respond()

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of the story that the edition belongs to."""
        return redirect("admin:stories_story_history", self._edition(request, object_id).story_id)

    def date_view(self, request: HttpRequest) -> HttpResponse:
        """What is understood by a typed date, or what to type instead."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            date = parse(request.GET.get("text", ""))
        except DateError as error:
            message = str(error)
            return JsonResponse({"understood": False, "message": message, "offers": offers(message)})
        return JsonResponse({"understood": True, "display": date.display(), "message": reading_back(date)})

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page to come, of the saved text or of a form that is posted."""
        return writing.preview(request, self._edition(request, pk), self.admin_site.each_context(request))

    def keep_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep what is typed, for its writer alone."""
        edition = self._edition(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return writing.keep(request, edition)

    def present_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that somebody is here, and say who else is."""
        edition = self._edition(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return writing.present(request, edition)

    def unsaved_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What somebody left unsaved: how it differs, and throwing it away."""
        return unsaved_page(request, self._edition(request, pk), self.admin_site.each_context(request))

    def step_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        """Take one step of the workflow, then show the screen again."""
        edition = self._edition(request, pk, among=Edition.objects.all())  # the step reads it under its lock
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        steps.take(request, edition, action)
        return redirect("admin:stories_edition_change", edition.pk)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Save an older text as the newest of this edition."""
        edition = self._edition(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        return restore_page(request, edition)

    def waive_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a finding of a desk check stand."""
        edition = self._edition(request, pk)
        if not request.user.has_perm("stories.waive_check"):
            raise PermissionDenied
        return waive_page(request, edition, self.admin_site.each_context(request))

    def unwaive_view(self, request: HttpRequest, pk: int, waiver: int) -> HttpResponse:
        """Take a waiver back."""
        edition = self._edition(request, pk)
        if not request.user.has_perm("stories.waive_check"):
            raise PermissionDenied
        return withdraw_page(request, edition, waiver, self.admin_site.each_context(request))

    def notes_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The notes on a text, and everything that is done with one."""
        return notes_page(request, self._edition(request, pk), self.admin_site.each_context(request))

    def quotations_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Every quotation beside the passage it comes from, to pin and unpin."""
        return quotations_page(request, self._edition(request, pk), self.admin_site.each_context(request))

    def sharing_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The links to a preview, and everything that is done with one."""
        return sharing_page(request, self._edition(request, pk), self.admin_site.each_context(request))

    def proposals_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the sources offer for the timeline."""
        return proposals_page(request, self._edition(request, pk), self.admin_site.each_context(request))

    def passages_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the sources say of each sentence of a place."""
        return passages_page(request, self._edition(request, pk), self.admin_site.each_context(request))

    def _edition(self, request: HttpRequest, pk: Any, *, among: QuerySet[Edition] | None = None) -> Edition:
        if among is None:
            among = Edition.objects.select_related("story", "created_by", "approved_by")
        edition = get_object_or_404(among, pk=pk if str(pk).isdecimal() else 0)
        if not self.has_view_or_change_permission(request, edition):
            raise PermissionDenied
        return edition
