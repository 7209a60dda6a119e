"""Fills an empty newsroom with published stories by the ten thousand, as if each had been written here.

    NEWSROOM_VAR=… python -m benchmarks.seed --stories 50000

Everything is there that publishing leaves behind: texts, revisions, events, the ledger's chain, the read
model, the records of pages. Files are made only for the lists, and for the stories that ``build`` is told.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the settings have to be named first
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from psycopg.sql import SQL  # noqa: E402

from benchmarks.copying import execute  # noqa: E402
from benchmarks.seed_rows import Rows  # noqa: E402
from benchmarks.story_texts import story_text  # noqa: E402
from newsroom.ops.demo_accounts import demo_password, ensure_people  # noqa: E402
from newsroom.site import follower  # noqa: E402
from newsroom.site.drain import drain  # noqa: E402
from newsroom.site.jobs import enqueue  # noqa: E402
from newsroom.site.kinds import Wanted, standing_pages, story_pages  # noqa: E402
from newsroom.site.models import Page  # noqa: E402
from newsroom.site.rebuilding import list_pages  # noqa: E402
from stories.editing import Plan, new_edition, save_edition  # noqa: E402
from stories.models import Edition, Follower, LedgerEntry, Story  # noqa: E402
from stories.people import Person  # noqa: E402
from stories.revisions import edition_document  # noqa: E402
from stories.workflow import approval_digest, approve, submit  # noqa: E402

CHUNK: Final = 1000  # stories for each transaction
TOLD_EVERY: Final = 5000


class NotEmpty(Exception):
    """The database holds stories already."""


def seed(stories: int, *, say: Callable[[str], None] = lambda _: None) -> dict[str, Person]:
    """So many published stories of version 1 and the pages that list them; the demo's people own them.

    The same number gives the same rows but for passwords and the times at which pages were built.

    Raises:
        NotEmpty: there is a story already.
    """
    if Story.objects.exists():
        raise NotEmpty("this newsroom holds stories already: give an empty NEWSROOM_VAR")
    people: dict[str, Person] = dict(ensure_people(demo_password()))
    rows = Rows(writer=people["reporter"], reviewer=people["editor"])
    for first in range(1, stories + 1, CHUNK):
        for number in range(first, min(first + CHUNK, stories + 1)):
            rows.add(story_text(number, rows.outlets))
        with transaction.atomic():
            rows.send()
        if rows.count % TOLD_EVERY == 0:
            say(f"{rows.count:,} of {stories:,} stories")
    rows.finish()
    _follow_to_the_end()
    say("building the lists")
    enqueue((page, 0) for page in standing_pages())
    for chunk in list_pages():
        _record(page for page in chunk if page.kind.endswith("_archive"))
        enqueue((page, 0) for page in chunk if not page.kind.endswith("_archive"))
    drain()
    return people


def _record(pages: Iterable[Wanted]) -> None:
    """Pages of which there is the record alone: an empty hash says that the file is to be written anew."""
    now, head = timezone.now(), LedgerEntry.objects.count()
    Page.objects.bulk_create(
        [
            Page(
                path=page.path,
                kind=page.kind,
                object=page.object,
                status=200,
                hash="",
                built_seq=head,
                built_at=now,
            )
            for page in pages
        ],
        batch_size=CHUNK,
        ignore_conflicts=True,
    )


def _follow_to_the_end() -> None:
    """Nothing is asked for twice: the pages follower stands at the head of the ledger."""
    head = LedgerEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    Follower.objects.update_or_create(name=follower.NAME, defaults={"seq": head})


def build(stories: Iterable[Story]) -> None:
    """Write the files of some stories, which a seeded newsroom has only the records of."""
    for story in stories:
        versions = range(1, story.version + 1)
        enqueue((page, 0) for page in story_pages(story.public_id, story.slug, versions))
    drain()


def approved_update(story: Story, sentence: str, *, people: dict[str, Person]) -> Edition:
    """An update of a live story whose first section ends in a sentence, approved and not yet published."""
    edition = new_edition(story=story, plan=Plan(Edition.Change.UPDATE), by=people["reporter"])
    document = edition_document(edition)
    key = document["sources"][0]["key"]
    document["sections"][0]["body"] += f" {sentence}[@{key}]."
    save_edition(edition=edition, document=document, by=people["reporter"], lock_version=edition.lock_version)
    submit(edition=edition, by=people["reporter"])
    return approve(edition=edition, by=people["editor"], seen=approval_digest(edition))


def approve_updates(count: int, *, sentence: str) -> Iterator[dict[str, Any]]:
    """Updates ready to be published, of live stories all over the newsroom whose files are written.

    Yields for each the edition, and the public path and file of its story.
    """
    people: dict[str, Person] = dict(ensure_people(demo_password()))
    seeded = Story.objects.filter(slug__startswith="story-", state=Story.State.LIVE)
    idle = seeded.exclude(editions__state__in=Edition.WORKING).order_by("version", "pk")
    untouched = list(idle.filter(version=1).values_list("pk", flat=True))
    chosen = list(Story.objects.filter(pk__in=untouched[:: max(1, len(untouched) // count)][:count]))
    build(chosen)
    for story in chosen:
        edition = approved_update(story, sentence, people=people)
        yield {"edition": edition.pk, "file": f"stories/{story.slug}/index.html"}


def say(line: str) -> None:
    """Show progress."""
    sys.stderr.write(f"seed: {line}\n")


def main() -> None:
    """Migrate and seed the newsroom of NEWSROOM_VAR, or make work for an editor in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, help="so many published stories, in an empty newsroom")
    parser.add_argument("--approve", type=int, help="so many approved updates, told as JSON lines")
    parser.add_argument("--sentence", default="This was added later", help="what the updates add")
    wanted = parser.parse_args()
    if "NEWSROOM_VAR" not in os.environ or "DATABASE_URL" in os.environ:
        sys.exit("seed: set NEWSROOM_VAR to a folder that may be filled, and no DATABASE_URL")
    if wanted.stories:
        _fill(wanted.stories)
    for update in approve_updates(wanted.approve, sentence=wanted.sentence) if wanted.approve else ():
        print(json.dumps(update))
    connection.close()


def _fill(stories: int) -> None:
    began = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        seed(stories, say=say)
    except NotEmpty as refused:
        sys.exit(f"seed: {refused}")
    # Whoever follows saves and new articles to suggest stories has come to their end: no backlog is measured.
    execute(
        SQL(
            "INSERT INTO stories_cursor (name, seen) VALUES"
            " ('words-saves', (SELECT max(id) FROM stories_revision)),"
            " ('words-steps', (SELECT max(id) FROM stories_workflowevent)),"
            " ('suggestions', (SELECT max(id) FROM sources_article))"
        )
    )
    # When each entry was committed; in force from the server's next start.
    execute(SQL("ALTER SYSTEM SET track_commit_timestamp = on"))
    execute(SQL("VACUUM ANALYZE"))
    say(f"{stories:,} stories after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
