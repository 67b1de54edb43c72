"""Catalogue: the feed of changes, one row for each thing that was ever public."""

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, Table

from api.domain.directory_changes import ChangeKind, DirectoryThing
from api.persistence.tables.base import identity, metadata, one_of, reference, revision, word

directory_changes = Table(
    "directory_changes",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    word("thing"),
    word("kind"),
    Column("position", BigInteger, nullable=False),
    *revision(),
    one_of("thing", DirectoryThing),
    one_of("kind", ChangeKind),
    Index("ix_directory_changes_position", "position", "id"),
    schema="catalogue",
)

directory_clock = Table(
    "directory_clock",
    metadata,
    Column("passed", BigInteger, nullable=False),
    *revision(),
    PrimaryKeyConstraint("passed"),
    schema="catalogue",
)
