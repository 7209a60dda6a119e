"""What `manage.py check --deploy` says of our own settings: what works, but not as people expect of it."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Advice

LEAST_PAUSE: Final = timedelta(seconds=2)


def mail_reaches_people(**_given: object) -> list[CheckMessage]:
    """Mail to colleagues goes to a server, in the name of somebody."""
    found: list[CheckMessage] = []
    if not settings.EMAIL_URL:
        found.append(
            Advice(
                f"EMAIL_URL is not set: mail to colleagues only becomes files in {settings.EMAIL_FILE_PATH}.",
                hint="Set it to something like smtp://user:password@host:587?tls=1.",
                id="newsroom.W001",
            )
        )
    elif not settings.EMAIL_FROM:
        found.append(
            Advice(
                f"EMAIL_FROM is not set: mail is sent as {settings.DEFAULT_FROM_EMAIL}.",
                hint="Set it to an address that your mail server may send from.",
                id="newsroom.W002",
            )
        )
    return found


def reads_politely_and_outside(**_given: object) -> list[CheckMessage]:
    """The program that reads the web goes to public addresses, and does not hurry."""
    found: list[CheckMessage] = [
        Advice(
            f"FETCH_EXCEPTIONS lets {host} through to {address}, port {port}.",
            hint="Any feed may hold a link to it: it must do nothing when it is merely read.",
            id="newsroom.W003",
        )
        for host, (address, port) in settings.FETCH_EXCEPTIONS.items()
    ]
    if settings.FETCH_PAUSE < LEAST_PAUSE:
        found.append(
            Advice(
                f"FETCH_PAUSE is {settings.FETCH_PAUSE.total_seconds():g} s: publishers may shut us out.",
                hint="Leave it at 2 or more.",
                id="newsroom.W004",
            )
        )
    return found
