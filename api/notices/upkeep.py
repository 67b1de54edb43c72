"""The letters to whoever keeps groups true, and the two jobs that have them written and sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from api.domain.access import Actor
from api.notices.mail import Letter, Sender
from api.persistence import notices
from api.persistence.leasing import Job, Lease, code_of
from api.persistence.notices import Notice
from api.persistence.store import Store
from api.persistence.upkeep.asking import ask_whoever_is_due, invite

AT_ONCE = 100
"""How many letters are sent in one run; the next run is a minute later."""
_ACTOR = "upkeep"
_TEXT = """\
It may be time to look whether everything is still right:

  {issuer}/upkeep#{secret}

If that page asks for a code, it is this one:

  {secret}

It can be used once, within 14 days. Please give it to nobody. Opening the page changes nothing.
"""

log = structlog.get_logger()


def letter_to(address: str, issuer: str, secret: str) -> Letter:
    """Return the letter with a link: it names no organisation, group or topic.

    The secret stands behind the ``#``, which browsers send to no server.
    """
    return Letter(address, _TEXT.format(issuer=issuer, secret=secret))


@dataclass(frozen=True, slots=True)
class UpkeepLetters:
    """Has letters written once a month, and sends what waits; never within a transaction."""

    sender: Sender
    issuer: str

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (
            Job("ask for upkeep", timedelta(days=1), self.ask),
            Job("send notices", timedelta(minutes=1), self.send),
        )

    async def ask(self, store: Store, lease: Lease, now: datetime) -> str | None:
        """Let a letter wait for each address that is due, organisation by organisation."""
        for organisation_id in await notices.behind(lease.database, now):
            await store.run(
                Actor(organisation_id, _ACTOR), lambda work: ask_whoever_is_due(work, now)
            )
            await lease.renew()
        return None

    async def send(self, store: Store, lease: Lease, now: datetime) -> str | None:
        """Send what waits; after a crash once more, with a link that replaces the last."""
        for notice in await notices.waiting(lease.database, now, AT_ONCE):
            try:
                await self._send(store, notice, now)
            except Exception as error:  # noqa: BLE001 - one address must not stop the others
                log.warning("notice.failed", code=code_of(error), attempts=notice.attempts)
                await notices.failed(lease.database, notice, now)
            else:
                await notices.sent(lease.database, notice, now)
            await lease.renew()
        return None

    async def _send(self, store: Store, notice: Notice, now: datetime) -> None:
        invitation = await store.run(
            Actor(notice.organisation_id, _ACTOR), lambda work: invite(work, notice.address_id, now)
        )
        if invitation is not None:
            await self.sender.send(letter_to(invitation.address, self.issuer, invitation.secret))
