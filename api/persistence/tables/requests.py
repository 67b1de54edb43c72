"""Confidential: corrections that were proposed, as whoever decides on them has them."""

from sqlalchemy import Column, Index, LargeBinary, PrimaryKeyConstraint, Table, Text, Uuid

from api.domain.change_requests import ChangeRequestStatus, CorrectedThing, ProposerKind
from api.persistence.tables.base import INSTANT, metadata, one_of, revision, word
from api.persistence.tables.confidential import KEY, owner

change_requests = Table(
    "change_requests",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    word("thing"),
    Column("thing_id", Uuid, nullable=False),
    word("proposer"),
    word("status"),
    Column("note", LargeBinary),
    Column("reason", LargeBinary),
    Column("key_id", Uuid, nullable=False, info=KEY),
    Column("proposed_at", INSTANT, nullable=False),
    Column("decided_at", INSTANT),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("thing", CorrectedThing),
    one_of("proposer", ProposerKind),
    one_of("status", ChangeRequestStatus),
    Index("ix_change_requests_status", "organisation_id", "status", "proposed_at", "id"),
    schema="confidential",
)

change_request_fields = Table(
    "change_request_fields",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("request_id", Uuid, nullable=False),
    Column("name", Text, nullable=False),
    # Sealed as well as what is proposed: what was public then may be so no longer.
    Column("was", LargeBinary, nullable=False),
    Column("proposed", LargeBinary, nullable=False),
    Column("key_id", Uuid, nullable=False, info=KEY),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("ix_change_request_fields_request_id", "organisation_id", "request_id", "name"),
    schema="confidential",
)
