"""Which groups an address is for: those that can be found or rest, where the network goes on."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from api.domain.upkeep import KeptThing, UpkeepAddress
from api.domain.vocabulary import GroupStatus
from api.persistence.going_on import going_on
from api.persistence.tables.groups import groups
from api.persistence.tables.upkeep import upkeep_addresses
from api.persistence.work import Work

_LISTED = (GroupStatus.PUBLISHED, GroupStatus.PAUSED)


def kept_by(address: UpkeepAddress) -> ColumnElement[bool]:
    """Hold for a group that whoever has a link to an address keeps."""
    column = groups.c.id if address.thing is KeptThing.GROUP else groups.c.network_id
    return and_(
        groups.c.organisation_id == address.organisation_id,
        column == address.thing_id,
        groups.c.status.in_(_LISTED),
        going_on(groups.c.network_id),
    )


async def keeps_something(work: Work, address: UpkeepAddress) -> bool:
    """Return whether there is any group that an address is for."""
    found = select(exists(select(groups.c.id).where(kept_by(address))))
    return bool(await work.connection.scalar(found))


def kept_by_some() -> ColumnElement[bool]:
    """Hold for a group that the address of the statement around it is for."""
    of_network = upkeep_addresses.c.thing == KeptThing.NETWORK
    of_group = upkeep_addresses.c.thing == KeptThing.GROUP
    return or_(
        and_(of_network, groups.c.network_id == upkeep_addresses.c.thing_id),
        and_(of_group, groups.c.id == upkeep_addresses.c.thing_id),
    )
