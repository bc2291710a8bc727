"""A real mail server for tests: it keeps what it takes, and refuses or hangs where it is told to."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.servers import free_port

TAKEN = "250 taken"


class MailServer:
    """What has arrived, and what each address is answered; `hold` keeps the sender waiting for ever."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []  # the machine that each came from
        self.answers: dict[str, str] = {}
        self.sender_answer = TAKEN
        self.data_answer = TAKEN
        self.connections = 0
        self.has_data = threading.Event()
        self.hold = False

    @property
    def to(self) -> list[str]:
        return [mail["To"] for mail in self.mails]

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's names, here and below
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, said: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return said

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answer == TAKEN:
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get(address, TAKEN)
        if answer == TAKEN:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str | None:
        if self.data_answer == TAKEN:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.senders.append(session.peer[0] if session.peer else "")
        self.has_data.set()
        while self.hold:  # the sender cannot know whether its mail was taken
            await asyncio.sleep(0.02)
        return self.data_answer


@contextmanager
def mail_server(port: int = 0, host: str = "127.0.0.1") -> Iterator[tuple[MailServer, int]]:
    """Open a mail server on this machine; give what it keeps, and its port."""
    kept = MailServer()
    controller = Controller(kept, hostname=host, port=port or free_port())
    controller.start()
    try:
        yield kept, controller.port
    finally:
        controller.stop()


def link_in(mail: EmailMessage) -> str:
    """Return the address that a mail leads to: the first line of its text that is one."""
    text = mail.get_body(preferencelist=("plain",)).get_content()
    return next(line for line in text.splitlines() if line.startswith("http"))
