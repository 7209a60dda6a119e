"""Articles at the desk: found by title or address, one row for one text."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from sources.admin.lists import KeptAdmin
from sources.admin.moments import UtcDateTimeField
from sources.identifiers import BadUrlError, canonical_url, text_key
from sources.models import Article, Publisher


class ArticleForm(forms.ModelForm):  # type: ignore[type-arg]  # generic only in the stubs
    """Refuses an article that is in the catalogue already, under whatever spelling."""

    url = forms.URLField(
        label="URL",
        required=False,
        max_length=2048,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    published_at = UtcDateTimeField(label="Published (UTC)", required=False)

    class Meta:
        model = Article
        fields = ("publisher", "title", "url", "byline", "language", "published_at", "state")
        widgets: ClassVar = {"title": forms.TextInput(attrs={"class": "vLargeTextField"})}

    def clean(self) -> dict[str, Any]:
        """Find the article under its canonical URL, or by publisher and title where it has none."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"publisher", "title"} - set(cleaned):
            return cleaned
        try:
            self.instance.canonical_url = canonical_url(cleaned.get("url", ""))
        except BadUrlError as error:
            self.add_error("url", str(error))
            return cleaned
        self.instance.title_key = text_key(cleaned["title"])
        if self.instance.canonical_url:
            same = Q(canonical_url=self.instance.canonical_url)
        else:
            same = Q(canonical_url=None, publisher=cleaned["publisher"], title_key=self.instance.title_key)
        known = Article.objects.filter(same).exclude(pk=self.instance.pk).first()
        if known:
            raise forms.ValidationError(f"This article is in the catalogue already: “{known.title}”.")
        return cleaned


class LanguageFilter(admin.SimpleListFilter):
    """By language; offered are those of the publishers, for reading all articles would take too long."""

    title = "language"
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The languages that publishers write in."""
        known = Publisher.objects.exclude(language="").order_by("language").values_list("language", flat=True)
        return [(language, language) for language in known.distinct()]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Articles in that language."""
        return queryset.filter(language=self.value()) if self.value() else queryset


@admin.register(Article)
class ArticleAdmin(KeptAdmin):
    """What stories can cite."""

    form = ArticleForm
    list_display = ("title", "publisher", "state", "language", "published_at", "created_at")
    list_filter = ("state", LanguageFilter)
    ordering = ("-id",)
    list_select_related = ("publisher",)
    search_fields = ("title", "url", "publisher__name")
    search_help_text = "Title, address or publisher"
    autocomplete_fields = ("publisher",)
    readonly_fields = ("public_id", "accessed_at")
    fields = (
        *("publisher", "title", "url", "byline", "language", "published_at", "state"),
        *("public_id", "accessed_at"),
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Article]:
        """With publishers, also for the autocomplete's labels."""
        return super().get_queryset(request).select_related("publisher")
