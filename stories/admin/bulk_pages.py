"""The two pages of doing one thing with many rows: what will happen, and what became of each."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from stories.admin.bulk import LIMIT, Bulk, Given, carry_out
from stories.admin.list_views import AskedAdmin
from stories.admin.people import person
from stories.admin.times import typed_moment, zones_for
from stories.errors import Refused
from stories.local_time import both
from stories.people import Person, zone_of


class BulkAdmin(AskedAdmin):
    """A list whose rows can be ticked; a subclass names its actions and says what a row is called."""

    bulk: ClassVar[Mapping[str, Bulk]] = {}

    def bulk_title(self, row: Any) -> str:
        """What a row is called in the report."""
        return str(row)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """What this person may do with many rows; the stock way to delete them is not among it."""
        if IS_POPUP_VAR in request.GET:
            return {}
        user = request.user
        return {
            key: (_page_of(bulk), key, bulk.label)
            for key, bulk in self.bulk.items()
            if user.has_perm(bulk.permission)
        }


def _page_of(bulk: Bulk) -> Callable[[BulkAdmin, HttpRequest, QuerySet[Any]], HttpResponse]:
    def page(desk: BulkAdmin, request: HttpRequest, ticked: QuerySet[Any]) -> HttpResponse:
        return BulkPage(desk, request, bulk, ticked).respond()

    return page


class BulkPage:
    """One request: a question before anything happens, then a report."""

    def __init__(self, desk: BulkAdmin, request: HttpRequest, bulk: Bulk, ticked: QuerySet[Any]) -> None:
        self.desk, self.request, self.bulk = desk, request, bulk
        found = list(ticked[: LIMIT + 1])
        self.rows, self.cut = found[:LIMIT], len(found) > LIMIT
        self.by = person(request)

    def respond(self) -> HttpResponse:
        """Ask, or do it once it has been confirmed."""
        if "confirmed" not in self.request.POST:
            return self._ask()
        try:
            given = self._given()
        except Refused as refusal:
            return self._ask(refusal.message)
        return self._report(given)

    def _given(self) -> Given:
        """What was typed for all rows.

        Raises:
            Refused: a time or a person that cannot be meant.
        """
        typed, asks = self.request.POST, self.bulk.asks
        timed = "time" in asks or ("until" in asks and typed.get("at"))
        return Given(
            at=typed_moment(typed).at if timed else None,
            reason=str(typed.get("reason", "")).strip() if "reason" in asks else "",
            to=self._chosen(str(typed.get("person", ""))) if "person" in asks else None,
        )

    def _chosen(self, key: str) -> Person | None:
        if not key:
            return None
        chosen: Person | None = people().filter(pk=key).first() if key.isdecimal() else None
        if chosen is None:
            raise Refused("no_person", "Choose somebody from the list, or nobody.")
        return chosen

    def _ask(self, problem: str = "") -> HttpResponse:
        fitting = [self.bulk.fits(row) for row in self.rows]
        typed = self.request.POST
        return self._page(
            "admin/desk/bulk_ask.html",
            rows=[{**self._shown(row), "fits": fits} for row, fits in zip(self.rows, fitting, strict=True)],
            fitting=sum(fitting),
            unfit=len(self.rows) - sum(fitting),
            cut=self.cut,
            limit=LIMIT,
            problem=problem,
            zones=zones_for(self.by),
            typed=typed,
            people=people() if "person" in self.bulk.asks else (),
            checkbox=ACTION_CHECKBOX_NAME,
            back=typed.get("back", self.request.GET.urlencode()),
        )

    def _report(self, given: Given) -> HttpResponse:
        outcomes = carry_out(self.bulk, self.rows, by=self.by, given=given)
        now = self.desk.model._default_manager.in_bulk([row.pk for row in self.rows])
        return self._page(
            "admin/desk/bulk_report.html",
            rows=[
                {
                    **self._shown(outcome.row),
                    "state": now[outcome.row.pk].state,
                    "word": now[outcome.row.pk].get_state_display(),
                    "done": outcome.done,
                    "told": outcome.told,
                }
                for outcome in outcomes
            ],
            done=sum(outcome.done for outcome in outcomes),
            refused=sum(not outcome.done for outcome in outcomes),
            when=both(given.at, zone_of(self.by)) if given.at else "",
            back=self.request.POST.get("back", ""),
        )

    def _shown(self, row: Any) -> dict[str, Any]:
        meta = self.desk.opts
        return {
            "pk": row.pk,
            "title": self.desk.bulk_title(row),
            "url": reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=(row.pk,)),
            "state": row.state,
            "word": row.get_state_display(),
        }

    def _page(self, template: str, **context: Any) -> HttpResponse:
        meta = self.desk.opts
        return TemplateResponse(
            self.request,
            template,
            {
                **self.desk.admin_site.each_context(self.request),
                "title": self.bulk.label,
                "opts": meta,
                "bulk": self.bulk,
                "list_url": reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
                **context,
            },
        )


def people() -> QuerySet[Any]:
    """Who works at the desk."""
    staff = get_user_model()._default_manager.filter(is_active=True, is_staff=True)
    return staff.order_by("username")
