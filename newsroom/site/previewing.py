"""A page as readers would get it, of a text that is not public: for the desk and for who holds a link."""

from collections.abc import Mapping
from typing import Any

from newsroom.site import showing
from newsroom.site.templating import render


def preview_page(public: Mapping[str, Any], *, note: str) -> bytes:
    """The whole page of a story that ``stories/forthcoming.py`` made; ``note`` stands above it.

    It is written nowhere: the follower alone writes pages.
    """
    context = {"story": showing.full(public), "version": None, "preview": note}
    return render("site/story.html", context)
