"""Reports of readers at the desk: the list, and a page of one report with what can be done about it."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.safestring import SafeString

from newsroom.site import reports
from newsroom.site.models import ReaderReport
from sources.admin.lists import RecordAdmin
from stories import questions
from stories.admin import words
from stories.admin.list_views import AskedAdmin, ViewFilter
from stories.admin.people import person
from stories.errors import NotAllowed, Refused
from stories.models import Edition, PublishedStory

PAGE = "admin/site/readerreport/change_form.html"
SHOWN = 120  # characters of a report in a list
State = ReaderReport.State


@admin.register(ReaderReport)
class ReaderReportAdmin(RecordAdmin, AskedAdmin):
    """One row for each report; readers write them, the desk deals with them."""

    questions: ClassVar = reports.REPORTS
    list_display = ("what", "headline", "how", "created_at", "seen_by")
    list_filter = (ViewFilter, "state")
    list_select_related = ("story", "seen_by")
    search_fields = ("wrong", "story__slug", "email")
    search_help_text = "Words of the report, story, or the reader's address"
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the headlines of the stories."""
        return questions.with_headline_of_story(super().get_queryset(request))

    @admin.display(description="What is wrong", ordering="wrong")
    def what(self, report: ReaderReport) -> str:
        """The beginning of what the reader wrote."""
        return report.wrong if len(report.wrong) <= SHOWN else f"{report.wrong[: SHOWN - 1]}…"

    @admin.display(description="Story")
    def headline(self, report: Any) -> str:
        """The headline of the story."""
        return str(report.shown_as)

    @admin.display(description="State", ordering="state")
    def how(self, report: ReaderReport) -> SafeString:
        """New, looked at, answered."""
        return words.state(report.state, report.get_state_display())

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one report instead of the stock form; its buttons deal with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        among = self.get_queryset(request).select_related("story", "seen_by", "note__edition")
        report = get_object_or_404(among, pk=object_id if str(object_id).isdecimal() else 0)
        if request.method == "POST":
            return _dealt_with(request, report)
        context = {**self.admin_site.each_context(request), **_shown(report, request)}
        return TemplateResponse(request, PAGE, context)


def _dealt_with(request: HttpRequest, report: ReaderReport) -> HttpResponse:
    do, by = request.POST.get("do", ""), person(request)
    try:
        if do == "note":
            edition = reports.make_note(report=report, by=by)
            messages.success(request, "The report stands beside the text as a note.")
            return redirect("admin:stories_edition_change", edition.pk)
        reports.deal_with(report=report, state=do, by=by)
    except NotAllowed as refusal:
        raise PermissionDenied from refusal
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:site_readerreport_change", report.pk)
    messages.success(request, f"{State(do).label}.")
    return redirect(f"{reverse('admin:site_readerreport_changelist')}?view=reports")


def _shown(report: Any, request: HttpRequest) -> dict[str, Any]:
    others = ReaderReport.objects.filter(story=report.story_id).exclude(pk=report.pk)
    working = Edition.objects.filter(story=report.story_id, state__in=Edition.WORKING).order_by("-number")
    public = PublishedStory.objects.readable().filter(id=report.story.public_id)
    return {
        "title": "Report of a reader",
        "opts": ReaderReport._meta,
        "report": report,
        "headline": report.shown_as,
        "working": working.first(),
        "public": public.only("slug", "version", "language").first(),
        "others": list(others[:20]),
        "may_deal": request.user.has_perm(reports.MAY_DEAL),
    }
