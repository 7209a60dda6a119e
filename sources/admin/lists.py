"""Lists that stay quick whatever their size, and tables from which nothing is ever deleted."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import smart_split, unescape_string_literal

COUNTED = 5_000  # rows that a list counts and pages through; who needs more should search


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # generic only in the stubs
    """Counts no further than ``COUNTED``, so that a list of a million rows opens like one of a hundred."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or ``COUNTED`` where there are more."""
        rows: Any = self.object_list
        if isinstance(rows, models.QuerySet):
            return rows.order_by().values("pk")[:COUNTED].count()
        return min(len(rows), COUNTED)

    @property
    def capped(self) -> bool:
        """Whether there may be more rows than were counted."""
        return self.count >= COUNTED


class KeptAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # each subclass names its model by registering
    """An admin whose rows are kept for ever: it has no delete, neither button nor action nor address."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    actions: Any = None
    save_on_top = False

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Rows that hold every word somewhere; no row comes twice.

        Each field is asked by itself, so that each can use its index: one question over several tables
        reads them whole.
        """
        fields = self.get_search_fields(request)
        for word in smart_split(search_term) if fields else ():
            plain = unescape_string_literal(word) if word[:1] in "\"'" and word[0] == word[-1:] else word
            first, *others = (
                self.model._base_manager.filter(**{_lookup(name): plain}).values("pk") for name in fields
            )
            queryset = queryset.filter(pk__in=first.union(*others) if others else first)
        return queryset, False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody: what the newsroom once knew stays."""
        return False


def _lookup(field: str) -> str:
    """Where a field of ``search_fields`` is looked into: ``=name`` wants all of it, a plain one any part."""
    return f"{field[1:]}__exact" if field.startswith("=") else f"{field}__icontains"


class RecordAdmin(KeptAdmin):
    """An admin that only shows: its rows are written by the workflow and nobody else."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody."""
        return False
