"""Bells are rung through a folder: whole or not at all, each answered once, old ones swept."""

import os
import socket
import threading
import time

import pytest
from kombu import Connection

from newsroom.celery import app, configuration
from newsroom.ops import broker


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "bells"


@pytest.fixture
def queue(folder):
    options = {
        "folder": str(folder),
    }
    with Connection("folder://localhost/", transport_options=options) as connection:
        yield connection.SimpleQueue("bells", no_ack=True)


def test_a_bell_is_heard_once_and_in_order(queue):
    for number in range(3):
        queue.put({"number": number})
    assert [queue.get(timeout=1).payload["number"] for _ in range(3)] == [0, 1, 2]
    with pytest.raises((queue.Empty, socket.timeout)):
        queue.get(timeout=0.05)


def test_a_bell_wakes_who_waits_already(queue, folder):
    options = {"folder": str(folder)}
    heard, listening = [], threading.Event()

    def listen():
        with Connection("folder://localhost/", transport_options=options) as mine:
            waits = mine.SimpleQueue("bells", no_ack=True)
            with pytest.raises((waits.Empty, socket.timeout)):
                waits.get(timeout=0.01)  # from here on the folder is watched
            listening.set()
            heard.append(waits.get(timeout=5).payload)

    listener = threading.Thread(target=listen)
    listener.start()
    assert listening.wait(5)
    queue.put({"number": 1})
    listener.join(10)
    assert heard == [{"number": 1}]


def test_a_bell_that_is_half_written_is_not_heard(queue, folder):
    queue.put({"number": 1})
    (folder / "0-early.unfinished").write_text('{"bod')
    assert len(queue) == 1
    assert queue.get(timeout=1).payload == {"number": 1}


def test_a_folder_that_is_missing_is_made(queue, folder):
    queue.put({})
    assert folder.is_dir()


def test_old_bells_are_swept_and_new_ones_stay(queue, folder):
    queue.put({"age": "old"})
    old = next(folder.iterdir())
    os.utime(old, (time.time() - 100,) * 2)
    queue.put({"age": "new"})
    assert broker.sweep(folder) == 1
    assert queue.get(timeout=1).payload == {"age": "new"}


def test_sweeping_what_is_not_there_is_no_error(folder):
    assert broker.sweep(folder, older_than=0) == 0


def test_every_bell_that_beat_rings_expires_and_names_a_task():
    app.loader.import_default_modules()
    for entry in configuration()["beat_schedule"].values():
        assert entry["options"]["expires"] > 0
        assert entry["task"] in app.tasks
