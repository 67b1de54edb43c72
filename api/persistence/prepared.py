"""Statements of every change, compiled once and run on the driver itself.

For these, SQLAlchemy's way to a statement that it compiled before takes longer than PostgreSQL
needs to run it. It compiles them as it does for the connection that they are run on, so that the
isolation suite drops from them what it drops from others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import asyncpg
    from sqlalchemy import ClauseElement
    from sqlalchemy.engine import Dialect
    from sqlalchemy.ext.asyncio import AsyncConnection


class _Compiled(NamedTuple):
    """SQL by one compiler, its binds in order, and what makes of some what the driver takes."""

    compiler: object
    sql: str
    names: tuple[str, ...]
    packers: tuple[tuple[int, Callable[[Any], Any]], ...]


@dataclass(slots=True)
class Prepared:
    """A statement of SQLAlchemy with binds by name; ``columns`` are those it is given to write."""

    statement: ClauseElement
    columns: tuple[str, ...] | None = None
    _compiled: _Compiled | None = field(default=None, init=False)

    async def fetch(
        self, connection: AsyncConnection, given: Mapping[str, Any]
    ) -> Sequence[asyncpg.Record]:
        """Run it in the transaction of a connection, which has begun.

        Raises what the driver raises, as SQLAlchemy does not come between.
        """
        compiled = self._of(connection.dialect)
        values = [given[name] for name in compiled.names]
        for place, pack in compiled.packers:
            values[place] = pack(values[place])
        return await driver_of(connection).fetch(compiled.sql, *values)

    def _of(self, dialect: Dialect) -> _Compiled:
        compiler: object = dialect.statement_compiler
        if self._compiled is None or self._compiled.compiler is not compiler:
            made: Any = self.statement.compile(dialect=dialect, column_keys=self.columns)
            names = tuple(made.positiontup)
            types = [made.binds[name].type.dialect_impl(dialect) for name in names]
            packers = [(place, each.bind_processor(dialect)) for place, each in enumerate(types)]
            packing = tuple((place, pack) for place, pack in packers if pack is not None)
            self._compiled = _Compiled(compiler, str(made), names, packing)
        return self._compiled


def driver_of(connection: AsyncConnection) -> asyncpg.Connection[asyncpg.Record]:
    """Return the connection as asyncpg has it; it has begun."""
    # What SQLAlchemy offers for this is awaited, as it may connect first.
    begun: Any = connection.sync_connection
    return begun.connection.driver_connection
