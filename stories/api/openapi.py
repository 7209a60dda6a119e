"""Describes the endpoints once, for the OpenAPI 3.1 document and for the page made from it."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import orjson
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from stories.api import shapes
from stories.api.filters import MOST_IDS, STORY_ID, IdsField, MomentField, StoryFilters
from stories.api.listing import DEFAULT_LIMIT, DEFAULT_SORT, INCLUDES, MOST, ORDERS
from stories.api.problems import MEDIA_TYPE, TITLES

JSON = "application/json"
REFUSALS: Mapping[int, str] = {
    304: "What you hold is still right.",
    400: "A parameter is unknown or wrong; “errors” names it.",
    404: "There is no such thing, or it is not public.",
    406: TITLES["not_acceptable"] + ".",
    410: TITLES["gone"] + "; remove your copy.",
    412: TITLES["precondition_failed"] + ".",
}
MOVED = OpenApiResponse(description="It moved for good; Location says where to.")

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def endpoint(
    name: str,
    summary: str,
    answer: type[Any] | dict[str, Any],
    *parameters: OpenApiParameter,
    refusals: tuple[int, ...] = (),
    moves: bool = False,
    media_type: str = JSON,
) -> Decorator:
    """Describe a view's ``get``: its stable name, what it gives, what it takes, how it can refuse."""
    responses: dict[Any, Any] = {(200, media_type): answer}
    if moves:
        responses[301] = MOVED
    for status in sorted({304, 400, 406, 412, *refusals}):
        if status == 304:
            responses[status] = OpenApiResponse(description=REFUSALS[status])
        else:
            responses[status, MEDIA_TYPE] = OpenApiResponse(shapes.ProblemSerializer, REFUSALS[status])
    decorate: Decorator = extend_schema(
        operation_id=name, summary=summary, parameters=list(parameters), responses=responses, tags=[]
    )
    return decorate


def in_path(name: str, description: str, **schema: Any) -> OpenApiParameter:
    """A part of the address."""
    return OpenApiParameter(name, schema or OpenApiTypes.STR, OpenApiParameter.PATH, description=description)


def in_query(name: str, description: str, **schema: Any) -> OpenApiParameter:
    """A query parameter with its JSON Schema."""
    return OpenApiParameter(name, schema, OpenApiParameter.QUERY, description=description)


def whole(name: str, description: str, *, default: int, least: int, most: int) -> OpenApiParameter:
    """A query parameter that is a whole number."""
    return in_query(name, description, type="integer", default=default, minimum=least, maximum=most)


def list_parameters() -> tuple[OpenApiParameter, ...]:
    """What ``/stories`` takes: the filters as they are declared, then order and page."""
    return (
        *(_filter_parameter(name, declared) for name, declared in StoryFilters.base_filters.items()),
        in_query(
            "sort",
            "Order; the minus means latest first.",
            enum=[*ORDERS],
            default=DEFAULT_SORT,
            type="string",
        ),
        whole("limit", "Stories on a page.", default=DEFAULT_LIMIT, least=1, most=MOST),
        in_query("cursor", "Where the page begins; take it from “next”.", type="string", maxLength=500),
        in_query(
            "include", "“count” adds how many there are, up to 10,000.", type="string", enum=[*INCLUDES]
        ),
    )


def _filter_parameter(name: str, declared: Any) -> OpenApiParameter:
    field, meaning = declared.field, declared.extra["help_text"]
    if isinstance(field, IdsField):
        listed = _schema_of(field)
        return OpenApiParameter(
            name, listed, OpenApiParameter.QUERY, description=meaning, style="form", explode=False
        )
    return in_query(name, meaning, **_schema_of(field))


def _schema_of(field: Any) -> dict[str, Any]:
    if isinstance(field, IdsField):
        item = {"type": "string", "pattern": f"^{STORY_ID.pattern}$"}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_IDS}
    if isinstance(field, MomentField):
        return {"type": "string", "format": "date-time"}
    if choices := getattr(field, "choices", None):
        return {"type": "string", "enum": [value for value, _ in choices if value]}
    return {"type": "string", "minLength": 1, "maxLength": field.max_length, "pattern": r"\S"}


@cache
def schema() -> dict[str, Any]:
    """The OpenAPI document; it is made once in a process."""
    generator: Any = SchemaGenerator
    made: dict[str, Any] = generator().get_schema(request=None, public=True)
    return made


@cache
def schema_bytes() -> bytes:
    """The OpenAPI document as it is served."""
    return orjson.dumps(schema())
