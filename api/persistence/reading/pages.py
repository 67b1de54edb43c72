"""Pages: Relay connections by keyset, in either direction, at most 100 rows each."""

# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false, reportUnknownVariableType=false, reportUnknownParameterType=false, reportUnknownLambdaType=false
# SQLAlchemy cannot know the types of columns of any view.

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, FromClause, Select, case, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSON, aggregate_order_by

from api.persistence.reading import json
from api.persistence.reading.envelope import Outer, count, edge, page_info
from api.persistence.reading.keyset import Keyset, keyset

if TYPE_CHECKING:
    from graphql.execution.collect_fields import FieldDetails

    from api.persistence.reading.ask import Ask
    from api.persistence.reading.compile import Compiler
    from api.persistence.reading.views import Pages, Row


@dataclass(slots=True)
class Page:
    """One connection while it is compiled: its rows inside, what is made of them outside."""

    compiler: Compiler
    keys: Keyset
    row: Row
    ask: Ask
    columns: list[ColumnElement[Any]] = field(default_factory=list[ColumnElement[Any]])
    numbered: bool = False
    extra: bool = False

    @property
    def number(self) -> ColumnElement[int]:
        return func.row_number().over(order_by=self.keys.order_by())

    def column(self, value: ColumnElement[Any]) -> str:
        """Add a column to the rows inside; the row beyond the page is not worth building."""
        label = f"c{len(self.columns)}"
        whole = (
            case((self.number <= literal_column(str(self.keys.size)), value))
            if (self.extra)
            else value
        )
        self.columns.append(whole.label(label))
        return label

    def listed(self, label: str) -> Outer:
        """Return the column of all rows of the page as a JSON list, in the asked order."""

        def outer(rows: FromClause) -> ColumnElement[Any]:
            item = rows.c[label]
            if not self.numbered:
                return func.coalesce(func.json_agg(item, type_=JSON), json.EMPTY_LIST, type_=JSON)
            ordered = self._aggregate(rows, label, reverse=False)
            return func.coalesce(ordered, json.EMPTY_LIST, type_=JSON)

        return outer

    def end(self, label: str, *, last: bool) -> Outer:
        """Return the column of the first or last row of the page."""

        def outer(rows: FromClause) -> ColumnElement[Any]:
            return self._aggregate(rows, label, reverse=last).op("->")(literal_column("0"))

        return outer

    def _aggregate(self, rows: FromClause, label: str, *, reverse: bool) -> ColumnElement[Any]:
        descending = self.keys.backward is not reverse
        number = rows.c.n.desc() if descending else rows.c.n
        return func.json_agg(aggregate_order_by(rows.c[label], number), type_=JSON).filter(
            rows.c.n <= literal_column(str(self.keys.size))
        )

    def more(self, rows: FromClause) -> ColumnElement[Any]:
        """Return whether there is a row beyond the page, in the direction of paging."""
        return func.coalesce(
            func.max(rows.c.n) > literal_column(str(self.keys.size)), literal_column("false")
        )

    def rows(self) -> Select[Any]:
        """Return the rows inside: visible, filtered, after the cursor, in order, limited."""
        columns = [*self.columns, self.number.label("n")] if self.numbered else self.columns
        size = self.keys.size + (1 if self.extra else 0)
        chosen = self.keys.narrowed(select(*columns), self.row)
        conditions = [*self.keys.conditions, *self.keys.beyond_cursor()]
        return (
            self.compiler.visible(self.keys.view, self.row, chosen, self.ask, conditions)
            .order_by(*self.keys.order_by())
            .limit(literal_column(str(size)))
        )


def connection(
    compiler: Compiler,
    bound: Pages,
    parent: Row | None,
    details: list[FieldDetails],
    ask: Ask,
    name: str,
) -> ColumnElement[Any]:
    """Return the JSON object of a Relay connection."""
    view = compiler.views[bound.view]
    row = compiler.rows(view, parent)
    keys = keyset(compiler.cursor_key, view, row, ask, name)
    if bound.on is not None and parent is not None:
        keys.conditions.append(bound.on(parent.columns, row.columns))
    page = Page(compiler, keys, row, keys.ask)
    selected = compiler.fields(f"{view.name}Connection", details)
    _look_ahead(page, selected, compiler)
    outers: list[tuple[str, Outer]] = []
    for key, found in selected.items():
        counted = (bound, parent, ask, name)
        outers.append((key, _member(page, key, found, counted)))
    if not page.columns and not page.extra:
        # Nothing here gathers rows into one, so the rows must not be read at all.
        return json.build_object([(key, outer(row.columns)) for key, outer in outers])
    rows = page.rows().subquery(f"p{next(compiler.numbers)}")
    whole = json.build_object([(key, outer(rows)) for key, outer in outers])
    return select(whole).select_from(rows).scalar_subquery()


def _look_ahead(page: Page, selected: Any, compiler: Compiler) -> None:
    """See which of the costlier columns the selection needs before any is built."""
    beyond = "hasPreviousPage" if page.keys.backward else "hasNextPage"
    for found in selected.values():
        if found[0].node.name.value == "pageInfo":
            names = {
                inner[0].node.name.value for inner in compiler.fields("PageInfo", found).values()
            }
            page.numbered = True
            page.extra |= beyond in names
    page.numbered |= page.keys.backward


def _member(page: Page, key: str, found: list[FieldDetails], counted: Any) -> Outer:
    view, compiler = page.keys.view, page.compiler
    ask = page.ask.within(page.ask.arguments, (*page.ask.path, key, "*"))
    match found[0].node.name.value:
        case "nodes":
            return page.listed(page.column(compiler.object(view, page.row, found, ask)))
        case "edges":
            return page.listed(page.column(edge(page, found, ask)))
        case "pageInfo":
            return page_info(page, found)
        case "totalCount":
            return count(page, counted, precise=False)
        case "totalCountPrecision":
            return count(page, counted, precise=True)
        case _:
            return lambda _rows: json.word(f"{view.name}Connection")


def list_size(ask: Ask) -> int:
    """Return the size of a short list, from its argument ``first``."""
    return Keyset.size_of(ask, "first")
