"""Which person is which staff: the only place where the two are known to be one."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import insert

from api.domain.errors import NotPossibleNow
from api.domain.standing import StaffRole, StaffStatus
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.identity import staff_persons
from api.persistence.tables.organisations import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One active role of a person, in an organisation of which the world knows the name."""

    staff_id: UUID
    organisation_id: UUID
    organisation_name: str
    organisation_status: OrganisationStatus
    role: StaffRole


def link_staff(
    connection: IdentityConnection, staff_id: UUID, organisation_id: UUID, person_id: UUID
) -> None:
    """Let a person be a member of staff; linking the same again changes nothing.

    NotPossibleNow if the staff is somebody else already.
    """
    values = {"staff_id": staff_id, "organisation_id": organisation_id, "person_id": person_id}
    connection.execute(insert(staff_persons).values(values).on_conflict_do_nothing())
    known = select(staff_persons.c.person_id).where(staff_persons.c.staff_id == staff_id)
    if connection.execute(known).scalar() != person_id:
        raise NotPossibleNow("This role is somebody else's already.")


def positions_of(connection: IdentityConnection, person_id: UUID) -> list[Position]:
    """Return the active roles of a person by the name of the organisation, suspended ones too."""
    theirs = and_(
        staff.c.organisation_id == staff_persons.c.organisation_id,
        staff.c.id == staff_persons.c.staff_id,
    )
    found = (
        select(
            staff, organisations.c.name.label("called"), organisations.c.status.label("standing")
        )
        .select_from(staff_persons)
        .join(staff, theirs)
        .join(organisations, organisations.c.id == staff.c.organisation_id)
        .where(staff_persons.c.person_id == person_id, staff.c.status == StaffStatus.ACTIVE.value)
        .order_by(organisations.c.name, staff.c.id)
    )
    return [
        Position(
            staff_id=row.id,
            organisation_id=row.organisation_id,
            organisation_name=row.called,
            organisation_status=OrganisationStatus(row.standing),
            role=StaffRole(row.role),
        )
        for row in connection.execute(found)
    ]
