"""What operators can set of the door to the network: read at the start, and told by the deployment check."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.checks import run_checks

ROOT = Path(__file__).parents[3]
SHOWN = "from django.conf import settings as s; print(s.FETCH_EXCEPTIONS, s.FETCH_PAUSE.total_seconds())"


def start(folder, **given):
    return subprocess.run(
        [sys.executable, "-c", SHOWN],
        cwd=ROOT,
        env={**os.environ, "NEWSROOM_VAR": str(folder), **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_servers_of_ones_own_are_named_one_by_one(tmp_path):
    given = "Wire.Example.org=10.1.2.3:8080, münchen.example.org=[fd00::1]:443"
    told = start(tmp_path, FETCH_EXCEPTIONS=given, FETCH_PAUSE="3.5").stdout
    assert told.strip() == (
        "{'wire.example.org': ('10.1.2.3', 8080), 'xn--mnchen-3ya.example.org': ('fd00::1', 443)} 3.5"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FETCH_EXCEPTIONS", "wire.example.org"),
        ("FETCH_EXCEPTIONS", "wire.example.org=10.1.2.3"),
        ("FETCH_EXCEPTIONS", "=10.1.2.3:80"),
        ("FETCH_EXCEPTIONS", "wire.example.org=10.1.2.0/24:80"),
        ("FETCH_EXCEPTIONS", "wire.example.org=other.example.org:80"),
        ("FETCH_EXCEPTIONS", "wire.example.org=10.1.2.3:0"),
        ("FETCH_EXCEPTIONS", "wire.example.org=10.1.2.3:65536"),
        ("FETCH_PAUSE", "-1"),
        ("FETCH_CA_FILE", "/there/is/no/such.pem"),
    ],
)
def test_a_bad_value_stops_the_start_with_one_line(tmp_path, name, value):
    done = start(tmp_path, **{name: value})
    assert done.returncode == 1
    assert done.stderr.startswith(f"newsroom: {name}: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("exceptions", "pause", "found"),
    [
        ({}, 2, []),
        ({"wire.internal": ("10.0.0.9", 80), "b.internal": ("10.0.0.8", 80)}, 2, ["newsroom.W003"] * 2),
        ({}, 1, ["newsroom.W004"]),
    ],
)
def test_the_deployment_check_names_what_is_open(settings, exceptions, pause, found):
    settings.EMAIL_URL, settings.EMAIL_FROM = "smtp://mail.example", "desk@news.example"
    settings.FETCH_EXCEPTIONS, settings.FETCH_PAUSE = exceptions, timedelta(seconds=pause)
    told = run_checks(tags=["newsroom"], include_deployment_checks=True)
    assert [check.id for check in told] == found
