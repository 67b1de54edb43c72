"""A small deterministic world in the catalogue, written by plain SQL past the code under test.

It is made to be awkward: equal names, names in several scripts, unstated dimensions, drafts and
archives at every level, venues on both sides of the antimeridian, starts around ``NOW``.
"""

import json
from dataclasses import dataclass
from uuid import UUID

import asyncpg
from sqlalchemy import NullPool
from sqlalchemy.ext.asyncio import create_async_engine

from api.persistence.database import alchemy_url
from api.persistence.keys import Keyring
from api.persistence.searching import keep_search_of_topics
from tests.world_contacts import add_contacts
from tests.world_guidelines import add_guidelines
from tests.world_rows import (
    NETWORKS,
    NOW,
    ORGANISATIONS,
    Builder,
    Row,
    Rows,
    add_crisis_resources,
    add_group,
    add_network,
    add_organisation,
    add_successors,
    add_venue,
)
from tests.world_times import add_meeting, keep_on_groups

__all__ = ["CURSOR_KEY", "KEK", "NOW", "Row", "World", "build_world", "fill"]

KEK = b"k" * 32
CURSOR_KEY = b"c" * 32
CONFIDENTIAL = frozenset({"organisation_keys", "venue_secrets", "contact_secrets"})


@dataclass(frozen=True, slots=True)
class World:
    """What was written: rows by table, by their slugs, and the plain text of what is sealed."""

    rows: Rows
    secrets: dict[UUID, dict[str, str]]

    def organisation(self, slug: str) -> UUID:
        return next(row["id"] for row in self.rows["organisations"] if row["slug"] == slug)

    def some(self, table: str, **values: object) -> Row:
        """Return the first row of a table with these values."""
        return next(
            row
            for row in self.rows[table]
            if all(row[name] == value for name, value in values.items())
        )


def build_world() -> World:
    """Return the world, the same one every time."""
    made = Builder()
    for slug in ORGANISATIONS:
        add_organisation(made, slug)
    for owner, slug, status in NETWORKS:
        add_network(made, owner, slug, status)
    for number in range(16):
        add_venue(made, number)
    for number in range(42):
        add_group(made, number)
    add_successors(made)
    for number in range(62):
        add_meeting(made, number)
    keep_on_groups(made)
    add_secrets(made)
    add_crisis_resources(made)
    add_guidelines(made)
    add_contacts(made, KEK)
    return World(made.rows, made.secrets)


def add_secrets(made: Builder) -> None:
    """Seal what is not public of some venues under a key of their organisation."""
    keyring = Keyring(KEK)
    for organisation in made.rows["organisations"][:2]:
        owner, key_id = organisation["id"], made.id()
        wrapped = keyring.new_key(owner, key_id)
        made.add("organisation_keys", id=key_id, organisation_id=owner, wrapped=wrapped)
        for number, venue in enumerate(made.rows["venues"]):
            if venue["organisation_id"] != owner or number % 3 == 0:
                continue
            texts = {
                name: f"{name} of {number}" for name in ("address", "link", "dial_in")[:number]
            }
            made.secrets[venue["id"]] = texts
            sealed = {
                name: keyring.seal(
                    text, wrapped, owner, key_id, ("confidential.venue_secrets", name, venue["id"])
                )
                for name, text in texts.items()
            }
            row = made.add(
                "venue_secrets", organisation_id=owner, venue_id=venue["id"], key_id=key_id
            )
            row |= {"address": None, "link": None, "dial_in": None} | sealed
            del row["id"]


async def fill(admin_url: str, world: World) -> None:
    """Write all rows, as a superuser, whom row-level security does not hold."""
    connection = await asyncpg.connect(admin_url)
    try:
        async with connection.transaction():
            await connection.execute("set session_replication_role = replica")
            for table, rows in world.rows.items():
                zone = "confidential" if table in CONFIDENTIAL else "catalogue"
                name = f"{zone}.{table}"
                await connection.execute(
                    f"insert into {name}"  # noqa: S608 - one of our own tables
                    f" select * from jsonb_populate_recordset(null::{name}, $1)",
                    json.dumps(rows, default=_plain),
                )
            await connection.execute("set session_replication_role = origin")
    finally:
        await connection.close()
    await write_search(admin_url)


async def write_search(admin_url: str) -> None:
    """Let groups be found by their texts, which is what no row of the world says itself."""
    engine = create_async_engine(alchemy_url(admin_url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await keep_search_of_topics(connection, ())
    finally:
        await engine.dispose()


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType, reportAttributeAccessIssue] - dates and instants have it
