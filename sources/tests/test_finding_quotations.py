import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.folding import fold
from sources.quotes import AROUND, Caution, Passage, Verdict, find
from sources.tests.news_texts import BRIDGE, LIBRARY, TEXTS

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=("Cs",)))


def verdict(quotation, text=BRIDGE, **languages):
    return find(quotation, text, **languages).verdict


def differing(quotation, text=BRIDGE):
    return [(each.quoted, each.article) for each in find(quotation, text).differences]


def test_it_finds_words_as_they_stand_with_what_stands_around_them():
    found = find("We did not close the bridge lightly", BRIDGE)
    assert found.verdict == Verdict.EXACT
    assert BRIDGE[found.start : found.end] == found.exact == "We did not close the bridge lightly"
    assert found.prefix == BRIDGE[found.start - AROUND : found.start]
    assert found.suffix == BRIDGE[found.end : found.end + AROUND]


@pytest.mark.parametrize(
    "quotation",
    [
        "we won't open it again",  # another apostrophe
        "38,000 vehicles a day — about a third",  # another dash
        "38,000 vehicles a day -- about a third",
        "We did not close\nthe  bridge\u00a0lightly,",  # another break
        "“We did not close the bridge lightly”",  # marks within marks
        "WE DID NOT CLOSE THE BRIDGE LIGHTLY!",
        "We did not close the bri\u00addge ligh\u200btly",  # invisible
        "ﬁrst assessment within 10 days",  # a ligature
        "a first assessment[@k7m2] within 10 days [1]",  # our markers
        "38\u2011,000 vehicles".replace("\u2011", ""),
    ],
)
def test_typography_does_not_matter(quotation):
    assert verdict(quotation) == Verdict.EXACT


def test_letters_made_of_two_characters_are_the_same():
    assert verdict("Cafe\u0301 Müller", "Im Café Mu\u0308ller, sagt er.") == Verdict.EXACT
    assert verdict("한국", "그는 \u1112\u1161\u11ab\u1100\u116e\u11a8 사람이다") == Verdict.EXACT


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ("We did not close the bridge lightly … until every weld has been tested", Verdict.ELIDED),
        ("We did not close the bridge lightly [...] until every weld has been tested", Verdict.ELIDED),
        ("We did not close the bridge . . . until every weld (…) tested", Verdict.ELIDED),
        ("[w]e did not close the bridge lightly", Verdict.ALTERED),
        ("[The authority] did not close the bridge lightly", Verdict.ALTERED),
        ("Nobody kn[ew] today how long", Verdict.ALTERED),
        ("Nobody know[s] today … the repairs", Verdict.ALTERED),
        ("Nobody knows [sic] today how long", Verdict.EXACT),
    ],
)
def test_brackets_and_ellipses_are_read(quotation, expected):
    found = find(quotation, BRIDGE)
    assert found.verdict == expected
    assert found.verdict.stands


def test_parts_in_another_order_are_another_text():
    assert verdict("until every weld has been tested … We did not close the bridge") == Verdict.DIFFERENT


def test_brackets_of_the_article_itself_are_its_words():
    assert verdict("the [old] bridge … stays", "He said the [old] bridge … stays.") == Verdict.EXACT


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ("We did close the bridge lightly", [("", "not")]),
        ("That decision was not mine, and it was wrong", [("not", "")]),
        ("Inspectors found 15 cracks in the northern span", [("15", "14")]),
        ("Inspectors found 14 cracks in the southern span", [("southern", "northern")]),
        ("Queues at the tunnel reached 6.5 kilometres by Tuesday", [("6.5", "6")]),
        ("The crossings carry 38,000 vehicles a day", [("crossings carry", "crossing carries")]),
    ],
)
def test_words_that_differ_are_marked_and_never_pass(quotation, words):
    assert verdict(quotation) == Verdict.DIFFERENT
    assert differing(quotation) == words


@pytest.mark.parametrize(
    ("quotation", "words"),
    [
        ("We did not close the brigde lightly", [("brigde", "bridge")]),
        ("the head of maintainance told us", []),
        ("publish a first assesment within 10 days", [("assesment", "assessment")]),
        ("We did not close the bridge, lightly", [("bridge,", "bridge")]),
    ],
)
def test_a_misspelt_word_is_near(quotation, words):
    found = find(quotation, BRIDGE)
    assert (found.verdict == Verdict.NEAR) == bool(words)
    if words:
        assert differing(quotation) == words


def test_the_places_of_differing_words_are_those_of_the_two_texts():
    quotation = "“[W]e did … close the brigde lightly, and we won't"
    found = find(quotation, BRIDGE)
    (word,) = found.differences
    assert quotation[word.quoted_start : word.quoted_end] == word.quoted == "brigde"
    assert BRIDGE[word.start : word.end] == word.article == "bridge"


@pytest.mark.parametrize("part", ["rack", "crack", "38", "000 vehicles", "6 kilo", "0 days", "14 crack"])
def test_a_part_of_a_word_or_a_number_is_not_the_word(part):
    assert not verdict(part).stands


def test_a_whole_name_may_be_taken_out_of_its_genitive():
    assert verdict("the council", "Then the council’s chair spoke.") == Verdict.EXACT


@pytest.mark.parametrize("part", ["lethal", "gluten", "5 degrees", "14", "0.5"])
def test_what_is_joined_to_it_belongs_to_a_word_or_number(part):
    assert not verdict(part, "A non-lethal, gluten-free dish at -5 degrees, 14% more, 10.5 in all.").stands


def test_it_warns_of_what_was_left_out():
    assert find("We did … close the bridge lightly", BRIDGE).cautions == (Caution.NEGATION,)
    far = find("We did … Nobody knows today how long … will run every 20 minutes", BRIDGE)
    assert set(far.cautions) == {Caution.NEGATION, Caution.LEAVES_QUOTATION, Caution.FAR_APART}
    assert find("Inspectors found … cracks", BRIDGE).cautions == ()


def test_it_warns_when_the_words_of_the_reporter_are_taken_for_those_of_a_speaker():
    found = find("it was wrong, the head of maintenance", BRIDGE)
    assert (found.verdict, found.cautions) == (Verdict.EXACT, (Caution.LEAVES_QUOTATION,))


def test_a_translated_article_cannot_be_checked_but_for_words_it_holds():
    assert (
        verdict("wir haben die Brücke gesperrt", language="de", passage_language="en") == Verdict.TRANSLATED
    )
    assert verdict("close the bridge lightly", language="de", passage_language="en-GB") == Verdict.EXACT
    assert verdict("close the gate lightly", language="en", passage_language="en-GB") != Verdict.TRANSLATED
    assert verdict("noe annet", language="nb", passage_language="no") != Verdict.TRANSLATED


def test_without_a_text_nothing_can_be_said():
    assert verdict("close the bridge", "  \n") == Verdict.NO_TEXT


def test_scripts_without_spaces_are_compared_character_by_character():
    text = "首相は「来年度の予算を増やさない」と述べた。警察は3人を逮捕した。"
    assert verdict("来年度の予算を増やさない", text) == Verdict.EXACT
    assert verdict("来年度の予算を増やした", text) == Verdict.DIFFERENT
    assert verdict("来年度の予算を減らさない", text) == Verdict.DIFFERENT
    assert verdict("5人を逮捕した", text) == Verdict.DIFFERENT
    assert verdict("「来年度の……増やさない」", text) == Verdict.ELIDED


def test_one_article_made_ready_serves_many_quotations():
    passage = Passage(LIBRARY, "en")
    assert find("no copy was ever made", passage).verdict == Verdict.EXACT
    assert find("nobody was hurt", passage).verdict == Verdict.EXACT


@given(ANY_TEXT)
def test_every_folded_character_has_its_place(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    places = list(zip(folded.starts, folded.ends, strict=True))
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text):
    once = fold(text).text
    assert fold(once).text.strip(" -") == once.strip(" -") or not once.isascii()


@given(st.sampled_from(sorted(TEXTS)), st.data())
def test_any_run_of_words_is_found_where_it_stands(name, data):
    text = TEXTS[name]
    words = text.split(" ")
    first = data.draw(st.integers(0, len(words) - 3))
    last = data.draw(st.integers(first + 2, min(len(words), first + 40)))
    quotation = " ".join(words[first:last])
    found = find(quotation, text)
    assert found.verdict == Verdict.EXACT
    assert fold(found.exact).text.strip(".,;:- ") == fold(quotation).text.strip(".,;:- ")


@given(ANY_TEXT, ANY_TEXT)
def test_it_answers_whatever_it_is_asked(quotation, text):
    found = find(quotation, text)
    assert text[found.start : found.end] == found.exact
    for each in found.differences:
        assert quotation[each.quoted_start : each.quoted_end] == each.quoted
        assert text[each.start : each.end] == each.article


def test_a_long_passage_with_one_word_changed_is_found_by_either_end():
    long = "\n\n".join(TEXTS.values())
    for old, new in (
        ("Nobody knows today", "Everybody knows today"),
        ("Both sides agreed", "Both sides refused"),
    ):
        found = find(long.replace(old, new), long)
        assert found.verdict == Verdict.DIFFERENT
        assert [(each.quoted, each.article) for each in found.differences] == [
            (new.split()[0], old.split()[0]) if new.split()[0] != old.split()[0] else ("refused", "agreed")
        ]


def test_of_a_quotation_that_is_mostly_gaps_nothing_can_be_said():
    assert verdict("a…" * 500) == Verdict.NOT_FOUND
