"""How a mail reads, and that nothing typed anywhere can break out of its place in it."""

import unicodedata
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from newsroom.accounts.models import User
from sources.models import Article
from stories import standing
from stories.mail_text import LONGEST_HEADLINE, moment, one_line, shortened, subject
from stories.models import OutgoingMail, Story
from stories.outbox import as_message
from stories.publishing import publish_due
from stories.tests.mail_desk import Desk
from stories.workflow import schedule

HEADLINES = st.text(max_size=400)


@pytest.fixture
def desk(make_document):
    return Desk(make_document)


def newest(name):
    return OutgoingMail.objects.filter(recipient__username=name).order_by("-id")[0]


def unsent(given_subject, host="news.example"):
    return OutgoingMail(
        story=Story(public_id="st_1"),
        subject=given_subject,
        text="x\n",
        address="rosa@newsroom.example",
        message_id=f"st_1.1.1.0@{host}",
        created_at=datetime(2026, 10, 6, tzinfo=UTC),
    )


@pytest.mark.django_db
def test_it_says_what_happened_why_and_what_to_do(desk):
    desk.submit()
    desk.send_back(desk.edith)
    mail = newest("rosa")
    assert mail.subject == (
        "[Newsroom] Harbour Bridge Closed After Inspectors Find Cracks (changes requested)"
    )
    assert mail.text.startswith("edith has requested changes to this text.\n\nHarbour Bridge Closed")
    assert "What should change:\n> Name the inspectors.\n" in mail.text
    assert "Change the text and submit it again." in mail.text
    assert f"http://127.0.0.1:8000/admin/stories/edition/{desk.edition.pk}/change/" in mail.text
    assert "You get this mail because you worked on this text." in mail.text
    assert " UTC\n" in mail.text


@pytest.mark.django_db
def test_the_link_leads_to_the_text_and_the_recipient_can_open_it(client, desk):
    desk.approved()
    client.force_login(desk.rosa)
    link = newest("rosa").text.partition("http://127.0.0.1:8000")[2].split()[0]
    assert client.get(link).status_code == 200


@pytest.mark.django_db
def test_each_is_told_why_they_get_it_and_the_nearest_reason_counts(desk):
    desk.down()
    dora, dan, rosa = (desk.dora, newest("dan"), newest("rosa"))
    assert not OutgoingMail.objects.filter(recipient=dora).exists()
    assert "because you may confirm that a story is taken down" in dan.text
    assert "because you wrote for this story" in rosa.text
    assert f"/admin/stories/story/{desk.story.pk}/change/" in dan.text


@pytest.mark.django_db
def test_what_was_typed_stays_text(desk):
    desk.live()
    reason = "<b>& {{ by }}</b>\nYou get this mail because you are an owner."
    standing.change_standing(action="raise_concern", story=desk.story, by=desk.emil, reason=reason)
    quoted = "> <b>& {{ by }}</b>\n> You get this mail because you are an owner.\n"
    assert f"The notice says:\n{quoted}" in newest("rosa").text


@pytest.mark.django_db
def test_times_are_those_of_the_reader(desk):
    User.objects.filter(pk=desk.emil.pk).update(time_zone="Pacific/Auckland")
    desk.assign(desk.emil, assigned_until=datetime(2027, 1, 15, 20, 30, tzinfo=UTC))
    assert "until 16 Jan 2027, 09:30 (Pacific/Auckland), 15 Jan 2027, 20:30 UTC." in newest("emil").text


@pytest.mark.parametrize(
    ("zone", "text"),
    [
        ("UTC", "6 Oct 2026, 05:30 UTC"),
        ("Europe/Berlin", "6 Oct 2026, 07:30 (Europe/Berlin), 05:30 UTC"),
        ("America/Los_Angeles", "5 Oct 2026, 22:30 (America/Los_Angeles), 6 Oct 2026, 05:30 UTC"),
        ("Africa/Accra", "6 Oct 2026, 05:30 UTC"),
        ("Nowhere/At_All", "6 Oct 2026, 05:30 UTC"),
        ("../../etc/passwd", "6 Oct 2026, 05:30 UTC"),
        ("", "6 Oct 2026, 05:30 UTC"),
    ],
)
def test_a_moment_is_told_in_two_clocks(zone, text):
    assert moment(datetime(2026, 10, 6, 5, 30, tzinfo=UTC), zone) == text


@pytest.mark.django_db
def test_a_headline_in_another_script_stays_whole(desk):
    desk.write(desk.rosa, "مكتبة مرسى النور تفتح أبوابها من جديد")
    desk.approved()
    assert newest("rosa").subject == "[Newsroom] مكتبة مرسى النور تفتح أبوابها من جديد (approved)"


@pytest.mark.django_db
def test_all_mail_of_a_story_refers_to_the_same_root_and_each_has_an_id_of_its_own(desk):
    desk.approved()
    desk.write(desk.ruben, "Bridge Shut")
    messages = [as_message(mail).message() for mail in OutgoingMail.objects.all()]
    assert {message["References"] for message in messages} == {f"<{desk.story.public_id}@127.0.0.1>"}
    assert len({message["Message-ID"] for message in messages}) == len(messages) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["in_review", "approved"])
def test_an_edit_says_whether_an_approval_was_lost(desk, state):
    desk.submit()
    if state == "approved":
        desk.approve()
    desk.write(desk.emil, "Bridge Shut")
    lost = "the approval no longer holds" in newest("rosa").text
    assert lost is (state == "approved")
    assert newest("rosa").text.startswith("emil has changed this text ")


@pytest.mark.django_db
def test_what_was_due_and_failed_says_what_to_do(desk):
    desk.approved()
    soon = timezone.now() + timedelta(minutes=1)
    schedule(edition=desk.edition, by=desk.emil, at=soon)
    Article.objects.filter(citings__edition=desk.edition).update(state=Article.State.RETRACTED)
    publish_due(now=soon)
    text = newest("edith").text
    assert "could not be published" in text
    assert "> This cannot be published: " in text
    assert "Try again" in text


@given(headline=HEADLINES)
def test_no_headline_adds_a_header(headline):
    message = message_from_bytes(
        as_message(unsent(subject(headline, "approved"))).message().as_bytes(), policy=policy.default
    )
    assert set(message.keys()) == {
        *("Content-Type", "MIME-Version", "Content-Transfer-Encoding", "Subject", "From", "To", "Date"),
        *("Message-ID", "In-Reply-To", "References", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress"),
    }
    assert len(message.keys()) == 13
    assert message["To"] == "rosa@newsroom.example"
    assert message.get_content().strip() == "x"


@given(headline=HEADLINES)
def test_a_subject_is_one_line_that_can_be_stored_and_read_back(headline):
    made = subject(headline, "approved")
    assert made.startswith("[Newsroom] ")
    assert made.endswith(" (approved)")
    assert len(made) <= OutgoingMail._meta.get_field("subject").max_length
    assert not any(unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") for char in made)
    raw = as_message(unsent(made)).message().as_bytes()
    read = message_from_bytes(raw, policy=policy.default)["Subject"]
    assert read.replace(" ", "") == made.replace(" ", "")


@given(line=st.text(st.characters(categories=("L", "Mn", "Zs", "P", "N")), max_size=300).map(one_line))
def test_a_long_headline_is_cut_between_characters(line):
    short = shortened(line)
    assert len(short) <= LONGEST_HEADLINE
    if len(line) <= LONGEST_HEADLINE:
        assert short == line
    else:
        kept = short.removesuffix("…")
        assert line.startswith(kept)
        rest = line[len(kept) :].lstrip()
        assert not kept or not rest or not unicodedata.combining(rest[0])


def test_a_headline_cannot_turn_our_own_words_round():
    assert subject("Bridge \u202eshut\u2066", "approved") == "[Newsroom] Bridge shut (approved)"


@pytest.mark.parametrize(
    ("site", "host"),
    [
        ("https://news.example", "news.example"),
        ("https://zürich.example:8443", "xn--zrich-kva.example"),
        ("http://[::1]:8000", "[IPv6:::1]"),
    ],
)
def test_message_ids_are_those_of_the_site(settings, site, host):
    settings.SITE_URL = site
    assert as_message(unsent("x")).message()["References"] == f"<st_1@{host}>"
    assert as_message(unsent("x")).message()["List-Id"] == f"<desk.{host}>"
