"""The canonical document: the whole text of an edition as one value, its rules and its digest."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from stories.citations import sentences
from stories.dates import DateError, FuzzyDate

SCHEMA: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("document.schema.json").read_text())
_VALIDATOR: Final = Draft202012Validator(SCHEMA)
_WORDING: Final = {
    "maxLength": "is too long: {wanted} characters at most",
    "minLength": "is missing",
    "required": "{text}",
    "additionalProperties": "{text}",
    "maxItems": "has too many items: {wanted} at most",
    "pattern": "holds a character that does not belong there (a control character or a line break?)",
    "uniqueItems": "names something twice",
}


class DocumentError(ValueError):
    """A value that is no document; ``place`` names what is wrong, such as ``sections[2].heading``."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.place = place
        self.message = message


def canonical_json(value: Mapping[str, Any]) -> bytes:
    """The one way to write a value as JSON: keys sorted, no spaces, UTF-8 (after RFC 8785)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(value: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal: two documents are the same text if it is the same."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def validate(document: Mapping[str, Any]) -> None:
    """Refuse what is not a document.

    Raises:
        DocumentError: it does not fit the schema, or holds a date that is none or one key twice.
    """
    if error := best_match(_VALIDATOR.iter_errors(document)):
        raise DocumentError(_place(list(error.absolute_path)), _wording(error))
    for number, entry in enumerate(document["timeline"]):
        try:
            FuzzyDate.from_json(entry["date"])
        except DateError as refused:
            raise DocumentError(f"timeline[{number}].date", str(refused)) from refused
    for number, source in enumerate(document["sources"]):
        _check_moment(f"sources[{number}].published_at", source["published_at"])
    _check_keys(document)
    _check_quotes(document)
    try:
        canonical_json(document)
    except UnicodeEncodeError as refused:
        raise DocumentError(
            "", "The text holds half a character (a lone surrogate): paste it again."
        ) from refused


def _check_moment(place: str, value: str | None) -> None:
    if value is None:
        return
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as refused:
        raise DocumentError(place, "is not a moment such as 2025-12-25T02:51:00+00:00") from refused
    if moment.tzinfo is None:
        raise DocumentError(place, "lacks its offset from UTC, such as +00:00")


def _check_keys(document: Mapping[str, Any]) -> None:
    rows: Sequence[Mapping[str, Any]] = [*document["sections"], *document["sources"], *document["timeline"]]
    twice = [key for key, times in Counter(row["key"] for row in rows).items() if times > 1]
    if twice:
        raise DocumentError("keys", f"the key “{twice[0]}” is used twice")


def _check_quotes(document: Mapping[str, Any]) -> None:
    """A pinned quotation names a sentence and a source of the same text."""
    if not document["quotes"]:
        return
    sources = {source["key"] for source in document["sources"]}
    texts = {row["key"]: row["body"] for row in document["sections"]}
    texts |= {row["key"]: row["text"] for row in document["timeline"]}
    for number, quote in enumerate(document["quotes"]):
        citation = quote["citation"]
        if citation["source"] not in sources:
            raise DocumentError(f"quotes[{number}].citation.source", "is not among the sources")
        if citation["sentence"] >= len(sentences(texts.get(citation["place"], ""))):
            raise DocumentError(f"quotes[{number}].citation", "names a sentence that is not in the text")
        _check_moment(f"quotes[{number}].verified_at", quote["verified_at"])


def _place(path: Sequence[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).lstrip(".")


def _wording(error: ValidationError) -> str:
    wording = _WORDING.get(str(error.validator), "does not fit: {text}")
    return wording.format(wanted=error.validator_value, text=error.message[:200])
