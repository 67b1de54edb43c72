"""Every organisation of the platform, for whoever runs it: shown to the world or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from api.domain.standing import StaffStatus
from api.domain.vocabulary import OrganisationKind, OrganisationStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.organisations import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """An organisation as the platform keeps it; ``claims`` are staff ids that nobody answered."""

    id: UUID
    slug: str
    name: str
    kind: OrganisationKind
    status: OrganisationStatus
    demo: bool
    version: int
    claims: tuple[UUID, ...]


def registered(connection: IdentityConnection, slug: str | None = None) -> list[Registered]:
    """Return every organisation by its slug, or the one that has this slug."""
    return _found(connection, [] if slug is None else [organisations.c.slug == slug])


def waiting(connection: IdentityConnection) -> list[Registered]:
    """Return the organisations that somebody has to decide about: applicants and claimed ones."""
    applied = organisations.c.status == OrganisationStatus.APPLIED
    claimed = and_(
        organisations.c.status == OrganisationStatus.UNCLAIMED,
        organisations.c.id.in_(
            select(staff.c.organisation_id).where(staff.c.status == StaffStatus.CLAIMING)
        ),
    )
    return _found(connection, [or_(applied, claimed)])


def _found(
    connection: IdentityConnection, conditions: Sequence[ColumnElement[bool]]
) -> list[Registered]:
    claiming = and_(
        staff.c.organisation_id == organisations.c.id, staff.c.status == StaffStatus.CLAIMING
    )
    claims = func.array(
        select(staff.c.id).where(claiming).order_by(staff.c.since, staff.c.id).scalar_subquery()
    )
    chosen = select(organisations, claims.label("claims"))
    rows = connection.execute(chosen.where(*conditions).order_by(organisations.c.slug))
    return [
        Registered(
            id=row.id,
            slug=row.slug,
            name=row.name,
            kind=OrganisationKind(row.kind),
            status=OrganisationStatus(row.status),
            demo=row.demo,
            version=row.version,
            claims=tuple(row.claims),
        )
        for row in rows
    ]
