"""The guide for partners names the endpoints and parameters that there are, and its example is true."""

import json
import re

import pytest
from django.conf import settings

from stories.api.caching import PUBLIC
from stories.api.listing import PARAMETERS
from stories.api.openapi import schema

pytestmark = pytest.mark.django_db

GUIDE = (settings.BASE_DIR / "docs/partners/README.md").read_text()


def test_it_names_every_endpoint():
    assert set(re.findall(r"^\| `GET ([^`]+)`", GUIDE, re.MULTILINE)) == set(schema()["paths"])


def test_it_names_every_parameter_of_lists():
    named = set(re.findall(r"`([a-z_]+)(?:=count)?`", GUIDE.partition("## Lists")[2].partition("## ")[0]))
    assert named >= PARAMETERS - {"cursor"}


def test_it_shows_a_problem_as_it_comes(client):
    shown = json.loads(GUIDE.partition("```json")[2].partition("```")[0])
    said = client.get("/api/v1/stories?limit=1000").json()
    assert said | {"request_id": "", "type": ""} == shown | {"request_id": "", "type": ""}
    assert said["type"].partition("/api")[2] == shown["type"].partition("/api")[2]


def test_it_says_for_how_long_answers_may_be_kept():
    assert PUBLIC in GUIDE
