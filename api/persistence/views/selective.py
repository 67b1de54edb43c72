"""Selective conditions: rare hits are looked up first, common ones met along the order."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Table, func, select

from api.persistence.reading.statistics import Counts, worth_looking_up

if TYPE_CHECKING:
    from api.persistence.reading.ask import Ask
    from api.persistence.reading.given import Given


def looked_up(
    row: Any,
    column: str,
    given: Given,
    ask: Ask,
    hits: Callable[[Counts, Any], float],
    condition: Callable[[FromClause], ColumnElement[bool]],
) -> list[ColumnElement[bool]]:
    """Return the condition as ids that an index finds, where those are few; else nothing.

    ``hits`` estimates them from what the argument says and what is counted at each request. The
    ids are an array that PostgreSQL makes once, before it reads any row of the list.
    """
    table, statistics = row.element, ask.binds.statistics

    def few(value: Any) -> bool:
        counts = statistics.counts(table.name, column)
        return counts is not None and worth_looking_up(hits(counts, value), counts.rows)

    if not _is_indexed(table, column) or not ask.choose(given, few):
        return []
    found = table.alias()
    ids = select(found.c.id).where(condition(found))
    return [row.c.id == func.any(func.array(ids.scalar_subquery()))]


def _is_indexed(table: Table, column: str) -> bool:
    return any(index.columns.keys() == [column] for index in table.indexes)
