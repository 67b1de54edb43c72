"""Idempotency keys: what a mutation gave, so that its retry gives the same and does nothing.

Kept apart by whose they are: an organisation's behind row-level security, a person's own in the
identity zone.
"""

from typing import Any

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from api.persistence.tables.base import INSTANT, metadata, revision


def kept() -> tuple[Column[Any], ...]:
    """Return what is kept of a key: hashes of it and of the request, and ids of the outcome."""
    return (
        Column("client", Text, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        Column("fingerprint", LargeBinary, nullable=False),
        Column("outcome", JSONB),
        Column("expires_at", INSTANT, nullable=False),
        *revision(),
    )


organisations_keys = Table(
    "idempotency_keys",
    metadata,
    Column("organisation_id", Uuid, nullable=False),
    Column("subject", Text, nullable=False),
    *kept(),
    PrimaryKeyConstraint("organisation_id", "subject", "client", "hash"),
    Index("ix_idempotency_keys_expires_at", "organisation_id", "subject", "client", "expires_at"),
    schema="confidential",
)

persons_keys = Table(
    "idempotency_keys",
    metadata,
    Column("person_id", Uuid, nullable=False),
    *kept(),
    PrimaryKeyConstraint("person_id", "client", "hash"),
    Index("ix_idempotency_keys_expires_at", "person_id", "client", "expires_at"),
    schema="identity",
)
