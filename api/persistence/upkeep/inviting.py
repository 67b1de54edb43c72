"""Inviting: what a letter to an address says, and the link in it, kept once the letter has left."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from api.domain.errors import NotFound, VersionConflict
from api.domain.ids import Code
from api.persistence.identity import upkeep_links
from api.persistence.identity.upkeep_links import Addressee
from api.persistence.told_once import Prefix, new_secret
from api.persistence.upkeep.addresses import UpkeepAddresses
from api.persistence.upkeep.reach import keeps_something
from api.persistence.work import Change, Work


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a letter needs: to whom, and the secret of the link, told this once."""

    to: Addressee
    version: int
    address: str = field(repr=False)
    secret: str = field(repr=False)


async def invite(work: Work, address_id: UUID) -> Invitation | None:
    """Return what is to be sent; None where the address is gone, wants none, or keeps nothing."""
    try:
        found = await UpkeepAddresses(work).get(address_id)
    except NotFound:
        return None
    if found.address is None or not found.written_to:
        return None
    if not await keeps_something(work, found):
        return None
    to = Addressee(found.organisation_id, found.id)
    return Invitation(to, found.version, found.address, new_secret(Prefix.UPKEEP_LINK))


async def keep_link(work: Work, sent: Invitation, now: datetime) -> None:
    """Keep the link in a letter that has left.

    VersionConflict where the address was changed meanwhile: what was sent elsewhere opens nothing.
    """
    address_id = sent.to.address_id
    held = await UpkeepAddresses(work).hold([address_id])
    if held.get(address_id) != sent.version:
        raise VersionConflict("The address was changed while it was written to.")
    await work.as_identity(lambda db: upkeep_links.add(db, sent.secret, sent.to, now))
    work.record(Change(Code.UPKEEP_ADDRESS, address_id, sent.version, "invited", written=False))
