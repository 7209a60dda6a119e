"""Answers the search page: a question in the address, an answer that looks like every other page."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_info
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from newsroom.site.searching import MOST, ON_PAGE, SORTS, Found, TooHard, Wanted, find
from newsroom.site.serving import SECURITY
from newsroom.site.showing import STATE_WORDS
from newsroom.site.templating import render
from stories.models import PublishedStory
from stories.search_terms import read_question

LONGEST_QUESTION: Final = 200  # characters; what goes beyond is left out, and the page says so
LONGEST_VALUE: Final = 120
DATES: Final = {"since": "from", "until": "to"}  # by field, as the address has them
STATES: Final = {"live": "Live", **STATE_WORDS}
ADDRESS: Final = {
    "text": "q",
    "topic": "topic",
    "publisher": "publisher",
    "language": "language",
    "state": "state",
    **DATES,
    "sort": "sort",
    "page": "page",
}
HEADERS: Final[Mapping[str, str]] = {
    **dict(SECURITY),
    "Cache-Control": "public, max-age=15",
    "X-Robots-Tag": "noindex",
}


@csrf_exempt  # nothing can be sent here, and who tries is told so
@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """The stories that answer a question, a page at a time; what the address says beyond is ignored."""
    wanted, faults, cut = _read(request.GET)
    found, status = Found(), 200
    try:
        if not faults:
            found = find(wanted)
    except TooHard:
        status = 503
    if faults:
        status = 400
    elif found.pages and wanted.page > found.pages:
        status = 404
    page = render("site/search.html", _context(wanted, found, faults, cut=cut, status=status))
    answer = HttpResponse(page, status=status, headers=dict(HEADERS))
    if status == 503:
        answer["Cache-Control"], answer["Retry-After"] = "no-store", "10"
    return answer


def _read(given: Mapping[str, str]) -> tuple[Wanted, dict[str, str], bool]:
    """What is asked for, what cannot be read, by field, and whether the question was cut."""
    text = _clean(given.get("q", ""), 10 * LONGEST_QUESTION)
    values: dict[str, Any] = {
        name: _clean(given.get(name, ""), LONGEST_VALUE) for name in ("topic", "publisher", "language")
    }
    faults = {}
    for name, written in DATES.items():
        day = _clean(given.get(written, ""), LONGEST_VALUE)
        try:
            values[name] = date.fromisoformat(day) if day else None
        except ValueError:
            faults[name] = f"“{day[:40]}” is not a day: write it as 2026-03-31."
    state, sort, page = given.get("state", ""), given.get("sort", ""), given.get("page", "")
    return (
        Wanted(
            text=text[:LONGEST_QUESTION],
            state=state if state in PublishedStory.READABLE else "",
            sort=sort if sort in SORTS else "",
            page=int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 5 and int(page) else 1,
            **values,
        ),
        faults,
        len(text) > LONGEST_QUESTION,
    )


def _clean(text: str, longest: int) -> str:
    """One line without the characters that cannot be shown."""
    return "".join(char if char.isprintable() else " " for char in text[:longest]).strip()


def _context(
    wanted: Wanted, found: Found, faults: Mapping[str, str], *, cut: bool, status: int
) -> dict[str, Any]:
    plain = Wanted(text=wanted.text)
    return {
        "wanted": wanted,
        "found": found,
        "faults": faults,
        "cut": LONGEST_QUESTION if cut else 0,
        "asked": bool(read_question(wanted.text).wanted),
        "status": status,
        "most": MOST,
        "choices": _choices(wanted, found),
        "narrowed": replace(wanted, sort="", page=1) != plain,
        "without_filters": _address(plain),
        "alone": _alone(wanted, found),
        "sorts": [
            ("Best match", _address(replace(wanted, sort="", page=1)), wanted.sort == ""),
            ("Newest", _address(replace(wanted, sort="newest", page=1)), wanted.sort == "newest"),
        ],
        "before": _address(replace(wanted, page=wanted.page - 1)) if wanted.page > 1 else "",
        "after": _address(replace(wanted, page=wanted.page + 1)) if wanted.page < found.pages else "",
        "first_page": _address(replace(wanted, page=1)),
        "start": (wanted.page - 1) * ON_PAGE + 1,
    }


def _address(wanted: Wanted) -> str:
    given = {
        written: str(value)
        for name, written in ADDRESS.items()
        if (value := getattr(wanted, name)) and (name, value) != ("page", 1)
    }
    return f"/search/?{urlencode(given)}"


def _alone(wanted: Wanted, found: Found) -> list[tuple[str, str]]:
    """Where nothing was found: each word by itself, if there are several."""
    words = list(dict.fromkeys(wanted.text.replace('"', " ").split()))
    words = [word for word in words if not word.startswith("-") and read_question(word).wanted][:6]
    if found.count or len(words) < 2:
        return []
    return [(word, _address(Wanted(text=word))) for word in words]


def _choices(wanted: Wanted, found: Found) -> list[dict[str, Any]]:
    """The filters that lead to something, each with what it is set to."""
    filters = []
    for name, label, every in (
        ("topic", "Topic", "All topics"),
        ("publisher", "Publisher cited", "All publishers"),
        ("language", "Language", "All languages"),
        ("state", "State", "All states"),
    ):
        value = getattr(wanted, name)
        options = [(value, _named(name, value, text)) for value, text in found.choices.get(name, [])]
        if value and value not in dict(options):
            options.append((value, _named(name, value, value)))
        if len(options) > 1 or value:
            options = [("", every), *options]
            filters.append({"name": name, "label": label, "options": options, "value": value})
    return filters


def _named(name: str, value: str, label: str) -> str:
    if name == "state":
        return STATES[value]
    if name != "language":
        return label
    try:
        return str(get_language_info(value)["name"])
    except KeyError:
        return value
