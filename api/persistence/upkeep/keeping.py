"""Keeping: what somebody with a link is shown of the groups, and does to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select

from api.domain.access import Actor
from api.domain.errors import NotFound
from api.domain.ids import Code, encode
from api.domain.upkeep import BY_LINK, UpkeepAddress, checked_pause
from api.persistence.groups import Groups
from api.persistence.identity import upkeep_links
from api.persistence.identity.store import IdentityStore
from api.persistence.identity.upkeep_links import Addressee
from api.persistence.store import Store
from api.persistence.tables.groups import groups
from api.persistence.upkeep.addresses import UpkeepAddresses
from api.persistence.upkeep.asking import request_link
from api.persistence.upkeep.reach import kept_by
from api.persistence.upkeep.tonight import Tonight, cancel, hold_online, of_tonight
from api.persistence.work import Work

MOST_GROUPS = 100
"""How many groups of a network one page has, those first that were verified longest ago."""


class LinkOpensNothing(Exception):
    """A link that was used, is too old or unknown: all look alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One group on the page of a link."""

    id: UUID
    name: str
    paused_until: date | None
    verified_at: datetime | None
    tonight: Sequence[Tonight]


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What somebody said of one group; ``cancelled`` and ``online`` name an occurrence."""

    group_id: UUID
    right: bool = False
    paused_until: date | None = None
    cancelled: UUID | None = None
    online: UUID | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """What links do, each in a transaction of its own, in the context of its organisation."""

    store: Store
    identity: IdentityStore

    async def shown(self, secret: str, now: datetime) -> Sequence[Kept]:
        """Return the groups of a link and change nothing; raises LinkOpensNothing."""
        found = await self.identity.run(lambda db: upkeep_links.find(db, secret, now))
        to = _opened(found)
        return await self.store.run(_actor(to), lambda work: _kept_by(work, to, now))

    async def done(self, secret: str, errands: Sequence[Errand], now: datetime) -> None:
        """Do what somebody said, all of it or nothing, and use the link up with it.

        Raises LinkOpensNothing, or the refusal of what cannot be done: then the link still opens.
        """
        found = await self.identity.run(lambda db: upkeep_links.find(db, secret, now))
        to = _opened(found)

        async def act(work: Work) -> None:
            _opened(await work.as_identity(lambda db: upkeep_links.use(db, secret, now)))
            keepable = {each.id for each in await _kept_by(work, to, now)}
            for errand in errands:
                if errand.group_id not in keepable:
                    raise NotFound("This link is not for that group.")
                await _keep(work, errand, now)

        await self.store.run(_actor(to), act)

    async def write_no_more(self, secret: str, now: datetime) -> None:
        """End the letters to the address of a link; raises LinkOpensNothing.

        None of its links asks for another one from then on.
        """
        found = await self.identity.run(lambda db: upkeep_links.find(db, secret, now))
        to = _opened(found)

        async def act(work: Work) -> None:
            _opened(await work.as_identity(lambda db: upkeep_links.use(db, secret, now)))
            addresses = UpkeepAddresses(work)
            before = await addresses.get(to.address_id)
            await addresses.save(before, before.wants_no_more())
            await work.as_identity(lambda db: upkeep_links.forget(db, to.address_id))

        await self.store.run(_actor(to), act)

    async def ask_again(self, secret: str) -> None:
        """Have another link sent to the address of one that need not open anything any more."""
        to = _opened(await self.identity.run(lambda db: upkeep_links.known(db, secret)))
        await self.store.run(_actor(to), lambda work: request_link(work, to.address_id))


def _opened(found: Addressee | None) -> Addressee:
    if found is None:
        raise LinkOpensNothing
    return found


def _actor(to: Addressee) -> Actor:
    return Actor(to.organisation_id, encode(Code.UPKEEP_ADDRESS, to.address_id))


async def _kept_by(work: Work, to: Addressee, now: datetime) -> list[Kept]:
    try:
        address = await UpkeepAddresses(work).get(to.address_id)
    except NotFound:
        raise LinkOpensNothing from None
    rows = (await work.connection.execute(_groups_of(address))).all()
    tonight = await of_tonight(work, [row.id for row in rows], now)
    return [
        Kept(
            id=row.id,
            name=row.name,
            paused_until=row.paused_until,
            verified_at=row.verified_at,
            tonight=tonight.get(row.id, ()),
        )
        for row in rows
    ]


def _groups_of(address: UpkeepAddress) -> Select[UUID, str, date | None, datetime | None]:
    return (
        select(groups.c.id, groups.c.name, groups.c.paused_until, groups.c.verified_at)
        .where(kept_by(address))
        .order_by(groups.c.verified_at.nulls_first(), groups.c.sort_key, groups.c.id)
        .limit(MOST_GROUPS)
    )


async def _keep(work: Work, errand: Errand, now: datetime) -> None:
    repository = Groups(work)
    if errand.right:
        before = await repository.get(errand.group_id)
        seen = before.version
        await repository.save(before, before.verify(expected_version=seen, by=BY_LINK, at=now))
    if errand.paused_until is not None:
        before = await repository.get(errand.group_id)
        until = checked_pause(errand.paused_until, today=now.date())
        seen = before.version
        await repository.save(before, before.pause(until, expected_version=seen, today=now.date()))
    if errand.cancelled is not None:
        await cancel(work, errand.group_id, errand.cancelled, now)
    if errand.online is not None:
        await hold_online(work, errand.group_id, errand.online, now)
