"""Keeps a list of the words that public stories hold, so that a misspelled question can be put right."""

from typing import Final

from django.db import connection, transaction

from stories.models import Follower, PublishedStory

NAME: Final = "search-words"
BATCH: Final = 500  # stories for each statement
AT_ONCE: Final = 5  # statements for each bell; the next one goes on

# A word is shown to nobody unless a story that can be read holds it: see searching.LIKE_IT.
LEARN: Final = """
    WITH next AS (SELECT seq, search FROM stories_publishedstory WHERE seq > %s ORDER BY seq LIMIT %s),
         learned AS (
             INSERT INTO site_searchword (word)
             SELECT DISTINCT lexeme FROM next, unnest(search) AS held
              WHERE char_length(lexeme) BETWEEN 4 AND 32 AND lexeme !~ '[0-9]'
              ORDER BY lexeme
                 ON CONFLICT DO NOTHING)
    SELECT max(seq), count(*) FROM next
"""
FORGET: Final = """
    DELETE FROM site_searchword WHERE NOT EXISTS (
        SELECT 1 FROM stories_publishedstory
         WHERE search @@ ('''' || replace(replace(word, '\\', '\\\\'), '''', '''''') || '''')::tsquery
           AND state = ANY(%s))
"""


def learn_words() -> int:
    """Take in the words of stories that changed since the last time; returns how many stories there were.

    It follows the read model by the number of the ledger entry, so those who publish need not know of it.
    """
    seen = 0
    for _ in range(AT_ONCE):
        more = _learn_some()
        seen += more
        if more < BATCH:
            break
    return seen


@transaction.atomic
def _learn_some() -> int:
    Follower.objects.get_or_create(name=NAME)
    follower = Follower.objects.select_for_update().get(name=NAME)
    with connection.cursor() as cursor:
        cursor.execute(LEARN, [follower.seq, BATCH])
        newest, count = cursor.fetchone()
    if newest is not None:
        follower.seq = newest
        follower.save()
    return int(count)


def forget_words() -> int:
    """Drop the words that no story holds any more that can be read; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [list(PublishedStory.READABLE)])
        return int(cursor.rowcount)
