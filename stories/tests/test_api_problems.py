"""Every refusal is a problem document with the name of what is wrong; nothing is a 500 or a page."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from stories.api.doors import PublicView, accepts
from stories.tests.published_rows import make_rows

pytestmark = pytest.mark.django_db

PATHS = [
    "",
    "stories",
    "stories/st_000000000001",
    "stories/by-slug/story-1",
    "stories/st_000000000001/versions",
    "changes",
    "openapi.json",
    "docs",
]
MEMBERS = {"type", "title", "status", "detail", "instance", "request_id", "errors"}


def problem(response, status):
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    said = response.json()
    assert set(said) == MEMBERS
    assert said["status"] == status
    assert said["request_id"] == response["X-Request-ID"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    return said


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("query", ["status=draft", "format=json", "fields=x", "a%00b=1", "=", "Limit=1"])
def test_it_refuses_a_parameter_that_it_does_not_know(client, path, query):
    make_rows(1)
    said = problem(client.get(f"/api/v1/{path}?{query}"), 400)
    assert said["errors"][0]["code"] == "unknown_parameter"
    assert said["errors"][0]["parameter"] in ("status", "format", "fields", "a\0b", "", "Limit")
    assert said["instance"] == f"/api/v1/{path}"


def test_it_refuses_a_parameter_that_is_given_twice(client):
    said = problem(client.get("/api/v1/stories?limit=1&limit=2"), 400)
    assert said["errors"] == [
        {"parameter": "limit", "code": "given_twice", "detail": "Give this parameter once."}
    ]


@pytest.mark.parametrize(
    "query", ["q=%FF", "q=%C3%28", "%ED%A0%80=1", "q=%F8%88%80%80%80", "q=%00", "topic=a%00"]
)
def test_it_refuses_bytes_that_are_no_text(client, query):
    problem(client.get(f"/api/v1/stories?{query}"), 400)


def test_it_refuses_raw_bytes_in_the_query(client):
    response = client.get("/api/v1/stories", QUERY_STRING="q=\xff\xfe")
    problem(response, 400)


def test_it_refuses_too_many_parameters(client):
    problem(client.get("/api/v1/stories?" + "&".join(f"a{n}=1" for n in range(2_000))), 400)


def test_it_says_little_of_a_long_name_back(client):
    response = client.get("/api/v1/stories?" + "x" * 5_000 + "=1")
    problem(response, 400)
    assert len(response.content) < 1_500


@pytest.mark.parametrize(
    "path",
    [
        "stories/",
        "Stories",
        "STORIES/st_000000000001",
        "stories//st_000000000001",
        "stories/ST_000000000001",
        "stories/st_000000000001/",
        "stories/st_000000000001%0A",
        "stories/st_000000000001%00",
        "stories/%FF",
        "stories/%C3%28",
        "stories/" + "x" * 3_000,
        "stories/../../admin/",
        "stories/by-slug/",
        "stories/by-slug/%00",
        "stories/by-slug/%FF%FE",
        "stories/by-slug/" + "é" * 100,
        "stories/by-slug/a/b",
        "stories/by-slug/Story-1",
        "stories/st_000000000001/versions/0",
        "stories/st_000000000001/versions/1",
        "stories/st_000000000001/versions/99999999999999999999",
        "stories/st_000000000001/drafts",
        "articles",
        "changes.json",
        "openapi.yaml",
        "?/",
    ],
)
def test_what_is_not_there_is_a_problem_too(client, path):
    make_rows(1)
    problem(client.get(f"/api/v1/{path}"), 400 if path == "?/" else 404)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get"])
def test_it_refuses_other_methods(path, method):
    make_rows(1)
    client = Client(enforce_csrf_checks=True)
    response = client.generic(method, f"/api/v1/{path}", b"{}", "application/json")
    if method == "get":  # method names are case-sensitive, yet Django reads them in upper case
        assert response.status_code in {200, 404, 405}
    else:
        problem(response, 405)
        assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", PATHS)
def test_head_says_what_get_would(client, path):
    make_rows(1)
    got, head = client.get(f"/api/v1/{path}"), client.head(f"/api/v1/{path}")
    assert head.status_code == got.status_code
    if got.status_code == 200:
        assert dict(head.items()) == dict(got.items())
    assert head.content == b""


@pytest.mark.parametrize("path", PATHS)
def test_options_says_what_can_be_done_and_lets_browsers_ask(client, path):
    response = client.options(
        f"/api/v1/{path}",
        headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"},
    )
    assert response.status_code == 200
    assert response.content == b""
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in response


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "accept", ["image/png", "application/xml, text/csv", "*/*;q=0", "nonsense", "a/b/c;q=x"]
)
def test_it_refuses_when_nothing_it_has_is_accepted(client, path, accept):
    make_rows(1)
    response = client.get(f"/api/v1/{path}", headers={"Accept": accept})
    said = problem(response, 406)
    assert response["Cache-Control"] == "no-store"
    assert "application/json" in said["detail"] or "text/html" in said["detail"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", True),
        ("*/*", True),
        ("application/json", True),
        ("APPLICATION/JSON; charset=utf-8", True),
        ("application/*;q=0.1", True),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html", False),
        ("application/json;q=0", False),
        ("application/json;q=0, */*", False),
        ("application/*;q=0, */*", False),
        ("*/*;q=0, application/json", True),
        ("application/json;q=abc", False),
        (",,", False),
    ],
)
def test_it_reads_what_is_accepted(header, expected):
    assert accepts(header, ("application/json",)) is expected


class Failing(PublicView):
    """A view that meets a fault of ours."""

    fault = ZeroDivisionError("a secret of the inside")

    def get(self, request):
        raise self.fault


def test_a_fault_of_ours_is_a_problem_that_tells_nothing(client, caplog):
    response = Failing.as_view()(RequestFactory().get("/api/v1/stories"))
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert b"secret" not in response.content
    assert "a secret of the inside" in caplog.text


def test_a_database_that_is_away_is_a_reason_to_come_back(caplog):
    view = Failing.as_view()
    view.cls.fault, kept = OperationalError("connection refused at 10.0.0.7"), Failing.fault
    try:
        response = view(RequestFactory().get("/api/v1/stories"))
    finally:
        view.cls.fault = kept
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert b"10.0.0.7" not in response.content
