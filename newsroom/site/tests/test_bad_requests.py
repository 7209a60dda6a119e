"""A request that Django refuses before any view is answered in the form that its asker reads."""

import pytest


@pytest.fixture
def ask(client, settings):
    settings.ALLOWED_HOSTS = ["news.example"]
    return lambda path: client.get(path, headers={"Host": "elsewhere.example"})


def test_an_unknown_host_is_a_problem_to_the_api(ask):
    answer = ask("/api/v1/stories")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["type"].endswith("#invalid_request")


def test_an_unknown_host_is_told_people_in_plain_words(ask):
    answer = ask("/admin/")
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content == b"Bad request\n"
