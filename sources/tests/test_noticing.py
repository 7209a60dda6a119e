"""What a look at a watched article showed becomes changes, a state, and the time of the next look."""

import hashlib
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from sources.models import Article, ArticleChange, Publisher, Snapshot, StoredBody, Watch
from sources.noticing import Seen, note
from sources.text_changes import Reading
from sources.watch_schedule import Standing

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OLD = Reading("Bridge closed", "Inspectors found 14 cracks. No date was named.")
NEW = Reading("Bridge closed", "Inspectors found 15 cracks. No date was named.")


@pytest.fixture
def watch(db):
    """An article of two days ago, read once and watched since."""
    publisher = Publisher.objects.create(name="Wire", name_key="wire", slug="wire")
    article = Article.objects.create(
        publisher=publisher,
        title="Bridge closed",
        title_key="bridge closed",
        url="https://wire.example/a",
        canonical_url="https://wire.example/a",
        published_at=NOW - 2 * DAY,
    )
    article.newest = look(article, OLD, NOW - DAY)
    article.save()
    return Watch.objects.create(article=article, began_at=NOW - DAY, next_at=NOW, leased_until=NOW + HOUR)


def look(article, reading, at):
    body, _ = StoredBody.objects.get_or_create(
        sha256=hashlib.sha256(reading.text.encode()).hexdigest(),
        defaults={"compressed": zlib.compress(reading.text.encode()), "size": len(reading.text)},
    )
    return Snapshot.objects.create(
        article=article,
        fetched_at=at,
        requested_url=article.url,
        url=article.url,
        status=200,
        peer="198.51.100.9",
        body=body,
        title=reading.title,
        text=reading.text,
        text_hash=body.pk,
        extractor="reader 1",
    )


def see(watch, standing=Standing.READABLE, *, before=OLD, after=None, at=NOW, code=""):
    """One look; what it read is kept as its snapshot, as ``take`` does."""
    snapshot = None
    if standing == Standing.READABLE:
        after = after or before
        article = Article.objects.get(pk=watch.article_id)
        snapshot = article.newest if after == before else look(article, after, at)
        article.newest = snapshot
        article.save()
    else:
        before = after = None
    seen = Seen(standing, code, before=before, after=after)
    changes = note(watch=watch, seen=seen, snapshot=snapshot, now=at)
    watch.refresh_from_db()
    return [change.kind for change in changes]


def state(watch):
    return Article.objects.get(pk=watch.article_id).state


def test_nothing_new_is_no_change(watch):
    assert see(watch) == []
    assert (watch.outcome, watch.looked_at, watch.leased_until) == ("same", NOW, None)
    assert watch.next_at == NOW + 3 * HOUR
    assert state(watch) == "live"


def test_a_new_text_is_a_change_with_both_looks_and_what_differs(watch):
    assert see(watch, after=NEW) == ["text"]
    change = ArticleChange.objects.get()
    assert (change.before.text, change.after.text) == (OLD.text, NEW.text)
    assert change.detail["passages"] == [
        {"old": "Inspectors found 14 cracks.", "new": "Inspectors found 15 cracks."}
    ]
    assert (change.noticed_at, change.seen_at) == (NOW, None)
    assert (state(watch), watch.outcome) == ("changed", "changed")
    assert see(watch, before=NEW, at=NOW + HOUR) == []
    assert watch.outcome == "same"


def test_a_look_at_what_is_not_watched_leads_to_no_other(watch):
    Watch.objects.update(active=False, next_at=None)
    watch.refresh_from_db()
    assert see(watch, after=NEW)
    watch.refresh_from_db()
    assert (watch.active, watch.next_at, watch.outcome) == (False, None, "changed")


def test_one_look_can_show_several_things(watch):
    after = Reading("Bridge shut", OLD.text, "Correction: it was Monday.")
    assert see(watch, after=after) == ["title", "notice"]


def test_a_retraction_is_known_by_its_words_and_stays(watch):
    assert see(watch, after=Reading("Bridge closed", "This article has been withdrawn.")) == [
        "text",
        "retracted",
    ]
    assert state(watch) == "retracted"
    see(watch, before=OLD, after=NEW, at=NOW + HOUR)
    assert state(watch) == "retracted"


def test_what_another_extractor_reads_is_no_change(watch):
    """The earlier look is read anew by the extractor of today: both sides are its reading."""
    by_today = Reading(OLD.title, "By A. Writer. " + OLD.text)
    assert see(watch, before=by_today, after=by_today) == []


def test_missing_three_times_over_a_day_is_gone_and_told_once(watch):
    for hours in (0, 12, 23):
        assert see(watch, Standing.MISSING, at=NOW + hours * HOUR, code="status_404") == []
        assert (state(watch), watch.outcome) == ("live", "missing")
    assert see(watch, Standing.MISSING, at=NOW + 25 * HOUR, code="status_404") == ["gone"]
    assert (state(watch), watch.outcome) == ("gone", "gone")
    assert see(watch, Standing.MISSING, at=NOW + 30 * HOUR, code="status_404") == []
    (change,) = ArticleChange.objects.all()
    assert (change.before.text, change.after) == (OLD.text, None)


def test_a_server_that_failed_between_says_nothing(watch):
    for hours, standing in ((0, "missing"), (6, "unknown"), (12, "missing"), (18, "unreadable")):
        assert see(watch, Standing(standing), at=NOW + hours * HOUR) == []
    assert (watch.misses, watch.missing_since) == (2, NOW)
    assert see(watch, Standing.MISSING, at=NOW + DAY) == ["gone"]


def test_one_that_is_found_again_begins_anew(watch):
    see(watch, Standing.MISSING)
    see(watch, at=NOW + HOUR)
    assert (watch.misses, watch.missing_since) == (0, None)


@pytest.mark.parametrize(("before", "after"), [(OLD, OLD), (OLD, NEW)])
def test_what_was_gone_comes_back(watch, before, after):
    for hours in (0, 12, 24):
        see(watch, Standing.MISSING, at=NOW + hours * HOUR)
    found = see(watch, before=before, after=after, at=NOW + 2 * DAY)
    assert found == (["back"] if after == before else ["back", "text"])
    assert state(watch) == ("live" if after == before else "changed")


def test_an_address_that_leads_home_is_suspected_once_and_not_gone(watch):
    assert see(watch, Standing.SUSPECTED) == ["moved"]
    assert (state(watch), watch.outcome) == ("live", "suspected")
    assert see(watch, Standing.SUSPECTED, at=NOW + HOUR) == []
    assert see(watch, at=NOW + 2 * HOUR) == ["back"]


@pytest.mark.parametrize(("standing", "outcome"), [("unreadable", "unreadable"), ("unknown", "unknown")])
def test_a_closed_door_and_a_fault_change_nothing(watch, standing, outcome):
    assert see(watch, Standing(standing), code="status_403") == []
    assert (state(watch), watch.outcome, watch.code) == ("live", outcome, "status_403")


def test_the_first_look_at_an_article_that_was_typed_by_hand_is_no_change(watch):
    seen = Seen(Standing.READABLE, before=None, after=NEW)
    article = Article.objects.get(pk=watch.article_id)
    assert note(watch=watch, seen=seen, snapshot=look(article, NEW, NOW), now=NOW) == []
    assert state(watch) == "live"
