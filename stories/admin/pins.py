"""The boxes beside the text that pin a passage: what the ticks of a form make of the pins of its text."""

from typing import Any, Final

from django.http import QueryDict
from django.utils import timezone

from stories.quotation_check import pinned_to, with_pins
from stories.quotations import look_up
from stories.quoted import Document

OFFERED: Final = "pins_offered"  # every quotation that had a box to tick
TICKED: Final = "pins"


def decided(document: Document, data: QueryDict) -> list[dict[str, Any]]:
    """The pins of a typed text: boxes that were on the screen decide, all others stay as they were."""
    quotes = list(document["quotes"])
    offered, ticked = set(data.getlist(OFFERED)), set(data.getlist(TICKED))
    if not offered:
        return quotes
    checked = look_up(document).checked
    chosen = {
        each.token
        for each in checked
        if (each.token in ticked if each.token in offered else pinned_to(quotes, each))
    }
    return with_pins(document, checked, chosen=chosen, now=timezone.now())
