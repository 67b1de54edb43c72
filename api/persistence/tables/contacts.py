"""Catalogue: what everybody may learn of the contact of a group or a network."""

from sqlalchemy import CheckConstraint, Column, Text

from api.domain.contacts import ContactDisclosure, ContactKind
from api.persistence.tables.base import one_of, word


def contact() -> tuple[Column[str] | CheckConstraint, ...]:
    """Return the columns of a contact, null where there is none, and what holds them.

    Where it is reached stands in them only if that is public.
    """
    return (
        Column("contact_role", Text),
        word("contact_kind", nullable=True),
        word("contact_disclosure", nullable=True),
        Column("contact_address", Text),
        one_of("contact_kind", ContactKind),
        one_of("contact_disclosure", ContactDisclosure),
        CheckConstraint(
            "(contact_address IS NOT NULL) = (coalesce(contact_disclosure, '') = 'PUBLIC')",
            name="contact_address",
        ),
    )
