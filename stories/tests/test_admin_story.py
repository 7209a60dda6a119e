"""The page of a story: begun by hand, given its next text."""

from django.urls import reverse

from stories.decisions import confirm, propose
from stories.models import Edition, Story
from stories.tests.desk_forms import said, sent_by

ADD = reverse("admin:stories_story_add")


def page_of(story):
    return reverse("admin:stories_story_change", args=(story.pk,))


def act(client, name, *args, **data):
    return client.post(reverse(f"admin:stories_story_{name}", args=args), data, follow=True)


def test_a_story_is_begun_with_a_headline(client, reporter, topic):
    client.force_login(reporter)
    data = {"headline": "Ferry Runs Aground", "language": "en", "topics": "transport"}
    response = client.post(ADD, data, follow=True)
    edition = Edition.objects.get()
    assert (edition.headline, edition.story.slug) == ("Ferry Runs Aground", "ferry-runs-aground")
    assert response.redirect_chain[-1][0] == reverse("admin:stories_edition_change", args=(edition.pk,))
    assert "The story needs at least one section." in response.content.decode()


def test_it_refuses_an_address_that_is_taken(client, reporter, draft):
    client.force_login(reporter)
    data = {"headline": "Other", "language": "en", "slug": draft.story.slug}
    assert "belongs to another story" in client.post(ADD, data).content.decode()
    assert Story.objects.count() == 1


def test_it_refuses_an_address_of_no_letters(client, reporter, db):
    client.force_login(reporter)
    page = client.post(ADD, {"headline": "Other", "language": "en", "slug": "!!"}).content.decode()
    assert "at least one letter" in page


def test_a_live_story_gets_a_new_edition(client, reporter, published_story):
    client.force_login(reporter)
    response = act(
        client, "edition", published_story.pk, change_type="correction", change_note="Wrong count."
    )
    edition = published_story.editions.get(state=Edition.State.DRAFT)
    assert (edition.change_type, edition.change_note) == ("correction", "Wrong count.")
    assert "This draft starts from the live text" in said(response)
    assert sent_by(response)["text-change_note"] == "Wrong count."


def test_it_refuses_a_second_edition_at_once(client, reporter, published_story):
    client.force_login(reporter)
    act(client, "edition", published_story.pk, change_type="update")
    response = act(client, "edition", published_story.pk, change_type="update")
    assert "already being worked on" in said(response)
    assert "Start from the live text" not in response.content.decode()


def test_it_refuses_an_edition_without_a_change_type(client, reporter, published_story):
    client.force_login(reporter)
    assert "Say what the new edition does" in said(
        act(client, "edition", published_story.pk, change_type="first")
    )


def test_what_a_correction_is_bound_to_is_chosen_on_the_screen(client, reporter, published_story):
    client.force_login(reporter)
    opened = act(client, "edition", published_story.pk, change_type="correction")
    edition = published_story.editions.get(state=Edition.State.DRAFT)
    url = reverse("admin:stories_edition_change", args=(edition.pk,))
    typed = {"text-change_target": "s1a2", "text-change_note": "There were 15 cracks."}
    client.post(url, sent_by(opened) | typed, follow=True)
    edition.refresh_from_db()
    assert (edition.change_target, edition.change_note) == ("s1a2", "There were 15 cracks.")


def test_an_editor_changes_the_byline_and_nothing_else(client, editor, published_story):
    client.force_login(editor)
    client.post(
        page_of(published_story), {"byline": "R. Marsh", "state": "retracted", "slug": "x"}, follow=True
    )
    published_story.refresh_from_db()
    assert (published_story.byline, published_story.state) == ("R. Marsh", Story.State.LIVE)
    assert published_story.slug != "x"


def test_a_retracted_story_is_offered_a_correction_and_no_update(
    client, reporter, duty, other_duty, published_story
):
    decision = propose(story=published_story, action="retract", by=duty, reason="Wrong.")
    confirm(decision=decision, by=other_duty)
    client.force_login(reporter)
    page = client.get(page_of(published_story)).content.decode()
    assert 'value="correction"' in page
    assert 'value="update"' not in page


def test_it_refuses_to_begin_a_text_by_get(client, duty, published_story):
    client.force_login(duty)
    assert client.get(reverse("admin:stories_story_edition", args=(published_story.pk,))).status_code == 405
