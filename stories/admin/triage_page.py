"""Going through new articles: one in hand, its suggestions, and a key for each decision."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from sources.models import Article, Publisher
from stories import placing, triage
from stories.admin.answering import action_of
from stories.admin.people import person
from stories.document import DocumentError
from stories.errors import Refused
from stories.models import Coverage, Placing, Story
from stories.pitching import alike, pitch
from stories.questions import with_headline
from stories.triage import Wanted

KEYS: Final = (
    ("1 2 3", "put it into the first, second or third story"),
    ("x", "it belongs to none of them"),
    ("m", "find another story by its headline"),
    ("n", "begin a new story from it"),
    ("u", "take back the last decision"),
    ("j k", "next, previous article"),
    ("o", "open the article itself"),
    ("?", "show or hide these keys"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: which articles, the one in hand, since when somebody goes through them."""

    wanted: Wanted
    article: int | None
    since: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """From a query string; what cannot be understood is as if it were not there."""
        given = request.GET
        since = parse_datetime(given.get("since", "")[:40]) if given.get("since") else None
        usable = since is not None and since.tzinfo is not None
        return cls(
            Wanted(_key(given.get("publisher")), given.get("language", "")[:35], _key(given.get("story"))),
            _key(given.get("article")),
            since if since is not None and usable else timezone.now().replace(microsecond=0),
        )

    def url(self, article: int | None = None, **more: str) -> str:
        """The same round, at an article."""
        wanted = {
            "publisher": self.wanted.publisher,
            "language": self.wanted.language,
            "story": self.wanted.story,
            "since": self.since.isoformat(),
            "article": article,
            **more,
        }
        query = urlencode({name: value for name, value in wanted.items() if value})
        return f"{reverse('admin:stories_coverage_triage')}?{query}"


def triage_page(request: HttpRequest, site_context: Mapping[str, Any]) -> HttpResponse:
    """Show the article in hand, or decide about it and go on to the next."""
    if not request.user.has_perm("stories.change_coverage"):
        raise PermissionDenied
    asked = Asked.of(request)
    if request.method == "POST":
        return _decide(request, asked, site_context)
    return _show(request, asked, site_context)


def offered_page(request: HttpRequest) -> JsonResponse:
    """The stories that may be meant while somebody types a headline."""
    if not request.user.has_perm("stories.change_coverage"):
        raise PermissionDenied
    found = triage.stories_headed(request.GET.get("q", "")[:200])
    return JsonResponse({"stories": [{"pk": row.pk, "headline": _shown_as(row)} for row in found]})


def _decide(request: HttpRequest, asked: Asked, site_context: Mapping[str, Any]) -> HttpResponse:
    verb, pk = action_of(request)
    article = get_object_or_404(
        Article.objects.select_related("publisher", "newest"), pk=_key(request.POST.get("article")) or 0
    )
    if verb == "pitch" and (like := alike(article)):
        names = _names([suggestion.story for suggestion in like])
        more = {"alike": [(suggestion, names[suggestion.story]) for suggestion in like]}
        return _show(request, asked, site_context, article=article, **more)
    following = _following(asked, article)
    try:
        said, stay = VERBS[verb](request, article, pk) if verb in VERBS else ("", False)
    except (Refused, DocumentError) as refusal:
        messages.error(request, refusal.message)
        stay = getattr(refusal, "code", "") != "decided_already"
    else:
        messages.success(request, said)
    return redirect(asked.url(article.pk if stay else following))


def _place(request: HttpRequest, article: Article, pk: int) -> tuple[str, bool]:
    story = get_object_or_404(Story, pk=pk)
    placing.place(article=article, story=story, by=person(request))
    return f"“{article.title}” is in “{_names([pk])[pk]}”.", False


def _none(request: HttpRequest, article: Article, _pk: int) -> tuple[str, bool]:
    placing.decline(article=article, by=person(request))
    return f"“{article.title}” belongs to none of these stories.", False


def _pitch(request: HttpRequest, article: Article, _pk: int) -> tuple[str, bool]:
    edition = pitch(article=article, by=person(request))
    return f"A new story is begun with “{article.title}”: edition {edition.number} is a draft.", False


def _undo(request: HttpRequest, article: Article, _pk: int) -> tuple[str, bool]:
    placing.undo(article=article, by=person(request))
    return f"Taken back: “{article.title}” waits to be placed again.", True


VERBS: Final[Mapping[str, Callable[[HttpRequest, Article, int], tuple[str, bool]]]] = {
    "place": _place,
    "none": _none,
    "pitch": _pitch,
    "begin": _pitch,
    "undo": _undo,
}


def _following(asked: Asked, article: Article) -> int | None:
    """The article that comes next once this one is decided; the list begins anew after the last."""
    rows = asked.wanted.waiting()
    return rows.filter(article__lt=article.pk).values_list("pk", flat=True).first()


def _show(
    request: HttpRequest,
    asked: Asked,
    site_context: Mapping[str, Any],
    article: Article | None = None,
    **more: Any,
) -> HttpResponse:
    rows = triage.listed(asked.wanted, around=asked.article)
    article = article or _in_hand(asked, rows)
    place = next((n for n, row in enumerate(rows) if article and row.pk == article.pk), None)
    finished, left = triage.done(request.user, asked.since), triage.left(asked.wanted)
    typed = request.GET.get("q", "")[:200]
    context = {
        **site_context,
        "title": "Articles to place",
        "opts": Coverage._meta,
        "rows": [(row, asked.url(row.pk), row.article_id == (article.pk if article else 0)) for row in rows],
        "article": article,
        "placing": Placing.objects.filter(article=article).select_related("decided_by").first(),
        "position": finished + (place or 0) + 1,
        "total": finished + left,
        "finished": finished,
        "left": left,
        "capped": left >= triage.COUNTED,
        "before_url": asked.url(rows[place - 1].pk) if place else "",
        "after_url": asked.url(rows[place + 1].pk) if place is not None and place + 1 < len(rows) else "",
        "here": asked.url(article.pk) if article else asked.url(),
        "asked": asked,
        "typed": typed,
        "found": [(row.pk, _shown_as(row)) for row in triage.stories_headed(typed)] if typed else [],
        "last": triage.last_decision(request.user),
        "may_begin": request.user.has_perms(("stories.add_story", "stories.add_edition")),
        "keys": KEYS,
        **(triage.in_hand(article) if article else {}),
        **_filters(asked),
        **more,
    }
    return TemplateResponse(request, "admin/stories/coverage/triage.html", context)


def _in_hand(asked: Asked, rows: list[Placing]) -> Article | None:
    chosen = asked.article or (rows[0].pk if rows else None)
    if chosen is None:
        return None
    known = Article.objects.select_related("publisher", "newest", "original__publisher")
    found: Article = get_object_or_404(known, pk=chosen)
    return found


def _filters(asked: Asked) -> dict[str, Any]:
    waiting = triage.to_do().values("article")[: triage.COUNTED]
    of = Article.objects.filter(pk__in=waiting)
    publishers = Publisher.objects.filter(pk__in=of.values("publisher")).order_by("name")
    languages = of.exclude(language="").order_by("language").values_list("language", flat=True).distinct()
    story = asked.wanted.story
    return {
        "publishers": publishers,
        "languages": list(languages),
        "only_story": _names([story]).get(story, "") if story else "",
    }


def _names(stories: list[int]) -> dict[int, str]:
    return dict(with_headline(Story.objects.filter(pk__in=stories)).values_list("pk", "shown_as"))


def _shown_as(story: Any) -> str:
    return str(story.shown_as)


def _key(given: str | None) -> int | None:
    return int(given) if given and given.isdecimal() and len(given) < 18 else None
