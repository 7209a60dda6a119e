"""What the desk may read and not touch: events, revisions, the ledger; and topics and coverage."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from sources.admin.lists import KeptAdmin, RecordAdmin
from stories.admin.triage_page import offered_page, triage_page
from stories.models import Coverage, Edition, LedgerEntry, Revision, Story, Topic, WorkflowEvent
from stories.standing import STANDINGS
from stories.workflow import STEPS

ACTIONS: Mapping[str, str] = {
    "create": "Begun",
    "new_edition": "New edition",
    "due": "Published by the clock",
    "assign": "Assigned",
    "accept_coverage": "Article accepted",
    "reject_coverage": "Article taken out",
    "join_coverage": "Article joined by itself",
    "undo_coverage": "Decision about an article taken back",
    "set_joining": "Rules for its articles changed",
    "rename": "Renamed",
    "reader_report": "A reader reported an error",
    "source_changed": "A source changed",
    "confirm_take_down": "Confirm a take-down",
    **{action: step.label for action, step in STEPS.items()},
    **{action: standing.label for action, standing in STANDINGS.items()},
    **{
        f"{verb}_{action}": f"{said}: {standing.label.lower()}"
        for action, standing in STANDINGS.items()
        if standing.two_people
        for verb, said in (("propose", "Proposed"), ("withdraw", "Taken back"))
    },
}
STATES: Mapping[str, str] = {**dict(Story.State.choices), **dict(Edition.State.choices)}


@admin.register(Topic)
class TopicAdmin(KeptAdmin):
    """Subjects; the slug is chosen once."""

    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    fields = ("name", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """The slug of a topic is an address: it stays."""
        return ("slug",) if obj else ()

    def get_prepopulated_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> dict[str, Sequence[str]]:
        """A slug is proposed while the name of a new topic is typed."""
        return {} if obj or not self.has_add_permission(request) else {"slug": ("name",)}


@admin.register(Coverage)
class CoverageAdmin(RecordAdmin):
    """Which article belongs to which story; decided where one has both before one's eyes."""

    list_display = ("article", "story", "state", "score", "how", "decided_by", "decided_at")
    list_filter = ("state", "joined_itself")
    list_select_related = ("article", "story", "decided_by")
    search_fields = ("article__title", "story__slug")
    fields = (
        *("story", "article", "state", "score", "why", "joined_itself", "decided_by", "decided_at"),
        "decide",
    )
    readonly_fields = fields
    ordering = ("-id",)

    @admin.display(description="How", ordering="joined_itself")
    def how(self, coverage: Coverage) -> str:
        """Whether it joined by itself: a mark on every other row would say nothing."""
        return "By itself" if coverage.joined_itself else ""

    def get_urls(self) -> list[URLPattern]:
        """The stock addresses, and the round through what is to be placed before them."""
        view = self.admin_site.admin_view
        return [
            path("triage/", view(self.triage_view), name="stories_coverage_triage"),
            path("triage/stories/", view(self.offered_view), name="stories_coverage_offered"),
            *super().get_urls(),
        ]

    def triage_view(self, request: HttpRequest) -> HttpResponse:
        """Go through new articles, one after the other."""
        return triage_page(request, self.admin_site.each_context(request))

    def offered_view(self, request: HttpRequest) -> HttpResponse:
        """Stories offered while one types a headline."""
        return offered_page(request)

    @admin.display(description="Why")
    def why(self, coverage: Coverage) -> str:
        """What was found that they have in common."""
        return " ".join(coverage.reasons)

    @admin.display(description="Decide")
    def decide(self, coverage: Coverage) -> str:
        """The way to the article with everything that is known of it."""
        url = reverse("admin:stories_coverage_triage")
        return format_html('<a href="{}?article={}">Where this article belongs</a>', url, coverage.article_id)


@admin.register(Revision)
class RevisionAdmin(RecordAdmin):
    """Every save, by whom and when."""

    list_display = ("headline", "number", "author", "created_at", "short_digest")
    list_select_related = ("edition", "author")
    search_fields = ("edition__headline", "edition__story__slug")
    ordering = ("-id",)
    fields = ("edition", "number", "author", "created_at", "digest", "copied_from", "compare")
    readonly_fields = fields
    list_display_links = ("headline",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Lists need no text: documents are read where they are compared."""
        return super().get_queryset(request).defer("document", "digest_hints")

    @admin.display(description="Text of")
    def headline(self, revision: Revision) -> str:
        """The edition, by its present headline."""
        return str(revision.edition)

    @admin.display(description="Digest")
    def short_digest(self, revision: Revision) -> str:
        """Enough of the digest to tell two apart."""
        return revision.digest[:12]

    @admin.display(description="Differences")
    def compare(self, revision: Revision) -> str:
        """A link to what this save changed."""
        url = reverse("admin:stories_story_compare", args=(revision.edition.story_id,))
        return format_html('<a href="{}?to={}">What this save changed</a>', url, revision.pk)


class ActionFilter(admin.SimpleListFilter):
    """By what was done; offered is what can be done, for reading all events would take too long."""

    title = "action"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every action of editions and of stories."""
        return list(ACTIONS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Events of that kind."""
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(WorkflowEvent)
class WorkflowEventAdmin(RecordAdmin):
    """Every step, by whom and when."""

    list_display = ("at", "what", "story", "edition_number", "before", "after", "by", "reason")
    list_filter = (ActionFilter,)
    list_select_related = ("story", "edition", "by")
    search_fields = ("story__slug", "=by__username", "reason")
    search_help_text = "Address, reason or whole username"
    ordering = ("-id",)

    @admin.display(description="What", ordering="action")
    def what(self, event: WorkflowEvent) -> str:
        """What was done, in words."""
        return ACTIONS.get(event.action, event.action)

    @admin.display(description="From")
    def before(self, event: WorkflowEvent) -> str:
        """The state it started from."""
        return STATES.get(event.from_state, event.from_state)

    @admin.display(description="To")
    def after(self, event: WorkflowEvent) -> str:
        """The state it led to."""
        return STATES.get(event.to_state, event.to_state)

    @admin.display(description="Edition")
    def edition_number(self, event: WorkflowEvent) -> str:
        """The number of the edition, where the step was one of an edition."""
        return str(event.edition.number) if event.edition else "–"


@admin.register(LedgerEntry)
class LedgerEntryAdmin(RecordAdmin):
    """Every public event, in its order."""

    list_display = ("seq", "kind", "reason", "story", "version", "actor", "at")
    list_filter = ("kind",)
    list_select_related = ("story", "actor")
    search_fields = ("story__slug", "=story__public_id")
    ordering = ("-seq",)
