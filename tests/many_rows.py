"""Rows by the hundred for lists and panels, written without the workflow: only their number matters."""

from datetime import timedelta

from django.utils import timezone

from newsroom.site.models import ReaderReport
from sources.identifiers import text_key
from sources.models import Article, ArticleChange, Feed, Publisher
from stories.models import (
    Citation,
    CitedArticle,
    Coverage,
    Edition,
    Note,
    OutgoingMail,
    PendingDecision,
    Placing,
    PublishedStory,
    Section,
    Story,
)

OLD = timedelta(days=30)


def stories(count, *, state="live", **values):
    """Stories in a state; those that were ever public have a version and its times."""
    at = timezone.now() - OLD
    public = {} if state == "unpublished" else {"version": 1, "updated_at": at, "content_updated_at": at}
    if public:
        public["first_published_at"] = at
    first = Story.objects.count()
    return Story.objects.bulk_create(
        Story(slug=f"{state}-{first + n}", state=state, **(public | values)) for n in range(count)
    )


def editions(count, *, state, by, story="unpublished", **values):
    """One text for each of so many new stories."""
    at = timezone.now() - OLD
    known = {"state": state, "number": 1, "created_by": by, "created_at": at, "updated_at": at}
    known |= {"state_changed_at": at, **values}
    return Edition.objects.bulk_create(
        Edition(story=row, headline=f"Bridge Story {row.pk}", **known) for row in stories(count, state=story)
    )


def reports(told):
    """A reader's report on each story."""
    at = timezone.now() - OLD
    ReaderReport.objects.bulk_create(
        ReaderReport(story=story, version=1, wrong="The bridge is open.", created_at=at) for story in told
    )


def live(count, by, **values):
    """Live stories with their texts."""
    return editions(count, state="published", by=by, story="live", published_version=1, **values)


def cited(texts, *, state):
    """For each text one source that became ``state``, under two sentences of a section."""
    name = f"Coast Radio {state}"
    publisher = Publisher.objects.create(name=name, name_key=text_key(name), slug=f"coast-{state}")
    articles = Article.objects.bulk_create(
        Article(publisher=publisher, title=f"Report {state} {n}", title_key=f"{state} {n}", state=state)
        for n, _ in enumerate(texts)
    )
    sections = Section.objects.bulk_create(
        Section(edition=text, key="s1a2", position=0, body="One. Two.") for text in texts
    )
    rows = CitedArticle.objects.bulk_create(
        CitedArticle(
            edition=text,
            key="k7m2",
            position=0,
            article=article,
            publisher=publisher,
            publisher_name=publisher.name,
            title=article.title,
        )
        for text, article in zip(texts, articles, strict=True)
    )
    Citation.objects.bulk_create(
        Citation(cited_article=row, section=section, sentence=sentence, offset=1, ordinal=ordinal)
        for row, section in zip(rows, sections, strict=True)
        for ordinal, sentence in ((1, 0), (2, 0), (3, 1))
    )
    return rows


def single_publisher(texts):
    """What the read model holds of stories that cite one publisher alone."""
    at = timezone.now() - OLD
    PublishedStory.objects.bulk_create(
        PublishedStory(
            id=text.story.public_id,
            slug=text.story.slug,
            state="live",
            seq=text.story_id,
            version=1,
            language="en",
            headline=text.headline,
            publishers=["coast-radio"],
            first_published_at=at,
            content_updated_at=at,
            updated_at=at,
            body=b"",
            etag="",
        )
        for text in texts
    )


def to_place(count):
    """Articles that may belong to a story."""
    publisher = Publisher.objects.create(name="Hill Radio", name_key="hill radio", slug="hill-radio")
    articles = Article.objects.bulk_create(
        Article(publisher=publisher, title=f"Hill {n}", title_key=f"hill {n}") for n in range(count)
    )
    Placing.objects.bulk_create(
        Placing(article=article, best=0.5, considered_at=timezone.now()) for article in articles
    )


def noticed(texts):
    """For each text a change of its source that nobody has dismissed."""
    cited(texts, state="live")
    articles = Article.objects.filter(citings__edition__in=texts)
    ArticleChange.objects.bulk_create(
        ArticleChange(article=article, kind="text", noticed_at=timezone.now()) for article in articles
    )


def notes(texts, *, by, to):
    """An open note on each text that calls somebody."""
    rows = Note.objects.bulk_create(
        Note(edition=text, text="Please look.", author=by, created_at=timezone.now()) for text in texts
    )
    calls = Note.mentioned.through
    calls.objects.bulk_create(calls(note_id=row.pk, user_id=to.pk) for row in rows)


def decisions(of, *, by, action="retract", left=timedelta(hours=5)):
    """An open decision on each story."""
    now = timezone.now()
    PendingDecision.objects.bulk_create(
        PendingDecision(
            story=story,
            action=action,
            reason="Wrong.",
            proposed_by=by,
            proposed_at=now - timedelta(days=2),
            expires_at=now + left,
        )
        for story in of
    )


def given_up(of, *, to):
    """A mail about each story that the mail server refused."""
    now = timezone.now()
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            story=story,
            recipient=to,
            address=to.email,
            subject=f"[Newsroom] {story.slug}: published",
            text="It is live.",
            message_id=f"{story.slug}@newsroom.example",
            state="dead",
            run_after=now,
            last_error="550 no such mailbox",
            created_at=now,
        )
        for story in of
    )


def feeds(count):
    """Feeds that have failed for more than a week."""
    publisher = Publisher.objects.create(name="Silent Wire", name_key="silent wire", slug="silent-wire")
    now = timezone.now()
    Feed.objects.bulk_create(
        Feed(
            publisher=publisher,
            url=f"https://silent.example/{number}",
            failures=9,
            failing_since=now - timedelta(days=8, minutes=number),
            last_code="http_404",
            last_message="There is nothing at this address (404).",
            next_poll_at=now,
        )
        for number in range(count)
    )


def newer_coverage(text, *, by):
    """An article accepted after the text was written."""
    publisher = Publisher.objects.create(name="Late Post", name_key="late post", slug="late-post")
    article = Article.objects.create(publisher=publisher, title="News", title_key="news")
    now = timezone.now()
    Coverage.objects.create(
        story=text.story, article=article, state="accepted", decided_by=by, decided_at=now
    )
    Story.objects.filter(pk=text.story_id).update(article_count=1, as_of=now)
