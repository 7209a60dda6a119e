"""The template engine of the public pages, with the few filters that their words need."""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.backends.jinja2 import Jinja2
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The longest uncertainty, in days, that each length of bar stands for.
BAR_STEPS = ((3, 1), (7, 2), (11, 3), (31, 4), (92, 5), (366, 6))
SPANNING = frozenset({"part", "month", "quarter", "range"})
EXACT = frozenset({"minute", "day"})
NUMBER = re.compile(r"\s*\[\d+\]")


@lru_cache(maxsize=4096)
def moment(value: str) -> str:
    """A moment (ISO 8601) as the site writes it: ``Dec 25 2025 13:04 UTC``."""
    at = datetime.fromisoformat(value).astimezone(UTC)
    return f"{MONTHS[at.month - 1]} {at.day} {at.year} {at:%H:%M} UTC"


def long_day(day: str) -> str:
    """A day (ISO 8601) as the site writes it: ``Dec 25 2025``."""
    year, month, number = day.split("-")
    return f"{MONTHS[int(month) - 1]} {int(number)} {int(year)}"


def span(date: dict[str, Any]) -> int:
    """How long a timeline mark is drawn: 1 (days) to 6 (a year and more); 0 for a point, a ring, a band."""
    if date["precision"] not in SPANNING:
        return 0
    days = (datetime.fromisoformat(date["end"]) - datetime.fromisoformat(date["start"])).days
    return next((step for limit, step in BAR_STEPS if days <= limit), BAR_STEPS[-1][1])


def day_of(date: Mapping[str, Any]) -> str:
    """The day on which something happened, if it is known that exactly and for certain, else nothing."""
    exact = date["precision"] in EXACT and not doubt(date)
    return str(date["start"][:10]) if exact else ""


def doubt(date: Mapping[str, Any]) -> str:
    """``approx`` or ``uncertain`` where the date says so of itself, else nothing."""
    edtf: str = date["edtf"]
    return "approx" if "~" in edtf else "uncertain" if "?" in edtf else ""


def unnumbered(text: str) -> str:
    """A text without its source numbers, for places where the sources are not listed."""
    return NUMBER.sub("", text)


def frame_address(story: Mapping[str, Any]) -> str:
    """Where the timeline of a story is served as a frame."""
    return f"{story['url']}timeline/embed/"


def frame(story: Mapping[str, Any], *, width: int | None = None, height: int = 480) -> str:
    """The HTML with which other sites show a story's timeline."""
    words = escape(f"Timeline: {story['headline']}")
    return (
        f'<iframe src="{escape(frame_address(story))}" title="{words}" width="{width or "100%"}" '
        f'height="{height}" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>'
    )


def oembed(story: Mapping[str, Any]) -> str:
    """Where other sites ask how to show a story's timeline (https://oembed.com)."""
    return f"{settings.SITE_URL}/oembed?{urlencode({'url': story['url'], 'format': 'json'})}"


def ready(html: str) -> Markup:
    """HTML that stories/markup.py has made and escaped."""
    return Markup(html)  # noqa: S704 - the read model holds escaped HTML only


@cache
def asset(path: str) -> str:
    """The address of a file of ours under /static/, marked with its content so that caches never mix two.

    Not the manifest's name: a page must be makeable, and look right, before and after any collectstatic.
    """
    found = finders.find(path)
    if not isinstance(found, str):
        raise FileNotFoundError(f"static file {path} is missing")
    with open(found, "rb") as file:  # noqa: PTH123 - found is a string path
        mark = hashlib.file_digest(file, "sha256").hexdigest()[:10]
    return f"{settings.STATIC_URL}{path}?v={mark}"


def environment(**options: Any) -> Environment:
    """A strict Jinja2 environment: an unknown name is an error, everything is escaped."""
    made = Environment(  # noqa: S701 - Django's backend asks for autoescape
        **{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.filters.update(moment=moment, span=span, doubt=doubt, unnumbered=unnumbered, ready=ready)
    made.filters.update(day=day_of, long_day=long_day, frame=frame, oembed=oembed)
    made.globals.update(asset=asset, site={"name": settings.SITE_NAME, "url": settings.SITE_URL})
    return made


@cache
def engine() -> Jinja2:
    """The engine for base.html and templates/site/, made once for each process."""
    return Jinja2(
        {
            "NAME": "site",
            "DIRS": [settings.BASE_DIR / "templates"],
            "APP_DIRS": False,
            "OPTIONS": {"environment": "newsroom.site.templating.environment", "auto_reload": settings.DEBUG},
        }
    )


def render(template: str, context: dict[str, Any]) -> bytes:
    """A whole page as UTF-8."""
    return engine().get_template(template).render(context).encode()
