"""Letters: neutral to whoever looks over a shoulder, by SMTP or on the console of the demo."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Protocol

import aiosmtplib

SUBJECT = "Your link"
TIMEOUT_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to one address; it names no organisation, group or topic, in no language."""

    to: str = field(repr=False)
    text: str = field(repr=False)
    subject: str = SUBJECT


class Sender(Protocol):
    """Sends letters; raises whatever went wrong."""

    async def send(self, letter: Letter) -> None: ...


@dataclass(frozen=True, slots=True)
class SmtpSender:
    """Sends by SMTP (RFC 5321): over TLS from the start on port 465, by STARTTLS elsewhere.

    ``plain`` is for a relay on this machine alone.
    """

    sender: str
    host: str
    port: int = 587
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    plain: bool = False

    async def send(self, letter: Letter) -> None:
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2])
        # So that nobody's holiday answers it (RFC 3834, section 5).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        implicit = self.port == 465  # noqa: PLR2004 - the port of SMTP over TLS (RFC 8314, 7.3)
        await aiosmtplib.send(
            message,
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=implicit and not self.plain,
            start_tls=not implicit and not self.plain,
            timeout=TIMEOUT_SECONDS,
        )


@dataclass(frozen=True, slots=True)
class ConsoleSender:
    """Writes letters where the person at the keyboard sees them: for the demo, never elsewhere."""

    write: Callable[[str], None]

    async def send(self, letter: Letter) -> None:
        self.write(f"A letter to {letter.to}: {letter.subject}\n\n{letter.text}")
