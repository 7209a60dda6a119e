"""Validators, 304, compression and who may keep an answer for how long."""

import gzip

import pytest
from django.utils.http import http_date

from stories.api.caching import accepts_gzip
from stories.models import PublishedStory
from stories.tests.published_rows import make_rows

pytestmark = pytest.mark.django_db

PUBLIC = "public, max-age=15, stale-while-revalidate=60, stale-if-error=300"
PATHS = [
    "",
    "stories",
    "stories?limit=1",
    "stories/{id}",
    "stories/by-slug/{slug}",
    "changes",
    "openapi.json",
    "docs",
]


@pytest.fixture
def path(request, published_story):
    return "/api/v1/" + request.param.format(id=published_story.public_id, slug=published_story.slug)


@pytest.mark.parametrize("path", PATHS, indirect=True)
def test_every_answer_can_be_kept_and_validated(client, path):
    first = client.get(path)
    assert first.status_code == 200
    assert first["Cache-Control"] == PUBLIC
    assert first["Vary"] == "Accept-Encoding"
    assert first["ETag"].startswith('"')
    assert int(first["Content-Length"]) == len(first.content)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    for name in ("ETag", "Cache-Control", "Vary", "Content-Length", "Access-Control-Allow-Origin"):
        assert again[name] == first[name]
    assert "Content-Type" not in again


def test_the_entity_tag_is_that_of_the_stored_bytes(client, published_story):
    row = PublishedStory.objects.get(id=published_story.public_id)
    response = client.get(f"/api/v1/stories/{row.id}")
    assert response["ETag"] == f'"{row.etag}"'
    assert response["Last-Modified"] == http_date(int(row.updated_at.timestamp()))
    assert response["Surrogate-Key"] == row.id


@pytest.mark.parametrize("held", ['"{}"', 'W/"{}"', '"x", "{}"', 'W/"x" ,W/"{}"', "*", ' "{}"', '"{}","y"'])
def test_a_client_that_holds_it_gets_304(client, held):
    [row] = make_rows(1)
    header = held.replace("{}", row.etag)
    assert client.get(f"/api/v1/stories/{row.id}", headers={"If-None-Match": header}).status_code == 304


@pytest.mark.parametrize("held", ['"x"', "{}", '"{}-gzip"', '"{}x"', "", ",", '"', 'w/"{}"', "é", '"{'])
def test_a_client_that_holds_something_else_gets_it_whole(client, held):
    [row] = make_rows(1)
    header = held.replace("{}", row.etag)
    assert client.get(f"/api/v1/stories/{row.id}", headers={"If-None-Match": header}).status_code == 200


def test_a_date_does_where_there_is_no_entity_tag(client):
    [row] = make_rows(1)
    path, stamp = f"/api/v1/stories/{row.id}", int(row.updated_at.timestamp())
    for moment, status in ((stamp - 1, 200), (stamp, 304), (stamp + 60, 304)):
        assert client.get(path, headers={"If-Modified-Since": http_date(moment)}).status_code == status
    for nonsense in ("yesterday", "2026-03-01", "Sun, 99 Mar 2026 13:00:00 GMT", ""):
        assert client.get(path, headers={"If-Modified-Since": nonsense}).status_code == 200


def test_the_entity_tag_outranks_the_date(client):
    [row] = make_rows(1)
    headers = {"If-None-Match": '"old"', "If-Modified-Since": http_date(4_000_000_000)}
    assert client.get(f"/api/v1/stories/{row.id}", headers=headers).status_code == 200


def test_it_refuses_a_precondition_that_does_not_hold(client):
    [row] = make_rows(1)
    path, stamp = f"/api/v1/stories/{row.id}", int(row.updated_at.timestamp())
    for headers, status in (
        ({"If-Match": f'"{row.etag}"'}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": f'W/"{row.etag}"'}, 412),
        ({"If-Match": '"other"'}, 412),
        ({"If-Unmodified-Since": http_date(stamp)}, 200),
        ({"If-Unmodified-Since": http_date(stamp - 1)}, 412),
        ({"If-Unmodified-Since": "nonsense"}, 200),
    ):
        response = client.get(path, headers=headers)
        assert response.status_code == status, headers
        if status == 412:
            assert response["Content-Type"] == "application/problem+json"


def test_a_change_makes_another_entity_tag_in_lists_too(client):
    rows = make_rows(3)
    list_before, changes_before = client.get("/api/v1/stories")["ETag"], client.get("/api/v1/changes")["ETag"]
    PublishedStory.objects.filter(id=rows[1].id).update(etag="0" * 32, seq=9)
    assert client.get("/api/v1/stories")["ETag"] != list_before
    assert client.get("/api/v1/changes")["ETag"] != changes_before


def test_lists_of_the_same_stories_but_other_ends_differ(client):
    make_rows(3)
    asked = ["ids=st_000000000003", "limit=1", "include=count&ids=st_000000000003"]
    tags = {client.get(f"/api/v1/stories?{query}")["ETag"] for query in asked}
    assert len(tags) == 3


def test_answers_are_compressed_for_whoever_asks(client, published_story):
    path = f"/api/v1/stories/{published_story.public_id}"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "br, gzip;q=0.9"})
    assert "Content-Encoding" not in plain
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"] == plain["ETag"][:-1] + '-gzip"'
    assert packed["Vary"] == plain["Vary"] == "Accept-Encoding"
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content)
    assert gzip.decompress(packed.content) == plain.content
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": packed["ETag"]})
    assert again.status_code == 304
    assert again["ETag"] == packed["ETag"]
    other = client.get(path, headers={"If-None-Match": packed["ETag"]})
    assert other.status_code == 200


def test_compressed_bytes_follow_the_story(client):
    for text in ("first", "second"):
        body = b'{"text":"' + text.encode() * 400 + b'"}'
        PublishedStory.objects.all().delete()
        [row] = make_rows(1, body=body, etag=f"{text:a<32}")
        response = client.get(f"/api/v1/stories/{row.id}", headers={"Accept-Encoding": "gzip"})
        assert gzip.decompress(response.content) == body


def test_small_and_large_answers_are_whole_too(client):
    for size in (999, 1_000, 65_536, 65_537, 900_000):
        PublishedStory.objects.all().delete()
        body = b'"' + b"x" * (size - 2) + b'"'
        [row] = make_rows(1, body=body, etag=f"{size:032d}")
        response = client.get(f"/api/v1/stories/{row.id}", headers={"Accept-Encoding": "gzip"})
        packed = response.get("Content-Encoding") == "gzip"
        assert packed == (size >= 1_000)
        assert (gzip.decompress(response.content) if packed else response.content) == body


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("br,gzip", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0.001", True),
        ("gzip ; q=1", True),
        ("notgzip", False),
        ("gzip2", False),
        ("identity", False),
        ("deflate, br;q=1.0, *;q=0.5", False),
        ("gzip;q=nonsense", False),
    ],
)
def test_it_reads_which_encodings_are_accepted(header, expected):
    assert accepts_gzip(header) is expected


HEADERS = {
    "Cookie": "sessionid=x; csrftoken=y",
    "Accept-Language": "ko",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-For": "10.0.0.1",
    "X-Original-URL": "/admin/",
    "X-HTTP-Method-Override": "DELETE",
    "Origin": "https://other.example",
    "Authorization": "Basic eDp5",
    "X-Request-ID": "<script>",
    "Range": "bytes=0-1",
    "Forwarded": "host=evil.example",
    "User-Agent": "curl",
    "Content-Type": "application/xml",
    "X-CSRFToken": "z",
}


@pytest.mark.parametrize("path", PATHS, indirect=True)
def test_the_bytes_depend_on_the_address_alone(client, path):
    expected = client.get(path)
    said = {name: value for name, value in expected.items() if name != "X-Request-ID"}
    for name, value in HEADERS.items():
        response = client.get(path, headers={name: value})
        assert (response.status_code, response.content) == (200, expected.content), name
        assert dict(response.items()) == said, name
    assert client.get(path, headers={"Host": "localhost"}).content == expected.content
