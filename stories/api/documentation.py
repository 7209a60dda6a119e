"""Serves the OpenAPI document, and a page for people made of it that needs no script."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from stories.api.caching import respond
from stories.api.doors import PublicView
from stories.api.openapi import schema, schema_bytes
from stories.api.parameters import read_query
from stories.api.problems import TITLES
from stories.readmodel import etag_of


class OpenApi(PublicView):
    """The description of the API for machines."""

    media_types: ClassVar = ("application/json", "application/vnd.oai.openapi+json")

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """The OpenAPI 3.1 document."""
        read_query(request, ())
        body = schema_bytes()
        return respond(request, body=body, etag=etag_of(body))


class Docs(PublicView):
    """The description of the API for people."""

    media_types: ClassVar = ("text/html",)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        """The page."""
        read_query(request, ())
        body = docs_page()
        return respond(request, body=body, etag=etag_of(body), content_type="text/html; charset=utf-8")


@cache
def docs_page() -> bytes:
    """The page as it is served; it is made once in a process."""
    described = schema()
    page = render_to_string(
        "api/docs.html",
        {
            "about": described["info"],
            "root": f"{settings.SITE_URL}/api/v1",
            "static": settings.STATIC_URL,
            "operations": list(_operations(described)),
            "shapes": list(_shapes(described)),
            "problems": TITLES.items(),
        },
    )
    return page.encode()


def _operations(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            parameters = [
                {**parameter, "type": _type(parameter["schema"])}
                for parameter in operation.get("parameters", ())
            ]
            answers = [
                {"status": status, "said": answer.get("description"), "type": _answer_type(answer)}
                for status, answer in operation["responses"].items()
            ]
            yield {
                **operation,
                "method": method.upper(),
                "path": path,
                "parameters": parameters,
                "answers": answers,
            }


def _shapes(described: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name, shape in described["components"]["schemas"].items():
        if "properties" in shape:
            yield {
                "name": name,
                "about": shape.get("description", ""),
                "fields": [
                    {"name": field, "type": _type(said), "about": said.get("description", "")}
                    for field, said in shape["properties"].items()
                ],
            }


def _answer_type(answer: Mapping[str, Any]) -> str:
    contents = answer.get("content", {})
    return ", ".join(_type(content["schema"]) for content in contents.values())


def _type(said: Mapping[str, Any]) -> str:
    """A JSON Schema in a few words, such as ``array of Section`` or ``string (date-time)``."""
    if "$ref" in said:
        return str(said["$ref"]).rpartition("/")[2]
    for several in ("allOf", "oneOf", "anyOf"):
        if several in said:
            return " or ".join(_type(one) for one in said[several])
    if "enum" in said:
        return " | ".join("null" if value is None else str(value) for value in said["enum"])
    if said.get("type") == "array":
        return f"array of {_type(said['items'])}"
    kind = said.get("type", "any")
    kinds = " or ".join(kind) if isinstance(kind, list) else str(kind)
    return f"{kinds} ({said['format']})" if "format" in said else kinds
