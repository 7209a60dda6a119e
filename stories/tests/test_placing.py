"""Deciding about one article of a story: accepted, taken out, moved, taken back; each on record."""

import pytest

from stories.editing import create_story
from stories.errors import NotAllowed, Refused
from stories.models import Coverage, Placing, WorkflowEvent
from stories.placing import accept, decline, move, place, reject, set_joining, undo
from stories.standing import change_standing
from stories.tests.conftest import person
from stories.tests.covering import an_article, suggested

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(reporter, make_document):
    return create_story(document=make_document(headline="Volcano wakes in Iceland"), by=reporter).story


@pytest.fixture
def coverage(published_story):
    return suggested()[1][0]


def state(row):
    row.refresh_from_db()
    return row.state


def actions():
    return list(
        WorkflowEvent.objects.filter(action__contains="coverage")
        .order_by("pk")
        .values_list("action", flat=True)
    )


def test_accept_then_take_out_then_accept_after_all(coverage, editor):
    accept(coverage=coverage, by=editor)
    assert state(coverage) == "accepted"
    reject(coverage=coverage, by=editor)
    assert state(coverage) == "rejected"
    accept(coverage=coverage, by=editor)
    assert state(coverage) == "accepted"
    assert actions() == ["accept_coverage", "reject_coverage", "accept_coverage"]


def test_it_refuses_what_is_decided_so_already(coverage, editor):
    accept(coverage=coverage, by=editor)
    with pytest.raises(Refused, match="edith has accepted it already"):
        accept(coverage=coverage, by=editor)
    reject(coverage=coverage, by=editor)
    with pytest.raises(Refused, match="edith has rejected it already"):
        reject(coverage=coverage, by=editor)


def test_it_refuses_those_who_may_not(coverage, published_story):
    nobody = person("leo", "legal")
    for act in (
        lambda: accept(coverage=coverage, by=nobody),
        lambda: reject(coverage=coverage, by=nobody),
        lambda: place(article=coverage.article, story=published_story, by=nobody),
        lambda: decline(article=coverage.article, by=nobody),
        lambda: undo(article=coverage.article, by=nobody),
        lambda: set_joining(story=published_story, by=nobody, joins_from=0.5, copies_count_once=True),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert state(coverage) == "suggested"


def test_it_refuses_to_take_out_what_the_live_text_cites(published_story, editor):
    cited = published_story.coverage.first()
    with pytest.raises(Refused, match="take it out of the text first"):
        reject(coverage=cited, by=editor)
    assert state(cited) == "accepted"


def test_it_moves_to_another_story_and_back(coverage, other, editor, published_story):
    accept(coverage=coverage, by=editor)
    moved = move(coverage=coverage, to=other, by=editor)
    assert (state(coverage), moved.state, moved.story) == ("rejected", "accepted", other)
    with pytest.raises(Refused, match="choose another one"):
        move(coverage=moved, to=other, by=editor)
    undo(article=coverage.article, by=editor)
    assert state(coverage) == "accepted"
    assert not Coverage.objects.filter(story=other, article=coverage.article).exists()


def test_it_refuses_a_story_that_is_gone(coverage, published_story, duty):
    change_standing(action="take_down", story=published_story, by=duty, reason="Court order.", code="legal")
    with pytest.raises(Refused, match="taken down: choose another one"):
        place(article=coverage.article, story=published_story, by=duty)


def test_it_refuses_to_undo_what_was_decided_anew(coverage, editor, other_editor):
    with pytest.raises(Refused, match="Nothing was decided"):
        undo(article=coverage.article, by=editor)
    accept(coverage=coverage, by=editor)
    Coverage.objects.filter(pk=coverage.pk).update(decided_at=None)
    with pytest.raises(Refused, match="decided about it since"):
        undo(article=coverage.article, by=editor)


@pytest.fixture
def joined(published_story):
    published_story.joins_from = 0.2
    published_story.save()
    return suggested()[1][0]


def test_what_joined_by_itself_can_be_kept(joined, editor):
    accept(coverage=joined, by=editor)
    joined.refresh_from_db()
    assert (joined.state, joined.joined_itself, joined.decided_by) == ("accepted", False, editor)


def test_what_joined_by_itself_can_be_taken_back(joined, editor):
    undo(article=joined.article, by=editor)
    assert state(joined) == "suggested"
    assert Placing.objects.to_do().get().article == joined.article


def test_what_joined_by_itself_and_was_taken_out_stays_out(joined, editor):
    reject(coverage=joined, by=editor)
    assert state(joined) == "rejected"
    assert suggested(joined.article)[1] == []


@pytest.mark.parametrize("score", [0.0, 1.5, -1])
def test_it_refuses_a_threshold_out_of_range(published_story, editor, score):
    with pytest.raises(Refused, match=r"between 0\.1 and 1"):
        set_joining(story=published_story, by=editor, joins_from=score, copies_count_once=False)


def test_rules_are_on_record_once(published_story, editor):
    for _ in range(2):
        set_joining(story=published_story, by=editor, joins_from=0.6, copies_count_once=True)
    assert WorkflowEvent.objects.get(action="set_joining").details == {
        "joins_from": 0.6,
        "copies_count_once": True,
    }


def page_of(client, story):
    return client.get(f"/admin/stories/story/{story.pk}/change/").content.decode()


def act(client, row, do):
    return client.post(f"/admin/stories/story/{row.story_id}/coverage/{row.pk}/", {"do": do}, follow=True)


def test_the_page_of_a_story_decides_too(client, editor, joined):
    client.force_login(editor)
    page = page_of(client, joined.story)
    assert "Joined by themselves" in page
    assert "Automatic" in page
    assert "belongs to this story" in act(client, joined, "accept").content.decode()
    assert "Automatic" not in page_of(client, joined.story)
    act(client, joined, "reject")
    assert state(joined) == "rejected"
    act(client, joined, "undo")
    assert state(joined) == "accepted"
    assert act(client, joined, "nonsense").status_code == 404


def test_the_desk_sets_the_threshold_on_the_page_of_the_story(client, editor, published_story):
    client.force_login(editor)
    url = f"/admin/stories/story/{published_story.pk}/change/"
    data = {"byline": "", "joins_from": "0.65", "copies_count_once": "on"}
    client.post(url, data)
    published_story.refresh_from_db()
    assert (published_story.joins_from, published_story.copies_count_once) == (0.65, True)
    assert (
        "Ensure this value is less than or equal to 1"
        in client.post(url, data | {"joins_from": "7"}).content.decode()
    )


def test_who_may_not_decide_sees_no_buttons(client, published_story, coverage):
    client.force_login(person("leo", "legal"))
    page = page_of(client, published_story)
    assert "May belong to it" in page
    assert 'value="accept"' not in page
    assert "may not change coverage" in act(client, coverage, "accept").content.decode()


def test_the_queries_of_the_page_do_not_grow_with_its_articles(
    client, editor, published_story, django_assert_max_num_queries
):
    client.force_login(editor)
    for number in range(4):
        suggested(an_article(f"Harbour bridge cracks, day {number}00"))
    page_of(client, published_story)
    with django_assert_max_num_queries(24):
        page_of(client, published_story)
    for number in range(4, 9):
        suggested(an_article(f"Harbour bridge cracks, day {number}00"))
    with django_assert_max_num_queries(24):
        page_of(client, published_story)


def test_a_copy_that_comes_after_its_text_was_placed_joins_it(coverage, editor):
    original = coverage.article
    place(article=original, story=coverage.story, by=editor)
    late = an_article(publisher="Fourth Paper")
    late.original = original
    late.save()
    [joined] = suggested(late)[1]
    assert (joined.story, joined.state, joined.joined_itself) == (coverage.story, "accepted", True)
    assert not Placing.objects.to_do()


def test_a_copy_of_a_text_that_belongs_nowhere_is_asked_about_no_more(coverage, editor):
    original = coverage.article
    decline(article=original, by=editor)
    late = an_article(publisher="Fourth Paper")
    late.original = original
    late.save()
    assert all(row.state == "suggested" for row in suggested(late)[1])
    assert not Placing.objects.to_do()
