"""Sites with feeds for tests: what they answer can be changed between two polls, what they were asked is kept."""

import random
import socket
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta

from sources.models import Feed
from sources.polling import poll_due
from sources.tests.web import Reply, known, redirect

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def rss(*titles, at=NOW, head="", guid="{n}", link="http://{host}/{n}", host="wire.example.com"):
    """A feed whose entries are named by their titles, the first word of which is their number."""
    items = ""
    for title in titles:
        n = title.split()[0].lower()
        date = at.strftime("%a, %d %b %Y %H:%M:%S GMT")
        items += (
            f"<item><title>{title}</title><link>{link.format(host=host, n=n)}</link>"
            f'<guid isPermaLink="false">{guid.format(n=n)}</guid><pubDate>{date}</pubDate></item>'
        )
    return f'<rss version="2.0"><channel><title>Wire</title>{head}{items}</channel></rss>'.encode()


class FeedSite:
    """What one host answers, changed between two polls; a real server behind it."""

    def __init__(self, host, served):
        self.host, self.served = host, served

    def url(self, path="/feed.xml"):
        return f"http://{self.host}{path}"

    def says(self, body=b"", path="/feed.xml", status=200, **headers):
        named = {"Content-Type": "application/rss+xml"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        self.served[path] = Reply(body, status, named)

    def leads(self, target, path="/feed.xml", status=301):
        self.served[path] = redirect(target, status)

    @property
    def asked(self):
        return [path for path, _ in self.served.asked]

    def asked_for(self, path="/feed.xml"):
        """The headers of every request for a path."""
        return [
            {name.lower(): value for name, value in headers.items()}
            for asked, headers in self.served.asked
            if asked == path
        ]


@contextmanager
def closed(hosts):
    """Host names under which nothing answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with ExitStack() as stack:
        for host in hosts:
            stack.enter_context(known(host, port))
        yield


def feed_at(site, publisher, path="/feed.xml", **fields):
    return Feed.objects.create(publisher=publisher, url=site.url(path), **{"next_poll_at": NOW} | fields)


def poll(now=NOW, feed=None):
    """Poll what is due at a moment; a given feed is made due."""
    if feed is not None:
        Feed.objects.filter(pk=feed.pk).update(next_poll_at=now)
    told = poll_due(now=now, chance=random.Random(1))  # noqa: S311 - only jitter
    if feed is not None:
        feed.refresh_from_db()
    return told
