"""What happened to sources, at the desk: the list, and a page of one change with all that rests on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sources.admin.lists import RecordAdmin
from sources.models import ArticleChange
from stories import questions, watching
from stories.admin import words
from stories.admin.list_views import AskedAdmin, ViewFilter
from stories.admin.people import person
from stories.errors import Refused
from stories.models import Edition
from stories.quotations import shaken_by
from stories.word_runs import Op, Run, runs

Kind = ArticleChange.Kind
PAGE = "admin/sources/articlechange/change_form.html"
ADVICE: Mapping[str, str] = {
    Kind.TITLE: "Readers see the title that was cited. A new edition can take the new one over.",
    Kind.TEXT: "See whether what your text says still stands in the article.",
    Kind.QUOTATION: "The article does not say any more what your text quotes.",
    Kind.NOTICE: "The publisher has corrected something: see whether your text repeats it.",
    Kind.MOVED: "Its address leads to another page. Open it: the article may have been taken away.",
    Kind.GONE: "Readers cannot open it. The stored text stays: find another source, or strike it through.",
    Kind.RETRACTED: "Its publisher stands by it no more. No text that rests on it can be published.",
    Kind.BACK: "It can be read again.",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """One passage before and after, the words that differ set apart."""

    before: list[Run]
    after: list[Run]


@admin.register(ArticleChange)
class ArticleChangeAdmin(RecordAdmin, AskedAdmin):
    """One row for each thing that happened to an article that a text rests on."""

    questions: ClassVar = questions.CHANGES
    list_display = ("title", "publisher", "what", "rests", "noticed_at", "seen_by")
    list_filter = (ViewFilter, "kind")
    list_select_related = ("article__publisher", "seen_by")
    search_fields = ("article__title", "article__publisher__name")
    search_help_text = "Title or publisher"
    ordering = ("-noticed_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With the texts that rest on each; a list needs no differences."""
        return questions.with_texts(super().get_queryset(request).defer("detail"))

    @admin.display(description="Title")
    def title(self, change: ArticleChange) -> str:
        """Of the article."""
        return change.article.title

    @admin.display(description="Publisher")
    def publisher(self, change: ArticleChange) -> str:
        """Of the article."""
        return change.article.publisher.name

    @admin.display(description="What", ordering="kind")
    def what(self, change: ArticleChange) -> SafeString:
        """What happened."""
        return words.state(change.kind, change.get_kind_display())

    @admin.display(description="Rests on it")
    def rests(self, change: Any) -> SafeString | str:
        """One text, and how many stories there are."""
        more = f" and {change.stories - 1} more" if change.stories > 1 else ""
        return format_html("{}{}", change.text, more) if change.text else "–"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of one change instead of the stock form; posting dismisses it."""
        change = self._change(request, object_id)
        if request.method == "POST":
            return _dismissed(request, change)
        return TemplateResponse(
            request, PAGE, {**self.admin_site.each_context(request), **_shown(change, request)}
        )

    def _change(self, request: HttpRequest, pk: str | None) -> ArticleChange:
        if not self.has_view_permission(request):
            raise PermissionDenied
        among = ArticleChange.objects.select_related(
            "article__publisher", "article__watch", "article__newest", "seen_by", "before", "after"
        )
        among = among.defer("article__sketch", "before__headers", "after__headers")
        return get_object_or_404(among, pk=pk if str(pk).isdecimal() else 0)


def _dismissed(request: HttpRequest, change: ArticleChange) -> HttpResponse:
    try:
        count = watching.dismiss(
            change=change, by=person(request), with_others=request.POST.get("do") == "all"
        )
    except Refused as refusal:
        messages.error(request, refusal.message)
        return redirect("admin:sources_articlechange_change", change.pk)
    if not count:
        messages.info(request, "Somebody has dismissed it before you.")
    else:
        messages.success(request, "Dismissed." if count == 1 else f"{count} changes dismissed.")
    return redirect(f"{reverse('admin:sources_articlechange_changelist')}?view=source-changes")


def _shown(change: ArticleChange, request: HttpRequest) -> dict[str, Any]:
    others = ArticleChange.objects.filter(article=change.article_id).exclude(pk=change.pk)
    texts = watching.texts_citing(change.article)
    return {
        "title": change.get_kind_display(),
        "opts": ArticleChange._meta,
        "change": change,
        "article": change.article,
        "watch": getattr(change.article, "watch", None),
        "advice": ADVICE[change.kind],
        "passages": _passages(change),
        "since": _since(change),
        "texts": texts,
        "shaken": shaken_by(change.article),
        "resting": sum(len(text.sentences) for text in texts),
        "others": list(others.defer("detail")[:20]),
        "open_others": others.filter(seen_at=None).count(),
        "may_dismiss": request.user.has_perm(watching.MAY_DISMISS),
        "editable": Edition.EDITABLE,
    }


def _since(change: ArticleChange) -> datetime | None:
    """When an article was first not found, where that is known."""
    since = change.detail.get("since")
    return datetime.fromisoformat(since) if since else None


def _passages(change: ArticleChange) -> list[Beside]:
    detail = change.detail
    if change.kind == Kind.TITLE:
        return [_beside(detail.get("old", ""), detail.get("new", ""))]
    return [_beside(part["old"], part["new"]) for part in detail.get("passages", [])]


def _beside(old: str, new: str) -> Beside:
    parts = runs(old, new)
    return Beside(
        [part for part in parts if part.op != Op.INSERT], [part for part in parts if part.op != Op.DELETE]
    )
