"""The two jobs of notices: to have letters written where it is time, and to send what waits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from api.domain.access import Actor
from api.domain.notices import NoticeKind
from api.notices.letters import upkeep_letter, work_letter
from api.notices.mail import Sender
from api.persistence import notices
from api.persistence.identity import upkeep_links
from api.persistence.identity.recipients import recipients
from api.persistence.identity.store import IdentityStore
from api.persistence.leasing import Job, Lease, code_of
from api.persistence.notices import Notice
from api.persistence.store import Store
from api.persistence.upkeep.asking import ask_whoever_is_due, behind
from api.persistence.upkeep.inviting import invite, keep_link

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
        """Send what waits; after a crash once more, with another link."""
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
        own = notice.organisation_id
        if notice.about is NoticeKind.WORK:
            keys = self.identity.keys
            chosen = await self.identity.run(lambda db: recipients(db, keys, own))
            for address in chosen:
                await self.sender.send(work_letter(address, self.issuer))
            return
        actor = Actor(own, _ACTOR)
        written = await store.run(actor, lambda work: invite(work, notice.thing_id))
        if written is None:
            return
        await self.sender.send(upkeep_letter(written.address, self.issuer, written.secret))
        # Only now, so that a letter that nobody takes leaves no link behind for each attempt.
        await store.run(actor, lambda work: keep_link(work, written, now))
