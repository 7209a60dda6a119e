"""Keeps up to date what each open story is about: the words of its texts and of its accepted articles."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from sources.matching import profile_of
from stories.citations import strip_markers
from stories.models import Coverage, Cursor, Edition, Revision, Story, StoryWords, WorkflowEvent

OPEN: Final = (Story.State.UNPUBLISHED, Story.State.LIVE, Story.State.CONCERN)
CURRENT: Final = (*Edition.WORKING, Edition.State.PUBLISHED)
ARTICLES: Final = 200  # the newest articles of a story say what it is about now
BATCH: Final = 500
SETTLED: Final = timedelta(seconds=30)  # by then every transaction that took an earlier id has ended
ALL: Final = ""  # the word under which all open stories are counted
LOCK: Final = 0x776F_7264  # "word": who holds it makes the words; one is enough

ONE_MORE: Final = """
    INSERT INTO stories_worduse (word, stories) SELECT word, 1 FROM unnest(%s::text[]) AS word ORDER BY word
        ON CONFLICT (word) DO UPDATE SET stories = stories_worduse.stories + 1
"""
ONE_LESS: Final = "UPDATE stories_worduse SET stories = stories - 1 WHERE word = ANY(%s) AND stories > 0"


def refresh_words(*, now: datetime | None = None, until: datetime | None = None) -> list[int]:
    """Make the words anew of every story that was saved, or decided about, since the last time.

    Returns the stories that are about something else now. It follows saves and steps by their ids, so those
    who save and publish need not know of it; rows so young that an earlier one may still be on its way are
    read again. A large newsroom that begins with this is read in rounds, each at most ``until`` then.
    """
    now = now or timezone.now()
    changed: list[int] = []
    for read in (_saves, _steps):
        more = True
        while more and (until is None or timezone.now() < until):
            more = _refresh_some(read(), now, changed) == BATCH
    return changed


def remake_all(*, now: datetime | None = None) -> int:
    """Make the words of all stories anew and count them anew; returns how many stories are open."""
    now = now or timezone.now()
    with transaction.atomic():
        _only_one()
        StoryWords.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM stories_worduse")
        for story in Story.objects.filter(state__in=OPEN).order_by("pk").values_list("pk", flat=True):
            _remake(story, now)
    return StoryWords.objects.count()


def _saves() -> tuple[str, QuerySet[Any]]:
    return "words-saves", Revision.objects.values_list("pk", "edition__story", "created_at")


def _steps() -> tuple[str, QuerySet[Any]]:
    return "words-steps", WorkflowEvent.objects.values_list("pk", "story", "at")


@transaction.atomic
def _refresh_some(follows: tuple[str, QuerySet[Any]], now: datetime, changed: list[int]) -> int:
    """Take the next rows; returns how many of them will not be looked at again."""
    name, rows = follows
    if not _only_one():
        return 0
    cursor, _ = Cursor.objects.get_or_create(name=name)
    found = list(rows.filter(pk__gt=cursor.seen).order_by("pk")[:BATCH])
    for story in dict.fromkeys(story for _, story, _ in found):
        if _remake(story, now):
            changed.append(story)
    settled = 0
    for pk, _, at in found:
        if at > now - SETTLED:
            break
        settled, cursor.seen = settled + 1, pk
    if settled:
        cursor.save(update_fields=("seen",))
    return settled


def _only_one() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _remake(story: int, now: datetime) -> bool:
    """Make the words of one story anew; whether they changed."""
    kept = StoryWords.objects.filter(story=story).first()
    profile = _profile(story)
    old, new = set(kept.words) if kept else set(), set(profile)
    if kept and kept.shares == profile:
        return False
    if not profile:
        if kept:
            _use([], [ALL, *old])
            kept.delete()
        return kept is not None
    _use(sorted(new - old) + ([] if kept else [ALL]), sorted(old - new))
    StoryWords.objects.update_or_create(
        story_id=story, defaults={"words": sorted(new), "shares": profile, "made_at": now}
    )
    return True


def _profile(story: int) -> dict[str, float]:
    """What an open story is about; nothing for one that takes no articles any more."""
    editions = Edition.objects.filter(story=story, story__state__in=OPEN, state__in=CURRENT)
    texts = list(editions.prefetch_related("sections", "timeline"))
    if not texts:
        return {}
    accepted = Coverage.objects.filter(story=story, state=Coverage.State.ACCEPTED).order_by("-pk")
    titles = {title for text in texts for title in (text.headline, text.standfirst) if title}
    articles = accepted.values_list("article__title", flat=True)[:ARTICLES]
    places = {place for text in texts for place in _places(text)}
    return profile_of([*sorted(titles), *articles], sorted(places))


def _places(text: Edition) -> Iterator[str]:
    for section in text.sections.all():
        yield strip_markers(f"{section.heading} {section.body}")
    for entry in text.timeline.all():
        yield strip_markers(entry.text)


def _use(more: list[str], less: list[str]) -> None:
    with connection.cursor() as cursor:
        if more:
            cursor.execute(ONE_MORE, [more])
        if less:
            cursor.execute(ONE_LESS, [less])
