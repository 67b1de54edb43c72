"""Identity: persons, how they sign in, what they granted to whom, and the keys of tokens.

Only ``api/persistence/identity`` reads or writes these, as the role ``peers_identity``. Of
whatever opens something (codes, tokens, links, sessions) only the SHA-256 is kept.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from api.domain.standing import KeyState, PersonStatus
from api.persistence.tables.base import (
    INSTANT,
    identity,
    metadata,
    one_of,
    revision,
    texts,
    word,
)


def person(*, nullable: bool = False) -> Column[object]:
    return Column(
        "person_id",
        Uuid,
        ForeignKey("identity.persons.id", ondelete="CASCADE"),
        nullable=nullable,
    )


def grant() -> Column[object]:
    return Column(
        "grant_id", Uuid, ForeignKey("identity.grants.id", ondelete="CASCADE"), nullable=False
    )


def hashed() -> Column[bytes]:
    return Column("hash", LargeBinary, primary_key=True)


def created() -> Column[object]:
    return Column("created_at", INSTANT, nullable=False, server_default=text("now()"))


def expires() -> Column[object]:
    return Column("expires_at", INSTANT, nullable=False)


persons = Table(
    "persons",
    metadata,
    identity(),
    # The blind index of the e-mail address or of the chosen sign-in name.
    Column("handle_index", LargeBinary, unique=True),
    Column("email", LargeBinary),
    Column("password", Text),
    # The hash of the recovery words of somebody who gave no e-mail address.
    Column("recovery", LargeBinary, unique=True),
    Column("operator", Boolean, nullable=False, server_default=text("false")),
    word("status"),
    created(),
    *revision(),
    one_of("status", PersonStatus),
    schema="identity",
)

staff_persons = Table(
    "staff_persons",
    metadata,
    Column("staff_id", Uuid, primary_key=True),
    Column("organisation_id", Uuid, nullable=False),
    person(),
    *revision(),
    Index("ix_staff_persons_person_id", "person_id"),
    schema="identity",
)

vault = Table(
    "vault",
    metadata,
    Column("member_id", Uuid, primary_key=True),
    Column("network_id", Uuid, nullable=False),
    person(),
    *revision(),
    Index("ix_vault_person_id", "person_id"),
    schema="identity",
)

passkeys = Table(
    "passkeys",
    metadata,
    identity(),
    person(),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    texts("transports"),
    created(),
    Column("used_at", INSTANT),
    *revision(),
    Index("ix_passkeys_person_id", "person_id"),
    schema="identity",
)

sessions = Table(
    "sessions",
    metadata,
    identity(),
    Column("hash", LargeBinary, nullable=False, unique=True),
    person(),
    # What kind of browser it is, in a word or two; never its address.
    Column("label", Text, nullable=False),
    Column("acr", Text, nullable=False),
    texts("amr"),
    Column("auth_time", INSTANT, nullable=False),
    created(),
    Column("seen_at", INSTANT, nullable=False, server_default=text("now()")),
    expires(),
    Column("revoked_at", INSTANT),
    *revision(),
    Index("ix_sessions_person_id", "person_id"),
    schema="identity",
)

one_time_links = Table(
    "one_time_links",
    metadata,
    hashed(),
    person(),
    Column("purpose", Text, nullable=False),
    created(),
    expires(),
    Column("used_at", INSTANT),
    *revision(),
    schema="identity",
)

interactions = Table(
    "interactions",
    metadata,
    identity(),
    # The hash of the cookie of the browser that began it.
    Column("browser", LargeBinary, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("state", JSONB, nullable=False),
    created(),
    expires(),
    *revision(),
    Index("ix_interactions_expires_at", "expires_at"),
    schema="identity",
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
    Column("acr", Text, nullable=False),
    texts("amr"),
    Column("auth_time", INSTANT, nullable=False),
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
    Column("acr", Text, nullable=False),
    texts("amr"),
    Column("auth_time", INSTANT, nullable=False),
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

throttles = Table(
    "throttles",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    # The theoretical arrival time of GCRA.
    Column("arrival", INSTANT, nullable=False),
    *revision(),
    schema="identity",
    prefixes=["UNLOGGED"],
)
