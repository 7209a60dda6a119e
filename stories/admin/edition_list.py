"""The list of editions: which text waits for whom, and what can be done with many at once."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from stories import questions
from stories.admin import bulk, words
from stories.admin.bulk_pages import BulkAdmin
from stories.admin.list_views import ViewFilter
from stories.models import Edition
from stories.people import zone_of
from stories.waiting import waiting


class EditionList(BulkAdmin):
    """How editions are listed."""

    questions = questions.EDITIONS
    bulk: ClassVar = bulk.EDITIONS
    list_filter = (ViewFilter, "state", "change_type")
    list_display_links = ("headline_or_none",)
    list_select_related = ("story", "created_by", "approved_by")
    search_fields = ("headline", "story__slug")
    search_help_text = "Headline or address"
    ordering = ("-updated_at",)

    def bulk_title(self, row: Edition) -> str:
        """The headline, or that there is none yet."""
        return row.headline or "Without a headline"

    @admin.display(description="Headline", ordering="headline")
    def headline_or_none(self, edition: Edition) -> str:
        """The headline, or that there is none yet."""
        return self.bulk_title(edition)

    @admin.display(description="No.", ordering="number")
    def edition_number(self, edition: Edition) -> int:
        """Of the text within its story."""
        return edition.number

    @admin.display(description="State", ordering="state")
    def state_word(self, edition: Edition) -> SafeString:
        """Where the text stands."""
        return words.edition_state(edition)

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        """The columns; times are told in the zone of who looks."""
        zone, now = zone_of(request.user), timezone.now()

        @admin.display(description="Waits for", ordering="state_changed_at")
        def waits(edition: Edition) -> str:
            return waiting(edition, now, zone)

        return ("headline_or_none", "edition_number", "state_word", waits, "change_type", "updated_at")
