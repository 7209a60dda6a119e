"""/healthz tells by deeds whether all parts work."""

from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.ops.models import Heartbeat
from newsroom.ops.tasks import heartbeat
from stories.models import Follower

pytestmark = pytest.mark.django_db


def test_it_is_well_after_a_heartbeat(client):
    heartbeat(timezone.now().timestamp())
    Follower.objects.update_or_create(name="pages", defaults={"seq": 0})
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["followers"]["pages"] == {"seq": 0, "lag": 0, "waiting_seconds": 0.0, "ok": True}
    assert "no-store" in answer["Cache-Control"]


def test_it_is_unwell_before_the_first_heartbeat(client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == {"age_seconds": None, "ok": False}
    assert answer.json()["database"] == "ok"


@pytest.mark.parametrize("process", Heartbeat.Process.values)
def test_it_is_unwell_when_a_process_has_fallen_silent(client, process):
    heartbeat(timezone.now().timestamp())
    Heartbeat.objects.filter(process=process).update(at=timezone.now() - timedelta(minutes=2))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()[process]["ok"] is False


def test_a_second_heartbeat_moves_the_first(client):
    early = timezone.now() - timedelta(minutes=2)
    heartbeat(early.timestamp())
    heartbeat(timezone.now().timestamp())
    assert Heartbeat.objects.count() == 2
    assert client.get("/healthz").status_code == 200


def test_the_process_lives_whatever_the_others_do(client):
    assert client.get("/livez").json() == {"ok": True}


def test_what_is_dynamic_has_a_strict_policy(client):
    policy = client.get("/livez")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
