"""Finds public stories: two statements for a page of results, whatever the number of stories."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson
from django.db import OperationalError, connection, transaction
from rapidfuzz.distance import OSA

from newsroom.site import excerpts
from newsroom.site.showing import brief
from stories.models import PublishedStory
from stories.search_terms import Place, Question, places, read_question

ON_PAGE: Final = 10
MOST: Final = 1_000  # stories that are ranked: the newest of those found
LISTED: Final = 40  # choices of one filter
LONGEST: Final = 3_000  # milliseconds for one statement
MENDED: Final = 6  # words of one question that are compared with the words we know
SORTS: Final = {"": "score DESC, content_updated_at DESC, id", "newest": "content_updated_at DESC, id"}

LIMITS: Final = """
    SELECT set_config('statement_timeout', %s, true),
           set_config('plan_cache_mode', 'force_custom_plan', true),
           set_config('pg_trgm.similarity_threshold', '0.2', true)
"""
FIND: Final = """
    WITH found AS MATERIALIZED (
        SELECT id, state, language, topics, publishers, content_updated_at, search
          FROM stories_publishedstory
         WHERE search @@ %(query)s::tsquery AND state = ANY(%(states)s){narrowed}
         ORDER BY content_updated_at DESC, id
         LIMIT %(most)s),
    choices AS (
        SELECT 'language' AS name, language AS value, language AS label, count(*) AS stories
          FROM found GROUP BY language
        UNION ALL SELECT 'state', state, state, count(*) FROM found GROUP BY state
        UNION ALL SELECT 'topic', slug, min(named.name), count(*)
          FROM found, unnest(topics) AS slug JOIN stories_publishedtopic AS named USING (slug) GROUP BY slug
        UNION ALL SELECT 'publisher', slug, min(named.name), count(*)
          FROM found, unnest(publishers) AS slug JOIN stories_publishedpublisher AS named USING (slug)
         GROUP BY slug)
    SELECT (SELECT count(*) FROM found),
           (SELECT jsonb_agg(jsonb_build_array(name, value, label) ORDER BY stories DESC, label)
              FROM choices),
           ARRAY(SELECT id FROM (SELECT *, {score} AS score FROM found) AS ranked
                  ORDER BY {order} LIMIT %(length)s OFFSET %(offset)s)
"""
SCORE: Final = "ts_rank(search, %(query)s::tsquery, 1)"
NARROWED: Final = {
    "language": " AND language = %(language)s",
    "topic": " AND topics @> ARRAY[%(topic)s]::varchar[]",
    "publisher": " AND publishers @> ARRAY[%(publisher)s]::varchar[]",
    "since": " AND content_updated_at >= %(since)s",
    "until": " AND content_updated_at < %(until)s::date + 1",
}
KNOWN: Final = """
    EXISTS (SELECT 1 FROM stories_publishedstory
             WHERE search @@ ('''' || replace(replace({word}, '\\', '\\\\'), '''', '''''') || '''')::tsquery
               AND state = ANY(%(states)s))
"""
# A word is offered only where a story that can be read now holds it: the list may know more than that.
LIKE_IT: Final = f"""
    SELECT typed, likely.word
      FROM unnest(%(typed)s::text[]) AS typed,
           LATERAL ((SELECT word FROM site_searchword WHERE word %% typed
                      ORDER BY similarity(word, typed) DESC, word LIMIT 20)
                    UNION
                    SELECT word FROM unnest(%(swapped_of)s::text[], %(swapped)s::text[]) AS swapped (of, word)
                      JOIN site_searchword USING (word) WHERE swapped.of = typed) AS likely
     WHERE NOT {KNOWN.format(word="typed")} AND {KNOWN.format(word="likely.word")}
"""  # noqa: S608 - made of our own words alone


class TooHard(Exception):
    """The database needs too long for a question, or cannot be asked."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader asks for."""

    text: str
    language: str = ""
    topic: str = ""
    publisher: str = ""
    state: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set, but for the state."""
        return {name: value for name in NARROWED if (value := getattr(self, name))}


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the answer."""

    count: int = 0
    stories: list[dict[str, Any]] = field(default_factory=list)
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    mended: str = ""  # the question that was answered instead, because nothing answered the one that was put

    @property
    def capped(self) -> bool:
        """Whether there may be more than were ranked."""
        return self.count >= MOST

    @property
    def pages(self) -> int:
        """How many pages the answer has."""
        return -(-self.count // ON_PAGE)


def find(wanted: Wanted) -> Found:
    """The stories that answer a question; if there are none, those that a likely spelling of it finds.

    Raises:
        TooHard: the database did not answer in time.
    """
    question = read_question(wanted.text, go_on=True)
    if not question.wanted:
        return Found()
    with _in_time():
        found = _found(wanted, question)
        if found.count or not (mended := _mended(wanted.text)):
            return found
        found = _found(wanted, read_question(mended, go_on=True), mended=mended)
        return found if found.count else Found()


@contextmanager
def _in_time() -> Iterator[None]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(LIMITS, [str(LONGEST)])
            yield
    except OperationalError as error:
        raise TooHard from error


def _found(wanted: Wanted, question: Question, *, mended: str = "") -> Found:
    given = {
        **wanted.filters,
        "query": question.query(),
        "states": [wanted.state] if wanted.state else list(PublishedStory.READABLE),
        "most": MOST,
        "length": ON_PAGE,
        "offset": (wanted.page - 1) * ON_PAGE,
    }
    narrowed = "".join(NARROWED[name] for name in wanted.filters)
    order = SORTS[wanted.sort]
    score = SCORE if "score" in order else "0"
    with connection.cursor() as cursor:
        cursor.execute(FIND.format(narrowed=narrowed, order=order, score=score), given)
        count, choices, ids = cursor.fetchone()
    return Found(count, _shown(ids, question), _choices(orjson.loads(choices or "[]")), mended)


def _shown(ids: list[str], question: Question) -> list[dict[str, Any]]:
    rows = PublishedStory.objects.readable().filter(id__in=ids).values_list("id", "body")
    bodies: Mapping[str, Any] = {id_: orjson.loads(body) for id_, body in rows} if ids else {}
    return [
        {
            **brief(bodies[id_]),
            "marked": excerpts.marked(bodies[id_]["headline"], question),
            "passage": excerpts.passage(bodies[id_], question),
        }
        for id_ in ids
        if id_ in bodies
    ]


def _choices(rows: list[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    choices: dict[str, list[tuple[str, str]]] = {}
    for name, value, label in rows:
        known = choices.setdefault(name, [])
        if len(known) < LISTED:
            known.append((value, label))
    return choices


def _mended(text: str) -> str:
    """The question with each word that no story holds replaced by the likeliest one that some story does."""
    typed = [place for place in places(text) if place.step and len(place.term) > 3][:MENDED]
    if not typed:
        return ""
    with connection.cursor() as cursor:
        terms = [place.term for place in typed]
        # In a short word two letters in the wrong order leave hardly anything alike: those are asked for.
        swapped = [(term, other) for term in terms for other in _swapped(term)]
        asked = {
            "typed": terms,
            "swapped_of": [term for term, _ in swapped],
            "swapped": [other for _, other in swapped],
            "states": list(PublishedStory.READABLE),
        }
        cursor.execute(LIKE_IT, asked)
        likely: dict[str, list[str]] = {}
        for word, other in cursor.fetchall():
            likely.setdefault(word, []).append(other)
    return _respelled(text, typed, likely)


def _swapped(term: str) -> list[str]:
    return [term[:at] + term[at + 1] + term[at] + term[at + 2 :] for at in range(len(term) - 1)]


def _respelled(text: str, typed: list[Place], likely: Mapping[str, list[str]]) -> str:
    changed = text
    for place in reversed(typed):
        allowed = 1 if len(place.term) < 6 else 2
        near = [
            (distance, word)
            for word in likely.get(place.term, ())
            if (distance := OSA.distance(place.term, word, score_cutoff=allowed)) <= allowed
        ]
        if near:
            changed = changed[: place.start] + min(near)[1] + changed[place.end :]
    return "" if changed == text else changed
