"""Where mail goes, by what is set: a server, or files; and what the deployment check says of it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

ROOT = Path(__file__).parents[3]
SHOWN = (
    "from django.conf import settings as s;"
    "print(s.EMAIL_BACKEND.split('.')[-2], s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER or '-',"
    " s.EMAIL_HOST_PASSWORD or '-', s.EMAIL_USE_TLS, s.EMAIL_USE_SSL, s.DEFAULT_FROM_EMAIL)"
)


def set_to(folder, **given):
    done = subprocess.run(
        [sys.executable, "-c", SHOWN],
        cwd=ROOT,
        env={**os.environ, "NEWSROOM_VAR": str(folder), "SITE_URL": "https://news.example", **given},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("", "filebased localhost 25 - - False False"),
        ("smtp://mail.example", "smtp mail.example 25 - - False False"),
        ("smtp://desk:p%40ss%2Fword@mail.example?tls=1", "smtp mail.example 587 desk p@ss/word True False"),
        ("smtps://desk:secret@mail.example", "smtp mail.example 465 desk secret False True"),
        ("smtp://[::1]:2525/", "smtp ::1 2525 - - False False"),
    ],
)
def test_a_mail_server_is_read_from_one_address(tmp_path, url, read):
    assert set_to(tmp_path, EMAIL_URL=url) == f"{read} newsroom@news.example"


@pytest.mark.parametrize("address", ["nobody", "The Desk <desk@news.example>", "a@b@c"])
def test_what_readers_are_shown_is_an_address_alone(tmp_path, address):
    with pytest.raises(subprocess.CalledProcessError) as refused:
        set_to(tmp_path, CONTACT_EMAIL=address)
    assert refused.value.stderr.startswith("newsroom: CONTACT_EMAIL: must be an address")


def test_the_sender_can_be_set(tmp_path):
    sender = "The Desk <desk@news.example>"
    assert set_to(tmp_path, EMAIL_FROM=sender).endswith(sender)


@pytest.mark.parametrize(
    ("url", "sender", "found"),
    [
        ("", "", ["newsroom.W001"]),
        ("smtp://mail.example", "", ["newsroom.W002"]),
        ("smtp://mail.example", "desk@news.example", []),
    ],
)
def test_the_deployment_check_says_what_is_missing(settings, url, sender, found):
    settings.EMAIL_URL, settings.EMAIL_FROM = url, sender
    told = run_checks(tags=["newsroom"], include_deployment_checks=True)
    assert [check.id for check in told] == found


def test_without_deployment_in_mind_nothing_is_said(settings):
    settings.EMAIL_URL = ""
    assert run_checks(tags=["newsroom"]) == []
