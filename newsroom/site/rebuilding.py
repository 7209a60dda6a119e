"""All pages that the read model calls for, to ask for each of them anew or to check them."""

from collections.abc import Callable, Iterator

from django.db.models import CharField, Count, Func

from newsroom.site.jobs import enqueue
from newsroom.site.kinds import (
    REBUILD,
    Wanted,
    archive_pages,
    feed_pages,
    publisher_page,
    sitemap_pages,
    standing_pages,
    story_pages,
    topic_pages,
)
from newsroom.site.mentioned import all_articles, all_days
from stories.models import PublishedStory

CHUNK = 500  # stories for each statement
Chunk = list[Wanted]


def all_pages() -> Iterator[Chunk]:
    """Every page that should be there, in chunks; memory does not grow with the number of stories."""
    yield standing_pages()
    yield from list_pages()
    yield sitemap_pages()
    yield from all_articles()
    yield from all_days()
    last = ""
    while True:
        stories = list(
            PublishedStory.objects.filter(id__gt=last)
            .order_by("id")
            .values_list("id", "slug", "version", "state")[:CHUNK]
        )
        if not stories:
            return
        last = stories[-1][0]
        yield [
            page
            for public_id, slug, version, state in stories
            for page in (
                *story_pages(public_id, slug, range(1, version + 1)),
                *(feed_pages("story_feed", public_id) if state in PublishedStory.READABLE else ()),
            )
        ]


def list_pages() -> Iterator[Chunk]:
    """The pages of all topics and publishers, and their archives."""
    yield from _lists("topics", "topic", topic_pages)
    yield from _lists("publishers", "publisher", lambda slug: [publisher_page(slug)])


def _lists(column: str, kind: str, pages: Callable[[str], Chunk]) -> Iterator[Chunk]:
    each = Func(column, function="unnest", output_field=CharField())
    counted = PublishedStory.objects.readable().annotate(each=each).values("each")
    totals = counted.annotate(total=Count("id")).order_by("each").values_list("each", "total")
    yield [wanted for slug, total in totals for wanted in (*pages(slug), *archive_pages(kind, slug, total))]


def rebuild(*, priority: int = REBUILD) -> Iterator[int]:
    """Ask for every page, behind all that readers wait for; yields how many after each chunk.

    The queue remembers what is left: stopped and drained again, it goes on where it was.
    """
    for chunk in all_pages():
        yield enqueue((_last(page, priority), 0) for page in chunk)


def _last(page: Wanted, priority: int) -> Wanted:
    return Wanted(page.path, page.kind, page.object, priority)
