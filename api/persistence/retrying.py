"""Transactions that the database asks for again: on 40001 and 40P01, from the start."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import asyncpg
from sqlalchemy.exc import DBAPIError

ATTEMPTS = 5
RETRIED = frozenset({"40001", "40P01"})
"""Serialisation failure and deadlock: PostgreSQL asks for the whole transaction again."""


async def again[T](attempt: Callable[[], Awaitable[T]]) -> T:
    """Run a whole transaction, once more for each time that the database asks for that."""
    for number in range(1, ATTEMPTS + 1):
        try:
            return await attempt()
        except (DBAPIError, asyncpg.PostgresError) as error:
            if sqlstate(error) not in RETRIED or number == ATTEMPTS:
                raise
            await asyncio.sleep(random.uniform(0, 0.02 * 2**number))  # noqa: S311 - jitter
    raise AssertionError("unreachable: the last attempt raises")


def sqlstate(error: BaseException) -> str | None:
    """Return the SQLSTATE of a database error, whichever layer wrapped it; None of any other."""
    raised = error.orig if isinstance(error, DBAPIError) else error
    return getattr(raised, "sqlstate", None)
