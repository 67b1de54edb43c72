"""Upkeep and notices: role addresses, links sent to them, what waits to be sent, and to whom."""

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    Uuid,
    text,
)

from api.domain.notices import NoticeChannel, NoticeKind
from api.domain.upkeep import KeptThing
from api.persistence.tables.base import INSTANT, identity, metadata, one_of, revision, word
from api.persistence.tables.confidential import KEY, owner
from api.persistence.tables.identity import created, expires, hashed

upkeep_addresses = Table(
    "upkeep_addresses",
    metadata,
    owner(),
    Column("id", Uuid, nullable=False),
    word("thing"),
    Column("thing_id", Uuid, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("key_id", Uuid, nullable=False, info=KEY),
    Column("written_to", Boolean, nullable=False, server_default=text("true")),
    *revision(),
    PrimaryKeyConstraint("organisation_id", "id"),
    one_of("thing", KeptThing),
    Index("ix_upkeep_addresses_thing_id", "organisation_id", "thing_id", unique=True),
    schema="confidential",
)

upkeep_links = Table(
    "upkeep_links",
    metadata,
    hashed(),
    Column("organisation_id", Uuid, nullable=False),
    Column("address_id", Uuid, nullable=False),
    created(),
    expires(),
    Column("used_at", INSTANT),
    *revision(),
    Index("ix_upkeep_links_address_id", "address_id"),
    schema="identity",
)

notice_choices = Table(
    "notice_choices",
    metadata,
    Column("staff_id", Uuid, primary_key=True),
    word("channel"),
    *revision(),
    one_of("channel", NoticeChannel),
    schema="identity",
)

notices = Table(
    "notices",
    metadata,
    identity(),
    Column("organisation_id", Uuid, nullable=False),
    # What it is about: an address for upkeep, or the organisation in which something waits.
    word("about"),
    Column("thing_id", Uuid, nullable=False),
    Column("created_at", INSTANT, nullable=False, server_default=text("now()")),
    Column("due_at", INSTANT, nullable=False, server_default=text("now()")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("sent_at", INSTANT),
    *revision(),
    one_of("about", NoticeKind),
    Index(
        "ix_notices_waiting",
        "organisation_id",
        "about",
        "thing_id",
        unique=True,
        postgresql_where=text("sent_at IS NULL"),
    ),
    Index("ix_notices_due_at", "due_at", postgresql_where=text("sent_at IS NULL")),
    Index("ix_notices_thing_id", "organisation_id", "thing_id", "created_at"),
    schema="operations",
)
