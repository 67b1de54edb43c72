"""Where a person stands in organisations, for whoever is about to change that."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, exists, or_, select

from api.domain.standing import StaffStatus
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.identity import persons, staff_persons
from api.persistence.tables.organisations import invitations, staff

_COUNT = (StaffStatus.CLAIMING, StaffStatus.ACTIVE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One role of a person that holds, or claim that waits, in one organisation."""

    staff_id: UUID
    organisation_id: UUID
    organisation_status: OrganisationStatus
    status: StaffStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """Which invitation a secret belongs to, and whose it is."""

    invitation_id: UUID
    organisation_id: UUID


def hold_standings(connection: IdentityConnection, person_id: UUID) -> list[Standing]:
    """Return where a person has a role or claims one, and keep it so.

    Whoever else asks for the same person waits until this transaction has ended, so that
    nobody gets two roles in one organisation by asking twice at once.
    """
    held = select(persons.c.id).where(persons.c.id == person_id)
    connection.execute(held.with_for_update(key_share=True))
    same_staff = and_(
        staff.c.organisation_id == staff_persons.c.organisation_id,
        staff.c.id == staff_persons.c.staff_id,
    )
    found = (
        select(staff.c.id, staff.c.organisation_id, staff.c.status, organisations.c.status)
        .select_from(staff_persons)
        .join(staff, same_staff)
        .join(organisations, organisations.c.id == staff.c.organisation_id)
        .where(staff_persons.c.person_id == person_id, staff.c.status.in_(_COUNT))
    )
    return [
        Standing(
            staff_id=staff_id,
            organisation_id=organisation_id,
            organisation_status=OrganisationStatus(organisation_status),
            status=StaffStatus(status),
        )
        for staff_id, organisation_id, status, organisation_status in connection.execute(found)
    ]


def find_invitation(connection: IdentityConnection, link_hash: bytes) -> Invited | None:
    """Return which invitation the hash of a secret belongs to, whatever became of it."""
    found = select(invitations.c.id, invitations.c.organisation_id)
    row = connection.execute(found.where(invitations.c.link_hash == link_hash)).first()
    if row is None:
        return None
    return Invited(invitation_id=row.id, organisation_id=row.organisation_id)


def waiting_organisations(connection: IdentityConnection, most: int) -> list[UUID]:
    """Return the organisations that wait for an operator: applicants, and those with claims."""
    claimed = exists().where(
        staff.c.organisation_id == organisations.c.id, staff.c.status == StaffStatus.CLAIMING
    )
    applied = organisations.c.status == OrganisationStatus.APPLIED
    unclaimed = organisations.c.status == OrganisationStatus.UNCLAIMED
    found = (
        select(organisations.c.id)
        .where(or_(applied, and_(unclaimed, claimed)))
        .order_by(organisations.c.changed_at, organisations.c.id)
        .limit(most)
    )
    return list(connection.execute(found).scalars())
