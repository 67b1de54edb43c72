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
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.domain.standing import PersonStatus
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


def hashed() -> Column[bytes]:
    return Column("hash", LargeBinary, primary_key=True)


def signed_in() -> tuple[Column[str], Column[list[str]], Column[object]]:
    """Return the columns that say how and when a person signed in."""
    return (
        Column("acr", Text, nullable=False),
        texts("amr"),
        Column("auth_time", INSTANT, nullable=False),
    )


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
    *signed_in(),
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
