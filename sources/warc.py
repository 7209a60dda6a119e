"""Writes snapshots as WARC, the format in which archives keep the web, for other tools to read and replay."""

import uuid
from collections.abc import Iterable
from datetime import UTC
from http import HTTPStatus
from io import BytesIO
from typing import BinaryIO, Final

from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from sources.domains import is_address
from sources.models import Snapshot
from sources.snapshots import body_of

SOFTWARE: Final = "newsroom"
# What described the bytes on the wire: the body is kept as it was decoded, and these would spoil a replay.
_OF_THE_WIRE: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
_NAMES: Final = uuid.UUID("9c7b7a0e-6b0f-4e0b-8d0f-5a2d5b9c1f10")  # records of a snapshot keep their names


def write(snapshots: Iterable[Snapshot], out: BinaryIO, *, name: str) -> int:
    """Write snapshots (with article and body) to ``out``, each record compressed; returns how many.

    For each: the response, and the text that was read out of it. The same snapshot gives the same records.
    """
    writer = WARCWriter(out, gzip=True)
    told = {"software": SOFTWARE, "format": "WARC File Format 1.0"}
    writer.write_record(writer.create_warcinfo_record(name, told))
    count = 0
    for snapshot in snapshots:
        _write(writer, snapshot)
        count += 1
    return count


def _write(writer: WARCWriter, snapshot: Snapshot) -> None:
    at = snapshot.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    response_id = _id(snapshot, "response")
    body = body_of(snapshot)
    response = writer.create_warc_record(
        snapshot.url,
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=_http(snapshot, len(body)),
        warc_headers_dict={"WARC-Record-ID": response_id, "WARC-Date": at, **_peer(snapshot)},
    )
    writer.write_record(response)
    text = snapshot.text.encode()
    conversion = writer.create_warc_record(
        snapshot.url,
        "conversion",
        payload=BytesIO(text),
        length=len(text),
        warc_content_type="text/plain; charset=utf-8",
        warc_headers_dict={
            "WARC-Record-ID": _id(snapshot, "text"),
            "WARC-Date": at,
            "WARC-Refers-To": response_id,
            "X-Newsroom-Article": snapshot.article.public_id,
            "X-Newsroom-Extractor": snapshot.extractor,
        },
    )
    writer.write_record(conversion)


def _peer(snapshot: Snapshot) -> dict[str, str]:
    """The network address that answered; the texts of the demo came from none."""
    peer = snapshot.peer.strip("[]")
    return {"WARC-IP-Address": peer} if is_address(peer) else {}


def _id(snapshot: Snapshot, part: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(_NAMES, f'{snapshot.article.public_id} {snapshot.pk} {part}')}>"


def _http(snapshot: Snapshot, length: int) -> StatusAndHeaders:
    """Status line and headers as they came, what described the wire kept under another name."""
    try:
        phrase = HTTPStatus(snapshot.status).phrase
    except ValueError:
        phrase = ""
    headers = [
        (f"X-Archive-Orig-{name}" if name.lower() in _OF_THE_WIRE else name, " ".join(value.split()))
        for name, value in snapshot.headers
    ]
    headers.append(("Content-Length", str(length)))
    return StatusAndHeaders(f"{snapshot.status} {phrase}".strip(), headers, protocol="HTTP/1.1")
