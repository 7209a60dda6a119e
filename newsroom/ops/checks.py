"""What `manage.py check --deploy` says of our own settings: what works, but not as people expect of it."""

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Advice


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
