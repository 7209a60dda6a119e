"""A real mail server on loopback that remembers what it got and misbehaves on request."""

import email
import email.policy
import inspect
import socket
from contextlib import contextmanager

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Postbox:
    """What the server took, over how many connections; each ``on_…`` is asked first and may answer otherwise."""

    def __init__(self):
        self.taken, self.senders, self.connections = [], [], set()
        self.on_mail = self.on_recipient = self.on_data = lambda *_: None

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - called by this name
        self.connections.add(session.peer)
        answer = self.on_mail(server, address)
        if answer := await answer if inspect.isawaitable(answer) else answer:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - called by this name
        if answer := self.on_recipient(server, address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - called by this name
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.senders.append(envelope.mail_from)
        return self.on_data(server, self.taken[-1]) or "250 Taken"

    @property
    def ids(self):
        return [message["Message-ID"] for message in self.taken]

    @property
    def recipients(self):
        return [message["To"] for message in self.taken]


class PlainController(Controller):
    """Speaks SMTP with 8BITMIME and nothing else."""

    def factory(self):
        return SMTP(self.handler, hostname="mail.example", timeout=30)


def text_of(message):
    """The body as it was written: lines end in CRLF on the wire alone."""
    return message.get_content().replace("\r\n", "\n")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(port, postbox):
    controller = PlainController(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postbox
    finally:
        controller.stop()


def hang_up(server, *_):
    """End the connection without a word."""
    server.transport.abort()
    return "421 Nobody hears this"
