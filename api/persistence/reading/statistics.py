"""How often values occur in lists and texts, as PostgreSQL itself has counted.

A page of rows with a common topic is found at once by walking the order of the list; for a rare
one the walk would pass nearly all rows, and its hits are better looked up first. PostgreSQL's own
planner cannot choose, since a kept plan is made before the value is known. So the reader chooses,
by the counts that ANALYZE keeps of every list column (``pg_stats.most_common_elems``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING

from api.persistence.database import DATABASE_ERRORS

if TYPE_CHECKING:
    import asyncpg

REFRESHED_EVERY_SECONDS = 300.0

PER_PAGE = 10
"""Looking up h hits costs about as much as walking PER_PAGE times rows / h rows of the order."""

# A function, since PostgreSQL shows what it has counted of a guarded table only to its owner.
_COUNTS = "select place, of_rows, elements, shares from operations.counts()"


@dataclass(frozen=True, slots=True)
class Counts:
    """The rows of a table, and about how many of them hold each common value of a column."""

    rows: float
    holding: Mapping[str, float]

    def of(self, value: str) -> float:
        """Return about how many rows hold a value; one that is not counted is rarer than all."""
        return self.holding.get(value, 0.0)

    def beginning(self, start: str) -> float:
        """Return about how many rows hold a value with this beginning."""
        return sum(rows for value, rows in self.holding.items() if value.startswith(start))


@dataclass(slots=True)
class Statistics:
    """What one process knows of how often values occur, by ``table.column``."""

    known: dict[str, Counts] = field(default_factory=dict[str, Counts])

    async def refresh(self, pool: asyncpg.Pool[asyncpg.Record]) -> None:
        """Read anew what PostgreSQL has counted."""
        found = await pool.fetch(_COUNTS)
        self.known = {
            row["place"]: Counts(
                row["of_rows"],
                # Behind the shares of the elements stand the least and the greatest of them.
                {
                    value: share * row["of_rows"]
                    for value, share in zip(row["elements"], row["shares"], strict=False)
                },
            )
            for row in found
        }

    def counts(self, table: str, column: str) -> Counts | None:
        """Return what is known of a column; None before anything was counted."""
        return self.known.get(f"{table}.{column}")


async def keep_fresh(
    statistics: Statistics, pool: asyncpg.Pool[asyncpg.Record], stop: asyncio.Event
) -> None:
    """Read the counts anew from time to time, until somebody says to stop."""
    while not stop.is_set():
        try:
            await asyncio.wait_for(stop.wait(), REFRESHED_EVERY_SECONDS)
        except TimeoutError:
            # While the database is away the old counts serve as well: they only choose a way.
            with suppress(*DATABASE_ERRORS):
                await statistics.refresh(pool)


def worth_looking_up(hits: float, rows: float) -> bool:
    """Whether so many hits are better looked up than met on a walk along the order."""
    return hits <= sqrt(PER_PAGE * rows)
