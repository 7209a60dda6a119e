"""The sources that live stories rest on: what became of each, and how much hangs on it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources.admin.lists import RecordAdmin
from stories import questions
from stories.admin import words
from stories.admin.list_views import AskedAdmin, ViewFilter
from stories.models import CitedArticle, Edition


@admin.register(CitedArticle)
class CitedArticleAdmin(RecordAdmin, AskedAdmin):
    """One row for each source of a live text."""

    questions = questions.SOURCES
    list_display = ("title", "publisher_name", "standing", "sentences", "story", "changed")
    list_filter = (ViewFilter, "article__state")
    list_select_related = ("article", "edition__story")
    search_fields = ("article__title", "publisher__name", "edition__headline")
    search_help_text = "Title, publisher or headline"
    ordering = ("-id",)
    fields = ("story", "publisher_name", "title", "url", "standing", "state", "sentences", "summary")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of live texts, with how many sentences rest on each."""
        live = super().get_queryset(request).filter(edition__state=Edition.State.PUBLISHED)
        return questions.with_sentences(live)

    @admin.display(description="Source is")
    def standing(self, cited: CitedArticle) -> SafeString:
        """What became of the article."""
        return words.state(cited.article.state, cited.article.get_state_display())

    @admin.display(description="Rests on it")
    def sentences(self, cited: Any) -> str:
        """How many sentences."""
        return f"{cited.sentences} sentence{'' if cited.sentences == 1 else 's'}"

    @admin.display(description="Story")
    def story(self, cited: CitedArticle) -> SafeString:
        """The story whose live text cites it."""
        url = reverse("admin:stories_story_change", args=(cited.edition.story_id,))
        return format_html('<a href="{}">{}</a>', url, cited.edition.headline)

    @admin.display(description="Changed", ordering="article__updated_at")
    def changed(self, cited: CitedArticle) -> str:
        """When the article was last looked at or changed in the catalogue."""
        return f"{cited.article.updated_at:%-d %b %Y %H:%M}"
