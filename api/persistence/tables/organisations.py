"""Confidential: who works in an organisation, its clients, its partners, what was verified."""

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

from api.domain.standing import (
    ApprovalStatus,
    ClientKind,
    ClientStatus,
    InvitationStatus,
    PartnershipSide,
    PartnershipState,
    StaffRole,
    StaffStatus,
    VerificationDecision,
)
from api.persistence.tables.base import (
    INSTANT,
    metadata,
    one_of,
    revision,
    storage_only,
    texts,
    word,
)
from api.persistence.tables.confidential import KEY, owner

HASH = storage_only("Only the hash of the link is kept, so that no copy of the row opens anything.")


def row_id() -> Column[object]:
    return Column("id", Uuid, nullable=False)


staff = Table(
    "staff",
    metadata,
    owner(),
    row_id(),
    Column("name", LargeBinary, nullable=False),
    Column("key_id", Uuid, nullable=False, info=KEY),
    word("role"),
    word("status"),
    Column("since", INSTANT, nullable=False, server_default=text("now()")),
    Column("ended_at", INSTANT),
    Column("verified_at", INSTANT),
    Column("verified_by", Text),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("role", StaffRole),
    one_of("status", StaffStatus),
    schema="confidential",
)

facilitators = Table(
    "facilitators",
    metadata,
    owner(),
    row_id(),
    Column("group_id", Uuid, nullable=False),
    Column("staff_id", Uuid, nullable=False),
    Column("since", INSTANT, nullable=False, server_default=text("now()")),
    Column("ended_at", INSTANT),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index(
        "ix_facilitators_present",
        "organisation_id",
        "group_id",
        "staff_id",
        unique=True,
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("ix_facilitators_staff_id", "organisation_id", "staff_id"),
    schema="confidential",
)

invitations = Table(
    "invitations",
    metadata,
    owner(),
    row_id(),
    word("role"),
    word("status"),
    Column("invited_by", Text, nullable=False),
    Column("expires_at", INSTANT, nullable=False),
    Column("link_hash", LargeBinary, nullable=False, info=HASH),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("role", StaffRole),
    one_of("status", InvitationStatus),
    Index("ix_invitations_link_hash", "link_hash"),
    schema="confidential",
)

clients = Table(
    "clients",
    metadata,
    owner(),
    row_id(),
    word("kind"),
    Column("name", Text, nullable=False),
    word("status"),
    texts("scopes"),
    texts("redirect_uris"),
    texts("origins"),
    Column("website", Text),
    Column("jwks", JSONB(none_as_null=True)),
    Column("jwks_uri", Text),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("kind", ClientKind),
    one_of("status", ClientStatus),
    Index("ix_clients_id", "id"),
    schema="confidential",
)

client_approvals = Table(
    "client_approvals",
    metadata,
    owner(),
    row_id(),
    Column("client_id", Uuid, nullable=False),
    Column("client_organisation_id", Uuid, nullable=False),
    Column("client_name", Text, nullable=False),
    texts("scopes"),
    word("status"),
    Column("approved_by", Text, nullable=False),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("status", ApprovalStatus),
    Index(
        "ix_client_approvals_active",
        "organisation_id",
        "client_id",
        unique=True,
        postgresql_where=text("status = 'ACTIVE'"),
    ),
    schema="confidential",
)

partnerships = Table(
    "partnerships",
    metadata,
    owner(),
    row_id(),
    Column("partner_id", Uuid, nullable=False),
    word("side"),
    word("state"),
    texts("allows"),
    texts("allowed"),
    Column("ended_at", INSTANT),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("side", PartnershipSide),
    one_of("state", PartnershipState),
    Index(
        "ix_partnerships_open",
        "organisation_id",
        "partner_id",
        unique=True,
        postgresql_where=text("state <> 'ENDED'"),
    ),
    schema="confidential",
)

verifications = Table(
    "verifications",
    metadata,
    owner(),
    row_id(),
    word("decision"),
    Column("evidence", LargeBinary, nullable=False),
    Column("key_id", Uuid, nullable=False, info=KEY),
    Column("by", Text, nullable=False),
    Column("at", INSTANT, nullable=False, server_default=text("now()")),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("decision", VerificationDecision),
    schema="confidential",
)
