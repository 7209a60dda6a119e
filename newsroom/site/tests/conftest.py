"""A site folder of its own for each test, and the shortest way to a public story."""

from datetime import UTC, datetime, timedelta

import pytest

from newsroom.site import drain as draining
from newsroom.site.drain import drain
from newsroom.site.follower import follow
from newsroom.site.storage import SiteFolder
from newsroom.site.tests.sample_stories import FERRY, PUBLISHERS
from stories import ledger
from stories.models import LedgerEntry, Story

START = datetime(2026, 3, 3, 22, 41, tzinfo=UTC)
TOPICS = {"transport": "Transport", "energy": "Energy", "courts": "Courts", "science": "Science"}
Kind = LedgerEntry.Kind


@pytest.fixture(autouse=True)
def folder(tmp_path, settings):
    """The public site of this test."""
    settings.SITE_ROOT = tmp_path / "site"
    settings.SITE_ROOT.mkdir()
    settings.FSYNC = False
    settings.LEDGER_BELLS = ()
    draining.site_folder.cache_clear()
    yield SiteFolder(settings.SITE_ROOT, durable=False)
    draining.site_folder.cache_clear()


class Press:
    """Writes to the ledger as the actions of stories do, without the desk in front of it."""

    def __init__(self):
        self.now = START
        self.live = {}

    def publish(self, slug="ferry", kind=None, **changes):
        """Publish a first or a next version, or note another public event; returns the ledger entry."""
        story = Story.objects.filter(slug=slug).first()
        first = story is None
        kind = kind or (Kind.PUBLISHED if first else Kind.UPDATED)
        self.now += timedelta(minutes=1)
        document, facts = self.live.get(slug, (FERRY, None))
        document = {**document, **changes.pop("document", {})}
        texts = (Kind.PUBLISHED, Kind.UPDATED, Kind.MINOR, Kind.CLARIFIED, Kind.CORRECTED)
        version = 1 if first else facts["version"] + (kind in texts)
        reason = changes.pop("reason", "label" if kind == Kind.DERIVED else "")
        facts = {**(facts or self.facts(slug)), "version": version, "updated_at": self.stamp()}
        if kind in texts and kind != Kind.MINOR:
            facts["content_updated_at"] = self.stamp()
        facts.update(changes)
        facts["slug"] = facts.pop("to", slug)
        facts["topics"] = {topic: TOPICS[topic] for topic in document["topics"]}
        if first:
            story = Story.objects.create(
                slug=slug,
                state="live",
                version=1,
                first_published_at=self.now,
                content_updated_at=self.now,
            )
        self.live.pop(slug, None)
        self.live[facts["slug"]] = (document, facts)
        if facts["slug"] != slug:
            Story.objects.filter(pk=story.pk).update(slug=facts["slug"])
        return ledger.append(
            story=story,
            kind=kind,
            document=document,
            facts=facts,
            by=None,
            at=self.now,
            reason=reason,
        )

    def stamp(self):
        """Now, as facts hold it."""
        return self.now.isoformat().replace("+00:00", "Z")

    def facts(self, slug):
        """The facts of a story that has just gone live."""
        return {
            "slug": slug,
            "state": "live",
            "version": 1,
            "byline": "",
            "first_published_at": self.stamp(),
            "content_updated_at": self.stamp(),
            "updated_at": self.stamp(),
            "article_count": 5,
            "as_of": self.stamp(),
            "publishers": PUBLISHERS,
            "topics": {},
            "archived": [],
            "corrections": [],
            "concern": None,
            "retraction": None,
            "merged_into": "",
        }

    def build(self):
        """Follow the ledger and build all that is due."""
        follow()
        return drain()


@pytest.fixture
def press():
    """A press on an empty ledger."""
    return Press()
