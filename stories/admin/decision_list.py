"""The list of what two people decide: the open ones first, who waits for whom, how the rest ended."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources.admin.lists import RecordAdmin
from stories.admin import words
from stories.admin.decision_words import ending
from stories.models import PendingDecision
from stories.waiting import deciding


class StandFilter(admin.SimpleListFilter):
    """Which of them still wait."""

    title = "stand"
    parameter_name = "stand"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The choices beside all."""
        return [("waiting", "Waiting"), ("overdue", "Overdue"), ("expired", "Expired"), ("over", "Over")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[PendingDecision]
    ) -> QuerySet[PendingDecision]:
        """Those of the chosen stand."""
        now, rows = timezone.now(), PendingDecision.objects
        chosen = {"waiting": rows.waiting(now), "overdue": rows.overdue(now), "expired": rows.expired(now)}
        if self.value() == "over":
            return queryset.exclude(pk__in=rows.waiting(now).values("pk"))
        if (of := chosen.get(self.value() or "")) is not None:
            return queryset.filter(pk__in=of.values("pk"))
        return queryset


@admin.register(PendingDecision)
class PendingDecisionAdmin(RecordAdmin):
    """Everything that took, or takes, a second person; it is decided on the page of its story."""

    list_display = ("what", "stand", "waits", "of_story", "confirmed_by")
    list_filter = (StandFilter, "action")
    list_select_related = ("story", "proposed_by", "confirmed_by")
    search_fields = ("story__slug", "proposed_by__username", "reason")
    search_help_text = "Address, person or reason"
    fields = (
        *("what", "stand", "of_story", "target", "reason", "proposed_by", "proposed_at", "expires_at"),
        *("confirmed_by", "confirmed_at", "withdrawn_at"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[PendingDecision]:
        """What is open first, and of that what is late; the rest newest first."""
        now, known = timezone.now(), PendingDecision.objects
        rank = Case(
            When(pk__in=known.overdue(now).values("pk"), then=0),
            When(pk__in=known.waiting(now).values("pk"), then=1),
            When(pk__in=known.expired(now).values("pk"), then=2),
            default=3,
            output_field=IntegerField(),
        )
        rows = known.telling_who_ended_it().annotate(rank=rank)
        return rows.order_by("rank", "-proposed_at", "-pk")

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """As above, unless a column is chosen."""
        return ("rank", "-proposed_at", "-pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Not all of them are pending."""
        return super().changelist_view(request, {"title": "Decisions", **(extra_context or {})})

    @admin.display(description="Decision")
    def what(self, decision: PendingDecision) -> str:
        """What is decided."""
        return decision.get_action_display()

    @admin.display(description="Stand")
    def stand(self, decision: PendingDecision) -> SafeString:
        """Whether it waits, and how it ended."""
        return words.state(*ending(decision, timezone.now()))

    @admin.display(description="Who asked", ordering="proposed_at")
    def waits(self, decision: PendingDecision) -> str:
        """Who asked, since when, until when."""
        if decision.confirmed_at or decision.withdrawn_at:
            return f"{decision.proposed_by} asked on {decision.proposed_at:%-d %b %Y}"
        return deciding(decision, timezone.now())

    @admin.display(description="Story", ordering="story__slug")
    def of_story(self, decision: PendingDecision) -> str:
        """The page on which it is decided."""
        url = reverse("admin:stories_story_change", args=(decision.story_id,))
        return format_html('<a href="{}">{}</a>', url, decision.story.slug)
