"""How letters leave the house: by SMTP, on the console in the demo, or not at all."""

import sys
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from api.notices.mail import ConsoleSender, Letter, Sender, SmtpSender
from api.settings import Mode, Settings


class NoMail(Exception):
    """No way to send letters was set up; `peers check` says how."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Sends nothing, and says so in the log: a letter is never lost in silence."""

    async def send(self, letter: Letter) -> None:
        del letter
        raise NoMail


def mails(sender: Sender) -> bool:
    """Return whether letters to a sender leave the house."""
    return not isinstance(sender, Nobody)


def sender_of(settings: Settings) -> Sender:
    """Return who sends letters for these settings."""
    if settings.smtp_url is None:
        return ConsoleSender(_print) if settings.mode is Mode.DEMO else Nobody()
    parts = urlsplit(settings.smtp_url.get_secret_value())
    return SmtpSender(
        sender=settings.mail_from or f"no-reply@{urlsplit(settings.base_url).hostname}",
        host=parts.hostname or "",
        port=parts.port or (465 if parts.scheme == "smtps" else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def _print(text: str) -> None:
    sys.stdout.write(f"\n{text}\n")
    sys.stdout.flush()
