"""Which story an article belongs to, by words alone: pure rules, before any table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.matching import Rarity, profile_of, query_for, rank, rarest, terms_of, weights_of

BRIDGE, RECALL, RATES = 1, 2, 3
PROFILES = {
    BRIDGE: profile_of(["Harbour Bridge closed after cracks", "Cracks found in Harbour Bridge span"]),
    RECALL: profile_of(["GM recalls 1.6 million cars", "GM recall widens as inquiry opens"]),
    RATES: profile_of(["Bank keeps rates as inflation falls"]),
}


def among(profiles=PROFILES):
    held = {}
    for profile in profiles.values():
        for term in profile:
            held[term] = held.get(term, 0) + 1
    return Rarity(len(profiles), held)


def best(title, **more):
    return [match.story for match in rank(query_for(title, **more), PROFILES, among())]


def test_the_story_with_the_same_rare_words_comes_first():
    assert best("Bridge span shows more cracks")[0] == BRIDGE
    assert best("Recalled cars: GM answers")[0] == RECALL


def test_what_has_nothing_in_common_is_not_suggested():
    assert best("Volcano wakes in Iceland") == []
    assert best("") == []


def test_it_says_which_words_it_went_by_as_they_were_written():
    (match,) = rank(query_for("Harbour’s cracks: Bridge shut"), PROFILES, among())
    assert set(match.words) == {"Harbour", "cracks", "Bridge"}
    assert 0 < match.score < 1


def test_a_text_helps_where_the_title_tells_little():
    assert best("What we know so far") == []
    assert best("What we know", text="Inspectors found cracks in the Harbour Bridge.") == [BRIDGE]
    assert best("Crossing stays shut", text="Inspectors found cracks in the Harbour Bridge.") == [BRIDGE]


def test_the_text_never_counts_more_than_half_of_the_title_that_tells_something():
    query = query_for("Volcano wakes in Iceland, geysers boil", text="GM recalls cars. " * 3)
    weights = weights_of(query, among())
    of_text = sum(weights[term] for term in query.text)
    assert of_text <= 0.5 * sum(weights[term] for term in query.title) + 1e-9


def test_the_name_of_the_publisher_is_no_subject():
    assert (
        query_for("Rates fall - The Harbour Wire", publisher="Harbour Wire").title
        == query_for("Rates fall").title
    )
    assert query_for("Harbour Wire - sold", publisher="Harbour Wire").title != query_for("Sold").title


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recalled", "recalls"),
        ("37,000 cars", "37000 cars"),
        ("Die Brücke", "DIE BRÜCKE"),
        ("ＧＭ", "GM"),
        ("Plosser's view", "Plosser view"),
    ],
)
def test_two_spellings_are_one_term(one, other):
    assert set(terms_of(one)) == set(terms_of(other))


def test_chinese_japanese_korean_and_thai_are_cut_into_pairs():
    assert terms_of("北京地铁") == ["北京", "京地", "地铁"]
    assert terms_of("한국은행") == ["한국", "국은", "은행"]
    assert terms_of("東京 2026年") == ["東京", "2026", "年"]
    assert len(terms_of("กรุงเทพ")) > 1
    profiles = {1: profile_of(["北京地铁停运"]), 2: profile_of(["上海机场关闭"])}
    assert [m.story for m in rank(query_for("地铁停运两小时"), profiles, among(profiles))] == [1]


def test_a_word_that_most_texts_of_a_story_hold_counts_more():
    profile = profile_of(["GM recall", "GM inquiry", "GM chief speaks"], ["Ignition switches of GM cars"])
    assert profile["gm"] == 1.0
    assert profile["recall"] > profile["switch"] > 0


def test_stories_are_looked_for_by_their_rarest_words():
    rarity = Rarity(1000, {"common": 900, "rare": 2, "scarce": 40})
    query = query_for("Common scarce rare unknown")
    assert list(rarest(query, rarity, rows=100)) == ["rare", "scarce"]
    assert list(rarest(query_for("common"), rarity, rows=100)) == ["common"]
    assert rarest(query_for("unknown"), rarity) == {}


@given(st.text(max_size=300), st.text(max_size=2000))
def test_any_text_gives_a_query_whose_scores_stay_between_0_and_1(title, text):
    query = query_for(title, text=text)
    profiles = {1: profile_of([title], [text]), 2: profile_of([text])}
    for match in rank(query, profiles, among(profiles)):
        assert 0 < match.score < 1
        assert set(match.words) <= set(query.written.values())


@given(st.lists(st.text(max_size=80), max_size=6))
def test_a_profile_holds_shares(titles):
    assert all(0 < share <= 1 for share in profile_of(titles, titles).values())
