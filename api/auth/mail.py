"""Letters to persons: neutral to whoever looks over a shoulder, and sent beside the request."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any, Protocol

import aiosmtplib
import structlog

SUBJECT = "Your link"
TIMEOUT_SECONDS = 15.0
_log = structlog.get_logger()


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


@dataclass(frozen=True, slots=True)
class Courier:
    """Does beside a request what must not show in its time, such as whether an account exists."""

    sender: Sender
    _errands: set[asyncio.Task[None]] = field(
        default_factory=set[asyncio.Task[None]], repr=False, compare=False
    )

    def send_off(self, errand: Coroutine[Any, Any, None]) -> None:
        """Begin an errand and go on; what goes wrong in it is logged by its kind alone."""
        task = asyncio.get_running_loop().create_task(_done(errand))
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def all_done(self) -> None:
        """Wait for every errand that was begun, as a server does that ends."""
        await asyncio.gather(*self._errands)


async def _done(errand: Coroutine[Any, Any, None]) -> None:
    try:
        await errand
    except Exception as error:  # noqa: BLE001 - nobody waits for it, and its words may hold an address
        _log.error("errand failed", error=type(error).__name__)
