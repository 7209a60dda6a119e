"""A link to a preview shows one save to whoever holds it, and nothing to anybody else: sixty ways to try.

The class of fault is that a preview leaks: by a guessed or altered address, after its time, after the text
has become public or must not be seen, through a cache, or by showing more than was shared.
"""

import copy
from datetime import timedelta

import pytest
import time_machine
from django.core.signing import Signer, TimestampSigner, dumps
from django.test import Client
from django.utils import timezone

from newsroom.site.serving import SECURITY
from stories.editing import Plan, create_story, new_edition, save_edition
from stories.models import PreviewLink, Story
from stories.notes import add_note
from stories.previews import SIGNER, preview_path, revoke, share_preview, token
from stories.publishing import publish, publish_due, publish_urgently
from stories.revisions import edition_document, latest_revision
from stories.standing import change_standing
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.workflow import discard, schedule

pytestmark = pytest.mark.django_db
SECRET = "zanzibargoose"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


@pytest.fixture
def link(draft, reporter):
    return share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=3, by=reporter)


@pytest.fixture
def outside():
    """Somebody who is not logged in and whose browser keeps nothing."""
    return Client()


@pytest.fixture
def still(link):
    """The clock stands, so that two answers can be compared byte for byte."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def refused(response, status):
    """The one page behind every link that leads nowhere: it tells of no story."""
    text = response.content.decode()
    assert response.status_code == status
    for told in ("Harbour", "harbour", "crossing", "Dr Fox", "rosa", "evision"):
        assert told not in text
    assert "This preview is not open" in text
    shielded(response)
    return text


def shielded(response):
    """Kept by no cache, found by no search engine, told to no other site, and without a cookie."""
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    for name, value in SECURITY:
        assert name == "Referrer-Policy" or response[name] == value


def resave(edition, by, **parts):
    edition.refresh_from_db()
    document = copy.deepcopy(edition_document(edition)) | parts
    return save_edition(edition=edition, document=document, by=by, lock_version=edition.lock_version)


def test_it_shows_the_text_to_whoever_holds_the_link(outside, link):
    response = outside.get(preview_path(link))
    text = response.content.decode()
    assert response.status_code == 200
    shielded(response)
    assert "Inspectors found 14 cracks" in text
    assert "rosa shares revision 1 of this text with Dr Fox until" in text
    assert '<meta name="robots" content="noindex">' in text


def test_openings_are_counted_but_not_those_of_a_head(outside, link):
    outside.head(preview_path(link))
    assert PreviewLink.objects.get().opened == 0
    for _ in range(2):
        outside.get(preview_path(link))
    link.refresh_from_db()
    assert link.opened == 2
    assert link.last_opened_at


def test_a_head_says_what_a_get_says_without_the_text(outside, link):
    response = outside.head(preview_path(link))
    assert (response.status_code, response.content) == (200, b"")
    shielded(response)


@pytest.mark.parametrize("bit", range(0, 8))
def test_no_altered_character_opens_it(outside, link, bit):
    """Every place of the token, one bit of it turned; what leaves the path is not asked for."""
    good = token(link)
    for place, char in enumerate(good):
        turned = chr(ord(char) ^ (1 << bit))
        if turned in ALPHABET:
            refused(outside.get(f"/preview/{good[:place]}{turned}{good[place + 1 :]}/"), 404)
    assert PreviewLink.objects.get().opened == 0


def test_no_part_of_it_opens_it(outside, link):
    good = token(link)
    for end in range(1, len(good)):
        refused(outside.get(f"/preview/{good[:end]}/"), 404)
        refused(outside.get(f"/preview/{good[end:]}/"), 404)


FORGED = {
    "another salt": lambda link: Signer(salt="stories.preview", sep=".").sign(value_of(link)),
    "no salt": lambda link: Signer(sep=".").sign(value_of(link)),
    "another key": lambda link: Signer(key="x" * 50, salt="stories.previews", sep=".").sign(value_of(link)),
    "another algorithm": lambda link: Signer(salt="stories.previews", sep=".", algorithm="sha1").sign(
        value_of(link)
    ),
    "the signer of sessions": lambda link: dumps(value_of(link)),
    "a signer with times": lambda link: TimestampSigner(salt="stories.previews", sep=".").sign(
        value_of(link)
    ),
    "another link, our old signature": lambda link: token(link).replace(
        value_of(link), f"{link.pk + 1}-{link.revision_id}"
    ),
    "another save, our old signature": lambda link: token(link).replace(
        value_of(link), f"{link.pk}-{link.revision_id + 1}"
    ),
    "no signature": lambda link: f"{link.pk}-{link.revision_id}",
    "an empty signature": lambda link: f"{value_of(link)}.",
    "twice signed": lambda link: SIGNER.sign(value_of(link)) + "." + SIGNER.signature(value_of(link)),
    "lower case": lambda link: token(link).lower(),
    "upper case": lambda link: token(link).upper(),
    "a bare id": lambda link: str(link.pk),
    "the id of the story": lambda link: link.revision.edition.story.public_id,
    "a space in front": lambda link: f"%20{token(link)}",
    "a space behind": lambda link: f"{token(link)}%20",
    "a zero byte": lambda link: f"{token(link)}%00",
    "a full-width digit": lambda link: "１" + token(link)[1:],
    "padding": lambda link: f"{token(link)}=",
    "very long": lambda link: "1" * 5_000,
}


def value_of(link):
    return f"{link.pk}-{link.revision_id}"


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_no_forged_token_opens_it(outside, link, forged):
    refused(outside.get(f"/preview/{forged(link)}/"), 404)


SIGNED = {
    "a link that was never made": lambda link: f"{link.pk + 1}-{link.revision_id}",
    "a link bound to another save": lambda link: f"{link.pk}-{link.revision_id + 1}",
}


@pytest.mark.parametrize("value", SIGNED.values(), ids=SIGNED)
def test_a_signature_of_ours_opens_nothing_by_itself(outside, link, value):
    """A link and its save are looked up together."""
    refused(outside.get(f"/preview/{SIGNER.sign(value(link))}/"), 404)


@pytest.mark.parametrize(
    "path",
    ["{0}", "/{0}/", "{0}//", "{0}/../{0}/", "x/{0}/", "{0}/x/", "{0};x/", "{0}/index.html", "{0}.html/"],
)
def test_no_other_way_to_write_the_address_shows_the_text(outside, link, path):
    response = outside.get("/preview/" + path.format(token(link)))
    assert response.status_code in {301, 404}
    assert b"Harbour" not in response.content
    if response.status_code == 301:
        assert response["Location"] == preview_path(link)


@pytest.mark.parametrize(
    "query", ["?draft=1", "?revision=2", "?version=1", "?format=json", "?token=x", "?days=99", "?_=1#x"]
)
def test_what_follows_a_question_mark_changes_nothing(outside, link, still, query):
    plain = outside.get(preview_path(link)).content
    assert outside.get(preview_path(link) + query).content == plain


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_nothing_can_be_sent_to_it(link, method):
    """Also by a client that Django would ask for a token of its own."""
    response = getattr(Client(enforce_csrf_checks=True), method)(preview_path(link))
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert b"Harbour" not in response.content
    assert PreviewLink.objects.get().opened == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-HTTP-Method-Override", "POST"),
        ("X-Forwarded-Host", "elsewhere.example"),
        ("X-Original-URL", "/admin/"),
        ("X-Rewrite-URL", "/admin/"),
        ("Accept", "application/json"),
        ("Accept-Language", "ar"),
        ("If-None-Match", "*"),
        ("If-Modified-Since", "Wed, 01 Jan 2099 00:00:00 GMT"),
        ("Range", "bytes=0-10"),
        ("Cookie", "sessionid=x; csrftoken=y"),
    ],
)
def test_no_header_changes_the_answer(outside, link, still, name, value):
    plain = outside.get(preview_path(link))
    response = outside.get(preview_path(link), headers={name: value})
    assert (response.status_code, response.content) == (200, plain.content)
    shielded(response)


def test_who_is_logged_in_makes_no_difference(
    client, outside, link, still, editor, django_assert_num_queries
):
    client.force_login(editor)
    theirs = client.get(preview_path(link))
    assert theirs.content == outside.get(preview_path(link)).content
    assert not theirs.cookies
    client.force_login(editor)
    with django_assert_num_queries(0):  # no session is asked for, nor anything else
        client.get("/preview/nothing/")


def test_it_is_over_when_its_time_is_over(outside, draft, reporter):
    start = timezone.now() - timedelta(days=2)
    link = share_preview(revision=latest_revision(draft), recipient="Dr Fox", days=2, by=reporter, now=start)
    assert link.expires_at <= timezone.now()
    refused(outside.get(preview_path(link)), 410)


def test_it_is_over_to_the_second(outside, link):
    PreviewLink.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert outside.get(preview_path(link)).status_code == 200
    PreviewLink.objects.update(expires_at=timezone.now())
    refused(outside.get(preview_path(link)), 410)


def publish_it(edition, editor, **_):
    publish(edition=edition, by=editor)


def publish_urgently_it(edition, duty, **_):
    document = edition_document(edition) | {"standfirst": "Now."}
    author = edition.created_by
    save_edition(edition=edition, document=document, by=author, lock_version=edition.lock_version)
    publish_urgently(edition=edition, by=duty, reason="It burns.")


def let_it_fall_due(edition, editor, **_):
    slot = timezone.now() + timedelta(minutes=1)
    schedule(edition=edition, by=editor, at=slot)
    publish_due(now=slot)


def discard_it(edition, editor, **_):
    discard(edition=edition, by=editor)


def revoke_it(edition, editor, **_):
    revoke(link=PreviewLink.objects.get(), by=editor)


ENDS = (publish_it, publish_urgently_it, let_it_fall_due, discard_it, revoke_it)


@pytest.mark.parametrize("end", ENDS)
def test_it_is_over_when_the_text_is_public_set_aside_or_the_link_revoked(
    outside, approved, reporter, editor, duty, end
):
    link = share_preview(revision=latest_revision(approved), recipient="Dr Fox", days=14, by=reporter)
    assert outside.get(preview_path(link)).status_code == 200
    end(approved, editor=editor, duty=duty)
    refused(outside.get(preview_path(link)), 410)


def test_it_is_over_when_the_story_is_taken_down(outside, published_story, reporter, duty):
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    link = share_preview(revision=latest_revision(edition), recipient="Dr Fox", days=14, by=reporter)
    change_standing(action="take_down", story=published_story, by=duty, reason="Privacy.", code="privacy")
    refused(outside.get(preview_path(link)), 410)


@pytest.mark.parametrize("state", ["published", "superseded", "discarded"])
def test_it_is_over_even_where_nobody_revoked_it(outside, published_story, reporter, state):
    """The state of the text is asked at each opening, whatever the link says of itself."""
    edition = published_story.editions.get()
    link = PreviewLink.objects.create(
        revision=latest_revision(edition),
        created_by=reporter,
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=1),
    )
    published_story.editions.update(state=state)
    refused(outside.get(preview_path(link)), 410)


@pytest.mark.parametrize("state", ["taken_down", "merged"])
def test_a_story_that_must_not_be_seen_is_not_seen(outside, published_story, other_story, reporter, state):
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    link = share_preview(revision=latest_revision(edition), recipient="Dr Fox", days=1, by=reporter)
    merged = other_story if state == "merged" else None
    Story.objects.filter(pk=published_story.pk).update(state=state, merged_into=merged)
    refused(outside.get(preview_path(link)), 410)


@pytest.fixture
def other_story(make_document, reporter):
    return create_story(document=make_document(), by=reporter, slug="another").story


def test_nothing_that_was_saved_later_is_shown(outside, draft, reporter, link):
    resave(draft, reporter, headline=f"Bridge of the {SECRET}", standfirst=SECRET)
    text = outside.get(preview_path(link)).content.decode()
    assert SECRET not in text
    assert "Harbour Bridge Closed After Inspectors Find Cracks" in text


def test_nor_the_public_note_of_a_correction_that_was_written_later(outside, published_story, reporter):
    edition = new_edition(story=published_story, plan=Plan("correction", note="First."), by=reporter)
    early = share_preview(revision=latest_revision(edition), recipient="Dr Fox", days=1, by=reporter)
    document = copy.deepcopy(edition_document(edition))
    document["sections"][0]["body"] = document["sections"][0]["body"].replace("14", "17")
    plan = Plan("correction", note=f"We were wrong about the {SECRET}.", target="s1a2")
    late = save_edition(
        edition=edition, document=document, by=reporter, lock_version=edition.lock_version, plan=plan
    )
    late = share_preview(revision=late, recipient="Dr Owl", days=1, by=reporter)
    assert SECRET not in outside.get(preview_path(early)).content.decode()
    assert SECRET in outside.get(preview_path(late)).content.decode()


def test_nor_what_colleagues_say_of_it(outside, draft, editor, link):
    add_note(edition=draft, text=f"Is this the {SECRET}?", place="s1a2", by=editor)
    assert SECRET not in outside.get(preview_path(link)).content.decode()


def test_one_link_opens_one_text(outside, draft, link, make_document, reporter):
    other = create_story(document=make_document(headline="Tunnel Queues Grow"), by=reporter)
    theirs = share_preview(revision=latest_revision(other), recipient="Dr Owl", days=1, by=reporter)
    assert token(link) != token(theirs)
    assert "Tunnel Queues" not in outside.get(preview_path(link)).content.decode()
    revoke(link=link, by=reporter)
    refused(outside.get(preview_path(link)), 410)
    assert outside.get(preview_path(theirs)).status_code == 200


def test_every_refusal_is_the_same_page(outside, link, reporter):
    unknown = refused(outside.get("/preview/nothing/"), 404)
    revoke(link=link, by=reporter)
    assert refused(outside.get(preview_path(link)), 410) == unknown


@pytest.mark.parametrize("recipient", ["<script>alert(1)</script>", '"onload=x', "{{ secrets }}", "&amp;"])
def test_for_whom_it_is_is_shown_as_text(outside, draft, reporter, recipient):
    link = share_preview(revision=latest_revision(draft), recipient=recipient, days=1, by=reporter)
    text = outside.get(preview_path(link)).content.decode()
    assert (
        recipient.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&#34;")
        in text
    )
    assert "<script>alert" not in text
