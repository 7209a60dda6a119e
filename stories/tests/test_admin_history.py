"""History at the desk: every save and step, any two saves compared, an old one restored."""

import copy

import pytest
from django.urls import reverse

from stories.editing import Plan, new_edition, save_edition
from stories.models import Edition
from stories.revisions import edition_document
from stories.tests.desk_forms import said


@pytest.fixture
def second(published_story, reporter):
    """A second edition with a reworded section and one save more than the live text."""
    edition = new_edition(story=published_story, plan=Plan(Edition.Change.UPDATE), by=reporter)
    document = copy.deepcopy(edition_document(edition))
    document["sections"][1]["body"] = "The authority spoke of months[@p4q8]."
    save_edition(edition=edition, document=document, by=reporter, lock_version=edition.lock_version)
    edition.refresh_from_db()
    return edition


def compare_url(story, query=""):
    return reverse("admin:stories_story_compare", args=(story.pk,)) + query


def test_the_history_lists_saves_and_steps(client, editor, second):
    client.force_login(editor)
    page = client.get(reverse("admin:stories_story_history", args=(second.story.pk,))).content.decode()
    assert "Edition 2, revision 2" in page
    assert "Submitted for review" in page
    assert "Published" in page


def test_the_history_of_an_edition_is_that_of_its_story(client, editor, second):
    client.force_login(editor)
    response = client.get(reverse("admin:stories_edition_history", args=(second.pk,)))
    assert response.url == reverse("admin:stories_story_history", args=(second.story.pk,))


def test_a_text_is_compared_with_the_live_one(client, editor, second):
    client.force_login(editor)
    page = client.get(compare_url(second.story, f"?from=live&to=edition-{second.pk}")).content.decode()
    assert "<del>" in page
    assert "<ins>" in page
    assert "months" in page


def test_any_two_saves_are_compared(client, editor, second):
    client.force_login(editor)
    newest, oldest = second.revisions.order_by("-number")
    response = client.get(compare_url(second.story, f"?from={newest.pk}&to={oldest.pk}"))
    change = response.context["changes"][0]
    assert (change.old, change.new) == (
        "The authority spoke of months[2].",
        "The authority named no date[2].",
    )


def test_without_a_choice_it_shows_what_the_newest_save_changed(client, editor, second):
    client.force_login(editor)
    context = client.get(compare_url(second.story)).context
    assert (context["new"].number, context["old"].number) == (2, 1)


def test_the_first_save_has_nothing_before_it(client, editor, draft):
    client.force_login(editor)
    assert "nothing before it" in client.get(compare_url(draft.story)).content.decode()


def test_it_shows_no_text_of_another_story(client, editor, second, make_document, reporter):
    from_other = Edition.objects.exclude(pk=second.pk).first().revisions.first()
    client.force_login(editor)
    context = client.get(compare_url(second.story, f"?to={from_other.pk}&from=999999")).context
    assert context["new"].edition.story_id == second.story_id


def test_an_older_text_is_restored_as_the_newest(client, reporter, second):
    client.force_login(reporter)
    old = second.revisions.get(number=1)
    url = reverse("admin:stories_edition_restore", args=(second.pk,))
    data = {"revision": old.pk, "lock_version": second.lock_version}
    response = client.post(url, data, follow=True)
    assert "is the newest text again" in said(response)
    assert edition_document(Edition.objects.get(pk=second.pk)) == old.document
    assert second.revisions.count() == 3


def test_it_refuses_to_restore_over_a_newer_save(client, reporter, second):
    client.force_login(reporter)
    old = second.revisions.get(number=1)
    url = reverse("admin:stories_edition_restore", args=(second.pk,))
    response = client.post(url, {"revision": old.pk, "lock_version": 1}, follow=True)
    assert "Somebody else saved" in said(response)
    assert second.revisions.count() == 2
