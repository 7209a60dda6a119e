"""Saved views of a list: the questions of the desk as links above it, each with an order of its own."""

from dataclasses import dataclass
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from sources.admin.lists import KeptAdmin
from stories.admin.people import person
from stories.questions import Question

VIEW = "view"


@dataclass(frozen=True, slots=True)
class ViewLink:
    """One link above a list."""

    label: str
    url: str
    current: bool


class ViewFilter(admin.SimpleListFilter):
    """Only the rows that answer a question; it is shown as links above the list, not among the filters."""

    title = "view"
    parameter_name = VIEW
    template = "admin/desk/no_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every question of this list, also those that concern others: a link may come from a colleague."""
        self.questions: dict[str, Question] = {asked.key: asked for asked in model_admin.questions}
        return [(asked.key, asked.title) for asked in model_admin.questions]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that answer it; their order is the list's to give."""
        key = self.value()
        if key is None:
            return queryset
        if key not in self.questions:
            raise IncorrectLookupParameters
        return self.questions[key].narrow(queryset, person(request), timezone.now())


class AskedChangeList(ChangeList):
    """The rows of a question come in its order, until somebody chooses a column."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """As the question asks for it, else the usual order of the list."""
        asked = cast(AskedAdmin, self.model_admin).asked(request)
        if asked and ORDER_VAR not in self.params:
            return [*asked.order, "pk"]
        return list(super().get_ordering(request, queryset))


class AskedAdmin(KeptAdmin):
    """A list with saved views; a subclass names its questions and has ``ViewFilter`` among its filters."""

    questions: ClassVar[tuple[Question, ...]] = ()

    def asked(self, request: HttpRequest) -> Question | None:
        """The question that the list answers now."""
        return next((asked for asked in self.questions if asked.key == request.GET.get(VIEW)), None)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """A list that is ordered as its question asks for it."""
        return AskedChangeList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, under links to what is asked of it."""
        asked = self.asked(request)
        shown = {"list_views": self._links(request), "asked_empty": asked.empty if asked else ""}
        return super().changelist_view(request, {**shown, **(extra_context or {})})

    def _links(self, request: HttpRequest) -> list[ViewLink]:
        current, asking = request.GET.get(VIEW), person(request)
        shown = [asked for asked in self.questions if asked.key == current or asked.concerns(asking)]
        links = [ViewLink(asked.title, f"?{VIEW}={asked.key}", asked.key == current) for asked in shown]
        return [ViewLink("All", "?", current is None), *links] if links else []
