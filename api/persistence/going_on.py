"""Whether a network goes on: what was archived or suspended is worked on by nobody and nothing."""

from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from api.domain.vocabulary import NetworkStatus, OrganisationStatus
from api.persistence.tables.catalogue import networks, organisations
from api.persistence.work import Work


def going_on(network_id: ColumnElement[UUID] | UUID) -> ColumnElement[bool]:
    """Hold for a network that is not archived, of an organisation that is not suspended.

    A draft goes on as well: it is prepared by the same means as it is kept up later.
    """
    return exists(
        select(networks.c.id)
        .join(organisations, organisations.c.id == networks.c.organisation_id)
        .where(
            networks.c.id == network_id,
            networks.c.status != NetworkStatus.ARCHIVED,
            organisations.c.status != OrganisationStatus.SUSPENDED,
        )
    )


async def goes_on(work: Work, network_id: UUID) -> bool:
    """Return whether a network goes on now."""
    return bool(await work.connection.scalar(select(going_on(network_id))))
