"""Adding articles from their addresses: paste, watch them being read, go on with what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from sources.addresses import Code
from sources.identifiers import LONGEST_URL, BadUrlError, canonical_url
from sources.models import Article, ArticleRequest, SameText
from sources.reading import request_article

ASK: Final = "sources.add_articlerequest"
MOST: Final = 50  # addresses that are pasted at once
SETTLES: Final = timedelta(seconds=10)  # in which stories for a new article are found
SHOWN: Final = 30  # of somebody's requests
PAGES: Final = "admin/sources/article"
OPEN: Final = (ArticleRequest.State.WAITING, ArticleRequest.State.READING)
OVERRULED: Final = Code.ROBOTS.value  # the one refusal that a person may set aside


class AddressForm(forms.Form):
    """One or many addresses, one a line."""

    addresses = forms.CharField(
        label="Addresses of articles",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "off"}),
        max_length=MOST * (LONGEST_URL + 2),
        help_text=f"One a line, at most {MOST}.",
    )

    def clean_addresses(self) -> list[str]:
        """The addresses, each once; a line that is none is named."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST:
            raise forms.ValidationError(f"These are {len(found)} addresses: paste at most {MOST} at once.")
        for number, address in enumerate(found, 1):
            try:
                canonical_url(address)
            except BadUrlError as error:
                place = f"Line {number}: " if len(found) > 1 else ""
                raise forms.ValidationError(f"{place}{error}") from error
        return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request, as its page shows it."""

    asked: ArticleRequest
    copies: list[Article]
    questions: list[SameText]
    by_hand: str
    triage: str
    stories: SafeString | str

    @property
    def open(self) -> bool:
        """Whether it is still being read."""
        return self.asked.state in OPEN

    @property
    def unsettled(self) -> bool:
        """Whether to look again soon: it is being read, or stories for it are being looked for."""
        done = self.asked.done_at
        fresh = bool(done and not self.asked.was_known and timezone.now() - done < SETTLES)
        return self.open or (self.asked.state == ArticleRequest.State.DONE and fresh)

    @property
    def new_publisher(self) -> bool:
        """Whether the publisher was made while reading this: its kind and country are still to be said."""
        article = self.asked.article
        return bool(article and article.publisher.created_at >= self.asked.asked_at)

    @property
    def words(self) -> str:
        """What became of it, for who does not see the page change."""
        if self.open:
            return "Being read"
        return "The article is in the catalogue" if self.asked.article else f"Not added. {self.asked.message}"

    @property
    def may_overrule(self) -> bool:
        """Whether a person may have it read despite the site's rules for robots."""
        return self.asked.code == OVERRULED and not self.open


def asking_page(request: HttpRequest, site_context: Mapping[str, Any]) -> HttpResponse:
    """The form for addresses, filled in by a bookmarklet, and what one has asked for lately."""
    _allowed(request)
    given = {"addresses": request.GET.get("url", "")}
    form = AddressForm(request.POST or None, initial=given, label_suffix="")
    if request.method == "POST" and form.is_valid():
        asked = [request_article(url, by=_asking(request)) for url in form.cleaned_data["addresses"]]
        if len(asked) == 1:
            return redirect("admin:sources_article_request", asked[0].pk)
        messages.success(request, f"{len(asked)} addresses are being read.")
        return redirect("admin:sources_article_asking")
    mine = list(requests_of(request)[:SHOWN])
    context = {
        **site_context,
        "title": "Add articles from their addresses",
        "opts": Article._meta,
        "form": form,
        "requests": mine,
        "waiting": sum(asked.state in OPEN for asked in mine),
    }
    return TemplateResponse(request, f"{PAGES}/asking.html", context)


def request_page(request: HttpRequest, pk: int, site_context: Mapping[str, Any]) -> HttpResponse:
    """One request: what is being done, the article, or why there is none and what to do then."""
    _allowed(request)
    asked = get_object_or_404(requests_of(request), pk=pk)
    if request.method == "POST":
        overruled = "overrule" in request.POST
        again = request_article(asked.url, by=_asking(request), despite_robots=overruled, title=asked.title)
        return redirect("admin:sources_article_request", again.pk)
    context = {
        **site_context,
        "title": "Adding an article",
        "opts": Article._meta,
        "outcome": _outcome(request, asked),
    }
    return TemplateResponse(request, f"{PAGES}/request.html", context)


def bookmarklet_page(request: HttpRequest, site_context: Mapping[str, Any]) -> HttpResponse:
    """A link for the browser's bar that opens the form with the address of the page that one reads."""
    _allowed(request)
    target = settings.SITE_URL + reverse("admin:sources_article_asking")
    context = {
        **site_context,
        "title": "Add to the desk from your browser",
        "opts": Article._meta,
        "code": f"javascript:location.href='{target}?url='+encodeURIComponent(location.href)",
        "target": target,
    }
    return TemplateResponse(request, f"{PAGES}/bookmarklet.html", context)


def requests_of(request: HttpRequest) -> QuerySet[ArticleRequest]:
    """What this person has asked for, the newest first; nobody sees what others paste."""
    return ArticleRequest.objects.filter(asked_by=request.user.pk).select_related("article__publisher")


def stories_of(request: HttpRequest, article: Article) -> SafeString | str:
    """What whoever knows about stories shows of an article: ``ARTICLE_PANEL``, for sources knows none."""
    panel: SafeString | str = import_string(settings.ARTICLE_PANEL)(request, article)
    return panel


def triage_url(article: Article) -> str:
    """Where the article is placed in a story, or “” where no such page is installed."""
    try:
        return f"{reverse('admin:stories_coverage_triage')}?article={article.pk}"
    except NoReverseMatch:
        return ""


def copies_of(article: Article) -> list[Article]:
    """The other articles that carry its text, the one seen first in front."""
    first = article.original_id or article.pk
    group = Article.objects.filter(original=first).exclude(pk=article.pk).select_related("publisher")
    head = Article.objects.filter(pk=first).exclude(pk=article.pk).select_related("publisher")
    return [*head, *group.order_by("pk")[:SHOWN]]


def _outcome(request: HttpRequest, asked: ArticleRequest) -> Outcome:
    article = asked.article
    known = urlencode({"url": asked.url, "title": asked.title})
    return Outcome(
        asked,
        copies_of(article) if article else [],
        list(SameText.objects.asked().of(article).with_both()) if article else [],
        f"{reverse('admin:sources_article_add')}?{known}",
        triage_url(article) if article else "",
        stories_of(request, article) if article else "",
    )


def _asking(request: HttpRequest) -> Any:
    return request.user


def _allowed(request: HttpRequest) -> None:
    if not request.user.has_perm(ASK):
        raise PermissionDenied
