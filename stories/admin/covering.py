"""The articles of one story at the desk: what is accepted, what may belong to it, and the doors to decide."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from stories import placing
from stories.admin.people import person
from stories.errors import Refused
from stories.models import CitedArticle, Coverage, Edition, Placing, Story
from stories.people import Person
from stories.suggesting import WORTH

SHOWN: Final = 12  # the rest is in the list of coverage
BEST: Final = 5
State = Coverage.State


def coverage_of(story: Story) -> dict[str, Any]:
    """What the page of a story shows of its articles, the newest first."""
    rows = story.coverage.select_related("article__publisher", "article__placing", "decided_by")
    rows = rows.defer("article__sketch")
    suggested = rows.filter(
        state=State.SUGGESTED, score__gte=WORTH, article__placing__state=Placing.State.OPEN
    )
    return {
        "joined": rows.filter(state=State.ACCEPTED, joined_itself=True).order_by("-id")[:SHOWN],
        "suggested": suggested.order_by("-score", "-id")[:BEST],
        "accepted": _with_cited(rows.filter(state=State.ACCEPTED, joined_itself=False))[:SHOWN],
        "rejected": rows.filter(state=State.REJECTED).order_by("-id")[:SHOWN],
    }


def _with_cited(rows: QuerySet[Coverage]) -> QuerySet[Coverage]:
    """With ``cited``: the live text rests on it, so that it cannot be taken out."""
    live = CitedArticle.objects.filter(
        article=OuterRef("article"),
        edition__story=OuterRef("story"),
        edition__state=Edition.State.PUBLISHED,
        state=CitedArticle.State.CITED,
    )
    return rows.annotate(cited=Exists(live)).order_by("-id")


def coverage_page(request: HttpRequest, story: Story, pk: int) -> HttpResponse:
    """Decide about one article of the story and come back to its page."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    row = get_object_or_404(story.coverage.select_related("article"), pk=pk)
    verb = request.POST.get("do", "")
    if verb not in VERBS:
        raise Http404
    take, said = VERBS[verb]
    try:
        take(row, person(request))
    except Refused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said.format(title=row.article.title))
    return redirect(f"{reverse('admin:stories_story_change', args=(story.pk,))}#coverage")


def _undo(row: Coverage, by: Person) -> None:
    placing.undo(article=row.article, by=by)


VERBS: Final[Mapping[str, tuple[Callable[[Coverage, Person], object], str]]] = {
    "accept": (lambda row, by: placing.accept(coverage=row, by=by), "“{title}” belongs to this story."),
    "reject": (
        lambda row, by: placing.reject(coverage=row, by=by),
        "“{title}” does not belong to this story.",
    ),
    "undo": (_undo, "The last decision about “{title}” is taken back."),
}
