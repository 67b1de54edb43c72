"""What is sent to PostgreSQL, by SQLAlchemy or past it on the driver itself."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import asyncpg
from asyncpg.connection import LoggedQuery
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine


@contextmanager
def statements(engine: AsyncEngine) -> Generator[list[str]]:
    """Collect the statements of transactions that begin meanwhile, in their order.

    Each counts once, however many rows it is executed with; BEGIN and COMMIT are among them.
    """
    sent: list[str] = []
    drivers: list[asyncpg.Connection[asyncpg.Record]] = []

    def executed(_connection: object, _cursor: object, sql: str, *_more: object) -> None:
        sent.append(sql)

    def logged(record: LoggedQuery) -> None:
        sent.append(record.query)

    def checked_out(connection: Any, *_more: object) -> None:  # noqa: ANN401 - SQLAlchemy's
        driver = connection.driver_connection
        driver.add_query_logger(logged)
        drivers.append(driver)

    listened = (("before_cursor_execute", executed), ("checkout", checked_out))
    for name, listener in listened:
        event.listen(engine.sync_engine, name, listener)
    try:
        yield sent
    finally:
        for name, listener in listened:
            event.remove(engine.sync_engine, name, listener)
        for driver in drivers:
            driver.remove_query_logger(logged)
