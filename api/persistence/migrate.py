"""Bringing a database to the present schema and vocabulary, as its owner."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, pool, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from api.domain.terms import TERMS, Term
from api.domain.text import sort_key
from api.domain.vocabulary import Dimension
from api.persistence.database import alchemy_url
from api.persistence.directory_changes import catch_up
from api.persistence.searching import keep_search_of_topics
from api.persistence.tables.catalogue import term_labels, terms

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"

type Progress = Callable[[str], None]


async def migrate(owner_url: str) -> None:
    """Run all migrations that the database lacks, lay out the vocabulary, catch the feed up.

    ``owner_url`` logs in as ``peers_owner``. Idempotent, and safe to run on a live database:
    each migration waits at most five seconds for a lock.
    """
    # Alembic drives its own event loop, so it runs beside this one.
    await asyncio.to_thread(command.upgrade, _config(owner_url), "head")
    engine = create_async_engine(alchemy_url(owner_url), poolclass=pool.NullPool)
    try:
        async with engine.begin() as connection:
            await _lay_out_vocabulary(connection)
            await catch_up(connection)
    finally:
        await engine.dispose()


async def pending(owner_url: str) -> bool:
    """Return whether the database lacks a migration of this release."""
    engine = create_async_engine(alchemy_url(owner_url), poolclass=pool.NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(_behind, _config(owner_url))
    finally:
        await engine.dispose()


def _behind(connection: Connection, config: Config) -> bool:
    options = {"version_table": "migrations", "version_table_schema": "operations"}
    context = MigrationContext.configure(connection, opts=options)
    return context.get_current_revision() != ScriptDirectory.from_config(config).get_current_head()


def _config(owner_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = alchemy_url(owner_url)
    return config


async def _lay_out_vocabulary(connection: AsyncConnection) -> None:
    rows = [_term_row(term) for term in TERMS]
    before = await _labels_of_topics(connection)
    statement = insert(terms).values(rows)
    await connection.execute(statement.on_conflict_do_nothing())
    await connection.execute(delete(term_labels))
    labels = [
        {
            "id": uuid5(_term_id(term), language),
            "term_id": _term_id(term),
            "language": language,
            "text": text,
        }
        for term in TERMS
        for language, text in term.labels.items()
    ]
    await connection.execute(insert(term_labels).values(labels))
    changed = before ^ await _labels_of_topics(connection)
    await keep_search_of_topics(connection, {slug for slug, _, _ in changed})


async def _labels_of_topics(connection: AsyncConnection) -> set[tuple[str, str, str]]:
    chosen = select(terms.c.slug, term_labels.c.language, term_labels.c.text)
    found = await connection.execute(
        chosen.join_from(terms, term_labels).where(terms.c.dimension == Dimension.TOPIC)
    )
    return {(row.slug, row.language, row.text) for row in found}


def _term_row(term: Term) -> dict[str, object]:
    return {
        "id": _term_id(term),
        "dimension": term.dimension,
        "slug": term.slug,
        "sort_key": sort_key(term.labels["en"]),
    }


def _term_id(term: Term) -> UUID:
    """Return the same id on every database, so that partners may keep ids of topics."""
    return uuid5(NAMESPACE_URL, f"https://peers.example/terms/{term.dimension}/{term.slug}")
