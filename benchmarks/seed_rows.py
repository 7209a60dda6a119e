"""The rows that one published story leaves in every table, made without asking the database anything."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.db import models

from benchmarks.copying import Table, reset_sequences
from benchmarks.story_texts import FIRST, TOPICS, StoryText, outlets
from newsroom.site.kinds import story_pages
from newsroom.site.models import Page, PageDependency
from sources.identifiers import canonical_url, text_key
from sources.models import Article, Publisher
from stories import ledger
from stories.citations import find_markers
from stories.document import digest
from stories.models import (
    Citation,
    CitedArticle,
    Coverage,
    Edition,
    LedgerDocument,
    LedgerEntry,
    PublishedEntry,
    PublishedPublisher,
    PublishedSource,
    PublishedStory,
    PublishedTopic,
    Revision,
    Section,
    Story,
    TimelineEntry,
    Topic,
    WorkflowEvent,
)
from stories.people import Person
from stories.public import Facts, iso, public_story, serialise
from stories.readmodel import etag_of, search_vector
from stories.workflow import approval_digest

PUBLISHERS: Final = 50
VERSION: Final = 1
EDITION_TOPIC: Final = Edition.topics.through
# Before it was published: by how much, what was done, from where to where, by the reviewer or the writer.
STEPS: Final = (
    (timedelta(minutes=60), "create", "", "draft", False),
    (timedelta(minutes=40), "submit", "draft", "in_review", False),
    (timedelta(minutes=15), "approve", "in_review", "approved", True),
    (timedelta(0), "publish", "approved", "published", True),
)
FIRST_EDITION: Final = Edition(story=Story(), change_type=Edition.Change.FIRST)
WRITTEN, APPROVED = STEPS[0][0], STEPS[2][0]


class Rows:
    """All that some stories leave behind, table by table, and the end of the ledger's chain."""

    def __init__(self, *, writer: Person, reviewer: Person) -> None:
        """The people who wrote, and who approved and published, all of it."""
        self.writer, self.reviewer = writer.pk, reviewer.pk
        self.outlets = outlets(PUBLISHERS)
        self.head = ledger.GENESIS
        self.count = 0
        self._digest = ""  # of the text in hand
        self._tables: dict[type[models.Model], Table] = {}
        self._topics = {slug: self._add(Topic, slug=slug, name=slug.capitalize()) for slug in TOPICS}
        self._publishers = {
            outlet.slug: self._add(
                Publisher,
                slug=outlet.slug,
                name=outlet.name,
                name_key=text_key(outlet.name),
                language="en",
                created_at=FIRST,
            )
            for outlet in self.outlets
        }
        self._named: set[tuple[type[models.Model], str]] = set()

    def add(self, text: StoryText) -> None:
        """One story that was published once."""
        self.count += 1
        self._digest = digest(text.document)
        articles = self._articles(text)
        story = self._story(text)
        edition = self._edition(text, story)
        self._rows_of(text.document, edition, articles)
        self._history(text, story, edition, articles)
        facts = _facts(text)
        self._publish(text, story, facts)
        self._pages(text)

    def send(self) -> None:
        """Write what has been added since the last time."""
        for table in self._tables.values():
            table.send()

    def finish(self) -> None:
        """Leave the tables as if ordinary saves had filled them."""
        reset_sequences(list(self._tables))

    def _add(self, model: type[models.Model], **values: Any) -> int:
        if model not in self._tables:
            self._tables[model] = Table(model)
        return self._tables[model].add(**values)

    def _articles(self, text: StoryText) -> list[int]:
        return [
            self._add(
                Article,
                public_id=source["article"],
                publisher_id=self._publishers[source["publisher"]["slug"]],
                url=source["url"],
                canonical_url=canonical_url(source["url"]),
                title=source["title"],
                title_key=text_key(source["title"]),
                language=source["language"],
                published_at=datetime.fromisoformat(source["published_at"]),
                accessed_at=text.at,
                created_at=text.at,
                updated_at=text.at,
            )
            for source in text.document["sources"]
        ]

    def _story(self, text: StoryText) -> int:
        at = text.at
        return self._add(
            Story,
            public_id=text.public_id,
            slug=text.slug,
            state=Story.State.LIVE.value,
            version=VERSION,
            first_published_at=at,
            content_updated_at=at,
            updated_at=at,
            article_count=len(text.document["sources"]),
            as_of=at,
            created_at=at - WRITTEN,
        )

    def _edition(self, text: StoryText, story: int) -> int:
        at = text.at
        edition = self._add(
            Edition,
            story_id=story,
            number=1,
            state=Edition.State.PUBLISHED.value,
            headline=text.document["headline"],
            standfirst=text.document["standfirst"],
            language=text.document["language"],
            change_type=Edition.Change.FIRST.value,
            lock_version=1,
            approved_by_id=self.reviewer,
            approved_at=at - APPROVED,
            approved_digest=approval_digest(FIRST_EDITION, text.document),
            published_version=VERSION,
            published_by_id=self.reviewer,
            state_changed_at=at,
            created_by_id=self.writer,
            created_at=at - WRITTEN,
            updated_at=at - WRITTEN,
        )
        for slug in text.document["topics"]:
            self._add(EDITION_TOPIC, edition_id=edition, topic_id=self._topics[slug])
        return edition

    def _rows_of(self, document: Mapping[str, Any], edition: int, articles: list[int]) -> None:
        """The text as the rows that the desk edits, with the markers in it."""
        cited = {
            source["key"]: self._add(
                CitedArticle,
                edition_id=edition,
                key=source["key"],
                position=place,
                article_id=article,
                publisher_id=self._publishers[source["publisher"]["slug"]],
                publisher_name=source["publisher"]["name"],
                title=source["title"],
                url=source["url"],
                language=source["language"],
                published_at=datetime.fromisoformat(source["published_at"]),
                summary=source["summary"],
                state=source["state"],
            )
            for place, (source, article) in enumerate(zip(document["sources"], articles, strict=True))
        }
        counts = dict.fromkeys(cited, 0)
        for place, section in enumerate(document["sections"]):
            row = self._add(Section, edition_id=edition, position=place, **section)
            self._citations(section["body"], cited, counts, section_id=row)
        for place, entry in enumerate(document["timeline"]):
            row = self._add(
                TimelineEntry,
                edition_id=edition,
                position=place,
                key=entry["key"],
                text=entry["text"],
                **entry["date"],
            )
            self._citations(entry["text"], cited, counts, entry_id=row)

    def _citations(self, text: str, cited: Mapping[str, int], counts: dict[str, int], **place: int) -> None:
        for marker in find_markers(text):
            counts[marker.key] += 1
            self._add(
                Citation,
                cited_article_id=cited[marker.key],
                sentence=marker.sentence,
                offset=marker.start,
                ordinal=counts[marker.key],
                **place,
            )

    def _history(self, text: StoryText, story: int, edition: int, articles: list[int]) -> None:
        self._add(
            Revision,
            edition_id=edition,
            number=1,
            document=text.document,
            digest=self._digest,
            author_id=self.writer,
            created_at=text.at - WRITTEN,
        )
        for before, action, start, to, reviewed in STEPS:
            self._add(
                WorkflowEvent,
                story_id=story,
                edition_id=edition,
                action=action,
                from_state=start,
                to_state=to,
                by_id=self.reviewer if reviewed else self.writer,
                at=text.at - before,
            )
        for article in articles:
            self._add(
                Coverage,
                story_id=story,
                article_id=article,
                state=Coverage.State.ACCEPTED.value,
                decided_by_id=self.reviewer,
                decided_at=text.at,
                created_at=text.at,
            )

    def _publish(self, text: StoryText, story: int, facts: Facts) -> None:
        """The ledger's entry, chained to the one before, and what the public reads."""
        public = public_story(
            public_id=text.public_id, document=text.document, facts=facts, base_url=settings.SITE_URL
        )
        public["seq"] = self.count
        body = serialise(public)
        entry = LedgerEntry(
            seq=self.count,
            story_id=story,
            version=VERSION,
            kind=LedgerEntry.Kind.PUBLISHED.value,
            document_hash=self._digest,
            facts_hash=digest(facts),
            etag=etag_of(body),
            prev_hash=self.head,
            actor_id=self.reviewer,
            at=text.at,
        )
        entry.hash = self.head = ledger.row_hash(entry, text.public_id)
        self._add(LedgerEntry, **{f.attname: getattr(entry, f.attname) for f in entry._meta.concrete_fields})
        self._add(LedgerDocument, hash=entry.document_hash, body=text.document, created_at=text.at)
        self._add(LedgerDocument, hash=entry.facts_hash, body=facts, created_at=text.at)
        self._published(entry, public, facts, body)

    def _published(self, entry: LedgerEntry, public: Mapping[str, Any], facts: Facts, body: bytes) -> None:
        sources, timeline = public["sources"], public["timeline"]
        self._add(
            PublishedStory,
            id=public["id"],
            slug=facts["slug"],
            state=facts["state"],
            seq=entry.seq,
            version=VERSION,
            language=public["language"],
            headline=public["headline"],
            standfirst=public["standfirst"],
            topics=[topic["slug"] for topic in public["topics"]],
            publishers=sorted({source["publisher"]["slug"] for source in sources}),
            article_count=facts["article_count"],
            as_of=entry.at,
            first_published_at=entry.at,
            content_updated_at=entry.at,
            updated_at=entry.at,
            body=body,
            etag=entry.etag,
            search=search_vector(public),
        )
        for source in sources:
            self._add(
                PublishedSource,
                story_id=public["id"],
                key=source["key"],
                number=source["number"],
                article=source["article"],
                publisher=source["publisher"]["slug"],
                data=source,
            )
        for place, row in enumerate(timeline):
            self._add(
                PublishedEntry,
                story_id=public["id"],
                key=row["key"],
                position=place,
                start=datetime.fromisoformat(row["date"]["start"]),
                end=datetime.fromisoformat(row["date"]["end"]),
                data=row,
            )
        self._names(PublishedTopic, facts["topics"])
        self._names(PublishedPublisher, facts["publishers"])

    def _names(self, model: type[models.Model], names: Mapping[str, str]) -> None:
        for slug, name in names.items():
            if (model, slug) not in self._named:
                self._named.add((model, slug))
                self._add(model, slug=slug, name=name)

    def _pages(self, text: StoryText) -> None:
        """The records of the story's pages; an empty hash says that the file is to be written anew."""
        shown = {
            "story": (f"story:{text.public_id}",),
            "version": (f"standing:{text.public_id}",),
            "timeline": (f"text:{text.public_id}",),
            "embed": (f"text:{text.public_id}",),
            "history": (f"standing:{text.public_id}", f"versions:{text.public_id}"),
        }
        for page in story_pages(text.public_id, text.slug, [VERSION]):
            self._add(
                Page,
                path=page.path,
                kind=page.kind,
                object=page.object,
                status=200,
                hash="",
                built_seq=self.count,
                built_at=text.at,
            )
            for key in shown[page.kind]:
                self._add(PageDependency, path=page.path, key=key)


def _facts(text: StoryText) -> Facts:
    """The public facts of a story that was published once and never touched."""
    at, sources = iso(text.at), text.document["sources"]
    return {
        "slug": text.slug,
        "state": Story.State.LIVE.value,
        "version": VERSION,
        "byline": "",
        "first_published_at": at,
        "content_updated_at": at,
        "updated_at": at,
        "article_count": len(sources),
        "as_of": at,
        "publishers": {source["publisher"]["slug"]: source["publisher"]["name"] for source in sources},
        "topics": {slug: slug.capitalize() for slug in text.document["topics"]},
        "archived": [],
        "corrections": [],
        "concern": None,
        "retraction": None,
        "merged_into": "",
    }
