"""What the database would do for an operation: its statement, and PostgreSQL's plan of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from api.persistence.reading.ask import Request
    from api.persistence.reading.reader import Readable, Reader


@dataclass(frozen=True, slots=True)
class Explained:
    """The one statement of an operation with numbered binds, and its plan in PostgreSQL's words.

    ``binds`` counts them; their values are the asker's and stay out.
    """

    sql: str
    binds: int
    plan: str


async def explain(reader: Reader, readable: Readable, request: Request) -> Explained:
    """Plan a statement without running it. Raises ArgumentRefused as reading would."""
    plan = reader.plan(readable, request)
    arguments = plan.arguments(request)
    async with reader.pool.acquire() as connection:
        rows = await connection.fetch(f"explain (costs, verbose off) {plan.sql}", *arguments)
    return Explained(plan.sql, len(arguments), "\n".join(str(row[0]) for row in rows))
