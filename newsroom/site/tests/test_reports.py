"""A reader reports an error and the desk deals with it: through the form, the limit, and every refusal."""

import html
import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsroom.site import reports
from newsroom.site.models import ReaderReport
from newsroom.site.reports import forget_senders, sender_of
from newsroom.site.serving import SECURITY
from newsroom.site.tests.test_markup import outline
from stories.editing import Plan, new_edition
from stories.models import Note, OutgoingMail, PublishedStory, WorkflowEvent
from stories.tests.conftest import *  # noqa: F403 - the same cast
from stories.tests.conftest import person

pytestmark = pytest.mark.django_db
OURS = {"HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
WRONG = "The engine room did not burn; it was the galley <b>."


@pytest.fixture
def slug(press):
    press.publish("fire")
    return "fire"


@pytest.fixture
def send(slug):
    return sender_to(slug)


def sender_to(slug):
    """Sends the form of a story as a browser does."""

    def send(given=OURS, address="203.0.113.7", **fields):
        data = {"wrong": WRONG, "sentence": "", "email": "", "website": "", **fields}
        return Client(enforce_csrf_checks=True).post(
            f"/report/{slug}/",
            urlencode(data),
            "application/x-www-form-urlencoded",
            REMOTE_ADDR=address,
            **given,
        )

    return send


def private(response):
    """Kept by no cache, found by no search engine, without a cookie."""
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    for name, value in SECURITY:
        assert response[name] == value


def test_every_story_leads_to_the_form(slug):
    response = Client().get(f"/report/{slug}/")
    assert response.status_code == 200
    private(response)
    page = outline(response.content)
    assert (
        "form",
        {"class": "report", "action": f"/report/{slug}/", "method": "post", "accept-charset": "utf-8"},
    ) in page.tags
    assert PublishedStory.objects.get().headline in html.unescape(response.content.decode())


def test_a_report_is_kept_and_the_reader_thanked(send, slug):
    response = send(sentence="It burned for an hour.", email="reader@example.org")
    assert (response.status_code, response["Location"]) == (303, f"/report/{slug}/thanks/")
    private(response)
    report = ReaderReport.objects.get()
    assert (report.wrong, report.sentence, report.email) == (
        WRONG,
        "It burned for an hour.",
        "reader@example.org",
    )
    assert (report.state, report.version, report.story.slug) == ("new", 1, slug)
    thanks = Client().get(response["Location"])
    assert "Thank you" in thanks.content.decode()
    assert f'href="/stories/{slug}/"' in thanks.content.decode()
    private(thanks)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"wrong": " \n "}, "wrong"),
        ({"wrong": "\x00\x07"}, "wrong"),
        ({"wrong": "x" * 3_001}, "wrong"),
        ({"sentence": "x" * 1_001}, "sentence"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.c\nBcc: d@e.f"}, "email"),
        ({"email": f"{'x' * 300}@example.org"}, "email"),
    ],
)
def test_what_was_typed_stays_where_something_is_to_be_put_right(send, fields, field):
    typed = {"wrong": WRONG, "sentence": "This </textarea> one.", "email": "me@example.org", **fields}
    response = send(**typed)
    assert response.status_code == 400
    private(response)
    page = outline(response.content)
    assert [given["id"] for _, given in page.tags if given.get("aria-invalid")] == [field]
    assert f"#{field}" in page.links
    if field != "wrong":
        assert html.escape(WRONG, quote=False) in response.content.decode()
    if field != "sentence":
        assert "This &lt;/textarea&gt; one." in response.content.decode()
    assert not ReaderReport.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "https://elsewhere.example/report/"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://testserver"},
        {"HTTP_SEC_FETCH_SITE": "none"},
        {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "http://testserver.elsewhere.example"},
        {"HTTP_ORIGIN": "http://testserver@elsewhere.example"},
    ],
)
def test_it_refuses_what_another_page_sends_and_keeps_what_was_typed(send, given):
    response = send(given=given)
    assert response.status_code == 403
    assert html.escape(WRONG, quote=False) in response.content.decode()
    assert not ReaderReport.objects.exists()


@pytest.mark.parametrize(
    "given",
    [
        OURS,
        {"HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": "http://testserver"},
        {"HTTP_REFERER": "http://testserver/report/x/"},
    ],
)
def test_it_takes_what_our_page_sends(send, given):
    assert send(given=given).status_code == 303


def test_the_trap_is_thanked_and_nothing_is_kept(send):
    assert send(website="https://spam.example").status_code == 303
    assert not ReaderReport.objects.exists()


def test_the_same_twice_is_kept_once(send):
    assert send().status_code == send().status_code == 303
    assert ReaderReport.objects.count() == 1


def test_it_takes_no_more_than_one_reader_writes(send):
    for number in range(reports.FOR_EACH):
        assert send(wrong=f"Error {number}").status_code == 303
    response = send(wrong="One <more>")
    assert response.status_code == 429
    assert "One &lt;more&gt;" in response.content.decode()
    assert send(wrong="Another reader", address="203.0.113.8").status_code == 303
    assert send(wrong="One more", given={**OURS, "HTTP_X_FORWARDED_FOR": "203.0.113.9"}).status_code == 429
    ReaderReport.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert send(wrong="An hour later").status_code == 303


def test_all_senders_together_have_a_limit(send, monkeypatch):
    monkeypatch.setattr(reports, "FOR_ALL", 2)
    answers = [send(wrong=f"Error {n}", address=f"203.0.113.{n}").status_code for n in range(3)]
    assert answers == [303, 303, 429]


def test_behind_a_proxy_the_address_is_the_one_that_it_tells(send, settings):
    settings.TRUST_FORWARDED_FOR = True
    send(address="127.0.0.1", given={**OURS, "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9"})
    assert ReaderReport.objects.get().sender == sender_of("203.0.113.9")


def test_the_address_itself_is_kept_nowhere_and_its_trace_for_a_day(send):
    send()
    (row,) = ReaderReport.objects.values()
    assert "203.0.113.7" not in str(row)
    assert sender_of("203.0.113.7") == sender_of("::ffff:203.0.113.7") == row["sender"]
    assert sender_of("2001:db8::1") == sender_of("2001:db8::2") != sender_of("2001:db8:0:1::1")
    assert forget_senders(now=timezone.now() + timedelta(hours=23)) == 0
    assert forget_senders(now=timezone.now() + timedelta(hours=25)) == 1
    assert ReaderReport.objects.get().sender == ""


@pytest.mark.parametrize("slug_", ["nothing-here", "%00", "x" * 500, "%F0%9F%92%A9"])
def test_there_is_no_form_where_there_is_no_story(slug_):
    assert Client().get(f"/report/{slug_}/").status_code == 404
    assert Client().get(f"/report/{slug_}/thanks/").status_code == 404


@pytest.mark.parametrize("state", ["taken_down", "merged"])
def test_there_is_no_form_for_a_story_that_cannot_be_read(slug, send, state):
    PublishedStory.objects.update(state=state)
    assert Client().get(f"/report/{slug}/").status_code == 404
    assert send().status_code == 404


def test_it_takes_no_file_and_nothing_endless(slug, send):
    assert Client().post(f"/report/{slug}/", {"wrong": "x"}, **OURS).status_code == 413
    assert send(wrong="x" * 70_000).status_code == 413
    assert Client().put(f"/report/{slug}/").status_code == 405
    assert not ReaderReport.objects.exists()


def test_who_wrote_the_story_gets_one_mail_until_somebody_looks(published_story):
    OutgoingMail.objects.all().delete()
    send = sender_to(published_story.slug)
    send(wrong="One")
    send(wrong="Two")
    assert {mail.recipient.username for mail in OutgoingMail.objects.all()} >= {"rosa"}
    assert WorkflowEvent.objects.filter(action="reader_report").count() == 1
    assert "One" in OutgoingMail.objects.first().text


def test_a_report_costs_as_much_however_many_there_are(send):
    send(wrong="First")
    with CaptureQueriesContext(connection) as few:
        send(wrong="Second", address="203.0.113.8")
    for number in range(4):
        send(wrong=f"Error {number}", address=f"203.0.114.{number}")
    with CaptureQueriesContext(connection) as many:
        send(wrong="Third", address="203.0.113.9")
    assert len(few) == len(many) <= 10


@pytest.fixture
def report(published_story):
    sender_to(published_story.slug)(sentence="It burned @rosa for an hour.", email="reader@example.org")
    return ReaderReport.objects.get()


def page_of(report):
    return reverse("admin:site_readerreport_change", args=(report.pk,))


def test_editors_find_it_on_the_dashboard_and_in_the_list(client, editor, report):
    client.force_login(editor)
    for url in (reverse("admin:index"), reverse("admin:site_readerreport_changelist") + "?view=reports"):
        page = client.get(url).content.decode()
        assert html.escape(WRONG) in page
        assert page_of(report) in page
    page = client.get(page_of(report)).content.decode()
    assert "It burned @rosa for an hour." in page
    assert "mailto:reader@example.org" in page
    assert "Nobody works on a text of this story" in page


def test_who_may_not_deal_with_it_does_not_see_it(client, reporter, report):
    client.force_login(reporter)
    assert client.get(page_of(report)).status_code == 403
    assert client.post(page_of(report), {"do": "answered"}).status_code == 403
    assert "Readers report errors" not in client.get(reverse("admin:index")).content.decode()
    report.refresh_from_db()
    assert report.state == "new"


def test_legal_reads_it_and_changes_nothing(client, report):
    client.force_login(person("lena", "legal"))
    page = client.get(page_of(report))
    assert page.status_code == 200
    assert 'name="do"' not in page.content.decode()
    assert client.post(page_of(report), {"do": "answered"}).status_code == 403


def test_an_editor_deals_with_it(client, editor, report):
    client.force_login(editor)
    client.post(page_of(report), {"do": "looked_at"})
    report.refresh_from_db()
    assert (report.state, report.seen_by) == ("looked_at", editor)
    assert "No report of a reader waits." in client.get(reverse("admin:index")).content.decode()
    client.post(page_of(report), {"do": "answered"})
    again = client.post(page_of(report), {"do": "answered"}, follow=True)
    assert "Somebody was here before you" in again.content.decode()
    assert (
        "looked at or answered" in client.post(page_of(report), {"do": "new"}, follow=True).content.decode()
    )


def test_one_click_puts_it_beside_the_text(client, editor, reporter, report, published_story):
    client.force_login(editor)
    refused = client.post(page_of(report), {"do": "note"}, follow=True)
    assert "make a new edition first" in refused.content.decode()
    edition = new_edition(story=published_story, plan=Plan("update"), by=reporter)
    response = client.post(page_of(report), {"do": "note"})
    assert response["Location"] == reverse("admin:stories_edition_change", args=(edition.pk,))
    note = Note.objects.get()
    assert WRONG in note.text
    assert not note.mentioned.exists()
    report.refresh_from_db()
    assert (report.note, report.state) == (note, "looked_at")
    again = client.post(page_of(report), {"do": "note"}, follow=True)
    assert "stands beside the text already" in again.content.decode()


def test_the_list_asks_as_much_for_many_as_for_few(client, editor, send):
    client.force_login(editor)
    url = reverse("admin:site_readerreport_changelist")
    send(wrong="First")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(6):
        send(wrong=f"Error {number}", address=f"203.0.114.{number}")
    with CaptureQueriesContext(connection) as many:
        page = client.get(url).content.decode()
    assert len(re.findall(r"Error \d", page)) == 6
    assert len(few) == len(many) <= 12
