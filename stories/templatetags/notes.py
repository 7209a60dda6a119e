"""What the templates of notes ask: how many are open at a row, and how the words of one are shown."""

from collections.abc import Mapping

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from stories.notes import calls

register = template.Library()


@register.filter
def at(counts: Mapping[str, int], place: object) -> int:
    """The count of a place, named by its key."""
    return counts.get(str(place), 0)


@register.filter
def marked(text: str) -> SafeString:
    """A note to read, each @name in it emphasised."""
    parts, last = [], 0
    for start, end in calls(text):
        parts += [escape(text[last:start]), format_html("<b>{}</b>", text[start:end])]
        last = end
    return mark_safe("".join([*parts, escape(text[last:])]))  # noqa: S308 - each part is escaped
