"""Catalogue: the guidelines of networks and groups, version by version."""

from sqlalchemy import ARRAY, Column, Index, Integer, Table, Text, text

from api.persistence.tables.base import (
    INSTANT,
    identity,
    metadata,
    reference,
    revision,
    texts,
)


def numbers(name: str) -> Column[list[int]]:
    return Column(name, ARRAY(Integer), nullable=False, server_default=text("'{}'::integer[]"))


guidelines = Table(
    "guidelines",
    metadata,
    identity(),
    reference("organisation_id", "catalogue.organisations"),
    reference("network_id", "catalogue.networks"),
    reference("group_id", "catalogue.groups", nullable=True),
    Column("number", Integer, nullable=False),
    Column("language", Text),
    Column("text", Text),
    texts("lines"),
    numbers("lines_since"),
    numbers("lines_until"),
    Column("published_by", Text, nullable=False),
    Column("published_at", INSTANT, nullable=False, server_default=text("now()")),
    *revision(),
    Index(
        "ix_guidelines_of_network",
        "network_id",
        "number",
        unique=True,
        postgresql_where=text("group_id IS NULL"),
    ),
    Index("ix_guidelines_of_group", "group_id", "number", unique=True),
    schema="catalogue",
)
