"""The stable cast of the tests, and the shortest ways to a text in a given state."""

import copy

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from newsroom.accounts.models import User
from newsroom.accounts.roles import ROLES
from sources.models import Snapshot, StoredBody
from stories.editing import create_story, with_articles
from stories.models import Topic
from stories.publishing import publish
from stories.workflow import approval_digest, approve, submit

DOCUMENT = {
    "schema": 1,
    "language": "en",
    "headline": "Harbour Bridge Closed After Inspectors Find Cracks",
    "standfirst": "The port authority shut the crossing on Tuesday.",
    "topics": ["transport"],
    "image": None,
    "sections": [
        {
            "key": "s1a2",
            "heading": "Crossing Shut Overnight",
            "body": "Inspectors found 14 cracks in the northern span[@k7m2]. Traffic was sent round by the tunnel"
            "[@k7m2][@p4q8].",
        },
        {"key": "s3b4", "heading": "Repairs May Last Months", "body": "The authority named no date[@p4q8]."},
    ],
    "sources": [
        {
            "key": "k7m2",
            "article": "",
            "publisher": {"slug": "harbour-wire", "name": "Harbour Wire"},
            "title": "Bridge closed after cracks found",
            "url": "https://harbour-wire.example/bridge",
            "language": "en",
            "published_at": "2026-10-06T08:00:00+00:00",
            "summary": "Reports the closure and the number of cracks.",
            "state": "cited",
        },
        {
            "key": "p4q8",
            "article": "",
            "publisher": {"slug": "northern-ledger", "name": "Northern Ledger"},
            "title": "Tunnel queues grow",
            "url": "https://northern-ledger.example/tunnel",
            "language": "en",
            "published_at": None,
            "summary": "Describes the detour and the missing date.",
            "state": "cited",
        },
    ],
    "timeline": [
        {
            "key": "t9k2",
            "date": {
                "precision": "part",
                "start": "2026-09-21T00:00:00+00:00",
                "end": "2026-10-01T00:00:00+00:00",
                "part": "late",
                "qualifier": "",
            },
            "text": "A routine inspection is put off. [@p4q8]",
        },
        {
            "key": "t5h6",
            "date": {
                "precision": "minute",
                "start": "2026-10-06T05:30:00+00:00",
                "end": "2026-10-06T05:31:00+00:00",
                "part": "",
                "qualifier": "",
            },
            "text": "The bridge is closed to all traffic. [@k7m2]",
        },
    ],
    "quotes": [],
}


def person(username, role):
    user = User.objects.create_user(username, f"{username}@newsroom.example", "a long enough password")
    user.is_staff = True
    user.save()
    user.groups.add(group_of(role))
    return user


def group_of(role):
    """The role's group; made again where a test that commits has emptied the tables."""
    group, made = Group.objects.get_or_create(name=role)
    if made:
        names = [permission.split(".")[1] for permission in ROLES[role]]
        group.permissions.set(Permission.objects.filter(codename__in=names))
    return group


@pytest.fixture
def reporter(db):
    return person("rosa", "reporter")


@pytest.fixture
def other_reporter(db):
    return person("ruben", "reporter")


@pytest.fixture
def editor(db):
    return person("edith", "editor")


@pytest.fixture
def other_editor(db):
    return person("emil", "editor")


@pytest.fixture
def duty(db):
    return person("dora", "duty editor")


@pytest.fixture
def other_duty(db):
    return person("dan", "duty editor")


@pytest.fixture
def topic(db):
    return Topic.objects.create(slug="transport", name="Transport")


@pytest.fixture
def make_document(topic):
    """A well-formed document whose sources are in the catalogue; keyword arguments replace its parts."""

    def make(**parts):
        return with_articles(copy.deepcopy(DOCUMENT) | parts)

    return make


@pytest.fixture
def draft(reporter, make_document):
    return create_story(document=make_document(), by=reporter)


@pytest.fixture
def in_review(draft, reporter):
    return submit(edition=draft, by=reporter)


@pytest.fixture
def approved(in_review, editor):
    return approve(edition=in_review, by=editor, seen=approval_digest(in_review))


@pytest.fixture
def published_story(approved, editor):
    """A live story at version 1, written by the reporter, approved and published by the editor."""
    publish(edition=approved, by=editor)
    approved.story.refresh_from_db()
    return approved.story


@pytest.fixture
def snapshot(db):
    """Gives an article a text that was read from the web."""

    def take(article, text):
        body = StoredBody.objects.create(sha256=f"{article.pk:064}", compressed=b"", size=0)
        article.newest = Snapshot.objects.create(
            article=article,
            fetched_at=timezone.now(),
            requested_url=article.url,
            url=article.url,
            status=200,
            peer="192.0.2.1",
            body=body,
            title=article.title,
            text=text,
            text_hash="0" * 64,
            extractor="test",
        )
        article.save()
        return article.newest

    return take
