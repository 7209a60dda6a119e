"""Answers other sites that ask how to show a story's timeline (https://oembed.com, version 1.0)."""

import re
from typing import Any, Final
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from newsroom.site.kinds import EMBED, TIMELINE
from newsroom.site.reading import body_of
from newsroom.site.templating import frame
from stories.models import PublishedStory

WIDTH: Final = 640
HEIGHT: Final = 480
SMALLEST: Final = 240  # narrower or lower than this the timeline cannot be read
HEADERS: Final = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=300"}
OURS: Final = frozenset({"", TIMELINE, EMBED})


@csrf_exempt  # nothing can be sent here
@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """The frame for the address of a story or of its timeline; 404 for any other, 501 for XML."""
    if request.GET.get("format", "json") != "json":
        return _no(501, "Only format=json is answered.")
    story = _story(request.GET.get("url", ""))
    if story is None:
        return _no(404, "There is no story of ours at that address.")
    try:
        width, height = (_size(request, name, most) for name, most in (("width", WIDTH), ("height", HEIGHT)))
    except ValueError:
        return _no(400, "maxwidth and maxheight are whole numbers above 0.")
    return JsonResponse(_answer(story, width, height), headers=HEADERS)


def _answer(story: PublishedStory, width: int, height: int) -> dict[str, Any]:
    body = body_of(story)
    return {
        "version": "1.0",
        "type": "rich",
        "title": body["headline"],
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": 300,
        "html": frame(body, width=width, height=height),
        "width": width,
        "height": height,
    }


def _story(url: str) -> PublishedStory | None:
    """The story at an address of this site, if it can be read."""
    site, _, path = url.partition("/stories/")
    if site != settings.SITE_URL:
        return None
    slug, slash, below = unquote(re.split(r"[?#]", path)[0]).partition("/")
    if not slash or below not in OURS or "\x00" in slug:
        return None
    return PublishedStory.objects.readable().filter(slug=slug).defer("search").first()


def _size(request: HttpRequest, name: str, most: int) -> int:
    """As large as we like it, or as the other site has room for; never so small that nothing can be read."""
    room = request.GET.get(f"max{name}")
    if room is None:
        return most
    if not (room.isascii() and room.isdigit() and int(room[:9])):
        raise ValueError(room)
    return max(min(most, int(room[:9])), SMALLEST)


def _no(status: int, why: str) -> HttpResponse:
    return HttpResponse(
        f"{why}\n", content_type="text/plain; charset=utf-8", status=status, headers=dict(HEADERS)
    )
