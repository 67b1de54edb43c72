"""Confidential: imports and the feeds that bring them, with what each would do and refused."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from api.domain.feeds import FeedProblem
from api.domain.import_words import ImportFormat, ImportProblem, ImportStatus
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

_FILE = storage_only("Holds what was sent, packed and sealed, until the import has ended.")
_PLACE = storage_only("Keeps the lines of an import in their order.")


def _settings() -> Column[object]:
    return Column("settings", JSONB, nullable=False, server_default=text("'{}'::jsonb"))


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=text("false"))


imports = Table(
    "imports",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("network_id", Uuid, nullable=False),
    Column("feed_id", Uuid),
    word("format"),
    _settings(),
    word("status"),
    word("problem", nullable=True),
    Column("explanation", Text),
    Column("sent_by", Text, nullable=False),
    Column("received_at", INSTANT, nullable=False, server_default=text("now()")),
    Column("rows_read", Integer),
    Column("rows_refused", Integer),
    Column("counts", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("digest", Text),
    _flag("too_many_removals"),
    _flag("removals_allowed"),
    Column("applied_by", Text),
    Column("ended_at", INSTANT),
    Column("content", LargeBinary, info=_FILE),
    Column("key_id", Uuid, info=KEY),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("format", ImportFormat),
    one_of("status", ImportStatus),
    one_of("problem", ImportProblem),
    Index("ix_imports_network_id", "organisation_id", "network_id", "received_at"),
    Index("ix_imports_feed_id", "organisation_id", "feed_id"),
    schema="confidential",
)

import_changes = Table(
    "import_changes",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("import_id", Uuid, nullable=False),
    Column("place", Integer, nullable=False, server_default=text("0"), info=_PLACE),
    word("thing"),
    Column("thing_id", Uuid),
    Column("external_id", Text, nullable=False),
    Column("name", Text),
    word("outcome"),
    Column("fields", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("ix_import_changes_import_id", "organisation_id", "import_id", "place"),
    schema="confidential",
)

import_problems = Table(
    "import_problems",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("import_id", Uuid, nullable=False),
    Column("place", Integer, nullable=False, server_default=text("0"), info=_PLACE),
    Column("row", Integer, nullable=False, server_default=text("0")),
    texts("external_ids"),
    word("severity"),
    word("code"),
    Column("field", Text),
    Column("message", Text, nullable=False),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    Index("ix_import_problems_import_id", "organisation_id", "import_id", "place"),
    schema="confidential",
)

feeds = Table(
    "feeds",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    Column("network_id", Uuid, nullable=False),
    Column("source", Text, nullable=False),
    word("format"),
    _settings(),
    Column("host", Text, nullable=False),
    Column("url", LargeBinary, nullable=False),
    Column("key_id", Uuid, nullable=False, info=KEY),
    Column("hour", Integer, nullable=False, server_default=text("0")),
    Column("last_run_at", INSTANT),
    word("last_problem", nullable=True),
    Column("last_import_id", Uuid),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("format", ImportFormat),
    one_of("last_problem", FeedProblem),
    UniqueConstraint("organisation_id", "network_id", "source"),
    schema="confidential",
)
