"""Confidential: behind row-level security, found by equality, encrypted where it names a place."""

from sqlalchemy import (
    Column,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.persistence.tables.base import INSTANT, metadata, revision, storage_only, texts

KEY = storage_only("Names the key of the ciphertexts in the row.")


def owner() -> Column[object]:
    return Column("organisation_id", Uuid, nullable=False)


organisation_keys = Table(
    "organisation_keys",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    schema="confidential",
)

venue_secrets = Table(
    "venue_secrets",
    metadata,
    owner(),
    Column("venue_id", Uuid, nullable=False),
    Column("address", LargeBinary),
    Column("link", LargeBinary),
    Column("dial_in", LargeBinary),
    Column("key_id", Uuid, nullable=False, info=KEY),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "venue_id"),
    schema="confidential",
)

contact_secrets = Table(
    "contact_secrets",
    metadata,
    owner(),
    # The group or the network that is reached.
    Column("thing_id", Uuid, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("key_id", Uuid, nullable=False, info=KEY),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "thing_id"),
    schema="confidential",
)

audit_entries = Table(
    "audit_entries",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("at", INSTANT, nullable=False, server_default=text("now()")),
    Column("subject", Text, nullable=False),
    # By which OAuth client and under which request: null for work of the server's own.
    Column("client", Text),
    Column("request_id", Text),
    Column("action", Text, nullable=False),
    Column("thing", Text, nullable=False),
    Column("thing_id", Uuid, nullable=False),
    texts("fields"),
    Column("before", JSONB),
    Column("after", JSONB),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("ix_audit_entries_thing_id", "organisation_id", "thing_id", "id"),
    Index("ix_audit_entries_at", "organisation_id", "at", "id"),
    schema="confidential",
)

disclosures = Table(
    "disclosures",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("at", INSTANT, nullable=False, server_default=text("now()")),
    Column("subject", Text, nullable=False),
    Column("thing", Text, nullable=False),
    Column("thing_id", Uuid, nullable=False),
    Column("field", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("ix_disclosures_thing_id", "organisation_id", "thing_id", "id"),
    schema="confidential",
)
