"""Articles at the desk: found by title or address, one row for one text, with all that is known of it."""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.formats import date_format

from sources.admin import archive, asking, same_texts
from sources.admin.lists import KeptAdmin
from sources.admin.moments import UtcDateTimeField
from sources.correcting import FIELDS, correct, follow_page
from sources.identifiers import BadUrlError, canonical_url, text_key
from sources.models import Article, Publisher, SameText
from sources.watch import leads_nowhere

SNAPSHOTS = 5  # that the page of an article lists


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
            address = self.instance.canonical_url
            same = Q(canonical_url=address) | Q(addresses__canonical_url=address)
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
    change_form_template = "admin/sources/article/change_form.html"
    change_list_template = "admin/sources/article/change_list.html"
    list_display = ("title", "publisher", "state", "language", "published", "created_at")
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
    actions = ("download_warc",)

    @admin.display(description="Published", ordering="published_at")
    def published(self, article: Article) -> str:
        """The moment, or the day where no hour is known."""
        if not article.published_at:
            return ""
        known_to = "j M Y" if article.published_precision == Article.Precision.DAY else "j M Y H:i"
        return date_format(article.published_at, known_to)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Article]:
        """With publishers, also for the autocomplete's labels; without what only machines read."""
        return super().get_queryset(request).select_related("publisher").defer("sketch")

    def get_urls(self) -> list[URLPattern]:
        """Adding by address and the archive, before the stock addresses."""
        pages: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("from-address/", self._asking, "asking"),
            ("from-address/<int:pk>/", self._request, "request"),
            ("bookmarklet/", self._bookmarklet, "bookmarklet"),
            ("same-text/", self._same_texts, "same_texts"),
            ("same-text/<int:pk>/", self._beside, "beside"),
            ("<int:pk>/archive/", self._archive, "archive"),
            ("<int:pk>/archive/warc/", archive.warc_download, "warc"),
            ("<int:pk>/archive/<int:snapshot>/", self._snapshot, "snapshot"),
            ("<int:pk>/archive/<int:snapshot>/body/", archive.body_download, "body"),
            ("<int:pk>/page-again/", self._follow_page, "follow_page"),
        ]
        own = [
            path(route, self.admin_site.admin_view(view), name=f"sources_article_{name}")
            for route, view, name in pages
        ]
        return own + super().get_urls()

    def _asking(self, request: HttpRequest) -> HttpResponse:
        return asking.asking_page(request, self.admin_site.each_context(request))

    def _request(self, request: HttpRequest, pk: int) -> HttpResponse:
        return asking.request_page(request, pk, self.admin_site.each_context(request))

    def _bookmarklet(self, request: HttpRequest) -> HttpResponse:
        return asking.bookmarklet_page(request, self.admin_site.each_context(request))

    def _same_texts(self, request: HttpRequest) -> HttpResponse:
        return same_texts.same_texts_page(request, self.admin_site.each_context(request))

    def _beside(self, request: HttpRequest, pk: int) -> HttpResponse:
        return same_texts.beside_page(request, pk, self.admin_site.each_context(request))

    def _archive(self, request: HttpRequest, pk: int) -> HttpResponse:
        return archive.archive_page(request, pk, self.admin_site.each_context(request))

    def _snapshot(self, request: HttpRequest, pk: int, snapshot: int) -> HttpResponse:
        return archive.snapshot_page(request, pk, snapshot, self.admin_site.each_context(request))

    def _follow_page(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take back what the desk put right: the article says again what its page says."""
        if not request.user.has_perm("sources.change_article"):
            raise PermissionDenied
        article = get_object_or_404(Article, pk=pk)
        if request.method == "POST":
            follow_page(article)
            messages.success(request, "The article says again what its page says.")
        return redirect("admin:sources_article_change", pk)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with how many pairs of texts wait for a person's word."""
        asked = SameText.objects.asked().count() if request.user.has_perm(asking.ASK) else 0
        return super().changelist_view(request, {"asked": asked, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The fields, and beside them what is known of the article."""
        article = self.get_object(request, object_id) if object_id else None
        shown = _known_of(request, article) if isinstance(article, Article) else {}
        return super().changeform_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        """What the desk changes in an article stays, whatever its page says later."""
        if isinstance(obj, Article) and change:
            correct(obj, changed=form.changed_data)
        super().save_model(request, obj, form, change)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What a request that was refused knows already."""
        return {name: request.GET[name] for name in ("url", "title") if name in request.GET}

    @admin.action(description="Download as WARC (archive)", permissions=["archive"])
    def download_warc(self, request: HttpRequest, queryset: models.QuerySet[Article]) -> HttpResponse:
        """The snapshots of the chosen articles in one file."""
        return archive.warc_of(queryset, name="articles")

    def has_archive_permission(self, request: HttpRequest) -> bool:
        """Whether somebody may download what was archived."""
        return bool(request.user.has_perm(archive.SEE))


def _known_of(request: HttpRequest, article: Article) -> dict[str, Any]:
    """What the page of an article shows beside its fields."""
    labels = [FIELDS[name] for name in article.corrected if name in FIELDS]
    snapshots: list[Any] = []
    if request.user.has_perm(archive.SEE):
        snapshots = list(
            article.snapshots.defer("text", "headers").order_by("-fetched_at", "-pk")[:SNAPSHOTS]
        )
    return {
        "article": article,
        "corrected": labels,
        "newest": article.newest if snapshots else None,
        "snapshots": snapshots,
        "copies": asking.copies_of(article),
        "questions": list(SameText.objects.asked().of(article).with_both()),
        "triage": asking.triage_url(article),
        "stories_panel": asking.stories_of(request, article),
        "leads_nowhere": leads_nowhere(article),
        "may_ask": request.user.has_perm(asking.ASK),
    }
