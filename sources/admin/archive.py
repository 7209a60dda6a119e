"""The archive of an article at the desk: every snapshot, its text, what changed, and its bytes."""

from collections.abc import Mapping
from io import BytesIO
from itertools import zip_longest
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from sources import warc
from sources.models import Article, Snapshot
from sources.snapshots import body_of
from sources.text_runs import Op, runs

SEE: Final = "sources.view_snapshot"
MOST: Final = 100  # snapshots that are downloaded at once; the command writes any number
PAGES: Final = "admin/sources/article"


def archive_page(request: HttpRequest, pk: int, site_context: Mapping[str, Any]) -> HttpResponse:
    """All snapshots of an article, the newest first."""
    article = _article(request, pk)
    snapshots = list(article.snapshots.select_related("body").defer("text", "headers", "body__compressed"))
    context = {**site_context, "title": "Archive", "opts": Article._meta, "article": article}
    context |= {"looks": list(zip_longest(snapshots, snapshots[1:]))}
    return TemplateResponse(request, f"{PAGES}/archive.html", context)


def snapshot_page(
    request: HttpRequest, pk: int, snapshot: int, site_context: Mapping[str, Any]
) -> HttpResponse:
    """What was read at one look, or what differs from another look (``?with=``)."""
    article = _article(request, pk)
    shown = get_object_or_404(article.snapshots.select_related("body").defer("body__compressed"), pk=snapshot)
    other = _other(article, request.GET.get("with", ""))
    older, newer = (
        sorted((other, shown), key=lambda one: (one.fetched_at, one.pk)) if other else (None, shown)
    )
    paragraphs = runs(older.text, newer.text) if older else []
    context = {
        **site_context,
        "title": "Difference of two snapshots" if older else "Snapshot",
        "opts": Article._meta,
        "article": article,
        "snapshot": newer,
        "older": older,
        "choices": article.snapshots.exclude(pk=shown.pk).only("pk", "fetched_at", "article"),
        "paragraphs": newer.text.split("\n\n") if newer.text else [],
        "difference": paragraphs,
        "same": bool(older) and all(run.op == Op.EQUAL for words in paragraphs for run in words),
        "fields": _changed_fields(older, newer) if older else [],
    }
    return TemplateResponse(request, f"{PAGES}/snapshot.html", context)


def body_download(request: HttpRequest, pk: int, snapshot: int) -> HttpResponse:
    """The bytes as the server sent them, for a program to look at: never shown as a page of ours."""
    article = _article(request, pk)
    kept = get_object_or_404(article.snapshots.select_related("body"), pk=snapshot)
    name = f"{article.public_id}-{kept.fetched_at:%Y%m%d-%H%M%S}.html.txt"
    return _attachment(body_of(kept), name)


def warc_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Every snapshot of one article as WARC."""
    article = _article(request, pk)
    return warc_of(Article.objects.filter(pk=article.pk), name=article.public_id)


def warc_of(articles: QuerySet[Article], *, name: str) -> HttpResponse:
    """The newest snapshots of these articles as one WARC file."""
    kept = Snapshot.objects.filter(article__in=articles).select_related("article", "body")
    out = BytesIO()
    warc.write(kept[:MOST], out, name=f"{name}.warc.gz")
    return _attachment(out.getvalue(), f"{name}.warc.gz")


def _attachment(content: bytes, name: str) -> HttpResponse:
    """Bytes from elsewhere, which no browser shows or runs."""
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _article(request: HttpRequest, pk: int) -> Article:
    if not request.user.has_perm(SEE):
        raise PermissionDenied
    return get_object_or_404(Article.objects.select_related("publisher"), pk=pk)


def _other(article: Article, given: str) -> Snapshot | None:
    if not given:
        return None
    if not given.isdecimal():
        raise Http404
    return get_object_or_404(article.snapshots.all(), pk=int(given))


def _changed_fields(older: Snapshot, newer: Snapshot) -> list[tuple[str, Any, Any]]:
    """What differs beside the text: its name, before, after."""
    names = (
        ("Title", "title"),
        ("Byline", "byline"),
        ("Language", "language"),
        ("Published", "published_at"),
    )
    pairs = ((label, getattr(older, name), getattr(newer, name)) for label, name in names)
    return [(label, before, after) for label, before, after in pairs if before != after]
