"""Pages by their addresses, each host on a server of its own."""

from collections import defaultdict
from urllib.parse import urlsplit

from sources.tests import web


class Pages:
    """A dictionary of the web: a host's server is started with its first page, and ends with ``running``."""

    def __init__(self, running):
        self.running, self.sites = running, defaultdict(dict)

    def __setitem__(self, url, page):
        parts = urlsplit(url)
        if parts.hostname not in self.sites:
            self.sites[parts.hostname] = self.running.enter_context(web.site(parts.hostname, {}))
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        self.sites[parts.hostname][path] = page if isinstance(page, web.Reply) else web.page(page)

    def update(self, pages):
        for url, page in pages.items():
            self[url] = page
