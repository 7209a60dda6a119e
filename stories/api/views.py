"""The endpoints of ``/api/v1/``: each reads the read model and hands out the bytes that lie there."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Literal, NamedTuple

import orjson
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from stories.api.caching import moved, respond
from stories.api.doors import PublicView
from stories.api.listing import COUNTED_TO, PARAMETERS, Page, read_page
from stories.api.openapi import endpoint, in_path, list_parameters, whole
from stories.api.parameters import read_query, whole_number
from stories.api.problems import Gone
from stories.api.shapes import ChangesSerializer, IndexSerializer, StoryPageSerializer, StorySerializer
from stories.models.published import PublishedStory
from stories.models.story import Redirect

ROOT = "/api/v1"
MOST_CHANGES = 500
USUAL_CHANGES = 100
LARGEST_SEQ = 2**63 - 1
STORY_ID = in_path("id", "Public id of the story.")
GONE: Mapping[str, type[exceptions.APIException]] = {"taken_down": Gone}


class Stored(NamedTuple):
    """The columns of a story that its answer is made of."""

    id: str
    state: str
    merged_into: str
    etag: str
    updated_at: datetime
    body: bytes


class Index(PublicView):
    """Where everything is."""

    @endpoint("index", "Where everything is", IndexSerializer)
    def get(self, request: Request) -> HttpResponse:
        """The addresses of the API, as RFC 6570 templates where a part is to be filled in."""
        read_query(request, ())
        root = settings.SITE_URL + ROOT
        links = {
            "stories": f"{root}/stories",
            "story": f"{root}/stories/{{id}}",
            "story_by_slug": f"{root}/stories/by-slug/{{slug}}",
            "versions": f"{root}/stories/{{id}}/versions",
            "version": f"{root}/stories/{{id}}/versions/{{version}}",
            "changes": f"{root}/changes?since=0",
            "openapi": f"{root}/openapi.json",
            "docs": f"{root}/docs",
        }
        return respond_json(request, links)


class StoryList(PublicView):
    """Stories that readers can open, a page at a time."""

    @endpoint("listStories", "List stories", StoryPageSerializer, *list_parameters())
    def get(self, request: Request) -> HttpResponse:
        """Whole stories, the latest update first unless asked otherwise."""
        page = read_page(read_query(request, PARAMETERS))
        tail = _tail(page)
        body = b'{"results":[' + b",".join(body for body, _ in page.rows) + b"]," + tail[1:]
        etag = short_hash(b"".join(etag.encode() for _, etag in page.rows) + tail)
        return respond(request, body=body, etag=etag, surrogate="stories")


class StoryDetail(PublicView):
    """One story by its id, which never changes."""

    @endpoint("getStory", "One story", StorySerializer, STORY_ID, refusals=(404, 410), moves=True)
    def get(self, request: Request, id: str) -> HttpResponse:
        """The whole story as it reads now."""
        read_query(request, ())
        stored = stored_story("id", id)
        if stored is None:
            raise exceptions.NotFound("No story has this id.")
        return answer(request, stored)


class StoryBySlug(PublicView):
    """One story by the last part of its page's address."""

    @endpoint(
        "getStoryBySlug",
        "One story by its address",
        StorySerializer,
        in_path("slug", "Last part of the address of the story's page."),
        refusals=(404, 410),
        moves=True,
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        """The whole story; an address that it once had leads to the one that it has."""
        read_query(request, ())
        stored = stored_story("slug", slug)
        if stored is not None:
            return answer(request, stored)
        current = PublishedStory.objects.filter(
            id__in=Redirect.objects.filter(slug=slug).values("story__public_id")
        ).values_list("slug", flat=True)
        for new_slug in current:
            return moved(f"{ROOT}/stories/by-slug/{new_slug}")
        raise exceptions.NotFound("No story has this address.")


class Changes(PublicView):
    """What became of every story, in the order in which it happened."""

    @endpoint(
        "listChanges",
        "Follow changes",
        ChangesSerializer,
        whole("since", "The “next” of the last answer.", default=0, least=0, most=LARGEST_SEQ),
        whole("limit", "Changes in one answer.", default=USUAL_CHANGES, least=1, most=MOST_CHANGES),
    )
    def get(self, request: Request) -> HttpResponse:
        """The latest state of each story that changed after a place in the order."""
        query = read_query(request, ("since", "limit"))
        since = whole_number(query, "since", default=0, least=0, most=LARGEST_SEQ)
        limit = whole_number(query, "limit", default=USUAL_CHANGES, least=1, most=MOST_CHANGES)
        rows = PublishedStory.objects.filter(seq__gt=since).order_by("seq")
        found = list(rows.values_list("seq", "id", "version", "state")[: limit + 1])
        changes = [
            {
                "seq": seq,
                "type": "story",
                "id": story,
                "version": version,
                "op": "upsert" if state in PublishedStory.READABLE else "remove",
                "url": f"{settings.SITE_URL}{ROOT}/stories/{story}",
            }
            for seq, story, version, state in found[:limit]
        ]
        reached = changes[-1]["seq"] if changes else since
        told = {"changes": changes, "next": reached, "has_more": len(found) > limit}
        return respond_json(request, told, surrogate="changes")


def stored_story(column: Literal["id", "slug"], value: str) -> Stored | None:
    """The row of a story by its id or its slug, in one indexed SELECT."""
    with connection.cursor() as cursor:
        cursor.execute(_select_by(column), [value])
        row = cursor.fetchone()
    return Stored(*row) if row else None


@cache
def _select_by(column: str) -> str:
    """The SELECT as the ORM writes it: to write it anew for each answer costs twice as much as to run it."""
    rows = PublishedStory.objects.filter(**{column: "?"}).values_list(*Stored._fields)
    sql, _ = rows.query.sql_with_params()
    return sql


def answer(request: Request, stored: Stored) -> HttpResponse:
    """The bytes of a story, the way to where it went, or the word that it is gone.

    Raises:
        Gone: it was taken down.
    """
    if stored.state in PublishedStory.READABLE:
        return respond(
            request,
            body=bytes(stored.body),
            etag=stored.etag,
            modified=stored.updated_at,
            surrogate=stored.id,
        )
    return elsewhere(stored.state, stored.merged_into)


def elsewhere(state: str, merged_into: str) -> HttpResponse:
    """The way to the story that this one became part of.

    Raises:
        Gone: it was taken down.
    """
    if merged_into:
        return moved(f"{ROOT}/stories/{merged_into}")
    raise GONE.get(state, exceptions.NotFound)()


def respond_json(request: Request, told: Mapping[str, Any], *, surrogate: str = "") -> HttpResponse:
    """An answer made on the spot, with the entity tag of its bytes."""
    body = orjson.dumps(told)
    return respond(request, body=body, etag=short_hash(body), surrogate=surrogate)


def short_hash(data: bytes) -> str:
    """A hash fit for an entity tag."""
    return hashlib.sha256(data).hexdigest()[:32]


def _tail(page: Page) -> bytes:
    """What follows the results of a list, as a JSON object of its own."""
    url = f"{settings.SITE_URL}{ROOT}/stories?{page.next_query}" if page.next_query else None
    said: dict[str, Any] = {"next": url}
    if page.count is not None:
        said |= {"count": min(page.count, COUNTED_TO), "count_capped": page.count > COUNTED_TO}
    return orjson.dumps(said)
