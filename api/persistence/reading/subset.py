"""The rows of a view that a filter keeps, for figures that are worked out over all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, select

from api.persistence.reading.ordering import narrow
from api.persistence.reading.views import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from api.persistence.reading.ask import Ask
    from api.persistence.reading.compile import Compiler

    type Columns = Callable[[FromClause], Sequence[ColumnElement[Any]]]


def subset(compiler: Compiler, name: str, ask: Ask, columns: Columns) -> Select[Any]:
    """Return columns of the rows that the viewer may see and the argument ``filter`` keeps."""
    view = compiler.views[name]
    row = compiler.rows(view, None)
    narrowing = narrow(view, row.columns, ask)
    chosen = select(*columns(row.columns))
    if narrowing.near is not None:
        chosen = chosen.select_from(narrowing.near.join(row.columns))
    return compiler.visible(view, Row(row.columns, ()), chosen, ask, narrowing.where)
