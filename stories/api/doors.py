"""What every public endpoint has in common: open to all, no session, no cookie, JSON or a refusal."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework import exceptions
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView
from typing_extensions import override

EXPOSED = "ETag, Last-Modified, Link, Location, Retry-After, X-Request-ID"
ASKED = "Accept, Authorization, If-None-Match, If-Modified-Since"
RENDERER = JSONRenderer()


class PublicView(APIView):
    """A read for anybody; answers are made of ready bytes, so no renderer ever works.

    ``media_types`` are those that the view answers with, the usual one first.
    """

    authentication_classes = ()
    http_method_names = ["get", "head", "options"]
    media_types: ClassVar[tuple[str, ...]] = ("application/json",)

    @property
    def default_response_headers(self) -> dict[str, str]:
        """No header of the framework's own: what an answer depends on is said where it is made."""
        return {}

    @override
    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Forget all cookies: the middleware of sessions and forms would answer spoilt ones with new ones."""
        request.COOKIES = {}
        request.META.pop("CSRF_COOKIE_NEEDS_UPDATE", None)
        return super().initialize_request(request, *args, **kwargs)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Take the request as it comes, or refuse it when it accepts nothing that we have.

        Answers do not vary by ``Accept``: one address, one text.
        """
        accept = request.META.get("HTTP_ACCEPT")
        if not (accept is None or force or accepts(accept, self.media_types)):
            raise exceptions.NotAcceptable(f"Available here: {', '.join(self.media_types)}.")
        return RENDERER, self.media_types[0]

    def perform_authentication(self, request: Request) -> None:
        """Ask for no one: these answers are the same for all."""

    @override
    def options(  # type: ignore[override] # the stubs know no answer but a rendered one
        self, request: Request, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """What can be done here, for people and for browsers that ask before they fetch."""
        return HttpResponse(
            headers={
                "Allow": ", ".join(self.allowed_methods),
                "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
                "Access-Control-Allow-Headers": ASKED,
                "Access-Control-Max-Age": "86400",
                "Cache-Control": "public, max-age=86400",
            },
        )

    @override
    def finalize_response(  # type: ignore[override] # as above
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Open the answer to scripts of other sites."""
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        if response.status_code == 405:
            response["Allow"] = ", ".join(self.allowed_methods)
        return response


class NothingHere(PublicView):
    """Every address below the API that no endpoint has."""

    @override
    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Say so before anything else is looked at, whatever the method."""
        raise exceptions.NotFound("There is no such endpoint; addresses have no slash at their end.")


def accepts(header: str, media_types: Sequence[str]) -> bool:
    """Whether an ``Accept`` header lets one of these types through (RFC 9110, 12.5.1).

    The most exact range that fits decides, so ``application/json;q=0, */*`` refuses JSON.
    """
    if not header.strip() or header == "*/*":
        return True
    ranges = [_media_range(part) for part in header.split(",")]
    return any(_quality(media_type, ranges) > 0 for media_type in media_types)


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    kind = media_type.partition("/")[0]
    for wanted in (media_type, f"{kind}/*", "*/*"):
        qualities = [quality for name, quality in ranges if name == wanted]
        if qualities:
            return max(qualities)
    return 0.0


def _media_range(text: str) -> tuple[str, float]:
    name, *parameters = (part.strip().lower() for part in text.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            return name, _weight(value.strip())
    return name, 1.0


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0
