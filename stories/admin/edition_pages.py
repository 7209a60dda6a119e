"""Editions at the desk: the list, and the addresses of everything that can be done with one."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from sources.admin.lists import KeptAdmin
from stories.admin import words
from stories.waiting import waiting
from stories.models import Edition, Revision


class MineFilter(admin.SimpleListFilter):
    """Only what one works on oneself, or has been given."""

    title = "whose"
    parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The one choice beside all."""
        return [("yes", "My work")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Edition]) -> QuerySet[Edition]:
        """Texts that this person wrote in or was given, while they are worked on."""
        if self.value() != "yes":
            return queryset
        user = request.user.pk
        wrote = Exists(Revision.objects.filter(edition=OuterRef("pk"), author=user))
        mine = Q(created_by=user) | Q(story__assigned_to=user) | Q(wrote)
        return queryset.filter(mine, state__in=Edition.WORKING)


@admin.register(Edition)
class EditionAdmin(KeptAdmin):
    """Every worked-on text."""

    list_display = ("headline", "number", "state_word", "waits", "change_type", "updated_at")
    list_filter = (MineFilter, "state", "change_type")
    list_select_related = ("story", "created_by", "approved_by")
    search_fields = ("headline", "story__slug")
    search_help_text = "Headline or address"
    ordering = ("-updated_at",)

    @admin.display(description="State", ordering="state")
    def state_word(self, edition: Edition) -> SafeString:
        """Where the text stands."""
        return words.edition_state(edition)

    @admin.display(description="Waits for", ordering="state_changed_at")
    def waits(self, edition: Edition) -> str:
        """Who must act, since when."""
        return waiting(edition, timezone.now())
