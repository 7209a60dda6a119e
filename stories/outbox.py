"""Sends the mail that is queued: each at least once, none forgotten, whatever the mail server does."""

import logging
import random
import smtplib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from stories.errors import Refused
from stories.mail_text import mail_host, thread_id
from stories.models import OutgoingMail
from stories.people import Person, require

log = logging.getLogger(__name__)
State = OutgoingMail.State

LEASE = timedelta(minutes=5)  # longer than one mail can take: EMAIL_TIMEOUT holds for each word of the server
MOST_ATTEMPTS = 10
FIRST_WAIT, LONGEST_WAIT = 60.0, 6 * 3600.0  # seconds
SERVER_PAUSE = timedelta(minutes=1)  # while the server cannot be reached at all
LONGEST_ERROR = 2_000  # characters
PERMANENT = 500  # SMTP replies from here on say never, below they say not now
NO_SERVER = (smtplib.SMTPException, OSError)


def send_due(*, until: datetime | None = None) -> dict[str, int]:
    """Send what is due, oldest first, over one connection; may be called by several workers at once.

    1. Connect. A server that cannot be reached costs no mail an attempt: all that is due waits a minute.
    2. Claim one mail: its attempt and a lease on it are committed before anything is sent.
    3. Send it, then mark it as sent. A worker that dies in between leaves it to whoever comes after the
       lease has run out: the mail may arrive twice, with the same Message-ID.
    """
    told: Counter[str] = Counter(sent=0, postponed=0, dead=0)
    while OutgoingMail.objects.due(timezone.now()).exists():
        try:
            server = _open()
        except NO_SERVER as error:
            _hold_back(error)
            break
        with _closing(server):
            if not _send_over(server, told, until):
                break
    return dict(told)


def try_again(*, mail: OutgoingMail, by: Person, now: datetime | None = None) -> OutgoingMail:
    """Take up a mail that was given up, to the address that the person has now.

    Raises:
        NotAllowed: the person may not see the mail.
        Refused: it was not given up, or its recipient cannot get mail.
    """
    require(by, "view_outgoingmail")
    with transaction.atomic():
        mail = (
            OutgoingMail.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=mail.pk)
        )
        if mail.state != State.DEAD:
            raise Refused("not_dead", f"“{mail.subject}” was not given up: there is nothing to try again.")
        if not (mail.recipient.is_active and mail.recipient.email):
            raise Refused(
                "no_recipient", f"{mail.recipient} has no address or no account any more: nothing was sent."
            )
        mail.state, mail.attempts, mail.address = State.OPEN, 0, mail.recipient.email
        mail.run_after = now or timezone.now()
        mail.save(update_fields=("state", "attempts", "address", "run_after"))
    return mail


def backoff(attempts: int) -> float:
    """Seconds until the next try: 1 minute · 4ⁿ, at most 6 hours, up to a quarter less."""
    wait = min(FIRST_WAIT * 4.0 ** (attempts - 1), LONGEST_WAIT)
    return wait * random.uniform(0.75, 1.0)  # noqa: S311 - only jitter


def as_message(mail: OutgoingMail, server: BaseEmailBackend | None = None) -> EmailMessage:
    """The mail as it goes out: the same bytes for every attempt.

    Raises:
        ValueError: a header that cannot be (address or subject of more than one line).
    """
    root = f"<{thread_id(mail.story)}>"
    headers = {
        "Message-ID": f"<{mail.message_id}>",
        "In-Reply-To": root,
        "References": root,
        "Date": format_datetime(mail.created_at),
        "List-Id": f"<desk.{mail_host()}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    return EmailMessage(
        mail.subject,
        mail.text,
        settings.DEFAULT_FROM_EMAIL,
        [mail.address],
        headers=headers,
        connection=server,
    )


def claim(now: datetime) -> OutgoingMail | None:
    """Take the mail that has been due longest; nobody else tries it before the lease runs out.

    One whose attempts are all used up without an answer is given up: it may be what kills the workers.
    """
    with transaction.atomic():
        due = OutgoingMail.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        mail = due.select_related("story").first()
        if mail is None:
            return None
        mail.attempts += 1
        mail.run_after = now + LEASE
        mail.save(update_fields=("attempts", "run_after"))
    return mail


def _send_over(server: BaseEmailBackend, told: Counter[str], until: datetime | None) -> bool:
    """Send one after the other; whether there may be more, over another connection."""
    while until is None or timezone.now() < until:
        mail = claim(timezone.now())
        if mail is None:
            return False
        if mail.attempts > MOST_ATTEMPTS:
            told[_give_up(mail, f"Tried {MOST_ATTEMPTS} times without an answer. {mail.last_error}")] += 1
            continue
        try:
            told[_deliver(server, mail)] += 1
        except NO_SERVER as error:
            told[_postpone(mail, _words(error))] += 1
            return True  # this connection may be broken
    return False


def _deliver(server: BaseEmailBackend, mail: OutgoingMail) -> str:
    """Hand one mail to the server; what became of it. Only what may get better by itself is raised."""
    try:
        as_message(mail, server).send()
    except ValueError as error:
        return _give_up(mail, f"This mail cannot be written: {error}")
    except smtplib.SMTPRecipientsRefused as refusal:
        code, words = next(iter(refusal.recipients.values()))
        if code < PERMANENT:
            raise
        return _give_up(mail, _reply(code, words))
    _close(mail, State.SENT, sent_at=timezone.now(), last_error="")
    return "sent"


def _give_up(mail: OutgoingMail, why: str) -> str:
    log.warning("mail_given_up", extra={"mail": mail.pk, "error": why})
    _close(mail, State.DEAD, last_error=why[:LONGEST_ERROR])
    return "dead"


def _postpone(mail: OutgoingMail, why: str) -> str:
    if mail.attempts >= MOST_ATTEMPTS:
        return _give_up(mail, why)
    later = timezone.now() + timedelta(seconds=backoff(mail.attempts))
    _close(mail, State.OPEN, run_after=later, last_error=why[:LONGEST_ERROR])
    return "postponed"


def _close(mail: OutgoingMail, state: str, **changes: object) -> None:
    """Write down what came of an attempt, unless somebody has taken the mail over meanwhile."""
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=State.OPEN, attempts=mail.attempts)
    mine.update(state=state, **changes)


def _hold_back(error: Exception) -> None:
    """Let all that is due wait for the server, and say why; no attempt is counted."""
    now, why = timezone.now(), f"The mail server cannot be reached: {_words(error)}"
    log.warning("mail_server_unreachable", extra={"error": why})
    with transaction.atomic():
        due = OutgoingMail.objects.due(now).select_for_update(skip_locked=True)
        held = list(due.values_list("pk", flat=True))
        OutgoingMail.objects.filter(pk__in=held).update(
            run_after=now + SERVER_PAUSE, last_error=why[:LONGEST_ERROR]
        )


def _open() -> BaseEmailBackend:
    server: BaseEmailBackend = get_connection()
    server.open()
    return server


@contextmanager
def _closing(server: BaseEmailBackend) -> Iterator[None]:
    try:
        yield
    finally:
        try:
            server.close()
        except NO_SERVER as error:  # all that was sent is marked already
            log.info("mail_server_left", extra={"error": _words(error)})


def _words(error: Exception) -> str:
    """What the server said, or what the system said of it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _reply(*next(iter(error.recipients.values())))
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _reply(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {said}".replace("\x00", "")
