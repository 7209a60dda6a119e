"""What a story said in each of its published versions, made again from the ledger."""

from django.conf import settings
from django.db.models import Max, Min
from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from stories.api.caching import respond
from stories.api.doors import PublicView
from stories.api.openapi import endpoint, in_path
from stories.api.parameters import read_query
from stories.api.shapes import StorySerializer, VersionsSerializer
from stories.api.views import ROOT, STORY_ID, elsewhere, respond_json
from stories.models.ledger import LedgerEntry
from stories.models.published import PublishedStory
from stories.public import serialise
from stories.readmodel import etag_of, public_at

LARGEST_VERSION = 999_999_999


class VersionList(PublicView):
    """The versions of one story."""

    @endpoint(
        "listVersions", "Versions of a story", VersionsSerializer, STORY_ID, refusals=(404, 410), moves=True
    )
    def get(self, request: Request, id: str) -> HttpResponse:
        """Every version that was ever live, the newest first."""
        read_query(request, ())
        if (way := _way_elsewhere(id)) is not None:
            return way
        spans = (
            LedgerEntry.objects.filter(story__public_id=id)
            .order_by()
            .values("version")
            .annotate(first=Min("seq"), last=Max("seq"))
        )
        last = {span["first"]: span["last"] for span in spans}
        made = LedgerEntry.objects.filter(seq__in=last).order_by("-seq")
        versions = [
            {
                "version": version,
                "seq": last[seq],
                "kind": kind,
                "at": at,
                "url": f"{settings.SITE_URL}{ROOT}/stories/{id}/versions/{version}",
            }
            for seq, version, kind, at in made.values_list("seq", "version", "kind", "at")
        ]
        return respond_json(request, {"versions": versions}, surrogate=id)


class VersionDetail(PublicView):
    """One version of one story."""

    @endpoint(
        "getVersion",
        "One version of a story",
        StorySerializer,
        STORY_ID,
        in_path("version", "Number of the version.", type="integer", minimum=1, maximum=LARGEST_VERSION),
        refusals=(404, 410),
        moves=True,
    )
    def get(self, request: Request, id: str, version: str) -> HttpResponse:
        """The whole story as this version last read, in the rendering of today."""
        read_query(request, ())
        if (way := _way_elsewhere(id)) is not None:
            return way
        entries = LedgerEntry.objects.select_related("story").filter(
            story__public_id=id, version=int(version)
        )
        entry = entries.order_by("-seq").first()
        if entry is None:
            raise exceptions.NotFound("The story has no such version.")
        body = serialise(public_at(entry)[0])
        return respond(request, body=body, etag=etag_of(body), modified=entry.at, surrogate=id)


def _way_elsewhere(story: str) -> HttpResponse | None:
    """None for a story that readers can open, or the way to where it went.

    Raises:
        Gone: it was taken down.
        NotFound: it was never public.
    """
    row = PublishedStory.objects.filter(id=story).values_list("state", "merged_into").first()
    if row is None:
        raise exceptions.NotFound("No story has this id.")
    return None if row[0] in PublishedStory.READABLE else elsewhere(*row)
