"""What lists can be narrowed by, and the values that are refused with the parameter's name."""

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stories.api.filters import moment
from stories.tests.published_rows import make_rows

pytestmark = pytest.mark.django_db


def ids(client, **query):
    response = client.get("/api/v1/stories", {"sort": "published", **query})
    assert response.status_code == 200, response.content
    return [int(story["id"][3:]) for story in response.json()["results"]]


def test_stories_of_a_topic(client):
    make_rows(4, topics=lambda n: [["a"], ["b", "a"], ["b"], []][n - 1])
    assert ids(client, topic="a") == [1, 2]
    assert ids(client, topic="ab") == []


def test_stories_that_cite_a_publisher(client):
    make_rows(3, publishers=lambda n: [["yonhap"], ["reuters", "yonhap"], []][n - 1])
    assert ids(client, publisher="yonhap") == [1, 2]


def test_stories_in_a_language(client):
    make_rows(3, language=lambda n: ["en", "ko", "pt-BR"][n - 1])
    assert ids(client, language="ko") == [2]
    assert ids(client, language="pt-BR") == [3]


def test_stories_in_a_state(client):
    make_rows(3, state=lambda n: ["live", "retracted", "taken_down"][n - 1])
    assert ids(client, state="retracted") == [2]


def test_stories_by_id(client):
    rows = make_rows(4)
    assert ids(client, ids=f"{rows[3].id},{rows[0].id},st_zzzzzzzzzzzz,{rows[0].id}") == [1, 4]


def test_a_hundred_ids_and_no_more(client):
    make_rows(101)
    wanted = [f"st_{number:012d}" for number in range(1, 102)]
    assert len(ids(client, ids=",".join(wanted[:100]), limit=100)) == 100
    response = client.get("/api/v1/stories", {"ids": ",".join(wanted)})
    assert response.json()["errors"][0]["code"] == "too_many"


def test_windows_of_time_touch_without_a_gap(client):
    make_rows(3)
    edge = "2026-03-01T14:00:00Z"  # when story 2 was published and updated
    assert ids(client, published_before=edge) == [1]
    assert ids(client, published_after=edge) == [2, 3]
    assert ids(client, updated_before=edge) == [1]
    assert ids(client, updated_after=edge, published_before="2026-03-01T15:00:00+00:00") == [2]
    assert ids(client, updated_after="2026-03-01T23:00:00+09:00") == [2, 3]
    assert ids(client, published_after="2026-03-02") == []


def test_stories_that_hold_words(client):
    make_rows(3, text=lambda n: ["bridge closed", "bridge opened again", "소방관 구조"][n - 1])
    assert ids(client, q="bridge") == [1, 2]
    assert ids(client, q="bridge -opened") == [1]
    assert ids(client, q='"opened again"') == [2]
    assert ids(client, q="구조") == [3]
    assert ids(client, q="'); DROP TABLE stories_publishedstory; --") == []
    assert ids(client, q="&|!():*<->") == []


def test_filters_narrow_together(client):
    make_rows(4, language=lambda n: "en" if n % 2 else "ko", topics=lambda n: ["a"] if n > 2 else [])
    assert ids(client, language="en", topic="a") == [3]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "draft"),
        ("state", "LIVE"),
        ("state", "live,closed"),
        ("ids", "st_1,,st_2"),
        ("ids", "st_1'"),
        ("published_after", "yesterday"),
        ("published_before", "2026-02-30"),
        ("published_before", "2026-01-01T00:00:00"),
        ("updated_after", "2026-01-01 00:00:00 00:00"),
        ("updated_after", "0001-01-01T00:00:00+14:00"),
        ("updated_before", "9999-12-31T23:59:59-14:00"),
        ("updated_before", "２０２６-01-01"),
        ("topic", ""),
        ("topic", "x" * 121),
        ("q", " "),
        ("q", "x" * 201),
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "-1"),
        ("limit", "ten"),
        ("limit", "1e2"),
        ("limit", "٣"),
        ("limit", "9" * 400),
        ("limit", ""),
        ("sort", "id"),
        ("sort", ""),
        ("sort", "-updated,published"),
        ("include", "body"),
        ("include", ""),
    ],
)
def test_it_refuses_a_value_that_it_cannot_read(client, name, value):
    make_rows(1)
    response = client.get("/api/v1/stories", {name: value})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert {fault["parameter"] for fault in response.json()["errors"]} == {name}


def test_every_wrong_parameter_is_named(client):
    response = client.get("/api/v1/stories?state=draft&published_after=x&q=")
    named = {fault["parameter"] for fault in response.json()["errors"]}
    assert named == {"state", "published_after", "q"}


@given(st.datetimes(timezones=st.timezones()))
@settings(max_examples=200)
def test_every_moment_that_python_writes_is_read(written):
    text = written.isoformat(timespec="microseconds")
    offset = written.utcoffset()
    if offset.total_seconds() % 60 or not 1 < written.year < 9999:
        return  # RFC 3339 has no seconds in offsets
    assert moment(text) == written.astimezone(UTC)


@given(st.text(max_size=40))
@settings(max_examples=300)
def test_no_text_makes_the_reading_of_a_moment_fail_otherwise(text):
    with contextlib.suppress(ValueError, OverflowError):
        assert isinstance(moment(text), datetime)


@given(
    name=st.sampled_from(["q", "topic", "ids", "limit", "cursor", "updated_after", "sort"]), value=st.text()
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_value_makes_the_list_fail(client, name, value):
    assert client.get("/api/v1/stories", {name: value}).status_code in {200, 400}
