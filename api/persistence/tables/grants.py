"""Identity: what was granted to whom, what opens it once, and the keys of tokens."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.domain.standing import KeyState
from api.persistence.tables.base import INSTANT, identity, metadata, one_of, revision, texts, word
from api.persistence.tables.identity import created, expires, hashed, person, signed_in


def grant() -> Column[object]:
    return Column(
        "grant_id", Uuid, ForeignKey("identity.grants.id", ondelete="CASCADE"), nullable=False
    )


client_secrets = Table(
    "client_secrets",
    metadata,
    identity(),
    Column("organisation_id", Uuid, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    created(),
    *revision(),
    Index("ix_client_secrets_client_id", "client_id"),
    schema="identity",
)

grants = Table(
    "grants",
    metadata,
    identity(),
    # What OAuth calls the client, and which row of ours it is: none for a first-party one.
    Column("client", Text, nullable=False),
    Column("client_id", Uuid),
    Column("client_organisation_id", Uuid),
    person(nullable=True),
    Column("staff_id", Uuid),
    Column("organisation_id", Uuid),
    texts("scopes"),
    created(),
    Column("revoked_at", INSTANT),
    Column("revoked_for", Text),
    *revision(),
    Index("ix_grants_person_id", "person_id"),
    Index("ix_grants_client_id", "client_id"),
    Index("ix_grants_staff_id", "staff_id"),
    Index("ix_grants_organisation_id", "organisation_id"),
    Index(
        "ix_grants_backend",
        "client_id",
        "organisation_id",
        unique=True,
        postgresql_where=text("person_id IS NULL AND revoked_at IS NULL"),
    ),
    schema="identity",
)

codes = Table(
    "codes",
    metadata,
    hashed(),
    grant(),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", Text, nullable=False),
    Column("nonce", Text),
    texts("scopes"),
    *signed_in(),
    created(),
    expires(),
    Column("used_at", INSTANT),
    *revision(),
    Index("ix_codes_grant_id", "grant_id"),
    schema="identity",
)

refresh_tokens = Table(
    "refresh_tokens",
    metadata,
    hashed(),
    grant(),
    texts("scopes"),
    *signed_in(),
    created(),
    # Idle life, which each use begins anew, and the end that no use puts off.
    expires(),
    Column("absolute_until", INSTANT, nullable=False),
    Column("used_at", INSTANT),
    *revision(),
    Index("ix_refresh_tokens_grant_id", "grant_id"),
    schema="identity",
)

revoked_tokens = Table(
    "revoked_tokens",
    metadata,
    identity(),
    expires(),
    *revision(),
    schema="identity",
)

used_assertions = Table(
    "used_assertions",
    metadata,
    Column("client", Text, nullable=False),
    Column("jti", Text, nullable=False),
    expires(),
    *revision(),
    PrimaryKeyConstraint("client", "jti"),
    schema="identity",
)

signing_keys = Table(
    "signing_keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("algorithm", Text, nullable=False),
    Column("public", JSONB, nullable=False),
    Column("private", LargeBinary, nullable=False),
    word("state"),
    created(),
    Column("activates_at", INSTANT, nullable=False),
    Column("retires_at", INSTANT),
    *revision(),
    one_of("state", KeyState),
    schema="identity",
)

proposals = Table(
    "proposals",
    metadata,
    # The id of the change request, and the organisation that decides on it.
    identity(),
    Column("organisation_id", Uuid, nullable=False),
    person(nullable=True),
    Column("proposer_id", Uuid),
    created(),
    Column("decided_at", INSTANT),
    *revision(),
    CheckConstraint("(person_id IS NULL) <> (proposer_id IS NULL)", name="proposer"),
    Index("ix_proposals_person_id", "person_id", "created_at"),
    Index("ix_proposals_proposer_id", "proposer_id", "created_at"),
    schema="identity",
)
