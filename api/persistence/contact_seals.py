"""Contacts, for writing: what is public in the catalogue, what is not sealed and apart from it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete
from sqlalchemy.dialects.postgresql import insert

from api.domain.contacts import Contact, ContactDisclosure, ContactKind
from api.persistence.sealing import newest_seal
from api.persistence.tables.confidential import contact_secrets
from api.persistence.work import Work

_TABLE = "confidential.contact_secrets"
NEVER_AUDITED = "contact"
"""Nothing is taken out of the audit again, and tomorrow a contact may be one for staff alone."""


def contact_values(contact: Contact | None) -> dict[str, Any]:
    """Return the columns of a contact: where it is reached only if everybody may learn that."""
    return {
        "contact_role": contact and contact.role,
        "contact_kind": contact and contact.kind,
        "contact_disclosure": contact and contact.disclosure,
        "contact_address": contact.address if contact and contact.public else None,
    }


def contact_of(row: Row[Any]) -> Contact | None:
    """Return the contact of a row of groups or networks, without what is sealed of it."""
    if row.contact_role is None:
        return None
    return Contact(
        role=row.contact_role,
        kind=ContactKind(row.contact_kind),
        disclosure=ContactDisclosure(row.contact_disclosure),
        address=row.contact_address,
    )


async def seal_contact(work: Work, thing_id: UUID, contact: Contact | None) -> None:
    """Keep where a contact is reached that is not public, and of no other kind of contact."""
    own = work.actor.organisation_id
    of_thing = contact_secrets.c.thing_id == thing_id
    await work.connection.execute(
        delete(contact_secrets).where(contact_secrets.c.organisation_id == own, of_thing)
    )
    if contact is None or contact.public or contact.address is None:
        return
    seal = await newest_seal(work)
    sealed = seal.close(contact.address, (_TABLE, "address", thing_id))
    row = {"organisation_id": own, "thing_id": thing_id, "address": sealed, "key_id": seal.key_id}
    await work.connection.execute(insert(contact_secrets).values(row))


def without_contact(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the audit keeps of the values of a change."""
    return {name: value for name, value in values.items() if name != NEVER_AUDITED}
