"""The description of the API: valid, complete, true of the real answers, and readable without a script."""

import json
import re

import pytest
from django.conf import settings
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from stories.api.listing import PARAMETERS
from stories.api.urls import urlpatterns
from stories.editing import Plan, new_edition, save_edition
from stories.revisions import edition_document
from stories.tests.published_rows import make_rows
from stories.tests.test_publishing import corrected, to_public

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(client):
    return client.get("/api/v1/openapi.json").json()


def strict(document):
    """The schemas with no room for members that they do not name."""
    schemas = json.loads(json.dumps(document["components"]["schemas"]))
    for schema in schemas.values():
        if "properties" in schema:
            schema["additionalProperties"] = False
    return {"components": {"schemas": schemas}}


def check(document, name, instance):
    validator = Draft202012Validator(strict(document) | {"$ref": f"#/components/schemas/{name}"})
    assert [error.message for error in validator.iter_errors(instance)] == []


def test_the_document_is_valid_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": settings.SITE_URL}]
    validate_schema(document)


def test_every_endpoint_is_described(document):
    expected = {
        "/api/v1/",
        "/api/v1/stories",
        "/api/v1/stories/{id}",
        "/api/v1/stories/by-slug/{slug}",
        "/api/v1/stories/{id}/versions",
        "/api/v1/stories/{id}/versions/{version}",
        "/api/v1/changes",
    }
    assert set(document["paths"]) == expected
    assert len(urlpatterns) == len(expected) + 3  # and the two descriptions, and what is nowhere
    for methods in document["paths"].values():
        assert set(methods) == {"get"}


def test_every_parameter_is_described_and_every_described_one_is_known(document):
    listed = document["paths"]["/api/v1/stories"]["get"]["parameters"]
    assert {parameter["name"] for parameter in listed} == PARAMETERS
    assert all(parameter["description"] for parameter in listed)


def test_every_operation_has_a_name_that_generators_can_use(document):
    names = [op["operationId"] for methods in document["paths"].values() for op in methods.values()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][A-Za-z]+", name) for name in names)


def test_real_answers_have_the_described_shapes(client, document, published_story, reporter, editor):
    plan = Plan("correction", note="The number of cracks was wrong.", target="s1a2")
    edition = new_edition(story=published_story, plan=plan, by=reporter)
    sections = corrected(edition_document(edition), "14 cracks", "15 cracks")
    to_public(edition, by=reporter, approver=editor, sections=sections)
    story = f"/api/v1/stories/{published_story.public_id}"
    for path, name in (
        ("/api/v1/", "Index"),
        (story, "Story"),
        ("/api/v1/stories", "StoryPage"),
        ("/api/v1/stories?include=count", "StoryPage"),
        (f"{story}/versions", "Versions"),
        (f"{story}/versions/1", "Story"),
        ("/api/v1/changes", "Changes"),
        ("/api/v1/stories?limit=x&a=b", "Problem"),
        ("/api/v1/nowhere", "Problem"),
    ):
        check(document, name, client.get(path).json())


def test_a_page_for_people_needs_no_script_and_no_inline_style(client):
    response = client.get("/api/v1/docs")
    page = response.content.decode()
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", page)
    for word in ("listStories", "published_after", "Story", "invalid_parameter"):
        assert word in page
    for target in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{target}"' in page, target


def test_the_type_of_a_problem_leads_to_its_explanation(client):
    page = client.get("/api/v1/docs").content.decode()
    make_rows(1, state="taken_down")
    for path, headers in (
        ("stories?x=1", {}),
        ("nowhere", {}),
        ("stories", {"Accept": "image/png"}),
        ("stories/st_000000000001", {}),
        ("stories", {"If-Match": '"x"'}),
    ):
        kind = client.get(f"/api/v1/{path}", headers=headers).json()["type"]
        address, _, code = kind.partition("#")
        assert address == f"{settings.SITE_URL}/api/v1/docs"
        assert f'id="{code}"' in page


def test_saving_a_text_changes_no_answer(client, published_story, reporter):
    before = client.get("/api/v1/stories").content
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    document = edition_document(edition) | {"standfirst": "Only a save."}
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    assert client.get("/api/v1/stories").content == before
