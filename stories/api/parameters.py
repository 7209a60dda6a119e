"""Reads a query string strictly: known names, each once, in sound UTF-8."""

import re
from collections.abc import Collection, Mapping
from urllib.parse import parse_qsl

from rest_framework.request import Request

from stories.api.problems import BadParameters, Fault

MOST_PARAMETERS = 50
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


def read_query(request: Request, known: Collection[str]) -> dict[str, str]:
    """The parameters of a request by name.

    Raises:
        BadParameters: an unknown name, one given twice, control characters, or broken UTF-8.
    """
    raw = request.META.get("QUERY_STRING", "")
    if not raw:
        return {}
    try:
        text = raw if raw.isascii() else raw.encode("latin-1").decode()  # PEP 3333: bytes, as Latin-1
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
        "".join(name + value for name, value in pairs).encode()
    except UnicodeError:
        raise BadParameters(
            Fault("", "invalid_encoding", "The query string is not percent-encoded UTF-8.")
        ) from None
    except ValueError:
        raise BadParameters(
            Fault("", "too_many", f"At most {MOST_PARAMETERS} parameters can be given.")
        ) from None
    faults = [fault for name, value in pairs if (fault := _fault(name, value, known))]
    names = [name for name, _ in pairs]
    faults += [
        Fault(name, "given_twice", "Give this parameter once.")
        for name in dict.fromkeys(names)
        if name in known and names.count(name) > 1
    ]
    if faults:
        raise BadParameters(*faults)
    return dict(pairs)


def whole_number(query: Mapping[str, str], name: str, *, default: int, least: int, most: int) -> int:
    """The value of a parameter that is a whole number.

    Raises:
        BadParameters: not a number, or out of its bounds.
    """
    text = query.get(name)
    if text is None:
        return default
    if WHOLE_NUMBER.fullmatch(text) and least <= (number := int(text)) <= most:
        return number
    raise BadParameters(
        Fault(name, "not_in_range", f"Give a whole number from {least} to {most}, in digits.")
    )


def choice(query: Mapping[str, str], name: str, *, default: str, choices: Collection[str]) -> str:
    """The value of a parameter that has a closed set of values.

    Raises:
        BadParameters: not one of them.
    """
    value = query.get(name, default)
    if value in choices or (value == default and name not in query):
        return value
    raise BadParameters(Fault(name, "not_a_choice", f"Choose one of: {', '.join(choices)}."))


def _fault(name: str, value: str, known: Collection[str]) -> Fault | None:
    if name not in known:
        listed = f"Known here: {', '.join(sorted(known))}." if known else "This address takes none."
        return Fault(name, "unknown_parameter", f"There is no such parameter. {listed}")
    if CONTROL.search(value):
        return Fault(name, "control_character", "Control characters are not allowed.")
    return None
