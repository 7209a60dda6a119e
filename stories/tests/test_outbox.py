"""The queue against a real mail server: whatever dies, everything arrives, and nobody is written to for nothing."""

import asyncio
import os
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsroom.celery import configuration
from stories.models import OutgoingMail
from stories.outbox import LEASE, MOST_ATTEMPTS, backoff, send_due
from stories.tasks import send_mail
from stories.tests import mailing

pytestmark = pytest.mark.django_db(transaction=True)
State = OutgoingMail.State


@pytest.fixture
def port(settings):
    """The port of a mail server that is not up yet."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailing.free_port()
    settings.EMAIL_TIMEOUT = 5
    return settings.EMAIL_PORT


@pytest.fixture
def postbox(port):
    with mailing.mail_server(port, mailing.Postbox()) as postbox:
        yield postbox


@pytest.fixture
def queue(draft, reporter):
    """Queue so many mails; give them in order."""

    def fill(count, address="rosa{}@newsroom.example"):
        now = timezone.now()
        OutgoingMail.objects.all().delete()
        return OutgoingMail.objects.bulk_create(
            OutgoingMail(
                story=draft.story,
                recipient=reporter,
                address=address.format(number),
                subject=f"[Newsroom] Bridge (note {number})",
                text=f"Note {number}.\n",
                message_id=f"{draft.story.public_id}.{number}@127.0.0.1",
                run_after=now,
                created_at=now,
            )
            for number in range(count)
        )

    return fill


def states():
    return list(OutgoingMail.objects.order_by("id").values_list("state", "attempts"))


def pass_time():
    """Let every wait and every lease be over."""
    OutgoingMail.objects.update(run_after=timezone.now())


def send_in_a_process():
    """Send in a forked process; give its number at once."""
    child = os.fork()
    if not child:
        connection.connection = None  # the parent's; the child takes one of its own
        try:
            send_due()
        finally:
            os._exit(0)
    return child


def test_mail_arrives_as_it_was_written(postbox, queue, draft):
    (mail,) = queue(1)
    assert send_due() == {"sent": 1, "postponed": 0, "dead": 0}
    (got,) = postbox.taken
    root = f"<{draft.story.public_id}@127.0.0.1>"
    assert got["Subject"] == "[Newsroom] Bridge (note 0)"
    assert got["To"] == "rosa0@newsroom.example"
    assert got["Message-ID"] == f"<{mail.message_id}>"
    assert (got["In-Reply-To"], got["References"]) == (root, root)
    assert got["List-Id"] == "<desk.127.0.0.1>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["X-Auto-Response-Suppress"] == "All"
    assert got["Date"].datetime == mail.created_at.replace(microsecond=0)
    assert mailing.text_of(got) == "Note 0.\n"
    assert got.get_content_type() == "text/plain"
    sent = OutgoingMail.objects.get()
    assert (sent.state, sent.attempts, sent.last_error) == (State.SENT, 1, "")
    assert sent.sent_at


def test_five_hundred_go_out_in_order_over_one_connection(postbox, queue):
    mail = queue(500)
    assert send_due()["sent"] == 500
    assert postbox.ids == [f"<{one.message_id}>" for one in mail]
    assert len(postbox.connections) == 1


def test_nothing_is_sent_twice_and_nobody_connects_for_nothing(postbox, queue):
    queue(1)
    send_due()
    send_due()
    assert (len(postbox.taken), len(postbox.connections)) == (1, 1)


def test_a_server_that_is_down_costs_no_mail_an_attempt(port, queue):
    queue(3)
    for _ in range(MOST_ATTEMPTS + 2):
        assert send_due() == {"sent": 0, "postponed": 0, "dead": 0}
        pass_time()
    assert states() == [(State.OPEN, 0)] * 3
    assert "The mail server cannot be reached" in OutgoingMail.objects.first().last_error
    with mailing.mail_server(port, mailing.Postbox()) as postbox:
        assert send_due()["sent"] == 3
    assert len(set(postbox.ids)) == 3


def test_a_server_that_is_down_is_left_alone_for_a_minute(port, queue):
    queue(2)
    send_due()
    waits = [mail.run_after - timezone.now() for mail in OutgoingMail.objects.all()]
    assert all(timedelta(seconds=50) < wait <= timedelta(minutes=1) for wait in waits)


def test_one_refused_recipient_is_given_up_at_once_and_holds_up_nobody(postbox, queue):
    queue(3)
    postbox.on_recipient = lambda _, to: "550 5.1.1 No such person" if to.startswith("rosa1@") else None
    assert send_due() == {"sent": 2, "postponed": 0, "dead": 1}
    assert states() == [(State.SENT, 1), (State.DEAD, 1), (State.SENT, 1)]
    assert OutgoingMail.objects.dead().get().last_error == "550 5.1.1 No such person"
    assert len(postbox.connections) == 1


def test_not_now_is_tried_again_later_and_given_up_after_ten_times(postbox, queue):
    queue(1)
    postbox.on_recipient = lambda *_: "451 4.7.1 Come back later"
    for attempt in range(1, MOST_ATTEMPTS):
        assert send_due()["postponed"] == 1
        mail = OutgoingMail.objects.get()
        assert (mail.state, mail.attempts, mail.last_error) == (
            State.OPEN,
            attempt,
            "451 4.7.1 Come back later",
        )
        assert mail.run_after > timezone.now() + timedelta(seconds=40)
        assert send_due()["postponed"] == 0
        pass_time()
    assert send_due()["dead"] == 1
    assert states() == [(State.DEAD, MOST_ATTEMPTS)]


def test_a_refused_sender_is_no_fault_of_the_mail(postbox, queue):
    queue(1)
    postbox.on_mail = lambda *_: "553 5.7.1 Not your address"
    assert send_due()["postponed"] == 1
    postbox.on_mail = lambda *_: None
    pass_time()
    assert send_due()["sent"] == 1


def test_a_server_that_dies_after_it_took_the_mail_gets_it_again_under_the_same_id(postbox, queue):
    queue(2)
    postbox.on_data = mailing.hang_up
    assert send_due()["postponed"] == 2
    postbox.on_data = lambda *_: None
    pass_time()
    assert send_due()["sent"] == 2
    first, second = postbox.ids[0], postbox.ids[1]
    assert postbox.ids == [first, second, first, second]
    assert postbox.taken[0].as_bytes() == postbox.taken[2].as_bytes()


def test_a_worker_killed_after_its_claim_loses_nothing(postbox, queue):
    queue(2)
    child = []
    started = threading.Event()

    def killing(*_):
        started.wait(10)
        os.kill(child[0], 9)
        postbox.on_mail = lambda *_: None

    postbox.on_mail = killing
    child.append(send_in_a_process())
    started.set()
    _, status = os.waitpid(child[0], 0)
    assert os.WIFSIGNALED(status)
    assert states() == [(State.OPEN, 1), (State.OPEN, 0)]
    assert send_due()["sent"] == 1  # the other one; the lease of the first still holds
    lease = OutgoingMail.objects.get(state=State.OPEN).run_after - timezone.now()
    assert timedelta(0) < lease <= LEASE
    pass_time()
    assert send_due()["sent"] == 1
    assert states() == [(State.SENT, 2), (State.SENT, 1)]


def test_a_mail_that_kills_every_worker_is_given_up_in_the_end(postbox, queue):
    queue(2)
    OutgoingMail.objects.filter(address__startswith="rosa0").update(attempts=MOST_ATTEMPTS)
    assert send_due() == {"sent": 1, "postponed": 0, "dead": 1}
    assert "10 times without an answer" in OutgoingMail.objects.dead().get().last_error


def test_two_workers_at_once_send_each_mail_once(postbox, queue):
    mail = queue(60)
    told = []

    async def wait_for_both(*_):
        while len(postbox.connections) < 2:
            await asyncio.sleep(0.01)

    def work():
        try:
            told.append(send_due()["sent"])
        finally:
            connection.close()

    postbox.on_mail = wait_for_both  # so each of them has a mail in hand while the other has one
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sorted(postbox.ids) == sorted(f"<{one.message_id}>" for one in mail)
    assert sum(told) == 60


def test_an_address_that_cannot_stand_in_a_header_is_given_up_and_holds_up_nobody(postbox, queue):
    queue(2)
    OutgoingMail.objects.filter(address__startswith="rosa0").update(
        address="rosa@x.example\nBcc: all@x.example"
    )
    assert send_due() == {"sent": 1, "postponed": 0, "dead": 1}
    assert postbox.recipients == ["rosa1@newsroom.example"]
    assert "cannot be written" in OutgoingMail.objects.dead().get().last_error


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("[Newsroom] مكتبة مرسى النور تفتح أبوابها (approved)", "كتبت مارا ليند نصًا.\n"),
        ("[Newsroom] Gemeinderat beschließt Brücke über den Fluß (approved)", "Größe: 3 m²\n"),
        ("[Newsroom] 강 수위 예보 (approved)", "예보가 바뀌었습니다. 🌊\n"),
        ("[Newsroom] Long (approved)", f"> {'reason ' * 280}\n"),
    ],
)
def test_every_script_arrives_as_it_was(postbox, queue, subject, text):
    queue(1)
    OutgoingMail.objects.update(subject=subject, text=text)
    assert send_due()["sent"] == 1
    (got,) = postbox.taken
    assert got["Subject"].strip() == subject  # a long header is folded before its first word
    assert mailing.text_of(got) == text


def test_the_round_ends_in_time(postbox, queue):
    queue(2)
    assert send_due(until=timezone.now())["sent"] == 0
    assert states() == [(State.OPEN, 0)] * 2


def test_the_doorbell_sends(postbox, queue):
    queue(2)
    assert send_mail.name in configuration()["beat_schedule"]
    assert send_mail()["sent"] == 2


def test_waits_grow_to_six_hours_and_never_beyond():
    waits = [backoff(attempt) for attempt in range(1, 30)]
    assert 45 <= waits[0] <= 60
    assert 180 <= waits[1] <= 240
    assert max(waits) <= 6 * 3600
    assert waits[-1] >= 4.5 * 3600


def test_what_has_waited_long_is_told_from_what_is_new(queue):
    queue(2)
    now = timezone.now()
    OutgoingMail.objects.filter(address__startswith="rosa0").update(created_at=now - timedelta(minutes=16))
    assert [mail.address for mail in OutgoingMail.objects.waiting_long(now)] == ["rosa0@newsroom.example"]
