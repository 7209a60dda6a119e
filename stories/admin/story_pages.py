"""Stories at the desk: the list, the page of one story, and the doors to what can be done with it."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from sources.admin.lists import KeptAdmin
from stories.admin import words
from stories.waiting import waiting
from stories.models import Edition, Story

CURRENT = (*Edition.WORKING, Edition.State.PUBLISHED)


@admin.register(Story)
class StoryAdmin(KeptAdmin):
    """The permanent public things."""

    list_display = ("headline", "public_state", "edition_state", "waits", "updated_label", "updated_at")
    list_filter = ("state",)
    search_fields = ("slug", "=public_id", "editions__headline")
    search_help_text = "Headline, address or id"
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """With the texts that matter now: the one worked on and the one that is live."""
        current = Edition.objects.filter(state__in=CURRENT).select_related("created_by", "approved_by")
        texts = Prefetch("editions", current.order_by("-number"), to_attr="current_editions")
        return super().get_queryset(request).prefetch_related(texts)

    @admin.display(description="Headline")
    def headline(self, story: Story) -> str:
        """Of the text worked on, else of the live one."""
        current: list[Edition] = getattr(story, "current_editions", [])
        return next((e.headline for e in current if e.headline), story.slug)

    @admin.display(description="Public", ordering="state")
    def public_state(self, story: Story) -> SafeString:
        """What readers are shown."""
        return words.story_state(story)

    @admin.display(description="Text")
    def edition_state(self, story: Story) -> SafeString | str:
        """Where the text that is worked on stands."""
        working = working_edition(story)
        return words.edition_state(working) if working else "–"

    @admin.display(description="Waits for")
    def waits(self, story: Story) -> str:
        """Who must act, since when."""
        working = working_edition(story)
        return waiting(working, timezone.now()) if working else ""

    @admin.display(description="Label")
    def updated_label(self, story: Story) -> str:
        """What stands under the public headline."""
        return words.label(story)


def working_edition(story: Story) -> Edition | None:
    """The edition that is worked on, from what the list has read already."""
    current: list[Edition] = getattr(story, "current_editions", [])
    return next((e for e in current if e.state in Edition.WORKING), None)
