"""What lists of stories can be narrowed by: an allow-list over the read model, nothing else."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import django_filters  # type: ignore[import-untyped] # it has no types of its own
from django import forms
from django.core.exceptions import ValidationError

from stories.api.problems import BadParameters, Fault
from stories.models.published import PublishedStory, PublishedStoryQuerySet

MOST_IDS = 100
STORY_ID = re.compile(r"[A-Za-z0-9_-]{1,20}")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class MomentField(forms.CharField):
    """A moment as RFC 3339 writes it, or a day, which means its first moment in UTC."""

    def to_python(self, value: Any) -> Any:
        """The moment in UTC, or None where nothing was given."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return moment(text)
        except (ValueError, OverflowError):
            raise ValidationError(
                "Write a moment such as 2026-01-31T09:00:00Z or a day such as 2026-01-31 "
                "(in a URL the plus sign of an offset is %2B).",
                code="not_a_moment",
            ) from None


class IdsField(forms.CharField):
    """Public ids with commas between them."""

    def to_python(self, value: Any) -> Any:
        """The ids, each once."""
        text = super().to_python(value)
        if not text:
            return []
        ids = list(dict.fromkeys(text.split(",")))
        if len(ids) > MOST_IDS:
            raise ValidationError(f"Give at most {MOST_IDS} ids.", code="too_many")
        if not all(STORY_ID.fullmatch(one) for one in ids):
            raise ValidationError("Give ids such as st_7h2k9m4c0v3x, with commas between.", code="not_an_id")
        return ids


class MomentFilter(django_filters.Filter):  # type: ignore[misc] # as above
    """Compares with a moment."""

    field_class = MomentField


class IdsFilter(django_filters.Filter):  # type: ignore[misc] # as above
    """Any of several ids."""

    field_class = IdsField


class HoldingFilter(django_filters.CharFilter):  # type: ignore[misc] # as above
    """Rows whose list holds a slug."""

    def filter(self, rows: PublishedStoryQuerySet, value: str) -> PublishedStoryQuerySet:
        """The rows that hold it."""
        return rows.filter(**{f"{self.field_name}__contains": [value]})


class SearchFilter(django_filters.CharFilter):  # type: ignore[misc] # as above
    """Rows whose public text answers a question."""

    def filter(self, rows: PublishedStoryQuerySet, value: str) -> PublishedStoryQuerySet:
        """The rows whose search vector matches."""
        return rows.holding(value)


class StoryFilters(django_filters.FilterSet):  # type: ignore[misc] # as above
    """The filters of ``/stories``; each one's help text is its documentation."""

    topic = HoldingFilter(field_name="topics", max_length=120, help_text="Slug of a topic.")
    publisher = HoldingFilter(field_name="publishers", max_length=120, help_text="Slug of a cited publisher.")
    language = django_filters.CharFilter(max_length=35, help_text="Language of the text, as BCP 47 has it.")
    state = django_filters.ChoiceFilter(
        choices=[(state, state) for state in PublishedStory.READABLE],
        help_text="Public state.",
        error_messages={"invalid_choice": f"Choose one of: {', '.join(PublishedStory.READABLE)}."},
    )
    ids = IdsFilter(field_name="id", lookup_expr="in", help_text="Up to 100 ids, with commas between.")
    published_after = MomentFilter(
        field_name="first_published_at", lookup_expr="gte", help_text="First published then or later."
    )
    published_before = MomentFilter(
        field_name="first_published_at", lookup_expr="lt", help_text="First published earlier."
    )
    updated_after = MomentFilter(
        field_name="content_updated_at", lookup_expr="gte", help_text="Text last updated then or later."
    )
    updated_before = MomentFilter(
        field_name="content_updated_at", lookup_expr="lt", help_text="Text last updated earlier."
    )
    q = SearchFilter(
        field_name="search",
        max_length=200,
        help_text="Words that the text holds; quotes bind a phrase, a minus leaves out, “or” widens.",
    )

    class Meta:
        model = PublishedStory
        fields: tuple[str, ...] = ()


FILTERS = frozenset(StoryFilters.base_filters)


def narrowed(queryset: PublishedStoryQuerySet, wanted: Mapping[str, str]) -> PublishedStoryQuerySet:
    """The rows that the filters let through.

    Raises:
        BadParameters: a value that its filter cannot read, or an empty one.
    """
    faults, rows = [], queryset
    for name, text in wanted.items():
        # Each filter by itself: a whole FilterSet copies all of its filters and forms at every request.
        declared = StoryFilters.base_filters[name]
        try:
            rows = declared.filter(rows, declared.field.clean(_given(text)))
        except ValidationError as error:
            faults.append(Fault(name, error.error_list[0].code or "invalid", " ".join(error.messages)))
    if faults:
        raise BadParameters(*faults)
    return rows


def _given(text: str) -> str:
    if not text.strip():
        raise ValidationError("Give a value or leave the parameter out.", code="empty")
    return text


def moment(text: str) -> datetime:
    """A moment in UTC from RFC 3339 text or from a day.

    Raises:
        ValueError: neither.
        OverflowError: outside the years 1 to 9999.
    """
    if DAY.fullmatch(text):
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    if RFC3339.fullmatch(text):
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    raise ValueError(text)
