"""The demo files say what an evaluator is promised: every state, language and kind of date, well formed."""

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from newsroom.ops.demo_stories import (
    FOLDER,
    DemoError,
    read_publishers,
    read_stories,
    read_story,
    read_topics,
)
from stories.citations import find_markers, uncited_facts
from stories.dates import FuzzyDate
from stories.document import digest, validate

STORIES = read_stories()
EDITIONS = [(story, edition) for story in STORIES for edition in story.editions]
WRITTEN_FOR = datetime(2026, 11, 23, 12, tzinfo=UTC)  # the day on which the invented events are "now"
MARKS = {
    "en": "Demo story:",
    "es": "Historia de demostración:",
    "ko": "데모 기사:",
    "nb": "Demosak:",
    "ar": "خبر تجريبي:",
}

each_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
each_edition = pytest.mark.parametrize(
    ("story", "edition"), EDITIONS, ids=[f"{s.slug}-{s.editions.index(e) + 1}" for s, e in EDITIONS]
)


def texts(document):
    yield from ((section["key"], section["body"]) for section in document["sections"])
    yield from ((entry["key"], entry["text"]) for entry in document["timeline"])


def dates(document):
    return [FuzzyDate.from_json(entry["date"]) for entry in document["timeline"]]


def last(story):
    return story.editions[-1].document


def test_there_are_twelve_stories_in_five_languages():
    assert Counter(last(story)["language"] for story in STORIES) == {
        "en": 8,
        "es": 1,
        "ko": 1,
        "nb": 1,
        "ar": 1,
    }


def test_every_topic_has_a_story():
    used = {topic for story in STORIES for topic in last(story)["topics"]}
    assert used == set(read_topics())
    assert len(used) >= 6


def test_every_state_is_there():
    states = Counter(edition.state for _, edition in EDITIONS)
    assert states["draft"] == 3
    assert states["scheduled"] == 2
    assert {"in_review", "changes_requested", "approved", "published"} <= set(states)
    changes = Counter(e.change for s, e in EDITIONS if e.state == "published")
    assert changes["correction"] >= 2
    assert changes["update"] >= 3
    assert changes["clarification"] == 1
    assert changes["minor"] == 1


def test_several_live_stories_have_one_version_and_several_have_more():
    versions = [
        sum(edition.state == "published" for edition in story.editions)
        for story in STORIES
        if story.state == "live"
    ]
    assert sum(version == 1 for version in versions) >= 3
    assert sorted(versions)[-3:] == [3, 3, 4]


def test_one_story_is_retracted_with_a_public_note():
    (story,) = (story for story in STORIES if story.state == "retracted")
    assert story.retracted < story.editions[-1].ago
    assert story.retraction_note.startswith("We have retracted this story.")


def test_every_kind_of_date_is_there():
    found = [date for story in STORIES for date in dates(last(story))]
    assert {date.precision.value for date in found} == {
        *("minute", "day", "part", "month", "quarter", "year", "range")
    }
    assert {date.part.value for date in found} >= {"early", "mid", "late"}
    assert {date.qualifier.value for date in found} == {"", "approx", "uncertain"}
    ranges = [date.display() for date in found if date.precision == "range"]
    assert any(re.fullmatch(r"\w{3} \d+–\d+ \d{4}", text) for text in ranges)  # inside a month
    assert any(re.match(r"\w{3} \d+.* – \w{3} \d+ \d{4}$", text) for text in ranges)  # across months


def test_one_is_long_and_one_is_short():
    by_slug = {story.slug: last(story) for story in STORIES}
    strike = next(
        e for s, e in EDITIONS if s.slug == "port-calder-strike" and e.note.startswith("Adds the outline")
    )
    assert (len(strike.document["sources"]), len(strike.document["timeline"])) == (12, 20)
    assert (len(by_slug["film-reel"]["sections"]), len(by_slug["film-reel"]["sources"])) == (1, 1)
    assert 80 <= max(len(document["headline"]) for document in by_slug.values()) <= 90


@each_edition
def test_it_is_a_valid_document_in_the_order_of_time(story, edition):
    validate(edition.document)
    keys = [date.sort_key() for date in dates(edition.document)]
    assert keys == sorted(keys)
    assert 4 <= len(keys) <= 21


@each_edition
def test_every_citation_is_known_and_every_source_cited(story, edition):
    known = {source["key"] for source in edition.document["sources"]}
    cited = {marker.key for _, text in texts(edition.document) for marker in find_markers(text)}
    assert cited == known
    assert not any(re.search(r"\[\d", text) for _, text in texts(edition.document))


@each_edition
def test_markers_stand_before_the_full_stop_and_close_an_entry(story, edition):
    assert all(section["body"].endswith(".") for section in edition.document["sections"])
    for entry in edition.document["timeline"]:
        assert re.search(r"[.;] (\[@\w+\])+$", entry["text"]), entry["text"]


@each_story
def test_it_is_marked_as_a_demo_in_its_own_language(story):
    mark = MARKS[last(story)["language"]]
    assert all(edition.document["standfirst"].startswith(mark) for edition in story.editions)


@each_edition
def test_sections_are_short_and_headed(story, edition):
    for section in edition.document["sections"]:
        assert section["heading"]
        assert len(section["body"].split()) <= 120


@each_edition
def test_every_fact_has_a_source_once_a_text_is_submitted(story, edition):
    if edition.state != "draft":
        assert [s for _, text in texts(edition.document) for s in uncited_facts(text)] == []


@each_edition
def test_sources_were_out_before_the_text_that_cites_them(story, edition):
    saved = WRITTEN_FOR - edition.ago
    late = [
        s["title"] for s in edition.document["sources"] if datetime.fromisoformat(s["published_at"]) > saved
    ]
    assert late == []


@each_edition
def test_english_summaries_begin_with_a_verb(story, edition):
    for source in edition.document["sources"]:
        if source["language"] == "en":
            assert re.match(r"[A-Z][a-z]+s ", source["summary"]), source["summary"]


@each_story
def test_editions_follow_one_another_and_change_something(story):
    for one, two in pairwise(story.editions):
        assert one.state == "published"
        assert one.ago > two.ago
        assert digest(one.document) != digest(two.document)
        assert {s["key"] for s in one.document["sources"]} <= {s["key"] for s in two.document["sources"]}


@each_story
def test_corrections_are_bound_to_what_they_correct(story):
    for edition in story.editions:
        bound = edition.change in {"correction", "clarification"}
        assert bound == (edition.target in {key for key, _ in texts(edition.document)})
        assert not bound or edition.note


def test_every_publisher_is_invented_and_used_under_its_own_domain():
    publishers = {publisher.name: publisher.domain for publisher in read_publishers()}
    assert all(domain.endswith(".example") for domain in publishers.values())
    sources = [source for story in STORIES for source in last(story)["sources"]]
    assert {source["publisher"]["name"] for source in sources} == set(publishers)
    for source in sources:
        assert source["url"].startswith(f"https://{publishers[source['publisher']['name']]}/")


def test_it_refuses_a_citation_of_a_source_that_is_not_there(tmp_path):
    text = (FOLDER / "stories" / "film-reel.toml").read_text().replace("tin[1].", "tin[2].")
    (tmp_path / "broken.toml").write_text(text)
    with pytest.raises(DemoError, match=r"broken\.toml"):
        read_story(tmp_path / "broken.toml", {"Harrow Quay Gazette": "en"})


def test_it_refuses_a_replacement_of_words_that_are_not_there(tmp_path):
    text = (
        (FOLDER / "stories" / "coast-road.toml")
        .read_text()
        .replace('["The old road has', '["That old road has')
    )
    (tmp_path / "broken.toml").write_text(text)
    languages = {publisher.name: publisher.language for publisher in read_publishers()}
    with pytest.raises(DemoError, match=r"That old road.* stands in 0 places"):
        read_story(tmp_path / "broken.toml", languages)
