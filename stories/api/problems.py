"""Answers every refusal and failure of the API as RFC 9457 problem details, with no way around it."""

import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import set_rollback

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
LONGEST_ECHO = 100

TITLES: Mapping[str, str] = {
    "invalid_request": "The request is not well formed",
    "invalid_parameter": "A parameter is wrong",
    "not_found": "There is nothing here",
    "method_not_allowed": "This method is not allowed here",
    "not_acceptable": "No format that you accept is available",
    "gone": "This story has been taken down",
    "precondition_failed": "The resource is not the one that you named",
    "unavailable": "The service is not available at the moment",
    "internal_error": "Something went wrong on our side",
}
CODES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "invalid_request",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.NOT_ACCEPTABLE: "not_acceptable",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a request: the parameter, a stable code, and what to do."""

    parameter: str
    code: str
    detail: str


class BadParameters(exceptions.APIException):
    """Parameters that are unknown or wrong, each named."""

    status_code = HTTPStatus.BAD_REQUEST
    default_code = "invalid_parameter"

    def __init__(self, *faults: Fault) -> None:
        names = dict.fromkeys(f"“{echo(fault.parameter)}”" for fault in faults if fault.parameter)
        what = ", ".join(names) or "the query string"
        super().__init__(f"See “errors” for what is wrong with {what}.", self.default_code)
        self.faults = faults


class Gone(exceptions.APIException):
    """The story was public once and has been taken down."""

    status_code = HTTPStatus.GONE
    default_detail = "This story has been taken down. Remove your copy."
    default_code = "gone"


class PreconditionFailed(exceptions.APIException):
    """``If-Match`` or ``If-Unmodified-Since`` names another state of the resource."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = "The resource changed since the state that your precondition names."
    default_code = "precondition_failed"


def echo(text: str) -> str:
    """Foreign text short enough to be said back."""
    return text if len(text) <= LONGEST_ECHO else text[:LONGEST_ECHO] + "…"


def handle(exc: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """The problem for whatever a view raised (REST framework's ``EXCEPTION_HANDLER``)."""
    request: Request = context["request"]
    set_rollback()
    if isinstance(exc, exceptions.APIException):
        return _refusal(request, exc)
    if isinstance(exc, Http404):
        return problem(request, 404, "not_found", "No such resource.")
    if isinstance(exc, SuspiciousOperation | PermissionDenied):
        return problem(request, 400, "invalid_request", "The request cannot be read.")
    log.exception("api_failed", extra={"path": request.path})
    if isinstance(exc, OperationalError | InterfaceError):
        answer = problem(request, 503, "unavailable", "Try again in a few seconds.")
        answer["Retry-After"] = "5"
        return answer
    # The framework's own signal, so that whatever listens for failures hears of this one as well.
    got_request_exception.send(sender=None, request=request._request)
    return problem(request, 500, "internal_error", "The failure is in our log under this request id.")


def _refusal(request: Request, exc: exceptions.APIException) -> HttpResponse:
    code = CODES.get(exc.status_code) if type(exc).__module__ == exceptions.__name__ else None
    faults = exc.faults if isinstance(exc, BadParameters) else ()
    answer = problem(request, exc.status_code, code or str(exc.default_code), str(exc.detail), faults)
    if isinstance(exc, Gone):
        # Caches must put it in the place of the text that they hold.
        answer["Cache-Control"] = "public, max-age=15"
    return answer


def problem(
    request: Request | HttpRequest, status: int, code: str, detail: str, faults: Sequence[Fault] = ()
) -> HttpResponse:
    """A problem document; ``code`` is stable and ends its ``type``, which leads to the documentation."""
    request_id = getattr(request, "request_id", None) or secrets.token_hex(8)
    said: dict[str, Any] = {
        "type": f"{settings.SITE_URL}/api/v1/docs#{code}",
        "title": TITLES.get(code, HTTPStatus(status).phrase),
        "status": int(status),
        "detail": detail,
        "instance": request.path,
        "request_id": request_id,
        "errors": [
            {"parameter": echo(fault.parameter), "code": fault.code, "detail": fault.detail}
            for fault in faults
        ],
    }
    headers = {"Cache-Control": "no-store", "X-Request-ID": request_id}
    return HttpResponse(orjson.dumps(said), content_type=MEDIA_TYPE, status=status, headers=headers)
