"""All pages that the read model calls for, to ask for each of them anew or to check them."""

from collections.abc import Iterator

from django.db.models import CharField, Func

from newsroom.site.jobs import enqueue
from newsroom.site.kinds import REBUILD, Wanted, standing_pages, story_pages, topic_page
from stories.models import PublishedStory

CHUNK = 500  # stories for each statement
Chunk = list[Wanted]


def all_pages() -> Iterator[Chunk]:
    """Every page that should be there, in chunks; memory does not grow with the number of stories."""
    yield standing_pages()
    readable = PublishedStory.objects.filter(state__in=PublishedStory.READABLE)
    slugs = readable.values_list(Func("topics", function="unnest", output_field=CharField()), flat=True)
    yield [topic_page(slug) for slug in sorted(set(slugs.distinct()))]
    last = ""
    while True:
        stories = list(
            PublishedStory.objects.filter(id__gt=last)
            .order_by("id")
            .values_list("id", "slug", "version")[:CHUNK]
        )
        if not stories:
            return
        last = stories[-1][0]
        yield [
            page
            for public_id, slug, version in stories
            for page in story_pages(public_id, slug, range(1, version + 1))
        ]


def rebuild(*, priority: int = REBUILD) -> Iterator[int]:
    """Ask for every page, behind all that readers wait for; yields how many after each chunk.

    The queue remembers what is left: stopped and drained again, it goes on where it was.
    """
    for chunk in all_pages():
        yield enqueue((_last(page, priority), 0) for page in chunk)


def _last(page: Wanted, priority: int) -> Wanted:
    return Wanted(page.path, page.kind, page.object, priority)
