"""Asking: which address is to be written to, and when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select

from api.domain.errors import NotFound, NotPossibleNow, VersionConflict
from api.domain.ids import Code
from api.domain.notices import NoticeKind
from api.domain.upkeep import (
    ASK_AFTER,
    ASK_AGAIN_AFTER,
    KeptThing,
    UpkeepAddress,
    checked_address,
)
from api.persistence.database import Database
from api.persistence.identity import upkeep_links
from api.persistence.ids import new_confidential_id
from api.persistence.notices import queue
from api.persistence.tables.groups import groups
from api.persistence.tables.upkeep import notices, upkeep_addresses
from api.persistence.upkeep.addresses import UpkeepAddresses
from api.persistence.upkeep.reach import keeps_something, kept_by_some
from api.persistence.work import Change, Work


async def set_address(
    work: Work,
    thing: KeptThing,
    thing_id: UUID,
    address: str | None,
    *,
    expected_version: int | None,
    at: datetime,
) -> UUID | None:
    """Put an address, or none, in the place of the one that there is; its links are forgotten."""
    addresses = UpkeepAddresses(work)
    before = await addresses.of(thing_id)
    if (before and before.version) != expected_version:
        raise VersionConflict(
            "It was changed in between: look at it again, then decide.",
            path=("input", "expectedVersion"),
        )
    if before is None:
        if address is None:
            raise NotFound("There is no address to remove.", path=("input", "id"))
        await addresses.require(thing, thing_id)
        return (await addresses.add(_new(work, thing, thing_id, address, at))).id
    if address is None:
        await addresses.remove(before)
    else:
        await addresses.save(before, before.is_now(address))
    await work.as_identity(lambda db: upkeep_links.forget(db, before.id))
    return None if address is None else before.id


async def request_link(work: Work, address_id: UUID) -> None:
    """Have a letter sent to an address.

    NotPossibleNow while one waits to be sent, where whoever is there wants none or keeps nothing
    that goes on, and where no letters are sent at all.
    """
    address = await UpkeepAddresses(work).get(address_id)
    if not work.mails:
        raise NotPossibleNow("No messages can be sent from here: no mail server is set up.")
    if not address.written_to:
        raise NotPossibleNow(
            "Whoever is there wants no more messages, until the address is set anew."
        )
    if not await keeps_something(work, address):
        raise NotPossibleNow("There is nothing that whoever is there could keep now.")
    if not await _queue(work, [address.id]):
        raise NotPossibleNow("A message to this address waits to be sent already.")


async def ask_whoever_is_due(work: Work, now: datetime) -> int:
    """Have letters sent to the addresses of groups that nobody verified for long, once a month."""
    written = exists(
        select(notices.c.id).where(
            notices.c.organisation_id == upkeep_addresses.c.organisation_id,
            notices.c.thing_id == upkeep_addresses.c.id,
            notices.c.created_at > now - ASK_AGAIN_AFTER,
        )
    )
    keeps = exists(select(groups.c.id).where(kept_by_some(), unverified(now)))
    own = upkeep_addresses.c.organisation_id == work.actor.organisation_id
    wanted = upkeep_addresses.c.written_to
    due = select(upkeep_addresses.c.id).where(own, wanted, ~written, keeps)
    return await _queue(work, (await work.connection.scalars(due)).all())


def unverified(now: datetime) -> ColumnElement[bool]:
    """Hold for a group that anybody can come upon and that nobody verified for long.

    Nothing of an archived network or of a suspended organisation is that.
    """
    long_ago = or_(groups.c.verified_at.is_(None), groups.c.verified_at < now - ASK_AFTER)
    return and_(groups.c.published, long_ago)


async def behind(database: Database, now: datetime) -> Sequence[UUID]:
    """Return the organisations with a group that nobody verified for long."""
    chosen = select(groups.c.organisation_id).where(unverified(now)).distinct()
    async with database.engine.connect() as connection:
        return (await connection.scalars(chosen)).all()


def _new(work: Work, thing: KeptThing, thing_id: UUID, address: str, at: datetime) -> UpkeepAddress:
    return UpkeepAddress(
        id=new_confidential_id(),
        organisation_id=work.actor.organisation_id,
        thing=thing,
        thing_id=thing_id,
        address=checked_address(address),
        version=1,
        changed_at=at,
    )


async def _queue(work: Work, ids: Sequence[UUID]) -> int:
    """Let a letter wait for each address that none waits for; return for how many."""
    queued = await queue(work, NoticeKind.UPKEEP, ids)
    # Held once it is known that something is written: whoever only looks leaves no trace.
    for each, version in (await UpkeepAddresses(work).hold(queued)).items():
        work.record(Change(Code.UPKEEP_ADDRESS, each, version, "asked", written=False))
    return len(queued)
