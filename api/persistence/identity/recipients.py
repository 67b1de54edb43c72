"""Who of an organisation's staff chose to be written to, and where: nobody else ever learns it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.dialects.postgresql import insert

from api.domain.notices import NoticeChannel
from api.domain.scopes import ROLE_SCOPES, Scope
from api.domain.standing import PersonStatus, StaffStatus
from api.domain.vocabulary import OrganisationStatus
from api.persistence.identity.connection import IdentityConnection
from api.persistence.identity.people import EMAIL
from api.persistence.keys import IdentityKeys
from api.persistence.tables.catalogue import organisations
from api.persistence.tables.identity import persons, staff_persons
from api.persistence.tables.organisations import staff
from api.persistence.tables.upkeep import notice_choices

_DECIDING = [role for role, scopes in ROLE_SCOPES.items() if Scope.GROUPS_MANAGE in scopes]


def choose(connection: IdentityConnection, staff_id: UUID, channel: NoticeChannel) -> None:
    """Keep how one of the staff is told, in the place of what they chose before."""
    values = {"staff_id": staff_id, "channel": channel}
    again = {
        "channel": channel,
        "version": notice_choices.c.version + 1,
        "changed_at": func.now(),
    }
    chosen = insert(notice_choices).values(values)
    connection.execute(chosen.on_conflict_do_update(index_elements=["staff_id"], set_=again))


def recipients(
    connection: IdentityConnection, keys: IdentityKeys, organisation_id: UUID
) -> Sequence[str]:
    """Return the addresses of whoever decides there now and chose to be told by mail.

    Nobody of a suspended organisation decides on anything.
    """
    same = and_(
        staff.c.organisation_id == staff_persons.c.organisation_id,
        staff.c.id == staff_persons.c.staff_id,
    )
    found = (
        select(persons.c.id, persons.c.email)
        .select_from(staff_persons)
        .join(staff, same)
        .join(organisations, organisations.c.id == staff.c.organisation_id)
        .join(notice_choices, notice_choices.c.staff_id == staff.c.id)
        .join(persons, persons.c.id == staff_persons.c.person_id)
        .where(
            staff.c.organisation_id == organisation_id,
            organisations.c.status != OrganisationStatus.SUSPENDED,
            staff.c.status == StaffStatus.ACTIVE,
            staff.c.role.in_(_DECIDING),
            notice_choices.c.channel == NoticeChannel.EMAIL,
            persons.c.status == PersonStatus.ACTIVE,
            persons.c.email.is_not(None),
        )
        .order_by(staff.c.id)
    )
    return [keys.open(row.email, EMAIL, row.id).decode() for row in connection.execute(found)]
