"""The list of stories: what readers see, and who works on what."""

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from sources.admin.lists import KeptAdmin
from stories.admin import words
from stories.models import Edition, Story
from stories.waiting import ago, waiting

CURRENT = (*Edition.WORKING, Edition.State.PUBLISHED)


class StoryList(KeptAdmin):
    """How stories are listed."""

    list_display = ("headline", "public_state", "edition_state", "waits", "updated_label", "changed")
    list_filter = ("state",)
    search_fields = ("slug", "=public_id", "editions__headline")
    search_help_text = "Headline, address or id"
    ordering = ("-id",)
    change_list_template = "admin/stories/story/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """With the texts that matter now: the one worked on and the one that is live."""
        current = Edition.objects.filter(state__in=CURRENT).select_related("created_by", "approved_by")
        texts = Prefetch("editions", current.order_by("-number"), to_attr="current_editions")
        return super().get_queryset(request).prefetch_related(texts)

    @admin.display(description="Headline")
    def headline(self, story: Story) -> str:
        """Of the text worked on, else of the live one."""
        return headline_of(story)

    @admin.display(description="Public", ordering="state")
    def public_state(self, story: Story) -> SafeString:
        """What readers are shown."""
        return words.story_state(story)

    @admin.display(description="Text")
    def edition_state(self, story: Story) -> SafeString | str:
        """Where the text that is worked on stands."""
        working = working_edition(story)
        return words.edition_state(working) if working else ""

    @admin.display(description="Waits for")
    def waits(self, story: Story) -> str:
        """Who must act, since when."""
        working = working_edition(story)
        return waiting(working, timezone.now()) if working else ""

    @admin.display(description="Label")
    def updated_label(self, story: Story) -> str:
        """What stands under the public headline."""
        return words.label(story)

    @admin.display(description="Updated", ordering="updated_at")
    def changed(self, story: Story) -> str:
        """When the public page last changed."""
        return ago(story.updated_at, timezone.now())


def working_edition(story: Story) -> Edition | None:
    """The edition that is worked on, from what the list has read already."""
    current: list[Edition] = getattr(story, "current_editions", [])
    return next((e for e in current if e.state in Edition.WORKING), None)


def headline_of(story: Story) -> str:
    """The headline of the text worked on, else of the live one, else the address."""
    current: list[Edition] = getattr(story, "current_editions", [])
    return next((e.headline for e in current if e.headline), story.slug)
