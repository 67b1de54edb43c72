"""Operations: what the house needs to run. Ids, times and public imported values only."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.persistence.tables.base import INSTANT, identity, metadata, reference, revision

outbox = Table(
    "outbox",
    metadata,
    identity(),
    Column("organisation_id", Uuid, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("aggregate_id", Uuid, nullable=False),
    Column("aggregate_version", BigInteger, nullable=False),
    Column("event", Text, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=text("now()")),
    Column("delivered_at", INSTANT),
    *revision(),
    Index(
        "ix_outbox_waiting",
        "created_at",
        "aggregate_id",
        "aggregate_version",
        postgresql_where=text("delivered_at IS NULL"),
    ),
    Index(
        "ix_outbox_aggregate_id",
        "aggregate_id",
        "aggregate_version",
        "id",
        postgresql_where=text("delivered_at IS NULL"),
    ),
    schema="operations",
)

jobs = Table(
    "jobs",
    metadata,
    Column("name", Text, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("leased_by", Text),
    Column("leased_until", INSTANT),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("last_error", Text),
    Column("finished_at", INSTANT),
    Column("state", Text),
    *revision(),
    PrimaryKeyConstraint("name"),
    schema="operations",
)

import_records = Table(
    "import_records",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    reference("network_id", "catalogue.networks"),
    Column("source", Text, nullable=False),
    Column("thing", Text, nullable=False),
    Column("external_id", Text, nullable=False),
    Column("thing_id", Uuid, nullable=False),
    Column("imported", JSONB, nullable=False),
    Column("removed_at", INSTANT),
    *revision(),
    UniqueConstraint("network_id", "source", "thing", "external_id"),
    Index("ix_import_records_thing_id", "thing_id"),
    schema="operations",
)

import_tasks = Table(
    "import_tasks",
    metadata,
    identity(),
    Column("organisation_id", Uuid, nullable=False),
    Column("thing", Text, nullable=False),
    Column("due_at", INSTANT, nullable=False),
    Column("leased_by", Text),
    Column("leased_until", INSTANT),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    *revision(),
    Index("ix_import_tasks_due_at", "due_at"),
    schema="operations",
)
