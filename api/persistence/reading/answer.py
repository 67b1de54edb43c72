"""The answer of a statement: the JSON of each root field, as bytes that nobody looks into."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncpg

    from api.persistence.reading.plan import Plan

type Answer = dict[str, bytes]


def encoded(plan: Plan, row: asyncpg.Record | None) -> Answer:
    """Return the columns of the one row by response name; LookupError where there is no row."""
    if row is None:
        raise LookupError("A statement of the reader gave no row.")
    return {
        name: b"null" if value is None else value if isinstance(value, bytes) else value.encode()
        # A guarded statement has one column more, the rights.
        for name, value in zip(plan.names, row, strict=False)
    }
