"""The product at one address and a browser at the desk, for the tests that walk through it."""

import threading
from wsgiref.simple_server import make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.test import Client
from playwright.sync_api import expect, sync_playwright

from newsroom.site import drain as draining
from newsroom.site.serving import PublicSite
from newsroom.site.storage import SiteFolder
from stories.tests.conftest import *  # noqa: F403 - the same cast
from tests.chromium import CHROMIUM, FLAGS


class Server(ThreadedWSGIServer):
    daemon_threads = False  # so that closing waits for the last request and its database connection


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        """Say nothing."""


@pytest.fixture
def address(tmp_path, settings):
    """The whole product at one address, as it is served embedded; `press` builds the public pages."""
    settings.SITE_ROOT = tmp_path / "site"
    settings.SITE_ROOT.mkdir()
    settings.FSYNC = False
    settings.LEDGER_BELLS = ()
    draining.site_folder.cache_clear()
    folder = SiteFolder(settings.SITE_ROOT, durable=False)
    app = PublicSite(StaticFilesHandler(WSGIHandler()), folder)
    server = make_server("127.0.0.1", 0, app, server_class=Server, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()
    draining.site_folder.cache_clear()


@pytest.fixture(scope="module")
def chromium():
    """One browser for all tests of a module, each of which opens windows of its own."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps a loop in this thread
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()  # those made while Playwright's loop runs are seen only while it runs


@pytest.fixture
def sign_in(address, chromium):
    """A window of one person at the desk; whatever the browser complains of is an error."""
    complaints = []

    def window(person, **options):
        context = chromium.new_context(viewport={"width": 1280, "height": 900}, base_url=address, **options)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                message.type in ("error", "warning")
                and "409 (Conflict)" not in message.text  # how a save that comes second is answered
                and complaints.append(message.text)
            ),
        )
        client = Client()
        client.force_login(person)
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
        page.goto("/admin/")
        expect(page.get_by_role("heading", name="Desk")).to_be_visible()
        return page

    yield window
    for context in chromium.contexts:
        context.close()
    assert complaints == []
