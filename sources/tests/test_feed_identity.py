"""What an announcement is known by: nothing comes twice, and nothing new is taken for old."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sources.feeds.entries import Entry
from sources.feeds.identity import identities

DATE = "Wed, 25 Nov 2026 10:00:00 GMT"
BRIDGE = Entry(guid="b1", url="https://a.example/bridge", title="Bridge shut", published_raw=DATE)
TUNNEL = Entry(guid="t1", url="https://a.example/tunnel", title="Tunnel open", published_raw=DATE)


def same(before, after):
    """Which entries of a later fetch are known from an earlier one."""
    known = {key for keys in identities(before) for key in keys}
    return [bool(known & set(keys)) for keys in identities(after)]


def test_another_headline_is_the_same_item():
    assert same([BRIDGE], [replace(BRIDGE, title="Bridge shut for good")]) == [True]


def test_new_ids_are_the_same_items():
    assert same([BRIDGE, TUNNEL], [replace(BRIDGE, guid="x1"), replace(TUNNEL, guid="x2")]) == [True, True]


def test_an_address_with_tracking_is_the_same_item():
    assert same([BRIDGE], [replace(BRIDGE, guid="", url="https://a.example/bridge?utm_source=rss#top")]) == [
        True
    ]


def test_an_id_that_repeats_tells_nothing():
    one_id = [replace(BRIDGE, guid="1"), replace(TUNNEL, guid="1")]
    later = [Entry(guid="1", url="https://a.example/new", title="New"), *one_id]
    assert same(one_id, later) == [False, True, True]


def test_an_address_that_repeats_tells_nothing():
    live = [replace(BRIDGE, url="https://a.example/live"), replace(TUNNEL, url="https://a.example/live")]
    later = [Entry(guid="n1", url="https://a.example/live", title="New", published_raw=DATE), *live]
    assert same(live, later) == [False, True, True]


def test_a_home_page_is_no_identity():
    quake = Entry(guid="q1", url="https://quakes.example/", title="M 5.1", published_raw=DATE)
    assert same([quake], [replace(quake, guid="q2", title="M 4.9")]) == [False]


def test_without_id_and_address_the_words_count():
    bare = Entry(title="Bridge shut")
    assert same([bare], [replace(bare, title="BRIDGE  shut"), Entry(title="Tunnel")]) == [True, False]


def test_entries_that_are_alike_in_all_are_one():
    first, second = identities([BRIDGE, BRIDGE])
    assert first
    assert not second


entries = st.builds(
    Entry,
    guid=st.sampled_from(["", "1", "2", "3"]),
    url=st.sampled_from(["", "https://a.example/", "https://a.example/1", "https://a.example/2"]),
    title=st.sampled_from(["A", "B", ""]),
    published_raw=st.sampled_from(["", DATE]),
)


@given(st.lists(entries, max_size=8))
def test_entries_that_differ_all_have_keys_of_their_own_and_are_known_again(fetched):
    found = identities(fetched)
    keys = [key for keys in found for key in keys]
    assert len(keys) == len(set(keys))
    words = {(entry.url, entry.title, entry.published_raw) for entry in fetched}
    assert sum(1 for own in found if own) >= len(words)
    assert found == identities(fetched)
