"""Quotations at the desk: beside the text, ticked and saved with it, and on a page of their own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stories.editing import create_story
from stories.models import Edition
from stories.quotations import look_up
from stories.revisions import edition_document
from stories.tests.conftest import person
from stories.tests.desk_forms import sent_by
from stories.tests.quoting import BRIDGE, QUOTED, article_of, quoting_document, read
from stories.workflow import approval_digest, approve, submit

BODY = (
    "Marta Ruiz said: “We did not close the bridge lightly”[@k7m2]. It carries “38,000 vehicels a day”[@k7m2]. "
    "“A thing nobody said at all,” said a man[@k7m2]."
)


@pytest.fixture
def edition(topic, reporter):
    return create_story(document=quoting_document(BODY), by=reporter)


@pytest.fixture
def desk(client, reporter):
    client.force_login(reporter)
    return client


def screen(edition):
    return reverse("admin:stories_edition_change", args=(edition.pk,))


def page_of(edition):
    return reverse("admin:stories_edition_quotations", args=(edition.pk,))


def pins(edition):
    return [quote["exact"] for quote in edition_document(edition)["quotes"]]


def token_of(edition, place=0):
    return look_up(edition_document(edition)).checked[place].token


def test_each_is_shown_with_its_verdict_and_the_words_that_differ(desk, edition):
    html = desk.get(screen(edition)).content.decode()
    assert [row.word for row in desk.get(screen(edition)).context["quotations"]] == [
        *("Word for word", "Spelt otherwise", "Not found"),
    ]
    assert "38,000 <mark>vehicels</mark> a day" in html
    assert "38,000 <mark>vehicles</mark> a day" in html
    assert f"“<strong>{QUOTED}</strong>, and we won’t open it" in html
    assert html.count('name="pins"') == 1


def test_a_tick_is_saved_with_the_text_and_a_second_save_saves_nothing(desk, edition):
    form = sent_by(desk.get(screen(edition)))
    desk.post(screen(edition), form | {"pins": token_of(edition)})
    assert pins(edition) == [QUOTED]
    again = desk.get(screen(edition))
    assert again.context["quotations"][0].pinned
    answer = desk.post(screen(edition), sent_by(again), follow=True)
    assert "nothing to save" in answer.content.decode()
    assert edition.revisions.count() == 2


def test_taking_the_tick_away_unpins(desk, edition):
    form = sent_by(desk.get(screen(edition)))
    desk.post(screen(edition), form | {"pins": token_of(edition)})
    form = sent_by(desk.get(screen(edition)))
    form.pop("pins")
    desk.post(screen(edition), form)
    assert pins(edition) == []


def test_a_pin_stays_where_no_box_was_shown_for_it(desk, edition):
    form = sent_by(desk.get(screen(edition)))
    desk.post(screen(edition), form | {"pins": token_of(edition)})
    form = sent_by(desk.get(screen(edition)))
    del form["pins"], form["pins_offered"], form["pins_before"]
    desk.post(screen(edition), form | {"text-headline": "Another Headline"})
    assert pins(edition) == [QUOTED]


def test_a_changed_sentence_lets_its_pin_go_and_the_editor_is_told(desk, edition):
    form = sent_by(desk.get(screen(edition)))
    desk.post(screen(edition), form | {"pins": token_of(edition)})
    form = sent_by(desk.get(screen(edition)))
    form["sections-0-body"] = form["sections-0-body"].replace("did not close", "did never close")
    answer = desk.post(screen(edition), form, follow=True)
    assert pins(edition) == []
    assert "A pinned passage was let go" in answer.content.decode()


def test_what_a_colleague_pinned_meanwhile_stays_for_whoever_did_not_touch_the_box(desk, edition):
    form = sent_by(desk.get(screen(edition)))  # opened before
    desk.post(page_of(edition), {"lock_version": "1", "pin": token_of(edition)})
    desk.post(screen(edition), form | {"lock_version": "2", "text-headline": "Mine on top"})
    assert pins(edition) == [QUOTED]


def test_it_is_renewed_while_somebody_types_with_the_ticks_that_are_set(desk, edition):
    form = sent_by(desk.get(screen(edition))) | {"pins": token_of(edition)}
    form["sections-0-body"] += " “Nobody knows today,” she said[1]."
    answer = desk.post(
        reverse("admin:stories_edition_preview", args=(edition.pk,)),
        form,
        headers={"Accept": "application/json"},
    ).json()
    assert answer["quotations"].count("Word for word") == 2
    assert answer["quotations"].count(" checked>") == 1
    assert f"<bdi>{QUOTED}</bdi>" in answer["page"]
    assert pins(edition) == []


def test_a_tick_is_still_set_when_a_save_is_refused(desk, edition):
    form = sent_by(desk.get(screen(edition))) | {"pins": token_of(edition), "lock_version": "0"}
    answer = desk.post(screen(edition), form)
    assert answer.status_code == 409
    assert answer.context["quotations"][0].pinned


def test_on_its_own_page_one_click_pins_and_one_unpins(desk, edition):
    form = sent_by(desk.get(page_of(edition)), form_id=None)
    desk.post(page_of(edition), {"lock_version": form["lock_version"], "pin": token_of(edition)})
    assert pins(edition) == [QUOTED]
    html = desk.get(page_of(edition)).content.decode()
    assert "Unpin" in html
    desk.post(page_of(edition), {"lock_version": "2", "unpin": token_of(edition)})
    assert pins(edition) == []


def test_all_that_stand_are_pinned_at_once(desk, topic, reporter):
    two = create_story(
        document=quoting_document(BODY + " “Nobody knows today,” she said[@k7m2]."), by=reporter
    )
    assert "Pin all 2 that stand" in desk.get(page_of(two)).content.decode()
    desk.post(page_of(two), {"lock_version": "1", "pin_all": "1"})
    assert pins(two) == [QUOTED, "Nobody knows today"]


def test_what_does_not_stand_cannot_be_pinned(desk, edition):
    answer = desk.post(page_of(edition), {"lock_version": "1", "pin": token_of(edition, 2)}, follow=True)
    assert "Only a passage that bears the quotation out" in answer.content.decode()
    assert pins(edition) == []


def test_it_refuses_to_pin_in_a_text_that_somebody_saved_meanwhile(desk, edition):
    answer = desk.post(page_of(edition), {"lock_version": "0", "pin": token_of(edition)}, follow=True)
    assert pins(edition) == []
    assert answer.context["messages"]


def test_pinning_voids_an_approval(desk, edition, reporter, editor):
    submit(edition=edition, by=reporter)
    approve(edition=edition, by=editor, seen=approval_digest(edition))
    desk.post(page_of(edition), {"lock_version": "1", "pin": token_of(edition)})
    edition.refresh_from_db()
    assert (edition.state, edition.approved_by) == (Edition.State.DRAFT, None)


def test_who_may_not_write_sees_them_and_pins_nothing(client, edition):
    client.force_login(person("paul", "partner manager"))
    page = client.get(page_of(edition))
    assert page.status_code == 200
    assert "Pin this passage" not in page.content.decode()
    client.post(page_of(edition), {"lock_version": "1", "pin": token_of(edition)})
    assert pins(edition) == []


def test_the_page_asks_as_many_queries_for_forty_as_for_one(desk, topic, reporter):
    def queries(edition):
        desk.get(page_of(edition))
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(page_of(edition)).status_code == 200
        return len(captured)

    one = create_story(document=quoting_document("“We did not close”[@k7m2]."), by=reporter)
    body = " ".join(f"“We did not close” and “{number} cracks”[@k7m2]." for number in range(20))
    many = create_story(document=quoting_document(body), by=reporter)
    assert queries(one) == queries(many)


def test_an_editor_can_let_a_passage_stand_that_its_article_dropped(client, desk, edition, editor):
    desk.post(page_of(edition), {"lock_version": "1", "pin": token_of(edition)})
    read(article_of(edition_document(edition)), BRIDGE.replace("lightly", "gladly"))
    client.force_login(editor)
    [finding] = client.get(screen(edition)).context["blockers"]
    asked = client.get(finding.waive_url)
    assert "is pinned, but is no longer in source [1]" in asked.content.decode()
    assert f"Marta Ruiz said: “{QUOTED}”" in asked.content.decode()
    client.post(finding.waive_url, sent_by(asked, form_id=None) | {"reason": "The archived copy has it."})
    assert client.get(screen(edition)).context["blockers"] == []
