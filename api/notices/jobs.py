"""The two jobs of notices: to have letters written where it is time, and to send what waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from api.domain.access import Actor
from api.domain.notices import NoticeKind
from api.notices.letters import upkeep_letter, work_letter
from api.notices.mail import Letter, Sender
from api.persistence import notices
from api.persistence.identity import upkeep_links
from api.persistence.identity.recipients import recipients
from api.persistence.identity.store import IdentityStore
from api.persistence.leasing import Job, Lease, code_of
from api.persistence.notices import Notice
from api.persistence.store import Store
from api.persistence.upkeep.asking import ask_whoever_is_due, behind, invite

AT_ONCE = 100
"""How many notices are sent in one run; the next run is a minute later."""
_ACTOR = "upkeep"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NoticeJobs:
    """Sends what waits, to addresses that are opened only then; never within a transaction."""

    sender: Sender
    issuer: str
    identity: IdentityStore

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (
            Job("ask for upkeep", timedelta(days=1), self.ask),
            Job("send notices", timedelta(minutes=1), self.send),
        )

    async def ask(self, store: Store, lease: Lease, now: datetime) -> str | None:
        """Let a letter wait for each address that is due, and forget what was long ago."""
        for organisation_id in await behind(lease.database, now):
            actor = Actor(organisation_id, _ACTOR)
            await store.run(actor, lambda work: ask_whoever_is_due(work, now))
            await lease.renew()
        await notices.sweep(lease.database, now)
        await self.identity.run(lambda db: upkeep_links.sweep(db, now))
        return None

    async def send(self, store: Store, lease: Lease, now: datetime) -> str | None:
        """Send what waits; after a crash once more, with a link that replaces the last."""
        for notice in await notices.waiting(lease.database, now, AT_ONCE):
            try:
                for letter in await self._letters(store, notice, now):
                    await self.sender.send(letter)
            except Exception as error:  # noqa: BLE001 - one address must not stop the others
                log.warning("notice.failed", code=code_of(error), attempts=notice.attempts)
                await notices.failed(lease.database, notice, now)
            else:
                await notices.sent(lease.database, notice, now)
            await lease.renew()
        return None

    async def _letters(self, store: Store, notice: Notice, now: datetime) -> list[Letter]:
        own = notice.organisation_id
        if notice.about is NoticeKind.WORK:
            keys = self.identity.keys
            chosen = await self.identity.run(lambda db: recipients(db, keys, own))
            return [work_letter(address, self.issuer) for address in chosen]
        invitation = await store.run(
            Actor(own, _ACTOR), lambda work: invite(work, notice.thing_id, now)
        )
        if invitation is None:
            return []
        return [upkeep_letter(invitation.address, self.issuer, invitation.secret)]
