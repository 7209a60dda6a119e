"""The list of stories: what readers see, who works on what, and what can be done with many at once."""

from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString

from stories import questions
from stories.admin import bulk, words
from stories.admin.bulk_pages import BulkAdmin
from stories.admin.list_views import ViewFilter
from stories.models import Edition, Story
from stories.people import zone_of
from stories.waiting import ago, until, waiting


class StoryList(BulkAdmin):
    """How stories are listed."""

    questions = questions.STORIES
    bulk: ClassVar = bulk.STORIES
    list_filter = (ViewFilter, "state")
    list_display_links = ("headline",)
    list_select_related = ("assigned_to",)
    search_fields = ("slug", "=public_id", "editions__headline")
    search_help_text = "Headline, address or id"
    ordering = ("-id",)
    change_list_template = "admin/stories/story/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Story]:
        """With the texts that matter now: the one worked on and the one that is live."""
        current = Edition.objects.filter(state__in=questions.CURRENT)
        texts = current.select_related("created_by", "approved_by").order_by("-number")
        prefetched = Prefetch("editions", texts, to_attr="current_editions")
        return super().get_queryset(request).prefetch_related(prefetched)

    def bulk_title(self, row: Story) -> str:
        """The headline."""
        return headline_of(row)

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

    @admin.display(description="Label")
    def updated_label(self, story: Story) -> str:
        """What stands under the public headline."""
        return words.label(story)

    @admin.display(description="Updated", ordering="updated_at")
    def changed(self, story: Story) -> str:
        """When the public page last changed."""
        return ago(story.updated_at, timezone.now())

    def get_list_display(self, request: HttpRequest) -> tuple[Any, ...]:
        """The columns; times are told in the zone of who looks."""
        zone, now = zone_of(request.user), timezone.now()

        @admin.display(description="Waits for")
        def waits(story: Story) -> str:
            working = working_edition(story)
            words = waiting(working, now, zone) if working else ""
            return "; ".join(filter(None, (words, given_to(story, now))))

        return ("headline", "public_state", "edition_state", waits, "updated_label", "changed")


def given_to(story: Story, now: datetime) -> str:
    """Who has been given a story, and until when."""
    if not story.assigned_to:
        return ""
    given, due = f"assigned to {story.assigned_to}", story.assigned_until
    if due is None:
        return given
    return f"{given}, {'due ' if due > now else ''}{until(due, now)}"


def working_edition(story: Story) -> Edition | None:
    """The edition that is worked on, from what the list has read already."""
    current: list[Edition] = getattr(story, "current_editions", [])
    return next((e for e in current if e.state in Edition.WORKING), None)


def headline_of(story: Story) -> str:
    """The headline of the text worked on, else of the live one, else the address."""
    current: list[Edition] = getattr(story, "current_editions", [])
    return next((e.headline for e in current if e.headline), story.slug)
