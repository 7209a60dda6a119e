"""The rule for terms: what a text holds is found by what one types, in any script, and nothing typed fails."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from stories.search_terms import LONGEST_TERM, MOST_TERMS, headed_by, places, read_question, vector


def terms(text):
    return [place.term for place in places(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Fähre, naïve!", ["fahre", "naive"]),
        ("high-level don’t", ["high", "level", "don", "t"]),
        ("xy_z __", ["xy", "z"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("東京都", ["東京", "京都", "都"]),
        ("iPhone发布", ["iphone", "发布", "布"]),
        ("구조", ["구조", "조"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("ﷴ ①", ["محمد", "1"]),
        ("… — ()", []),
    ],
)
def test_a_text_has_these_terms(text, found):
    assert terms(text) == found


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("ferry fire", "(('ferry') & ('fire'))"),
        ('"fire on board" -bridge', "(('fire' <-> 'on' <-> 'board') & !('bridge'))"),
        ("“fire on board”", "(('fire' <-> 'on' <-> 'board'))"),
        ('"never closed', "(('never' <-> 'closed'))"),
        ("high-level", "(('high' <-> 'level'))"),
        ('-"on board" ferry', "(!('on' <-> 'board') & ('ferry'))"),
        ("ferry or bridge", "(('ferry')) | (('bridge'))"),
        ("東京都", "(('東京' <-> '京都'))"),
        ("東", "(('東':*))"),
        ("-ferry", ""),
        ("ferry or -bridge", "(('ferry'))"),
        ("or", ""),
        ("&|!():*<->", ""),
        ("", ""),
    ],
)
def test_a_question_is_read_so(typed, query):
    assert read_question(typed).query() == query


@pytest.mark.parametrize(
    ("typed", "unfinished"),
    [
        ("ferry fir", "(('ferry') & ('fir':*))"),
        ("ferry fi", "(('ferry') & ('fi'))"),
        ('"ferry fir"', "(('ferry' <-> 'fir'))"),
        ("ferry -fir", "(('ferry') & !('fir'))"),
        ("high-lev", "(('high' <-> 'lev':*))"),
        ("ferry or", "(('ferry'))"),
    ],
)
def test_the_last_word_may_go_on(typed, unfinished):
    assert read_question(typed, go_on=True).query() == unfinished


def test_headlines_are_found_by_how_their_words_begin():
    assert headed_by("Fer 東京 東") == "'fer':*A & '東京':*A & '東':*A"
    assert headed_by(" - ") == ""


def test_a_long_question_is_bounded():
    asked = read_question(" ".join(f"word{n}" for n in range(5_000)), go_on=True)
    assert len(asked.wanted) == MOST_TERMS
    (part,) = read_question("x" * 10_000).wanted
    assert part.terms == ("x" * LONGEST_TERM,)


@given(st.text(max_size=200))
def test_a_vector_holds_the_terms_of_its_text_where_they_stand(text):
    position, standing = 0, {}
    for place in places(text):
        position += place.step
        standing.setdefault(place.term, []).append(f"{position}B")
    entries = [f"'{term}':{','.join(at)}" for term, at in standing.items() if term.isalnum()]
    assert [
        entry for entry in vector({"B": text}).split(" ") if entry[1:].partition("'")[0].isalnum()
    ] == entries


@pytest.mark.django_db
@given(st.text(max_size=200))
def test_postgresql_reads_whatever_is_written(text):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector, %s::tsquery", [vector({"A": text}), headed_by(text)])
        for go_on in (False, True):
            cursor.execute("SELECT %s::tsquery", [read_question(text, go_on=go_on).query()])


@pytest.mark.django_db
@given(
    st.lists(
        st.text(st.characters(categories=("Lu", "Ll", "Lo", "Nd", "Mn")), min_size=1, max_size=8),
        min_size=1,
        max_size=8,
    )
)
def test_a_text_is_found_by_each_of_its_words_and_by_all_of_them(words):
    text = " ".join(words)
    with connection.cursor() as cursor:
        for typed in (*words, text, f'"{text}"'):
            if typed.lower() == "or":
                continue
            query = read_question(typed).query()
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector({"C": text}), query])
            assert cursor.fetchone()[0] or not query, typed


@pytest.mark.django_db
@pytest.mark.parametrize("letter", ["x", "東"])
def test_the_longest_text_has_a_vector(letter):
    text = "".join(f"{letter}{chr(0x4E00 + n % 20_000)}{n} " for n in range(100_000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(%s::tsvector)", [vector(dict.fromkeys("ABCD", text))])
        assert cursor.fetchone()[0] > 10_000
