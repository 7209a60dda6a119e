"""The boxes beside the text that pin a passage: what the ticks of a form make of the pins of its text."""

from typing import Any, Final

from django.http import QueryDict
from django.utils import timezone

from stories.quotation_check import pinned_to, with_pins
from stories.quotations import look_up
from stories.quoted import Document

OFFERED: Final = "pins_offered"  # every quotation that had a box to tick
BEFORE: Final = "pins_before"  # those whose box was ticked when the text was opened
TICKED: Final = "pins"


def decided(document: Document, data: QueryDict) -> list[dict[str, Any]]:
    """The pins of a typed text: a box that was changed decides, all else stays as it is in the saved text.

    So what a colleague pinned meanwhile is not unpinned by whoever did not touch its box.
    """
    quotes = list(document["quotes"])
    touched = {token: token in data.getlist(TICKED) for token in data.getlist(OFFERED)}
    touched = {token: now for token, now in touched.items() if now != (token in data.getlist(BEFORE))}
    if not touched:
        return quotes
    checked = look_up(document).checked
    chosen = {each.token for each in checked if touched.get(each.token, bool(pinned_to(quotes, each)))}
    return with_pins(document, checked, chosen=chosen, now=timezone.now())


def opened_with(data: QueryDict) -> dict[str, bool]:
    """For each box on a screen that was posted: whether it was ticked when the text was opened."""
    return {token: token in data.getlist(BEFORE) for token in data.getlist(OFFERED)}
