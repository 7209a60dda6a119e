"""The place in a list where the next page begins, signed so that nobody can make one up."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

from stories.api.problems import BadParameters, Fault

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of a page: its sort value and, where several share it, its id."""

    moment: datetime
    id: str


def write_cursor(place: Place, listing: Mapping[str, str]) -> str:
    """The cursor of a place in one listing: sort value in µs, id, and the listing's hash."""
    micros = (place.moment - EPOCH) // MICROSECOND
    return _signer().sign_object([micros, place.id, listing_hash(listing)])


def read_cursor(text: str, listing: Mapping[str, str]) -> Place:
    """The place that a cursor of ours names.

    Raises:
        BadParameters: not a cursor of ours, or one of another listing.
    """
    try:
        if len(text) > LONGEST:
            raise BadSignature
        micros, last_id, listed = _signer().unsign_object(text)
    except BadSignature:
        fault = Fault("cursor", "invalid_cursor", "Take cursors from “next”, whole and unchanged.")
        raise BadParameters(fault) from None
    if listed != listing_hash(listing):
        fault = Fault("cursor", "other_list", "This cursor was made for other filters or another order.")
        raise BadParameters(fault)
    return Place(EPOCH + micros * MICROSECOND, last_id)


def listing_hash(listing: Mapping[str, str]) -> str:
    """A short hash of what a listing was asked for: the same filters in the same order."""
    said = "\n".join(f"{name}={value}" for name, value in sorted(listing.items()))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _signer() -> Signer:
    return Signer(salt="newsroom.api.cursor", sep=".")
