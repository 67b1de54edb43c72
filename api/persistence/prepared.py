"""Statements of every change, compiled once and run on the driver itself.

For these, SQLAlchemy's way to a statement that it compiled before takes longer than PostgreSQL
needs to run it. None of them holds anything to an organisation: such filters stay with SQLAlchemy,
where the isolation suite drops them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects.postgresql import asyncpg as dialects

if TYPE_CHECKING:
    from collections.abc import Sequence

    import asyncpg
    from sqlalchemy import ClauseElement
    from sqlalchemy.ext.asyncio import AsyncConnection

_DIALECT = dialects.dialect()


@dataclass(slots=True)
class Prepared:
    """A statement of SQLAlchemy with its binds by name, in the order in which it numbers them.

    JSON is given as the text that it is.
    """

    statement: ClauseElement
    sql: str = field(init=False)
    names: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        compiled: Any = self.statement.compile(dialect=_DIALECT)
        self.sql, self.names = str(compiled), tuple(compiled.positiontup)

    async def fetch(
        self, connection: AsyncConnection, given: dict[str, Any]
    ) -> Sequence[asyncpg.Record]:
        """Run it in the transaction of a connection, which has begun."""
        driver = await driver_of(connection)
        return await driver.fetch(self.sql, *(given[name] for name in self.names))


async def driver_of(connection: AsyncConnection) -> asyncpg.Connection[asyncpg.Record]:
    """Return the connection as asyncpg has it."""
    raw = await connection.get_raw_connection()
    driver: Any = raw.driver_connection
    return driver
