"""The command that loads the demo: once, in embedded mode only, with a password that stays private."""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from newsroom.accounts.models import User
from newsroom.ops.demo_accounts import ensure_people
from newsroom.ops.demo_loading import Cast, ensure_publishers, ensure_topics, load_story
from newsroom.ops.demo_stories import read_publishers, read_stories, read_topics
from stories.models import Story, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def embedded(settings, tmp_path):
    settings.EMBEDDED = True
    settings.VAR_DIR = tmp_path
    settings.DEMO_PASSWORD = ""


def load():
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_it_completes_what_an_interrupted_load_left_out():
    ensure_topics(read_topics())
    ensure_publishers(read_publishers())
    people = ensure_people("a password of twelve")
    for story in read_stories()[:-2]:
        load_story(story, cast=Cast.of(people), now=timezone.now())
    Topic.objects.filter(slug="culture").update(name="Arts")
    assert "[2/2]" in load()
    assert Story.objects.count() == len(read_stories())
    assert Topic.objects.get(slug="culture").name == "Arts"


def test_it_refuses_outside_the_embedded_mode(settings):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="embedded newsroom only"):
        load()
    assert not User.objects.exists()
    assert not Story.objects.exists()


def test_it_makes_up_a_password_and_keeps_it_private(tmp_path):
    said = load()
    kept = tmp_path / "demo-password"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text()) == 16
    assert said.rstrip().endswith(kept.read_text())
    assert load().rstrip().endswith(kept.read_text())


def test_it_says_so_when_the_password_cannot_be_kept(settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.VAR_DIR = tmp_path / "file"
    with pytest.raises(CommandError, match="cannot be kept"):
        load()
    assert not User.objects.exists()
